"""How VolleyBots (arXiv 2502.01932) flies with body rates: a Crazyflie's loop and mixer, whose axes are not the Iris'.

What it calls roll turns the Iris about z, pitch about x, and yaw about y (against the sign). Its sums begin at 0 in
every episode; in VolleyBots they leak from one into the next.
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.worlds import INTEGRAL, RATE, WX

f = np.float32
ZERO, HALF, ONE = f(0.0), f(0.5), f(1.0)
GAIN = (f(250.0), f(250.0), f(120.0))
SUM_GAIN = (f(500.0), f(500.0), f(16.7))
SLOPE_GAIN = f(2.5)
SUM_MOST = (f(33.3), f(33.3), f(166.7))
DEGREES, FULL = f(180 / math.pi), f(1 << 16)
"""It works in degrees, and in parts of 65,536 of the thrust."""


@device
def _loop(w, m, i, d, k, wanted):
    """Give what the loop of axis k puts out: error, its sum, and for x and y the slope of the measured rate."""
    rate = DEGREES * w.drone[i, d, WX + k]
    error = DEGREES * wanted - rate
    total = min(max(w.drone[i, d, INTEGRAL + k] + m.step * error, -SUM_MOST[k]), SUM_MOST[k])
    w.drone[i, d, INTEGRAL + k] = total
    out = GAIN[k] * error + SUM_GAIN[k] * total
    if k < 2:
        out -= SLOPE_GAIN * (rate - w.drone[i, d, RATE + k]) / m.step
        w.drone[i, d, RATE + k] = rate
    return out


@device
def _bounded(share):
    return min(max(share, ZERO), ONE)


@device
def crossed_rates(w, m, i, d, x, y, z, share):
    """Give each rotor's share of its thrust, for body rates about x, y and z (rad/s) and a share of all thrust."""
    roll = HALF * _loop(w, m, i, d, 0, x)
    pitch = HALF * _loop(w, m, i, d, 1, y)
    yaw = _loop(w, m, i, d, 2, z)
    a, b, c, e = roll - pitch + yaw, roll + pitch - yaw, -roll + pitch + yaw, -roll - pitch - yaw
    unit = ONE / FULL
    return (
        _bounded(share + unit * a),
        _bounded(share + unit * b),
        _bounded(share + unit * c),
        _bounded(share + unit * e),
    )
