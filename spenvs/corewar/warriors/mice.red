;redcode-94
;name Mice
;author spenvs
;strategy one loop copies the program elsewhere, splits to the copy, and begins again
;assert 1

; A replicator with a loop: one process copies cell by cell, backwards. Slow, but each copy is
; complete before it starts, and whatever is damaged dies by itself. Two mice become four, and
; bombers and clears cannot hit them all.

len     EQU     (last-ptr)

        ORG     start
ptr     DAT.F   #0, #0          ; B: the cell to copy, counted from here; 0 when all are
start   MOV.AB  #len, ptr
copy    MOV.I   @ptr, <dest     ; both pointers go down
        DJN.B   copy, ptr
        SPL.B   @dest, #0       ; a new mouse at the beginning of the copy
        ADD.AB  #653, dest      ; a prime, so that litters do not lie upon each other for long
        JMZ.B   start, ptr      ; hit meanwhile? then rather fall into the DAT than copy nonsense
dest    DAT.F   #0, #833        ; B: the end of the copy, counted from here
last    END
