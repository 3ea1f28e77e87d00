;redcode-94
;name Scanner
;author spenvs
;strategy looks at every 14th cell; erases eighteen cells around anything with a non-zero field
;assert CORESIZE == 8000
step    EQU     14
        ORG     scan
ptr     DAT.F   #0, #200
scan    ADD.AB  #step, ptr
        JMZ.F   scan, @ptr
        SLT.AB  #24, ptr
        JMP.A   scan
        SUB.AB  #4, ptr
        MOV.AB  #18, count
fill    MOV.I   blank, >ptr
count   DJN.B   fill, #18
        SUB.AB  #13, ptr
        JMP.A   scan
blank   DAT.F   $0, $0
        END
