;redcode-94
;name Sitting duck
;author spenvs
;strategy jumps to itself; the weakest opponent that does not kill itself
;assert 1
        JMP.A   $0, $0
        END
