"""HitTheBall: hit the ball low, where it is fast, with a run-up."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import go
from spenvs.volleyball.players.gains import PLAIN
from spenvs.volleyball.players.hit import REACH, falls, meet, normal
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.stage import ROOT

f = np.float32
ZERO, ONE = f(0.0), f(1.0)
RISE = f(0.83)
FORWARD, UP = f(6.8), f(6.31)
SPREAD = f(1.03)
PUSH = f(-0.2)
GIVE = f(1.73)
AHEAD = f(0.1)
WEIGHT = f(9.81)


@device
def act(x, memory, action):
    """Run up and hit."""
    bx, by, bz = -x[ROOT + 3], -x[ROOT + 4], -x[ROOT + 5]
    vx, vy, vz = x[ROOT + 6], x[ROOT + 7], x[ROOT + 8]
    if memory[0] == ZERO:
        memory[0] = x[2] + RISE
    height = memory[0] - x[2]
    left = falls(bz, vz, height)
    if vx < -ONE or left <= ZERO:
        go(x, x[ROOT], x[ROOT + 1], x[ROOT + 2], action)
        return
    nx, ny, nz, speed = normal(vx, vy, vz - WEIGHT * left, -FORWARD, ZERO, UP)
    ex, ey, ez = GIVE * (REACH * nx - bx + AHEAD), GIVE * (REACH * ny - by), REACH * nz - height
    meet(x, left, ex, ey, ez, nx, ny, nz, speed, PUSH, PLAIN, SPREAD, action)


PLAYER = Player(
    module=__name__, game="spenvs.volleyball.hit_the_ball", brief="Hits the ball low, where it is fast, with a run-up."
)
