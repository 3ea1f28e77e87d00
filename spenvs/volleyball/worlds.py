"""The state of many worlds as arrays, and where in them what stands."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST_DRONES = 12
"""Drones of a world, at the most."""

X, Y, Z = 0, 1, 2
"""Position of a drone or the ball, m."""
QW, QX, QY, QZ = 3, 4, 5, 6
"""A drone's attitude as a unit quaternion, from body to world."""
VX, VY, VZ = 7, 8, 9
"""A drone's velocity in the world, m/s."""
WX, WY, WZ = 10, 11, 12
"""A drone's body rates, rad/s."""
THROTTLE = 13
"""The first of four: a rotor's speed, as a share of the most."""
INTEGRAL = 17
"""The first of three: what the rate loop has summed up, rad (VolleyBots' loop: degrees)."""
RATE = 20
"""The first of two: the body rates about x and y that VolleyBots' rate loop saw last, degrees/s."""
DRONE = 22
"""Numbers of a drone."""

BALL_V = 3
"""The first of three: the ball's velocity, m/s."""
BALL = 6
"""Numbers of the ball."""

BODY = 12
"""Bit of `contact` for the body of drone 0; bit k is for the racket of drone k."""
GROUND = 1 << 24
NET = 1 << 25
"""Bits of `contact` for the ball on the ground, and in the net."""

MEMORY, TALLY = 16, 32
"""Cells that the rules of a game have to themselves, in `memory` and in `tally`."""


class Worlds(NamedTuple):
    """N worlds of D drones and a ball.

    Attributes:
        drone: float32 [N, D, 22]: position, attitude, velocity, body rates, throttles, sums of the rate loop; see
            above.
        ball: float32 [N, 6]: position and velocity.
        push: float32 [N, D, 3], the downwash on each drone, N; it is held for a step.
        order: float32 [N, D, 4], the throttle (the square root of the share of its thrust) that each rotor is told to
            come to, from 0 to 1.
        contact: int32 [N], what touched the ball in the last step: bits as above.
        faulty: int32 [N], a bit for each drone that was given no number as an action, or left the bounds of the world,
            in the last step.
        memory: float32 [N, 16], what the rules of the game remember.
        tally: int32 [N, 32], the same in integers.
        tape: int64 [N, 2], the stream of chance.
    """

    drone: NDArray[np.float32]
    ball: NDArray[np.float32]
    push: NDArray[np.float32]
    order: NDArray[np.float32]
    contact: NDArray[np.int32]
    faulty: NDArray[np.int32]
    memory: NDArray[np.float32]
    tally: NDArray[np.int32]
    tape: NDArray[np.int64]


def worlds(number: int, drones: int) -> Worlds:
    """Make worlds in which all numbers are 0 and all drones are level.

    Raises:
        ValueError: that is no number of drones.
    """
    if not 1 <= drones <= MOST_DRONES:
        raise ValueError(f"a world has from 1 to {MOST_DRONES} drones; got {drones}")

    def zeros(*shape: int, dtype: Any = np.float32) -> NDArray[Any]:
        return np.zeros((number, *shape), dtype)

    made = Worlds(
        drone=zeros(drones, DRONE),
        ball=zeros(BALL),
        push=zeros(drones, 3),
        order=zeros(drones, 4),
        contact=zeros(dtype=np.int32),
        faulty=zeros(dtype=np.int32),
        memory=zeros(MEMORY),
        tally=zeros(TALLY, dtype=np.int32),
        tape=zeros(2, dtype=np.int64),
    )
    made.drone[:, :, QW] = 1
    return made
