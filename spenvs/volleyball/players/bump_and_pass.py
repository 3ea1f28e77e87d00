"""BumpAndPass: bump the ball to where the other drone waits, just high enough where it crosses over."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import go
from spenvs.volleyball.players.hit import falls, lob
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.stage import ROOT

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
HEIGHT, APEX = f(2.09), f(4.1)
"""Heights at which it hits the ball, and to which it sends it, m."""
FIRST, ROOM = f(0.4), f(0.97)
"""As in `solo_bump`."""
PUSH, SOON = f(9.81), f(0.57)
PLACE_X, PLACE_Y, WAIT = f(4.5), f(1.63), f(2.0)
"""Where the drones wait, on both sides of y = 0, m."""


@device
def act(x, memory, action):
    """Hit when in turn, else wait."""
    bx, by, bz = -x[ROOT + 6], -x[ROOT + 7], -x[ROOT + 8]
    vx, vy, vz = x[ROOT + 9], x[ROOT + 10], x[ROOT + 11]
    side = -ONE if x[ROOT + 14] > HALF else ONE
    mine = x[ROOT + 12] > HALF if side < ZERO else x[ROOT + 13] > HALF
    if memory[0] == ZERO:
        memory[0] = x[2] + FIRST
    if vz > ZERO:
        memory[0] = min(HEIGHT, x[2] + bz + vz * vz / (TWO * f(9.81)) - ROOM)
    if mine and falls(x[2] + bz, vz, memory[0]) > ZERO:
        lob(x, bx, by, bz, vx, vy, vz, memory[0], PLACE_X, -side * PLACE_Y, HEIGHT, APEX, PUSH, SOON, action)
    else:
        go(x, x[0] - PLACE_X, x[1] - side * PLACE_Y, x[2] - WAIT, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.bump_and_pass",
    brief="Bumps the ball to where the other drone waits, just high enough where it crosses over.",
)
