;redcode-94
;name Quick scan then stone
;author spenvs
;strategy compares six pairs of far cells; bombs a stretch where they differ; then a bomber
;assert CORESIZE == 8000
step    EQU     3044
gap     EQU     30
        ORG     look01
i       FOR     6
look&i  SEQ.I   1200*i, 1200*i+gap
        MOV.AB  #look&i+1200*i-ptr-8, ptr
        ROF
        JMZ.B   start, ptr
hit     MOV.I   bomb, >ptr
        DJN.B   hit, #60
start   SPL.B   #0, <-50
        MOV.I   bomb, @aim
aim     MOV.I   bomb, step
        ADD.AB  #step, aim
        DJN.F   start+1, <-60
bomb    DAT.F   <1, <1
ptr     DAT.F   #0, #0
        END
