;redcode-94
;name Quick scanner
;author spenvs
;strategy compares six pairs of far cells, bombs a stretch where they differ, then is a stone
;assert CORESIZE == 8000

; In the first dozen cycles the enemy has not moved yet, and nothing else is in the core. Twelve
; looks without a loop see a part of it; who is found is bombed before it has done anything. Who is
; not has met a stone.

step    EQU     3044
gap     EQU     30              ; of the two cells that are compared, so that one bombing reaches both

        ORG     look01
i       FOR     6
look&i  SEQ.I   1200*i, 1200*i+gap
        MOV.AB  #look&i+1200*i-ptr-8, ptr   ; not equal: remember where, eight cells before
        ROF
        JMZ.B   start, ptr      ; nothing found
hit     MOV.I   bomb, >ptr
        DJN.B   hit, #60        ; eight before, the gap of 30, and as much behind

start   SPL.B   #0, <-50        ; see stone
        MOV.I   bomb, @aim
aim     MOV.I   bomb, step
        ADD.AB  #step, aim
        DJN.F   start+1, <-60
bomb    DAT.F   <1, <1
ptr     DAT.F   #0, #0
        END
