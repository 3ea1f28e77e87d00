"""Games that break what solving asks for, by option: 0 forgets its own move, 1 comes back, 2 forgets what is legal."""

import functools

from spenvs.core.game import FiniteGame
from spenvs.core.rules import MOVER, OVER, rule

KIND, MOVES = 1, 2


@rule
def start(s):
    s[MOVER] = 0


@rule
def legal(s, mask):
    mask[0] = 1
    mask[1] = s[KIND] != 2 or s[MOVES] == 0


@rule
def play(s, a):
    s[MOVES] = 0 if s[KIND] == 1 and a == 0 else s[MOVES] + 1
    if s[MOVES] == 2:
        s[MOVER] = OVER


@rule
def score(s, r):
    r[0], r[1] = 1, -1


@rule
def see(s, seat, x):
    x[0] = 1


@functools.cache
def game(kind: int) -> FiniteGame:
    return FiniteGame(
        __name__, seats=2, actions=("stay", "go"), cells=3, view=1, stake=1, brief="Odd.", options=(kind,), draws=0
    )
