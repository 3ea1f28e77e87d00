;redcode-94
;name Dwarf
;author spenvs
;strategy drops a data bomb on every fourth cell
;assert CORESIZE % 4 == 0

; The oldest bomber. The bomb is its own pointer: its B field says where the next one falls. A
; process that executes a DAT dies. The step of 4 is its length and divides the core's size: the
; bombs pass the dwarf in every round at the same place, which is the bomb itself, where one more
; bomb does no harm.

        ORG     loop
bomb    DAT.F   #0, #0
loop    ADD.AB  #4, bomb        ; next target
        MOV.I   bomb, @bomb     ; drop the bomb there
        JMP.A   loop
        END
