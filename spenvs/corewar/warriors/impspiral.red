;redcode-94
;name Imp spiral
;author spenvs
;strategy thirty-two processes on seven points of the core: four or five follow each other at each
;assert CORESIZE == 8000

; A ring has one process at each of its points, a spiral several, one behind the other. A bomb kills
; the one that steps on it, but those behind it and at the other points write the cell anew and go
; on. So it beats most bombers, which fall to it one day while it hardly ever dies. It still dies to
; whoever clears the core or keeps a gate.

points  EQU     7
d       EQU     ((CORESIZE+1)/points)   ; once around and one cell on: 7 * 1143 = 8001

        ORG     start

; Thirty-two processes, side by side: each SPL 1 doubles them.
start   SPL.B   $1, $0
        SPL.B   $1, $0
        SPL.B   $1, $0
        SPL.B   $1, $0
        SPL.B   $1, $0

; Each splits once more: one half takes the jump, the other moves its target on for the next one.
        SPL.B   $2, $0
jump    JMP.B   $imp, $0        ; to imp, imp + d, imp + 2d, ...
        ADD.A   #d, $jump
        DAT.F   $0, $0          ; who has moved the target is needed no more

imp     MOV.I   #d, *0          ; as in an imp ring
        END
