;redcode-94
;name P-switcher
;author spenvs
;strategy remembers the last result, and changes between stone and paper after a loss
;assert CORESIZE == 8000

; P-space outlives the rounds. Its cell 0 holds the last result, 0 for a loss; any other is the
; warrior's own. So it goes on with what has not lost, and tries the other after a loss.

step    EQU     3044
res     EQU     0               ; where the result is
mem     EQU     7               ; where it notes the strategy: 0 stone, 1 paper

        ORG     think
think   LDP.AB  #res, last
        LDP.AB  #mem, mode
last    SNE.AB  #0, #0          ; B is the result: other than 0, and the next one is passed over
        ADD.AB  #1, mode
        MOD.AB  #2, mode
        STP.B   mode, slot      ; the B field of slot says to which cell
mode    JMN.B   paper, #0       ; B is the strategy

start   SPL.B   #0, <-50        ; see stone
        MOV.I   bomb, @aim
aim     MOV.I   bomb, step
        ADD.AB  #step, aim
        DJN.F   start+1, <-60
bomb    DAT.F   <1, <1
slot    DAT.F   #0, #mem

paper   SPL.B   1, <300         ; see paper
        SPL.B   1, <400
        SPL.B   1, <500
silk    SPL.B   @0, >1900
        MOV.I   }-1, >-1
        MOV.I   }-2, >-2
        MOV.I   pbomb, <340
        JMP.A   silk, <silk
pbomb   DAT.F   <2667, <1
        END
