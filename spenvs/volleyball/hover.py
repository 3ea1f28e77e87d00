"""Hover: one drone flies to a point two metres up and stays there, its nose along x (VolleyBots' sanity task).

A drone observes 26 numbers: 0-2 the way to the point (its own position in `root` is replaced), 3-22 the rest of
`spenvs.volleyball.stage.root`, 23-25 what its heading lacks to the x axis.

With d the length of the way and of the heading's error together (six numbers), it is paid in every step
    p + p (u + s) + 0.1 exp(-throttles),  p = 1 / (1 + (1.2 d)²),  u = ((up_z + 1) / 2)²,  s = 1 / (1 + w_z⁴),
where w_z is its turn about the vertical and `throttles` the sum over the rotors. The episode ends where it is lower
than 0.2 m or d is more than 4, and, unpaid, where it was given no number as an action. `fair` changes the rotors'
speeds at the start only (`spenvs.volleyball.drill`).
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.drill import aside, away, show
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.making import constructors, settled
from spenvs.volleyball.model import Court
from spenvs.volleyball.physics import turned, up
from spenvs.volleyball.pictures.scene import Target
from spenvs.volleyball.rules import ENDED, GOES_ON, STEP
from spenvs.volleyball.stage import ROOT, between, even, lean, place, root
from spenvs.volleyball.worlds import THROTTLE, WX, WY, WZ, X, Y, Z

f = np.float32
ZERO, ONE, HALF = f(0.0), f(1.0), f(0.5)
HEIGHT = f(2.0)
TILT = f(0.2 * math.pi)
SHARP, EFFORT = f(1.2), f(0.1)
FLOOR, FAR = f(0.2), f(4.0)

LIMIT = 500
VIEW = ROOT + 3
MEASURES = ("distance", "mean distance", "heading error", "end")
"""Metres from the point at the end, and over the episode; length of the heading's error at the end; see `ENDS`."""
ENDS = ("time", "down", "far away", "fault")
"""What ended the episode; "fault" is an action that is no number, or a flight out of the world."""
DOWN, FAR_AWAY, FAULT = range(1, len(ENDS))

TRAVELLED = 0
"""Cell of `memory`: sum of the distances so far."""


@device
def begin(w, m, r, i):
    """Place the drone somewhere around the point, tilted and turned by up to 36 degrees."""
    x, y, z = between(w, i, f(-2.5), f(2.5)), between(w, i, f(-2.5), f(2.5)), between(w, i, f(1.0), f(2.5))
    place(w, m, i, 0, x, y, z)
    roll, pitch, yaw = between(w, i, -TILT, TILT), between(w, i, -TILT, TILT), between(w, i, -TILT, TILT)
    lean(w, i, 0, roll, pitch, yaw)
    even(w, m, r, i, 0)
    aside(w, m, i)


@device
def judge(w, m, r, i, reward, measure):
    """Pay for being near the point, upright and without spin; end where the drone is down or far away."""
    away_by, off = away(w, i, 0, ZERO, ZERO, HEIGHT), _astray(w, i)
    d = f(math.sqrt(away_by * away_by + off * off))
    w.memory[i, TRAVELLED] += away_by
    measure[i, 0] = away_by
    measure[i, 1] = w.memory[i, TRAVELLED] / f(w.tally[i, STEP])
    measure[i, 2] = off
    if w.faulty[i]:
        measure[i, 3] = FAULT
        return ENDED
    reward[i, 0] = _pay(w, i, d)
    if w.drone[i, 0, Z] < FLOOR:
        measure[i, 3] = DOWN
        return ENDED
    if d > FAR:
        measure[i, 3] = FAR_AWAY
        return ENDED
    return GOES_ON


@device
def _astray(w, i):
    """Give how far the drone's heading is from the x axis, as the length of the difference of the two."""
    x, y, z = turned(w, i, 0, ONE, ZERO, ZERO)
    return f(math.sqrt((ONE - x) * (ONE - x) + y * y + z * z))


@device
def _pay(w, i, d):
    """Give the reward at an error of `d`."""
    _, _, upright = up(w, i, 0)
    _, _, spin = turned(w, i, 0, w.drone[i, 0, WX], w.drone[i, 0, WY], w.drone[i, 0, WZ])
    throttles = ZERO
    for k in range(4):
        throttles += w.drone[i, 0, THROTTLE + k]
    pose = ONE / (ONE + SHARP * SHARP * d * d)
    straight = HALF * (upright + ONE)
    still = ONE / (ONE + spin * spin * spin * spin)
    return pose + pose * (straight * straight + still) + EFFORT * f(math.exp(-throttles))


@device
def see(w, m, r, i, x):
    """Show the drone its own state, the way to the point in place of its position, and how far its heading is off."""
    root(w, i, 0, ONE, x)
    show(x, i, 0, 0, -w.drone[i, 0, X], -w.drone[i, 0, Y], HEIGHT - w.drone[i, 0, Z])
    show(x, i, 0, ROOT, ONE - x[i, 0, 13], -x[i, 0, 14], -x[i, 0, 15])


def marks(w, i):
    """Show the point, and no ball."""
    return {"ball": None, "targets": [Target((0.0, 0.0, float(HEIGHT)), 0.3)]}


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
    worst=float(FAR) + 1,
)


def game(
    control: str = "prt", rules: str = "fair", steps: int = LIMIT, substeps: int = 4, ball_drag: float = 0.0
) -> DroneGame:
    """One drone that hovers at a point.

    Args:
        control: what an action is: "prt", thrusts of the rotors; "ctbr", body rates and thrust; "velocity"; "position".
        rules: "fair", ours, or "volleybots", with VolleyBots' quirks: its published drone, its mixer, its ways to tell
            who touched the ball.
        steps: steps of 0.02 s after which an episode is cut off, 1 to 1000000.
        substeps: steps of the physics in each of them, 1 to 100.
        ball_drag: how much the air slows the ball, 0 to 100, in 1/m: its deceleration at 1 m/s. 1.81 is a real ball's.
    """
    return settled(GAME, locals())


env, raw_env, parallel_env = constructors("DroneHover-v0", GAME)
