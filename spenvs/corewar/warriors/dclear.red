;redcode-94
;name D-clear
;author spenvs
;strategy clears the core with SPL first and with data then, from a pointer that names its own bomb
;assert CORESIZE == 8000

; A clear in two passes, against replicators. The pointer's A field names the bomb, its B field the
; target. When the pass is over, the bomb falls on the pointer, as in the core clear, and takes its
; place: its A field names the bomb of the next pass. The first bomb stuns: whatever runs into SPL
; splits itself to death, and cannot write copies faster than they are cleared. The second kills,
; and names itself: the passes that follow are all like it.

ahead   EQU     17              ; where a pass begins, counted from the pointer: behind the program

        ORG     start
gate    DAT.F   stun-gate, ahead
kill    DAT.F   <kill-gate, $ahead  ; who dies on it decrements the cell before it, too
stun    SPL.B   #kill-gate, ahead
start   SPL.B   #0, #0
loop    MOV.I   *gate, >gate    ; the bomb that gate's A names, to the cell that its B names
        MOV.I   *gate, >gate    ; three times, so that few cycles go into jumps
        MOV.I   *gate, >gate
        DJN.F   loop, >gate
        END
