;redcode-94
;name Stunner
;author spenvs
;strategy bombs every fifth cell with SPL to slow the enemy, then clears the core with data
;assert CORESIZE == 8000

; A process that runs into SPL 0 splits for ever, and its children share the time of its owner:
; everything else of the enemy's becomes slow. Replicators suffer most, since they have processes
; everywhere. But the stunned do not die, and so the warrior ends with a clear.

step    EQU     2365            ; shares 5 with 8000: 1600 different cells

        ORG     loop
ptr     DAT.F   #0, #step
gate    DAT.F   #0, #30         ; pointer of the clear, see the core clear
kill    DAT.F   #0, #30
loop    MOV.I   stun, @ptr
        ADD.AB  #step, ptr
        DJN.B   loop, #1500     ; stops before the bombs come around to itself
stun    SPL.B   #0, #0          ; the bomb, and the beginning of the clear
        MOV.I   kill, >gate
        DJN.F   -1, >gate
        END
