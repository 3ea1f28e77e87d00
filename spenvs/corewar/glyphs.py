"""A small sign for each opcode, for cells that are drawn large enough."""

import numpy as np
from numpy.typing import NDArray

from spenvs.corewar.instructions import OPCODES

SIDE = 5
_SIGNS = {
    "DAT": "..... .###. .###. .###. .....",  # a bomb
    "MOV": "..#.. ...#. ##### ...#. ..#..",  # an arrow
    "ADD": "..#.. ..#.. ##### ..#.. ..#..",
    "SUB": "..... ..... ##### ..... .....",
    "MUL": "#...# .#.#. ..#.. .#.#. #...#",
    "DIV": "....# ...#. ..#.. .#... #....",
    "MOD": "##..# ##.#. ..#.. .#.## #..##",
    "JMP": ".###. #...# ....# ..### ...#.",  # an arrow that turns back
    "JMZ": ".###. #...# #...# #...# .###.",  # 0
    "JMN": "..#.. .##.. ..#.. ..#.. .###.",  # 1
    "DJN": "..#.. ..#.. #.#.# .###. ..#..",  # down
    "CMP": "..... ##### ..... ##### .....",
    "SEQ": "..... ##### ..... ##### .....",
    "SNE": "...#. ##### ..#.. ##### .#...",
    "SLT": "...## .##.. #.... .##.. ...##",
    "SPL": "#...# .#.#. ..#.. ..#.. ..#..",  # a fork
    "NOP": "..#.. .#.#. #...# .#.#. ..#..",
    "LDP": "..#.. .###. ..#.. ..... #####",  # out of the private store, and into it
    "STP": "..#.. ..#.. .###. ..#.. #####",
}

GLYPHS: NDArray[np.bool_] = np.array(
    [[[mark == "#" for mark in row] for row in _SIGNS[opcode].split()] for opcode in OPCODES]
)
"""Which points of each opcode's sign are drawn, bool [opcodes, SIDE, SIDE]."""
