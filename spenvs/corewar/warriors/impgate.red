;redcode-94
;name Imp gate
;author spenvs
;strategy sits still and decrements a cell behind itself, which breaks passing imps
;assert 1

; The jump goes to itself. On the way its B operand decrements the B field of the cell ten behind,
; in every cycle. An imp comes from there. When its copy lies on that cell, the 1 that says where
; the next copy goes is no longer a 1: the next cell stays as it was, the imp's process steps on it
; and dies. Rings and spirals break in the same way: the B field that is decremented holds 0 in them
; and sends the next copy one cell short.

        ORG     wait
wait    JMP.A   0, <-10         ; ten cells away, so that a broken imp does not run into the gate
        END
