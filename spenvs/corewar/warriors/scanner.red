;redcode-94
;name Scanner
;author spenvs
;strategy looks at every 14th cell, and erases eighteen cells around anything with a non-zero field
;assert CORESIZE == 8000

; To look costs less than to bomb: two instructions for 14 cells, while a dwarf needs three for
; four. It finds what is larger than its step in much less time, and what has both fields 0
; never. A decoy costs it as much as a hit.

step    EQU     14

        ORG     scan
ptr     DAT.F   #0, #200        ; B: where to look, counted from here
scan    ADD.AB  #step, ptr
        JMZ.F   scan, @ptr      ; both fields 0: nothing there
        SLT.AB  #24, ptr        ; is it itself? then on
        JMP.A   scan
        SUB.AB  #4, ptr         ; it may have been hit in the middle: begin a little before
        MOV.AB  #18, count
fill    MOV.I   blank, >ptr
count   DJN.B   fill, #18
        SUB.AB  #13, ptr        ; goes on one cell behind the hit: 18 - 4 - 13 = 1
        JMP.A   scan
blank   DAT.F   $0, $0          ; nobody takes it for code afterwards
        END
