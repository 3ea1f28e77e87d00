;redcode-94
;name Silk
;author spenvs
;strategy eight processes copy the program forwards, then backwards, and move into the second copy
;assert CORESIZE == 8000

; As the paper, but it makes two copies and needs no counter to be reset: the first copy counts the
; cells up from 0 to 8, the second one down from 8 to 0. The program has exactly eight cells, so
; that eight processes copy all of it in one instruction. Bombs fall while the copies are made; with
; thousands of processes soon, there are many.

forth   EQU     1730            ; both distances were found by a search
back    EQU     2807

        ORG     start
start   SPL.B   $1, $0          ; eight processes
        SPL.B   $1, $0
        SPL.B   $1, $0

p       SPL.B   @0, >forth      ; all eight split to the first copy, before it is there
        MOV.I   }p, >p          ; and copy: A of p counts the cells, B of p where they go
        MOV.I   bomb, }2113     ; a bomb there, then seven where its A field points
        MOV.I   bomb, }926
        MOV.I   bomb, >p        ; eight bombs behind the first copy, against what may be there
        MOV.I   {p, <q          ; the second copy, from its last cell to its first
q       JMP.B   @0, back        ; B of q has come down to the first cell of the copy: on there
bomb    DAT.F   <2667, <5334    ; decrements the other points of an imp ring
        END
