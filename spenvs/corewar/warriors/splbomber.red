;redcode-94
;name Stun bomber
;author spenvs
;strategy bombs every fifth cell with SPL to slow the enemy, then clears the core with data
;assert CORESIZE == 8000
step    EQU     2365
        ORG     loop
ptr     DAT.F   #0, #step
gate    DAT.F   #0, #30
kill    DAT.F   #0, #30
loop    MOV.I   stun, @ptr
        ADD.AB  #step, ptr
        DJN.B   loop, #1500
stun    SPL.B   #0, #0
        MOV.I   kill, >gate
        DJN.F   -1, >gate
        END
