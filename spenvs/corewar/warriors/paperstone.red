;redcode-94
;name Paper and stone
;author spenvs
;strategy a stone attacks while silk spreads: two chances, at half the speed each
;assert CORESIZE == 8000

; Stones beat scanners and wear others down, papers outlive stones. Together they seldom lose. A
; split at the beginning gives one process to each; later most of the time belongs to the paper,
; since it has most of the processes.

forth   EQU     962             ; these were found by a search, together
back    EQU     3492
step    EQU     1811            ; shares nothing with 8000: in the end the bombs fall on
                                ; everything, but then the paper is everywhere

        ORG     start
start   SPL.B   stone

        SPL.B   $1, $0          ; eight processes for the paper; see silk
        SPL.B   $1, $0
        SPL.B   $1, $0
p       SPL.B   @0, >forth
        MOV.I   }p, >p
        MOV.I   data, }5309
        MOV.I   data, >p
        MOV.I   {p, <q
q       JMP.B   @0, back
data    DAT.F   <2667, <5334

stone   SPL.B   #0, <-522       ; see stone
loop    MOV.I   bomb, @ptr
ptr     MOV.I   bomb, step
        ADD.AB  #step, ptr
        DJN.F   loop, <-1754
bomb    DAT.F   <1, <1
        END
