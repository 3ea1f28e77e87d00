;redcode-94
;name Stone
;author spenvs
;strategy a bomber that splits: many processes in one loop, and a trail of decrements
;assert CORESIZE == 8000

; A bomber that is hard to kill: SPL 0 makes a new process in every turn of the queue, so that one
; lost to a bomb is soon replaced. Its processes are everywhere in the loop at once, and so a second
; MOV often finds the pointer moved since the first, and drops one bomb more.

step    EQU     3044    ; shares only 4 with 8000: every fourth cell is hit, of its own only the pointer

        ORG     start
start   SPL.B   #0, <-50        ; decrements cells behind it, as the DJN does: a gate against imps
        MOV.I   bomb, @ptr
ptr     MOV.I   bomb, step      ; is an instruction and also the pointer
        ADD.AB  #step, ptr
        DJN.F   start+1, <-60
bomb    DAT.F   <1, <1          ; who dies on it decrements the cell behind it
        END
