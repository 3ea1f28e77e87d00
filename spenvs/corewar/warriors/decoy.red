;redcode-94
;name Decoy maker
;author spenvs
;strategy moves house, marks far cells as decoys for scanners, then clears the core
;assert CORESIZE == 8000

; Scanners attack what is not empty. So the program copies its six cells that matter to another
; place, starts them there and stays behind as a decoy itself. With its last cycles it marks cells
; elsewhere: a MOV with two predecrements changes one cell with each operand. Who finds those first
; loses time on them, or begins its clear far from home.

away    EQU     3082            ; how far it moves; this and where the decoys are was found by a search
decoys  EQU     8               ; each line below makes two

        ORG     boot
boot
k       FOR     6
        MOV.I   gate+k-1, boot+away+k-1
        ROF
        SPL.B   boot+away+start-gate    ; from now on it fights there
i       FOR     decoys
        MOV.I   {123+i, <i-822
        ROF
        DAT.F   $0, $0

gate    DAT.F   #0, #20         ; see core clear
bomb    DAT.F   #1, #20
start   SPL.B   #0, #0
loop    MOV.I   bomb, >gate
        MOV.I   bomb, >gate
        DJN.F   loop, >gate
        END
