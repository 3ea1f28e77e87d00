;redcode-94
;name Paper
;author spenvs
;strategy parallel replicator: eight processes copy the body far away in step
;assert CORESIZE == 8000
        ORG     start
start   SPL.B   1, <300
        SPL.B   1, <400
        SPL.B   1, <500
silk    SPL.B   @0, >1900
        MOV.I   }-1, >-1
        MOV.I   }-2, >-2
        MOV.I   bomb, <340
        JMP.A   silk, <silk
bomb    DAT.F   <2667, <1
        END
