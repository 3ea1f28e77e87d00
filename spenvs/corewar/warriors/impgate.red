;redcode-94
;name Imp gate
;author spenvs
;strategy sits still and decrements a cell ahead of itself, which breaks passing imps
;assert 1
        ORG     wait
wait    JMP.A   0, <-10
        END
