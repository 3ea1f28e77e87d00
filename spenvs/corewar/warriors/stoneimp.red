;redcode-94
;name Bomber and imp ring
;author spenvs
;strategy a plain bomber for attack and an imp ring that seldom dies: few losses, many ties
;assert CORESIZE == 8000
step    EQU     2376
d       EQU     2667
        ORG     boot
boot    SPL.B   loop
        SPL.B   second
        NOP.F   0
        JMP.B   imp
second  SPL.B   2
        JMP.B   imp+d
        JMP.B   imp+d+d
imp     MOV.I   #d, *0
loop    MOV.I   bomb, @ptr
        ADD.AB  #step, ptr
        JMP.B   loop
ptr     DAT.F   #0, #step
bomb    DAT.F   #0, #0
        END
