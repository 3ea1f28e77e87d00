"""SoloBump: bump the ball just high enough, as high up as the drone may fly, so that it comes back soon."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import go
from spenvs.volleyball.players.hit import falls, lob
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.stage import ROOT

f = np.float32
ZERO, ONE, TWO = f(0.0), f(1.0), f(2.0)
HEIGHT, APEX = f(2.50), f(3.60)
"""Heights at which it hits the ball, and to which it sends it, m."""
FIRST, ROOM = f(0.2), f(1.0)
"""How far above the drone the first hit is; how far below its apex the ball is hit at least, m."""
SOON = f(0.6)
"""For how long it sets out, s; see `hit`."""
PUSH = f(9.81)
HOME_X = f(4.5)


@device
def act(x, memory, action):
    """Hit the ball back to where the drone belongs."""
    bx, by, bz = -x[ROOT + 3], -x[ROOT + 4], -x[ROOT + 5]
    vx, vy, vz = x[ROOT + 6], x[ROOT + 7], x[ROOT + 8]
    if memory[0] == ZERO:
        memory[0] = x[2] + FIRST
    if vz > ZERO:
        memory[0] = min(HEIGHT, x[2] + bz + vz * vz / (TWO * f(9.81)) - ROOM)
    height = memory[0] - x[2]
    left = falls(bz, vz, height)
    if left < ZERO:
        go(x, -bx, -by, x[2] - f(1.5), action)
        return
    lob(x, bx, by, bz, vx, vy, vz, memory[0], HOME_X, ZERO, HEIGHT, APEX, PUSH, SOON, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.solo_bump",
    brief="Bumps the ball just high enough, as high up as it may fly.",
)
