;redcode-94
;name Vampire
;author spenvs
;strategy scatters jumps that lead into a pit, where captured processes work for it, then clears the core
;assert CORESIZE == 8000

; A fang is a jump. Enemy processes that run into one come to the pit, split there for ever, so that
; the enemy's others become slow, and wipe the core meanwhile. The captured do not die, and so the
; warrior ends with a clear.

step    EQU     7213            ; 787 cells back; shares nothing with 8000

        ORG     loop
fang    JMP.B   pit-fang, 0     ; A: from the fallen fang to the pit; B: where it falls
gate    DAT.F   #0, #30         ; pointer of the clear, see the core clear
kill    DAT.F   #0, #30
loop    ADD.F   delta, fang     ; the further the fang falls, the longer its jump back
        MOV.I   fang, @fang
        DJN.B   loop, #729      ; the 1047th would fall on itself
        SPL.B   #0, #0
        MOV.I   kill, >gate
        DJN.F   -1, >gate
delta   DAT.F   #-step, #step

trail   DAT.F   #0, #-100       ; B: what the captured wipe next, counted from here

pit     MOV.I   trail, <trail   ; downwards through the core
        SPL.B   pit
        JMP.B   pit, <-20
        END
