;redcode-94
;name Core clear
;author spenvs
;strategy writes data over the whole core again and again, with many processes
;assert 1

; It kills whatever stays in one place. SPL 0 feeds the loop with new processes. A pointer walks
; through the core, cell after cell, and comes around to itself at last: then the bomb falls on the
; pointer. That is no accident but the trick: the bomb is a pointer, too, which points 20 cells
; ahead, behind the program. The next round begins there, and the program's own cells are never hit.

        ORG     start
gate    DAT.F   #0, #20         ; B: where the next bomb falls, counted from here
d2      DAT.F   #1, #20         ; the bomb
start   SPL.B   #0, #0
loop    MOV.I   d2, >gate       ; drop it, and move the pointer on
        MOV.I   d2, >gate
        DJN.F   loop, >gate     ; every third cell is only decremented, which spoils most code, too
        END
