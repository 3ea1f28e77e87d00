;redcode-94
;name P-space switcher
;author spenvs
;strategy remembers the last result; changes from bomber to replicator after a loss
;assert CORESIZE == 8000
step    EQU     3044
        ORG     think
res     EQU     0
mem     EQU     7
think   LDP.AB  #res, last
        LDP.AB  #mem, mode
last    SNE.AB  #0, #0
        ADD.AB  #1, mode
        MOD.AB  #2, mode
        STP.B   mode, slot
mode    JMN.B   silk0, #0
start   SPL.B   #0, <-50
        MOV.I   bomb, @aim
aim     MOV.I   bomb, step
        ADD.AB  #step, aim
        DJN.F   start+1, <-60
bomb    DAT.F   <1, <1
slot    DAT.F   #0, #mem
silk0   SPL.B   1, <300
        SPL.B   1, <400
        SPL.B   1, <500
silk    SPL.B   @0, >1900
        MOV.I   }-1, >-1
        MOV.I   }-2, >-2
        MOV.I   pbomb, <340
        JMP.A   silk, <silk
pbomb   DAT.F   <2667, <1
        END
