"""SetAndSpikeHard: set the ball high to the attacker, who strikes it down beside the defender, close to the net."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import go, lean
from spenvs.volleyball.players.gains import STRIKE
from spenvs.volleyball.players.hit import falls, lob, play
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.stage import ROOT

f = np.float32
ZERO, HALF, TWO = f(0.0), f(0.5), f(2.0)
PUSH, SOON = f(9.81), f(0.558)
FIRST = f(0.514)
"""How far above the setter its hit is, m."""
SET_X, SET_Y, SET_APEX = f(1.03), f(-3.08), f(5.25)
"""Where the set comes down to the attacker, and its apex, m."""
HEIGHT, UP, RUN = f(2.944), f(-1.51), f(0.472)
"""Height at which the attacker hits, the ball's speed upwards then, and for how long it sets out."""
TARGET_X, TARGET_Y, TARGET_Z = f(-2.55), f(-3.62), f(0.2)
"""What the attacker aims at; as it still moves, the ball goes lower and wider, m."""
LATER_Y = f(1.18)
"""Where the attacker waits until the set, m."""
BRINK, BEFORE, BACK, BOLD, SPREAD = f(0.4), f(0.7), f(9.0), f(14.0), f(3.0)
"""As in `volley3v3`: the attacker must not follow the ball over the net."""
WAIT = f(3.03)
"""Height at which the attacker waits, m."""
AWAY_X, AWAY_Y, AWAY_Z = f(3.5), f(-1.5), f(1.5)
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
        play(x, bx, by, bz, vx, vy, vz, HEIGHT, TARGET_X, TARGET_Y, TARGET_Z, UP, PUSH, RUN, STRIKE, action)
    elif x[0] + BRINK * x[7] < BEFORE:
        lean(x, BACK, -TWO * x[8], ZERO, BOLD, SPREAD, action)
    else:
        go(x, x[0] - SET_X, x[1] - (LATER_Y if x[ROOT + 12] > HALF else SET_Y), x[2] - WAIT, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.set_and_spike_hard",
    brief="Sets the ball high to the attacker, who strikes it down beside the defender.",
)
