;redcode-94
;name Leapfrog copier
;author spenvs
;strategy copies its ten cells a fixed distance ahead, repairs the copy's pointer, jumps there
;assert 1
dist    EQU     99
        ORG     start
src     DAT.F   #0, #0
dst     DAT.F   #0, #dist-1
start   MOV.I   @src, @dst
        SNE.AB  #9, src
        JMP.A   done
        ADD.AB  #1, src
        ADD.AB  #1, dst
        JMP.A   start
done    MOV.AB  #dist-1, dst+dist
        JMP.A   start+dist
        END
