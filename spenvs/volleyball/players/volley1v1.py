"""Volley1v1: return each ball from as high up as there is time for, over the net to the middle of the other half."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import go
from spenvs.volleyball.players.hit import falls, lob
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.players.reach import draw, highest

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
MOST, LEAST = f(2.3), f(1.1)
"""Heights at which it hits, m."""
SETTLE, PACE = f(0.35), f(9.0)
"""See `reach.time_to`."""
SERVE = f(0.25)
"""How far above the drone it serves, m."""
TARGET_Z, APEX = f(2.0), f(3.5)
"""Height at which the ball is where it aims, and its apex, m."""
NEAR_X, FAR_X, WIDE = f(1.2), f(1.9), f(0.6)
"""Where it aims, by chance, in the other half, m."""
PUSH, SOON = f(9.81), f(0.6)
HOME_X, WAIT = f(1.5), f(1.9)


@device
def act(x, memory, action):
    """Return the ball when it is one's turn; else go home."""
    bx, by, bz = -x[29], -x[30], -x[31]
    vx, vy, vz = x[32], x[33], x[34]
    if x[35] < HALF:
        memory[0] = ZERO
    elif memory[0] == ZERO:
        memory[0] = x[2] + SERVE
        if vx * vx + vy * vy > ZERO:
            memory[0] = highest(bx, by, bz, vx, vy, vz, x[2], MOST, LEAST, SETTLE, PACE)
        memory[1] = -NEAR_X - (FAR_X - NEAR_X) * draw(vx, vy, vz, f(0.3))
        memory[2] = WIDE * (TWO * draw(vx, vy, vz, f(0.7)) - ONE)
    if memory[0] > ZERO and falls(x[2] + bz, vz, memory[0]) > ZERO:
        lob(x, bx, by, bz, vx, vy, vz, memory[0], memory[1], memory[2], TARGET_Z, APEX, PUSH, SOON, action)
    else:
        go(x, x[0] - HOME_X, x[1], x[2] - WAIT, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.volley1v1",
    brief="Returns each ball from as high up as there is time for to the middle of the other half.",
)
