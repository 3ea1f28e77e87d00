;redcode-94
;name Core clear
;author spenvs
;strategy two-pass clear with growing pointer: splits first, data after
;assert 1
        ORG     start
gate    DAT.F   #0, #20
d2      DAT.F   #1, #20
start   SPL.B   #0, #0
loop    MOV.I   d2, >gate
        MOV.I   d2, >gate
        DJN.F   loop, >gate
        END
