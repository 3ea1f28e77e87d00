;redcode-94
;name Mouse replicator
;author spenvs
;strategy one loop copies the program elsewhere, splits to the copy, repeats
;assert 1
len     EQU     (last-ptr)
        ORG     start
ptr     DAT.F   #0, #0
start   MOV.AB  #len, ptr
copy    MOV.I   @ptr, <dest
        DJN.B   copy, ptr
        SPL.B   @dest, #0
        ADD.AB  #653, dest
        JMZ.B   start, ptr
dest    DAT.F   #0, #833
last    END
