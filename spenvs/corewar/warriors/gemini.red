;redcode-94
;name Gemini
;author spenvs
;strategy copies its ten cells a fixed distance ahead, repairs the copy's pointer, jumps there
;assert 1

; The oldest replicator, for ever on the move: bombs fall where it was. It leaves dead copies, which
; lead scanners astray. It never attacks on purpose.

dist    EQU     99              ; how far a copy lies from its original

        ORG     start
src     DAT.F   #0, #0          ; B: the cell to copy, counted from here
dst     DAT.F   #0, #dist-1     ; B: where to, counted from here, one cell further on: hence the - 1
start   MOV.I   @src, @dst
        SNE.AB  #9, src         ; was it the tenth?
        JMP.A   done
        ADD.AB  #1, src
        ADD.AB  #1, dst
        JMP.A   start
done    MOV.AB  #dist-1, dst+dist   ; the copy's pointer has moved on; its src was copied at 0
        JMP.A   start+dist
        END
