;redcode-94
;name One shot
;author spenvs
;strategy scans until the first hit, then clears the core from there
;assert CORESIZE == 8000
step    EQU     12
        ORG     scan
gate    DAT.F   #0, #100
kill    DAT.F   #0, #16
scan    ADD.AB  #step, gate
        JMZ.F   scan, @gate
        SLT.AB  #30, gate
        JMP.A   scan
        SUB.AB  #8, gate
        SPL.B   #0, #0
        MOV.I   kill, >gate
        DJN.F   -1, >gate
        END
