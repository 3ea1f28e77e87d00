;redcode-94
;name Imp
;author spenvs
;strategy copies itself one cell ahead for ever
;assert 1

; The smallest warrior. Its one instruction copies itself to the next cell, and the process then
; goes on to that cell, where it finds the copy. So it runs through the whole core and overwrites
; all it meets. A foreign process that comes upon the trail becomes an imp itself: imps seldom win,
; since what they run over does not die.

        MOV.I   $0, $1          ; this cell to the next one
        END
