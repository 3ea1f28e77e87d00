"""Hover: one drone flies to a point two metres up and stays there, its nose along x (VolleyBots' sanity task)."""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.model import Court
from spenvs.volleyball.rules import GOES_ON
from spenvs.volleyball.stage import ROOT, between, lean, place, root
from spenvs.volleyball.worlds import X, Y, Z

f = np.float32
ZERO, ONE, HALF = f(0.0), f(1.0), f(0.5)
HEIGHT = f(2.0)
TILT = f(0.2 * math.pi)
SHARP, NEARBY, EFFORT = f(1.2), f(0.1), f(0.1)

LIMIT = 500
VIEW = ROOT + 3
MEASURES = ("distance",)


@device
def begin(w, m, r, i):
    """Place the drone somewhere around the point, tilted by up to 36 degrees."""
    x, y, z = between(w, i, f(-2.5), f(2.5)), between(w, i, f(-2.5), f(2.5)), between(w, i, f(1.0), f(2.5))
    place(w, m, i, 0, x, y, z)
    lean(w, i, 0, between(w, i, -TILT, TILT), between(w, i, -TILT, TILT), between(w, i, -TILT, TILT))


@device
def judge(w, m, r, i, reward, measure):
    """Pay for being near the point, upright and without spin; end where the drone is down or far away."""
    x, y, z = w.drone[i, 0, X], w.drone[i, 0, Y], HEIGHT - w.drone[i, 0, Z]
    return GOES_ON


@device
def see(w, m, r, i, x):
    """Show the drone its own state, the way to the point in place of its position, and how far its heading is off."""
    root(w, i, 0, ONE, x)


GAME = DroneGame(
    module=__name__,
    drones=1,
    teams=1,
    view=VIEW,
    measures=MEASURES,
    limit=LIMIT,
    court=Court(),
    names=("drone",),
    brief="Fly to the point two metres above the middle of the court and stay there, the nose along x.",
)
