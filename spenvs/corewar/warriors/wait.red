;redcode-94
;name Sitting duck
;author spenvs
;strategy jumps to itself; the weakest opponent that does not kill itself
;assert 1

; It does nothing, so that it shows what others do to one who does nothing. Both its fields are 0: a
; scanner that looks for cells with a non-zero field does not see it.

        JMP.A   $0, $0
        END
