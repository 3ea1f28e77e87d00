"""Hover: fly to the point and stay there, turning the nose along x."""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import FOLLOW, JZ, THRUST, UNMIX, go
from spenvs.volleyball.players.player import Player

f = np.float32
ONE, TWO = f(1.0), f(2.0)
TURN = f(2.25)
"""Acceleration by the angle that the nose is off, 1/s²: with `flight.YAW` it comes to rest without overshooting."""
MOST = f(0.6)
"""The most that an order is changed by to turn the nose: more would tilt the drone, for rotors have limits."""


@device
def act(x, memory, action):
    """Fly to the point, and turn: rotors that lag get as much more as they fall short in a step."""
    go(x, -x[0], -x[1], -x[2], action)
    torque = -JZ * TURN * f(math.atan2(x[14], x[13])) / FOLLOW
    for k in range(4):
        order = TWO * UNMIX[k, 3] * torque / THRUST
        action[k] = min(max(action[k] + min(max(order, -MOST), MOST), -ONE), ONE)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.hover",
    brief="Flies to the point and stays there, its nose along x.",
)
