;redcode-94
;name Dwarf bomber
;author spenvs
;strategy drops a data bomb on every 4th cell
;assert CORESIZE % 4 == 0
        ORG     loop
bomb    DAT.F   #0, #0
loop    ADD.AB  #4, bomb
        MOV.I   bomb, @bomb
        JMP.A   loop
        END
