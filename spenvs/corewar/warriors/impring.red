;redcode-94
;name Imp ring
;author spenvs
;strategy three imps a third of the core apart; the launcher gives all three the same delay
;assert CORESIZE == 8000
d       EQU     ((CORESIZE+1)/3)
        ORG     start
start   SPL.B   second
        NOP.F   0
        JMP.B   imp
second  SPL.B   2
        JMP.B   imp+d
        JMP.B   imp+d+d
imp     MOV.I   #d, *0
        END
