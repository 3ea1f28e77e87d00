"""A game that may be over as soon as it is dealt: a coin ends it, or lets player_1 and then player_0 move."""

from spenvs.core.game import FiniteGame
from spenvs.core.rules import CHANCE, MOVER, OVER, rule

COIN, COUNT, ACTION = 1, 2, 3


@rule
def start(s):
    s[MOVER] = CHANCE


@rule
def chance(s, p):
    p[0] = p[1] = 0.5


@rule
def legal(s, mask):
    mask[0] = mask[1] = 1


@rule
def play(s, a):
    if s[MOVER] == CHANCE:
        s[COIN] = 1 + a
        s[MOVER] = 1 if a == 1 else OVER
    else:
        s[ACTION + s[COUNT]] = 1 + a
        s[COUNT] += 1
        s[MOVER] = 0 if s[COUNT] == 1 else OVER


@rule
def score(s, r):
    r[0] = 0.5
    if s[COIN] == 2:
        r[0] = 1.0 if s[ACTION] == s[ACTION + 1] else -1.0
    r[1] = -r[0]


@rule
def see(s, seat, x):
    x[s[COIN]] = 1
    for n in range(s[COUNT]):
        x[2 + 2 * n + s[ACTION + n]] = 1


GAME = FiniteGame(__name__, seats=2, actions=("a", "b"), cells=5, view=7, stake=1, brief="", outcomes=2, draws=1)
