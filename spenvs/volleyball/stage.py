"""Pieces that the games share: placing drones and ball by chance, and what a drone sees of itself."""

import math

import numpy as np

from spenvs.core.kernels import uniform
from spenvs.volleyball.compiled import device
from spenvs.volleyball.physics import turned, up
from spenvs.volleyball.worlds import BALL, DRONE, QW, QX, QY, QZ, THROTTLE, VX, VY, VZ, WX, WY, WZ, X, Y, Z

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)

ROOT = 23
"""Numbers of a drone's own state in what it observes: see `root`."""


@device
def between(w, i, low, high):
    """Draw from [low, high), float32."""
    return low + (high - low) * f(uniform(w.tape[i]))


@device
def place(w, m, i, d, x, y, z):
    """Place a drone at rest, level, its nose along x, its rotors trimmed to hover."""
    for k in range(DRONE):
        w.drone[i, d, k] = ZERO
    w.drone[i, d, X], w.drone[i, d, Y], w.drone[i, d, Z] = x, y, z
    w.drone[i, d, QW] = ONE
    for k in range(4):
        w.order[i, d, k] = w.drone[i, d, THROTTLE + k] = f(math.sqrt(m.trim[k]))


@device
def even(w, m, r, i, d):
    """Give all rotors of a drone the same speed if VolleyBots' rules hold."""
    if r.fair == 0:
        share = f(0.25) * (m.trim[0] + m.trim[1] + m.trim[2] + m.trim[3])
        for k in range(4):
            w.order[i, d, k] = w.drone[i, d, THROTTLE + k] = f(math.sqrt(share))


@device
def lean(w, i, d, roll, pitch, yaw):
    """Set a drone's attitude: yaw about z, then pitch about y, then roll about x, rad."""
    cr, sr = f(math.cos(HALF * roll)), f(math.sin(HALF * roll))
    cp, sp = f(math.cos(HALF * pitch)), f(math.sin(HALF * pitch))
    cy, sy = f(math.cos(HALF * yaw)), f(math.sin(HALF * yaw))
    w.drone[i, d, QW] = cr * cp * cy + sr * sp * sy
    w.drone[i, d, QX] = sr * cp * cy - cr * sp * sy
    w.drone[i, d, QY] = cr * sp * cy + sr * cp * sy
    w.drone[i, d, QZ] = cr * cp * sy - sr * sp * cy


@device
def drop(w, i, x, y, z):
    """Place the ball at rest."""
    for k in range(BALL):
        w.ball[i, k] = ZERO
    w.ball[i, X], w.ball[i, Y], w.ball[i, Z] = x, y, z


@device
def root(w, i, d, side, x):
    """Fill the first 23 numbers of `x[i, d]`: a drone's own state, in VolleyBots' order.

    They are position, attitude (quaternion w, x, y, z, w >= 0), velocity, angular velocity in the world, heading (the
    body's x axis), up (its z axis), and throttles from -1 to 1. With `side` -1 the world is seen from the far side of
    the net, turned by half a turn about z; 1 leaves it as it is.
    """
    o = x[i, d]
    o[0], o[1], o[2] = side * w.drone[i, d, X], side * w.drone[i, d, Y], w.drone[i, d, Z]
    qw, qx, qy, qz = w.drone[i, d, QW], w.drone[i, d, QX], w.drone[i, d, QY], w.drone[i, d, QZ]
    if side < ZERO:
        qw, qx, qy, qz = -qz, -qy, qx, qw
    sign = ONE if qw >= ZERO else -ONE
    o[3], o[4], o[5], o[6] = sign * qw, sign * qx, sign * qy, sign * qz
    o[7], o[8], o[9] = side * w.drone[i, d, VX], side * w.drone[i, d, VY], w.drone[i, d, VZ]
    ox, oy, oz = turned(w, i, d, w.drone[i, d, WX], w.drone[i, d, WY], w.drone[i, d, WZ])
    o[10], o[11], o[12] = side * ox, side * oy, oz
    hx, hy, hz = turned(w, i, d, ONE, ZERO, ZERO)
    o[13], o[14], o[15] = side * hx, side * hy, hz
    ux, uy, uz = up(w, i, d)
    o[16], o[17], o[18] = side * ux, side * uy, uz
    for k in range(4):
        o[19 + k] = TWO * w.drone[i, d, THROTTLE + k] - ONE
