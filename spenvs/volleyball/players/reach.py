"""Where a drone can meet a falling ball: the highest place that it gets to in time; and where it aims, as by chance."""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.hit import falls

f = np.float32
ZERO, FOUR = f(0.0), f(4.0)
DOWN, BELOW = f(0.1), f(0.12)
CLIMB = f(2.4)
"""Time that a metre up or down takes, s: much, for height costs the thrust that leaning needs."""


@device
def time_to(x, y, z, settle, pace):
    """Give the time, s, that a drone needs to be (x, y, z) from where it is, ready to hit.

    Args:
        x: m; so are y and z.
        y: see x.
        z: see x.
        settle: what it needs at the same place, s.
        pace: acceleration that it has on the way, m/s².
    """
    return settle + f(math.sqrt(FOUR * f(math.sqrt(x * x + y * y)) / pace)) + CLIMB * abs(z)


@device
def highest(bx, by, bz, vx, vy, vz, height, most, least, settle, pace):
    """Give the greatest height from `most` down to `least` at which a drone meets the ball in time.

    If there is none: that at which it is least late. (bx, by, bz) is the ball's place as seen from the drone, v its
    velocity, `height` the drone's.
    """
    z, best, spare = most, least, f(-1e6)
    while z > least and spare < ZERO:
        left = falls(height + bz, vz, z)
        late = left - time_to(bx + vx * left, by + vy * left, z - height - BELOW, settle, pace)
        if left > ZERO and late > spare:
            best, spare = z, late
        z -= DOWN
    return best


@device
def draw(vx, vy, vz, salt):
    """Give a number from 0 to 1 that is as good as drawn, and the same for all of a team: digits of the ball's way."""
    mixed = abs(vx * f(37.0)) + abs(vy * f(59.0)) + abs(vz * f(83.0)) + salt
    return mixed - f(math.floor(mixed))
