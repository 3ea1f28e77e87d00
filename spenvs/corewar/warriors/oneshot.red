;redcode-94
;name One shot
;author spenvs
;strategy looks until it finds something, then clears the core from there
;assert CORESIZE == 8000

; A scanner that believes its first hit. It does not come back to looking, and so it can be short,
; and its clear with many processes is a full one. Whoever lays a decoy makes it begin in the wrong
; place, far from home if possible.

step    EQU     12              ; the larger the faster, but no larger than what is to be found

        ORG     scan
gate    DAT.F   #0, #100        ; B: where to look; later the pointer of a core clear
kill    DAT.F   #0, #16
scan    ADD.AB  #step, gate
        JMZ.F   scan, @gate
        SLT.AB  #30, gate       ; is it itself? then on
        JMP.A   scan
        SUB.AB  #8, gate        ; begin a little before
        SPL.B   #0, #0
        MOV.I   kill, >gate
        DJN.F   -1, >gate
        END
