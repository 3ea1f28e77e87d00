"""HitTheBall: hit the ball on the way up, leaning whichever way is quickest."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import go
from spenvs.volleyball.players.gains import PLAIN
from spenvs.volleyball.players.hit import REACH, falls, meet, normal
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.stage import ROOT

f = np.float32
ZERO, ONE = f(0.0), f(1.0)
RISE = f(0.731)
"""How far above where the drone starts it hits, m."""
FORWARD, UP = f(6.497), f(6.919)
"""The velocity that the ball is to have, m/s."""
EARLY, LATE, SPREAD = f(2.12), f(0.367), f(0.976)
"""See `flight.steer`; the first holds until so many seconds before the hit."""
EAGER, ASIDE = f(0.44), f(2.28)
"""How the tilt at the start changes the velocity forward and aside: to be quick, it goes with the tilt."""
PUSH = f(-0.75)
AHEAD, GIVE = f(0.139), f(1.521)
"""How far forward of its place it takes itself to be, m; and by what factor it exaggerates that distance."""
WEIGHT = f(9.81)


@device
def act(x, memory, action):
    """Run up and hit."""
    bx, by, bz = -x[ROOT + 3], -x[ROOT + 4], -x[ROOT + 5]
    vx, vy, vz = x[ROOT + 6], x[ROOT + 7], x[ROOT + 8]
    if memory[0] == ZERO:
        memory[0] = x[2] + RISE
        memory[1], memory[2] = x[16], x[17]
    height = memory[0] - x[2]
    left = falls(bz, vz, height)
    if vx < -ONE or left <= ZERO:
        go(x, x[ROOT], x[ROOT + 1], x[ROOT + 2], action)
        return
    forward, aside = FORWARD * (ONE + EAGER * memory[1]), -ASIDE * memory[2]
    nx, ny, nz, speed = normal(vx, vy, vz - WEIGHT * left, -forward, aside, UP)
    ex, ey, ez = GIVE * (REACH * nx - bx + AHEAD), GIVE * (REACH * ny - by), REACH * nz - height
    meet(x, left, ex, ey, ez, nx, ny, nz, speed, PUSH, PLAIN, EARLY if left > LATE else SPREAD, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.hit_the_ball",
    brief="Hits the ball on the way up, leaning whichever way is quickest.",
)
