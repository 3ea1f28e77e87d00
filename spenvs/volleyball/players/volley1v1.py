"""Volley1v1: return each ball from as high up as there is time for, over the net to the middle of the other half.

The longer a rally lasts, the more often a ball is aimed at a corner instead, low over the net: that wins some, and
loses more. Without it two such players would never end a match.
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import back_off, go
from spenvs.volleyball.players.hit import falls, lob
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.players.rally import STILL
from spenvs.volleyball.players.reach import draw, highest

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
HEIGHT, TARGET_X, TARGET_Y, TARGET_Z, APEX, HITS = range(6)
"""Cells of a drone's memory: the height at which it hits, 0 if it is not its turn; where to and how high; how often it
has hit the ball in this rally."""
MOST, LEAST = f(2.3), f(1.1)
"""Heights at which it hits, m."""
SETTLE, PACE = f(0.35), f(9.0)
"""See `reach.time_to`."""
SERVE = f(0.25)
"""How far above the drone it serves, m."""
NEAR_X, FAR_X, WIDE, SAFE_Z, SAFE_APEX = f(1.2), f(1.9), f(0.6), f(2.0), f(3.5)
"""Where it aims, by chance, in the other half, and the ball's apex, m."""
CORNER_X, CORNER_Y, CORNER_Z, CORNER_APEX = f(2.5), f(1.2), f(0.3), f(2.8)
"""Where it aims when it attacks: at the corner that the other one is farther from."""
PATIENCE, GROWTH, ROOM = f(9.0), f(0.3), f(1.4)
"""After so many hits in a rally it attacks, by chance, more often by this share with each; not nearer to the net."""
PUSH, SOON = f(9.81), f(0.6)
HOME_X, WAIT = f(1.5), f(1.9)
OWN = f(0.2)
"""Balls that come down nearer to the net, or beyond it, are left alone, m: the other one has lost them."""


@device
def aim(memory, tx, ty, tz, apex):
    """Note where to send the ball, and how high."""
    memory[TARGET_X], memory[TARGET_Y], memory[TARGET_Z], memory[APEX] = tx, ty, tz, apex


@device
def decide(x, memory):
    """Settle at which height to hit the ball, and where to."""
    bx, by, bz = -x[29], -x[30], -x[31]
    vx, vy, vz = x[32], x[33], x[34]
    memory[HITS] += ONE
    memory[HEIGHT] = x[2] + SERVE
    if vx * vx + vy * vy > ZERO:
        memory[HEIGHT] = highest(bx, by, bz, vx, vy, vz, x[2], MOST, LEAST, SETTLE, PACE)
    far = x[0] + bx + vx * falls(x[2] + bz, vz, memory[HEIGHT]) > ROOM
    if far and draw(vx, vy, vz, f(0.5)) < GROWTH * (memory[HITS] - PATIENCE):
        aim(memory, -CORNER_X, -CORNER_Y if x[1] + x[27] > ZERO else CORNER_Y, CORNER_Z, CORNER_APEX)
    else:
        tx = -NEAR_X - (FAR_X - NEAR_X) * draw(vx, vy, vz, f(0.3))
        aim(memory, tx, WIDE * (TWO * draw(vx, vy, vz, f(0.7)) - ONE), SAFE_Z, SAFE_APEX)


@device
def act(x, memory, action):
    """Return the ball when it is one's turn; else go home."""
    bx, by, bz = -x[29], -x[30], -x[31]
    vx, vy, vz = x[32], x[33], x[34]
    if abs(vx) + abs(vy) + abs(vz) < STILL:  # a rally begins
        memory[HEIGHT], memory[HITS] = ZERO, ZERO
    if x[35] < HALF:
        memory[HEIGHT] = ZERO
    elif memory[HEIGHT] == ZERO:
        decide(x, memory)
    z, tx, ty, tz = memory[HEIGHT], memory[TARGET_X], memory[TARGET_Y], memory[TARGET_Z]
    left = falls(x[2] + bz, vz, z)
    if z > ZERO and left > ZERO and x[0] + bx + vx * left > OWN:
        lob(x, bx, by, bz, vx, vy, vz, z, tx, ty, tz, memory[APEX], PUSH, SOON, action)
    elif not back_off(x, action):
        go(x, x[0] - HOME_X, x[1], x[2] - WAIT, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.volley1v1",
    brief="Returns each ball from as high up as there is time for to the middle of the other half; after a while it "
    "attacks.",
)
