"""SetAndSpikeEasy: set the ball high to the attacker, who strikes it into the target."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import go
from spenvs.volleyball.players.gains import PLAIN
from spenvs.volleyball.players.hit import falls, lob, play
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.stage import ROOT

f = np.float32
ZERO, HALF, ONE = f(0.0), f(0.5), f(1.0)
PUSH, SOON = f(9.81), f(0.65)
FIRST = f(0.4)
"""How far above the setter its hit is, m."""
SET_X, SET_Y, SET_APEX = f(2.44), f(0.45), f(4.83)
"""Where the set comes down to the attacker, and its apex, m."""
HEIGHT, UP, RUN = f(2.72), f(4.64), f(1.15)
"""Height at which the attacker hits, the ball's speed upwards then, and for how long it sets out."""
TARGET_X, TARGET_Y, TARGET_Z = f(-4.5), f(0.0), f(0.2)
WAIT = f(2.72)
"""Height at which the attacker waits, m."""
AWAY_X, AWAY_Y, AWAY_Z = f(2.5), f(-2.5), f(2.0)
"""Where the setter goes then, m."""


@device
def act(x, memory, action):
    """Set, attack, or wait."""
    bx, by, bz = -x[ROOT + 6], -x[ROOT + 7], -x[ROOT + 8]
    vx, vy, vz = x[ROOT + 9], x[ROOT + 10], x[ROOT + 11]
    if x[ROOT + 15] > HALF:
        if memory[0] == ZERO:
            memory[0] = x[2] + FIRST
        if x[ROOT + 12] > HALF:
            lob(x, bx, by, bz, vx, vy, vz, memory[0], SET_X, SET_Y, HEIGHT, SET_APEX, PUSH, SOON, action)
        else:
            go(x, x[0] - AWAY_X, x[1] - AWAY_Y, x[2] - AWAY_Z, action)
    elif x[ROOT + 13] > HALF and falls(x[2] + bz, vz, HEIGHT) > ZERO:
        play(x, bx, by, bz, vx, vy, vz, HEIGHT, TARGET_X, TARGET_Y, TARGET_Z, UP, PUSH, RUN, PLAIN, action)
    else:
        go(x, x[0] - SET_X, x[1] - SET_Y, x[2] - WAIT, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.set_and_spike",
    brief="Sets the ball high to the attacker, who strikes it into the target.",
)
