"""What the drones of the competitive games are paid in each step, besides the result of the rally (VolleyBots)."""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.rally.start import anchor
from spenvs.volleyball.rally.state import BARRED, SIDE, side_of, team_of, turn_of
from spenvs.volleyball.worlds import X, Y, Z

f = np.float32
ZERO, HALF, ONE = f(0.0), f(0.5), f(1.0)
TOUCH_ONE, TOUCH = f(5.0), f(10.0)
HOME, STRAY = f(0.05), f(0.2)
LENGTH_ONE, WIDTH_ONE, HEIGHT = f(3.0), f(1.5), f(2.0)
"""Half of the court in 1v1, and the height that a drone is to keep, give or take 1 m."""


@device
def pay(w, r, i, legal, reward):
    """Pay for legal touches (bits), for being near the ball when it is one's turn, and near one's place."""
    n = w.drone.shape[1] // 2
    for d in range(2 * n):
        if n == 1:
            reward[i, d] += (TOUCH_ONE if (legal >> d) & 1 else ZERO) - STRAY * _astray(w, r, i, d)
            if turn_of(w, i) == d:
                x, y = w.ball[i, X] - w.drone[i, d, X], w.ball[i, Y] - w.drone[i, d, Y]
                reward[i, d] += HALF / (ONE + f(math.sqrt(x * x + y * y)))
        else:
            _pay_member(w, i, d, reward)
            if (legal >> d) & 1:
                first = team_of(w, d) * n
                for mate in range(first, first + n):
                    reward[i, mate] += TOUCH


@device
def _pay_member(w, i, d, reward):
    """Pay a drone of a team: it may touch the ball where that is on its side and the drone is not barred."""
    side = side_of(w, i, d)
    ax, ay, az = anchor(w, i, d)
    x, y, z = side * w.drone[i, d, X] - ax, side * w.drone[i, d, Y] - ay, w.drone[i, d, Z] - az
    pay = HOME / (ONE + f(math.sqrt(x * x + y * y + z * z)))
    if w.tally[i, SIDE] == team_of(w, d) and not (w.tally[i, BARRED] >> d) & 1:
        x, y, z = w.ball[i, X] - w.drone[i, d, X], w.ball[i, Y] - w.drone[i, d, Y], w.ball[i, Z] - w.drone[i, d, Z]
        pay += HALF / (ONE + f(math.sqrt(x * x + y * y + z * z)))
    reward[i, d] += pay


@device
def _astray(w, r, i, d):
    """Say how far a drone of 1v1 is from where it is to be; VolleyBots wants it off the middle line, too."""
    x, y, z = abs(w.drone[i, d, X]), abs(w.drone[i, d, Y]), w.drone[i, d, Z]
    far = max(ZERO, HALF - x) + max(ZERO, HALF - (LENGTH_ONE - x)) + max(ZERO, HALF - (WIDTH_ONE - y))
    if not r.fair:
        far += max(ZERO, HALF - y)
    return far + max(ZERO, abs(z - HEIGHT) - ONE)
