;redcode-94
;name Rolling stone
;author spenvs
;strategy self-splitting bomber: one bomb per two cycles and a decrement trail
;assert CORESIZE == 8000
step    EQU     3044
        ORG     start
start   SPL.B   #0, <-50
        MOV.I   bomb, @ptr
ptr     MOV.I   bomb, step
        ADD.AB  #step, ptr
        DJN.F   start+1, <-60
bomb    DAT.F   <1, <1
        END
