"""Driving the ball: to send one that falls as far as can be.

All thrust goes into rising to it, from the beginning on, so that racket and ball meet as fast as can be; where that is,
is no matter. Only the torques steer: the drone is to be under the ball and to lean when it comes, and still to turn, so
that the rim of the racket that meets the ball swings upwards.
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import acceleration, dot, jerk, size, snap, steer
from spenvs.volleyball.players.gains import FREE, TILT, riccati, row
from spenvs.volleyball.players.hit import REACH

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
WEIGHT = f(9.81)
FULL = f(17.0)
"""The acceleration by the rotors that it asks for, m/s²: more than they have."""
LIFT, SHORT = f(11.004), f(0.182)
"""Acceleration upwards, m/s², and nearness of the ball, m, that it counts on: it is to be ready a little too early."""
BEHIND = f(0.0762)
"""How far from the middle of the racket, away from where it goes, the ball is met, m."""
PUSH, SPEED, SPIN = f(13.996), f(1.204), f(-2.912)
"""What is to be at the hit: the acceleration by the rotors, m/s², the speed along the normal, m/s, and the change of
the acceleration by the drone's turning, m/s³."""
SPREAD = f(1.889)
"""See `flight.steer`."""
HASTE = f(1.238)
"""By what factor it takes the time that is left to be longer."""
FACTORS = np.array([5.245, 3.382, 3.625, 5.432, -1.46], np.float32)
"""Found by search (CMA-ES), as the other numbers here and those of `hit_the_ball`."""
SWING = FACTORS * riccati(TILT, 110.0, 110.0, (0.07, FREE, 0.15, 8.0, FREE))
"""Gains by place, velocity, acceleration, jerk and snap: those of `gains.ACROSS` in a plain hit, times the factors."""


@device
def swing(k, share, p, v, a, j, s):
    """Give the snap across the normal at the end of the step, from a row of the gains and the errors of the state."""
    rest = ONE - share
    return -(
        (rest * SWING[k, 0] + share * SWING[k + 1, 0]) * p
        + (rest * SWING[k, 1] + share * SWING[k + 1, 1]) * v
        + (rest * SWING[k, 2] + share * SWING[k + 1, 2]) * a
        + (rest * SWING[k, 3] + share * SWING[k + 1, 3]) * j
        + (rest * SWING[k, 4] + share * SWING[k + 1, 4]) * s
    )


@device
def upright(lean, aside):
    """Give a racket's normal that leans forward, by an angle in rad, and aside: its share along y before it is cut."""
    nx, nz = -f(math.sin(lean)), f(math.cos(lean))
    unit = ONE / size(nx, aside, nz)
    return unit * nx, unit * aside, unit * nz


@device
def drive(x, bx, by, bz, vx, vy, vz, nx, ny, nz, behind, aside, short, action):
    """Rise to the ball and hit it with the racket facing along n.

    (bx, by, bz) is the ball's place as seen from the drone, v its velocity; the drone is to be ahead of the ball by
    `behind`, and beside it by `aside`; `short` is as `SHORT`. All in m and m/s.
    """
    gap, rate, fall = bz - REACH * nz - short, vz - x[9], WEIGHT + LIFT
    left = max((rate + f(math.sqrt(max(rate * rate + TWO * fall * gap, ZERO)))) / fall, ZERO)
    k, share = row(HASTE * left)
    fx, fy, fz = PUSH * nx, PUSH * ny, PUSH * nz - WEIGHT
    ax, ay, az = acceleration(x)
    ax, ay, az = ax - fx, ay - fy, az - fz
    jx, jy, jz = jerk(x)
    sx, sy, sz = snap(x)
    ux, uy = x[7] + fx * left - SPEED * nx, x[8] + fy * left - SPEED * ny
    px = REACH * nx - behind - bx + (SPEED * nx - vx) * left - HALF * fx * left * left
    py = REACH * ny + aside - by + (SPEED * ny - vy) * left - HALF * fy * left * left
    p, u, a = dot(px, py, ZERO, nx, ny, nz), dot(ux, uy, ZERO, nx, ny, nz), dot(ax, ay, az, nx, ny, nz)
    j, s = dot(jx, jy, jz, nx, ny, nz), dot(sx, sy, sz, nx, ny, nz)
    steer(
        x,
        FULL * x[16],
        FULL * x[17],
        FULL * x[18],
        swing(k, share, px - p * nx, ux - u * nx, ax - a * nx, jx - j * nx + SPIN * nz, sx - s * nx),
        swing(k, share, py - p * ny, uy - u * ny, ay - a * ny, jy - j * ny, sy - s * ny),
        swing(k, share, -p * nz, -u * nz, az - a * nz, jz - j * nz - SPIN * nx, sz - s * nz),
        SPREAD,
        action,
    )
