"""From an action to what the rotors are told: thrusts, body rates, velocity or position (issue: to be completed)."""

import math

import numpy as np

from spenvs.volleyball.compiled import device

f = np.float32
ZERO, HALF, ONE = f(0.0), f(0.5), f(1.0)


@device
def steer(w, m, r, i, d, action):
    """Set `order` of a drone from `action[i, d]`; numbers beyond -1 to 1 are clipped."""
    for k in range(4):
        a = action[i, d, k]
        if a != a:
            w.faulty[i] |= 1 << d
            a = -ONE
        share = HALF * (min(max(a, -ONE), ONE) + ONE)
        w.order[i, d, k] = f(math.sqrt(share))
