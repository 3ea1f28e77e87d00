;redcode-94
;name Paper
;author spenvs
;strategy eight processes side by side copy the program far away, and drop data on the way
;assert CORESIZE == 8000

; A replicator without a loop. Eight processes execute each instruction one after the other: a MOV
; whose pointers count up copies eight cells in eight cycles. They split to where the copy will be,
; and arrive when its first cells are there.

        ORG     start
start   SPL.B   1, <300         ; one process becomes eight; the decrements cost nothing
        SPL.B   1, <400
        SPL.B   1, <500

silk    SPL.B   @0, >1900       ; to the copy: B, here, is also the pointer to it
        MOV.I   }-1, >-1        ; A of silk counts the cells up, B where they go
        MOV.I   }-2, >-2        ; once more: what is behind the program, behind the copy
        MOV.I   bomb, <340      ; eight bombs downwards
        JMP.A   silk, <silk
bomb    DAT.F   <2667, <1       ; 2667 is where the next point of an imp ring is
        END
