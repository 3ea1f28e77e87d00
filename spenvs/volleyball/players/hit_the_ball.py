"""HitTheBall: rise to the ball at full thrust and drive it, leaning whichever way the start allows."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.drive import BEHIND, SHORT, drive, upright
from spenvs.volleyball.players.flight import go
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.stage import ROOT

f = np.float32
ZERO, ONE = f(0.0), f(1.0)
BEGUN, AHEAD, ASIDE = 0, 1, 2
"""Cells of memory: whether it has begun; the x and the y of the racket's normal when it did: how it leaned."""
LEAN, LEAN_AHEAD, LEAN_SQUARE = f(0.5687), f(0.1729), f(0.5286)
"""How far it leans at the hit, rad: at all, by how it leaned along x, and by the square of that."""
TURN, BESIDE = f(-1.592), f(-0.154)
"""How far it leans aside, and how far aside of the ball it is, m, by how it leaned along y."""
BEHIND_AHEAD, SHORT_SQUARE = f(-0.608), f(-2.063)
"""What is added to `drive.BEHIND` by how it leaned along x, and to `drive.SHORT` by the square of how it leaned, m."""


@device
def act(x, memory, action):
    """Drive the ball; then come back."""
    bx, by, bz = -x[ROOT + 3], -x[ROOT + 4], -x[ROOT + 5]
    vx, vy, vz = x[ROOT + 6], x[ROOT + 7], x[ROOT + 8]
    if vx < -ONE:
        go(x, x[ROOT], x[ROOT + 1], x[ROOT + 2], action)
        return
    if memory[BEGUN] == ZERO:
        memory[BEGUN], memory[AHEAD], memory[ASIDE] = ONE, x[16], x[17]
    ahead, aside = memory[AHEAD], memory[ASIDE]
    nx, ny, nz = upright(LEAN + LEAN_AHEAD * ahead + LEAN_SQUARE * ahead * ahead, TURN * aside)
    behind, short = BEHIND + BEHIND_AHEAD * ahead, SHORT + SHORT_SQUARE * (ahead * ahead + aside * aside)
    drive(x, bx, by, bz, vx, vy, vz, nx, ny, nz, behind, BESIDE * aside, short, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.hit_the_ball",
    brief="Rises to the ball at full thrust, leaning, so that it flies far.",
)
