;redcode-94
;name Imp ring
;author spenvs
;strategy three imps a third of the core apart, each of which copies itself to where the next one goes on
;assert CORESIZE == 8000

; One imp dies with its only process. Here three processes take turns: each writes the cell that the
; next one executes. The distance d is such that three of them go once around and one cell further:
; 3 * 2667 = 8001. What one of them loses to a bomb the others write anew. Against bombers that
; means many ties.

d       EQU     ((CORESIZE+1)/3)

        ORG     start

; The launch: all three must begin in the same cycle, in their order. Each path from here to an imp
; has three steps.
start   SPL.B   second
        NOP.F   0               ; waits one cycle
        JMP.B   imp
second  SPL.B   2
        JMP.B   imp+d
        JMP.B   imp+d+d         ; to cells that are empty now, and written in time

; The imp's A field says where to: #d means this instruction itself, *0 the cell that its A field
; names.
imp     MOV.I   #d, *0
        END
