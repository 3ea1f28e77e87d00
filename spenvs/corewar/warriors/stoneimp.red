;redcode-94
;name Stone and imp
;author spenvs
;strategy a stone for attack, and an imp spiral that seldom dies: few losses to bombers, many ties
;assert CORESIZE == 8000

; Whoever wants to win has to kill both, and what kills one does not kill the other. The two lie
; apart, so that one bombing does not hit them together.

d       EQU     1143            ; seven points, 7 * 1143 = 8001
apart   EQU     56
step    EQU     3322            ; shares only 2 with 8000: every second cell in the end

        ORG     boot
boot    SPL.B   stone

        SPL.B   $1, $0          ; thirty-two processes for the spiral; see imp spiral
        SPL.B   $1, $0
        SPL.B   $1, $0
        SPL.B   $1, $0
        SPL.B   $1, $0
        SPL.B   $2, $0
jump    JMP.B   $imp, $0
        ADD.A   #d, $jump
        DAT.F   $0, $0
imp     MOV.I   #d, *0

        FOR     apart
        DAT.F   $0, $0
        ROF

stone   SPL.B   #0, <-955       ; see stone
loop    MOV.I   bomb, @ptr
ptr     MOV.I   bomb, step
        ADD.AB  #step, ptr
        DJN.F   loop, <-931
bomb    DAT.F   <1, <1
        END
