;redcode-94
;name Vampire
;author spenvs
;strategy scatters jumps into a pit of splits, then clears the core
;assert CORESIZE == 8000
step    EQU     3365
        ORG     loop
fang    JMP.B   pit-fang, 0
gate    DAT.F   #0, #30
kill    DAT.F   #0, #30
loop    ADD.F   delta, fang
        MOV.I   fang, @fang
        DJN.B   loop, #1500
        SPL.B   #0, #0
        MOV.I   kill, >gate
        DJN.F   -1, >gate
delta   DAT.F   #-step, #step
pit     SPL.B   #0, #0
        JMP.B   pit, #0
        END
