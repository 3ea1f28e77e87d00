"""How hard to steer, for each time that is left until the drone must be where it is going.

A drone is a chain: the torque of its rotors, which lags behind its command, turns it; its tilt accelerates it. To be
at a place at a given time, with a given speed and tilt, at the least effort, is a linear-quadratic problem with a
horizon; its gains are found once, backwards from the end (Riccati's recursion), and looked up while flying.
"""

import numpy as np
from numpy.typing import NDArray

from spenvs.volleyball.compiled import device
from spenvs.volleyball.parts import IRIS

f = np.float32
ZERO, ONE = f(0.0), f(1.0)

STEP = 0.02
"""Time between two actions, s."""
HORIZON = 75
"""Steps until the end, at the most."""
TILT, THRUST = 5, 3
"""Numbers of the states: position, velocity, acceleration, jerk and snap; position, velocity, acceleration."""

FREE = np.inf
Tolerances = tuple[float, ...]


def chain(order: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the matrices (A [n, n], B [n]) of a step of a chain of n integrators, the last of which lags.

    The input is what the last state is to be at the end of the step; the order to the rotors is chosen so that it is.
    """
    flow = np.diag(np.ones(order - 1), 1)
    flow[-1, -1] = -1 / IRIS.lag
    flow = np.block([[flow, np.eye(order)[:, -1:] / IRIS.lag], [np.zeros((1, order + 1))]])
    whole, term = np.eye(order + 1), np.eye(order + 1)
    for k in range(1, 20):
        term = term @ flow * STEP / k
        whole = whole + term
    a, b = whole[:order, :order], whole[:order, order] / -np.expm1(-STEP / IRIS.lag)
    a[:, -1] += whole[:order, order] - b
    return a, b


def riccati(order: int, effort: float, change: float, ends: Tolerances) -> NDArray[np.float32]:
    """Give the gains [`HORIZON` + 1, n] by the steps left; what is to be done is -gains @ state.

    Args:
        order: n, of the chain.
        effort: size of the last state that counts as much as an error of 1 in a second.
        change: the same for its change in a step.
        ends: how large an error of each state may be at the end; `FREE` if it does not matter.
    """
    a, b = chain(order)
    cost = np.diag([1 / end**2 for end in ends])
    last = np.eye(order)[-1]
    gains = np.zeros((HORIZON + 1, order))
    price = STEP / effort**2 + 1 / change**2
    for k in range(1, HORIZON + 1):
        cross = -last / change**2
        gains[k] = (b @ cost @ a + cross) / (price + b @ cost @ b)
        closed = a - np.outer(b, gains[k])
        cost = (
            closed.T @ cost @ closed
            + np.outer(gains[k], gains[k]) * STEP / effort**2
            + np.outer(gains[k] + last, gains[k] + last) / change**2
        )
    gains[0] = gains[1]
    return gains.astype(np.float32)


LEAN = riccati(3, 60.0, 60.0, (0.1, 1.0, FREE))[12]
"""To have an acceleration across the thrust soon: of acceleration, jerk and snap."""
ALONG = riccati(TILT, 40.0, 40.0, (0.08, 0.05, 2.0, 8.0, FREE))
ALONG_THRUST = riccati(THRUST, 8.0, 8.0, (0.08, 0.05, FREE))
"""Along the racket's normal: place and speed matter when the ball comes."""
PLAIN, STRIKE = 0, 1
"""Two ways to hit: with care; and with a quick swing of the racket that does not carry the drone along."""
ACROSS = np.stack(
    [
        riccati(TILT, 110.0, 110.0, (0.07, FREE, 0.15, 8.0, FREE)),
        riccati(TILT, 110.0, 110.0, (0.07, 2.0, 0.15, 10.0, FREE)),
    ]
)
ACROSS_THRUST = np.stack([riccati(THRUST, 8.0, 8.0, (0.07, FREE, 0.5)), riccati(THRUST, 8.0, 8.0, (0.07, 2.0, 0.5))])
"""Across it: the tilt does, and the speed only in a strike."""


@device
def row(left):
    """Give the row of the gains and the share of the next one for the time left, s."""
    steps = min(max(left / f(STEP), ZERO), f(HORIZON) - f(0.01))
    first = int(steps)
    return first, steps - f(first)


@device
def along(k, share, p, v, a, j, s):
    """Give the snap along the normal at the end of the step, from a row and the errors of the state."""
    rest = ONE - share
    return -(
        (rest * ALONG[k, 0] + share * ALONG[k + 1, 0]) * p
        + (rest * ALONG[k, 1] + share * ALONG[k + 1, 1]) * v
        + (rest * ALONG[k, 2] + share * ALONG[k + 1, 2]) * a
        + (rest * ALONG[k, 3] + share * ALONG[k + 1, 3]) * j
        + (rest * ALONG[k, 4] + share * ALONG[k + 1, 4]) * s
    )


@device
def across(way, k, share, p, v, a, j, s):
    """Give the same across the normal."""
    rest = ONE - share
    return -(
        (rest * ACROSS[way, k, 0] + share * ACROSS[way, k + 1, 0]) * p
        + (rest * ACROSS[way, k, 1] + share * ACROSS[way, k + 1, 1]) * v
        + (rest * ACROSS[way, k, 2] + share * ACROSS[way, k + 1, 2]) * a
        + (rest * ACROSS[way, k, 3] + share * ACROSS[way, k + 1, 3]) * j
        + (rest * ACROSS[way, k, 4] + share * ACROSS[way, k + 1, 4]) * s
    )


@device
def along_thrust(k, share, p, v, a):
    """Give the acceleration along the normal at the end of the step, less the last one."""
    rest = ONE - share
    return -(
        (rest * ALONG_THRUST[k, 0] + share * ALONG_THRUST[k + 1, 0]) * p
        + (rest * ALONG_THRUST[k, 1] + share * ALONG_THRUST[k + 1, 1]) * v
        + (rest * ALONG_THRUST[k, 2] + share * ALONG_THRUST[k + 1, 2]) * a
    )


@device
def across_thrust(way, k, share, p, v, a):
    """Give the same across the normal."""
    rest = ONE - share
    return -(
        (rest * ACROSS_THRUST[way, k, 0] + share * ACROSS_THRUST[way, k + 1, 0]) * p
        + (rest * ACROSS_THRUST[way, k, 1] + share * ACROSS_THRUST[way, k + 1, 1]) * v
        + (rest * ACROSS_THRUST[way, k, 2] + share * ACROSS_THRUST[way, k + 1, 2]) * a
    )


@device
def toward(a, j, s):
    """Give the snap at the end of the step that soon takes an error of the acceleration away."""
    return -(LEAN[0] * a + LEAN[1] * j + LEAN[2] * s)
