"""Where a drone can meet a falling ball: the highest place that it gets to in time."""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.hit import falls

f = np.float32
ZERO, ONE, FOUR = f(0.0), f(1.0), f(4.0)
DOWN = f(0.1)
NEVER = f(-1.0)


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
    return settle + f(math.sqrt(FOUR * f(math.sqrt(x * x + y * y)) / pace)) + f(0.25) * abs(z)


@device
def highest(bx, by, bz, vx, vy, vz, height, most, least, settle, pace):
    """Give the greatest height from `most` down to `least` at which a drone meets the ball in time; else `least`.

    (bx, by, bz) is the ball's place as seen from the drone, v its velocity, `height` the drone's.
    """
    z = most
    while z > least:
        left = falls(height + bz, vz, z)
        if left > time_to(bx + vx * left, by + vy * left, z - height - f(0.12), settle, pace):
            return z
        z -= DOWN
    return least
