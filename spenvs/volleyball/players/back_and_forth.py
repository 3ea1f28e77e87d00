"""BackAndForth: lean far forward, and back just in time to turn round inside the sphere about the point."""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import lean
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.stage import ROOT

f = np.float32
ZERO, HALF, TWO = f(0.0), f(0.5), f(2.0)
MIDDLE_X, MIDDLE_Y = f(6.75), f(2.25)
ALONG = f(math.sqrt(0.5))
"""Both points are on a line through the middle between them, with this share of x and of y."""
HARD = f(11.42)
"""Acceleration and deceleration, m/s²."""
AHEAD = f(0.451)
"""How far ahead it looks, s, since it takes a while to lean over."""
SHORT = f(0.408)
"""How far short of the point it turns, m."""
INSIDE, SLOW = f(0.9), f(0.365)
"""Within this distance from the point, m, and slower than this, m/s, it leans back at once."""
BOLD = f(81.0)
"""See `lean`."""
SPREAD = f(3.54)
PLACE, SPEED = f(5.87), f(1.66)
HEIGHT, CLIMB, MOST = f(3.61), f(2.52), f(2.99)
"""Acceleration across the line, and upwards, by distance and velocity; the most upwards, m/s²."""


@device
def act(x, memory, action):
    """Lean over one way or the other."""
    dx, dy, dz = x[ROOT], x[ROOT + 1], x[ROOT + 2]
    sign = f(1.0) if x[0] + dx > MIDDLE_X else f(-1.0)
    left = sign * ALONG * (dx + dy) - SHORT
    speed = sign * ALONG * (x[7] + x[8])
    beyond = left - AHEAD * speed
    forward = HARD if beyond > ZERO and speed < f(math.sqrt(TWO * HARD * max(beyond, ZERO))) else -HARD
    if dx * dx + dy * dy + dz * dz < INSIDE * INSIDE and abs(speed) < SLOW:
        forward = -HARD
    aside = PLACE * ALONG * (dy - dx) - SPEED * ALONG * (x[8] - x[7])
    up = min(max(HEIGHT * dz - CLIMB * x[9], -MOST), MOST)
    lean(x, ALONG * (sign * forward - aside), ALONG * (sign * forward + aside), up, BOLD, SPREAD, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.back_and_forth",
    brief="Leans forward as far as can be, and back just in time to turn round inside the sphere about the point.",
)
