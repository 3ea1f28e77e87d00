;redcode-94
;name Imp
;author spenvs
;strategy copies itself one cell ahead for ever
;assert 1
        MOV.I   $0, $1
        END
