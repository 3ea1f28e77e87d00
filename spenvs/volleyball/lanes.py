"""Eight drones of a world side by side, so that a processor with wide registers flies them all at once.

A block is float32 [ROOM]: the first number of eight drones, then the second of them, and so on; it lasts for a step.
What a loop over lanes does is the same for every lane, and it calls nothing: compilers then do eight of them in one go.
`count` is 8 on the CPU, where unused lanes cost nothing, and the number of drones on a GPU, where they would.
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.worlds import INTEGRAL, QW, QX, QY, QZ, THROTTLE, VX, VY, VZ, WX, WY, WZ, X, Y, Z

f = np.float32
ZERO, HALF, ONE, TWO, THREE_HALVES = f(0.0), f(0.5), f(1.0), f(2.0), f(1.5)

LANES = 8
ORDER, PUSH = INTEGRAL, INTEGRAL + 4
"""The first of four numbers of a drone: what its rotors are told; the first of three: the downwash on it."""
ROOM = LANES * (PUSH + 3)
"""Numbers of a block."""

FARTHEST, FASTEST = f(100.0), f(60.0)
"""Bounds of the world: of each coordinate, in m, and of each velocity and body rate, in m/s and rad/s."""
SPIN = f(120.0)
"""Body rate that is never exceeded, not even within a step, rad/s: the attitude's sums are good up to there."""
ASTRAY = f(0.1)
"""How far the square of a quaternion may be from 1; what a substep leaves over is a millionth of that."""

COS_2, COS_4, COS_6, COS_8 = f(-1 / 2), f(1 / 24), f(-1 / 720), f(1 / 40320)
SIN_3, SIN_5, SIN_7, SIN_9 = f(-1 / 6), f(1 / 120), f(-1 / 5040), f(1 / 362880)

WASH_WIDTH, WASH_DEPTH = f(2.0), f(0.3)
WASH_LEAST, WASH_MOST = f(0.01), f(20.0)
"""Least height, m, at which one drone pushes another; exponent beyond which the push is naught."""
PARTS = f(1 / 32)
EXP_2, EXP_3, EXP_4, EXP_5, EXP_6, EXP_7 = (f(1 / n) for n in (2, 6, 24, 120, 720, 5040))


@device
def gather(w, i, first, s):
    """Fill a block with the drones from `first` on; lanes that are left over hold drones without rotors, at rest."""
    for k in range(ROOM):
        s[k] = ZERO
    for lane in range(LANES):
        s[LANES * QW + lane] = ONE
    for lane in range(min(w.drone.shape[1] - first, LANES)):
        for k in range(INTEGRAL):
            s[LANES * k + lane] = w.drone[i, first + lane, k]
        for k in range(4):
            s[LANES * (ORDER + k) + lane] = w.order[i, first + lane, k]


@device
def scatter(w, i, first, s):
    """Put the drones of a block, and the downwash on them, back where they came from."""
    for lane in range(min(w.drone.shape[1] - first, LANES)):
        restore(w, i, first + lane, s, lane)
        for k in range(3):
            w.push[i, first + lane, k] = s[LANES * (PUSH + k) + lane]


@device
def restore(w, i, d, s, lane):
    """Put a drone back where it came from."""
    for k in range(INTEGRAL):
        w.drone[i, d, k] = s[LANES * k + lane]


@device
def fly(s, m, count):
    """Let the drones fly for a substep: rotors follow their orders, then velocity, position, body rates and attitude.

    The attitude follows the exponential map q exp(h w / 2), whose sine and cosine are summed up as far as float32 sees.
    What is then left to make it a unit quaternion is so little that a step of Newton's for 1 / sqrt does it.
    """
    jx, jy, jz = m.inertia
    half = HALF * m.h
    for d in range(count):
        throttle_0, throttle_1 = s[LANES * THROTTLE + d], s[LANES * (THROTTLE + 1) + d]
        throttle_2, throttle_3 = s[LANES * (THROTTLE + 2) + d], s[LANES * (THROTTLE + 3) + d]
        throttle_0 += m.follow * (s[LANES * ORDER + d] - throttle_0)
        throttle_1 += m.follow * (s[LANES * (ORDER + 1) + d] - throttle_1)
        throttle_2 += m.follow * (s[LANES * (ORDER + 2) + d] - throttle_2)
        throttle_3 += m.follow * (s[LANES * (ORDER + 3) + d] - throttle_3)
        s[LANES * THROTTLE + d], s[LANES * (THROTTLE + 1) + d] = throttle_0, throttle_1
        s[LANES * (THROTTLE + 2) + d], s[LANES * (THROTTLE + 3) + d] = throttle_2, throttle_3
        a, b = m.thrust * throttle_0 * throttle_0, m.thrust * throttle_1 * throttle_1
        c, e = m.thrust * throttle_2 * throttle_2, m.thrust * throttle_3 * throttle_3
        total = a + b + c + e
        tx = m.rotor_y[0] * a + m.rotor_y[1] * b + m.rotor_y[2] * c + m.rotor_y[3] * e
        ty = -(m.rotor_x[0] * a + m.rotor_x[1] * b + m.rotor_x[2] * c + m.rotor_x[3] * e)
        tz = m.rotor_turn[0] * a + m.rotor_turn[1] * b + m.rotor_turn[2] * c + m.rotor_turn[3] * e

        qw, qx, qy, qz = s[LANES * QW + d], s[LANES * QX + d], s[LANES * QY + d], s[LANES * QZ + d]
        nx, ny, nz = TWO * (qx * qz + qw * qy), TWO * (qy * qz - qw * qx), ONE - TWO * (qx * qx + qy * qy)
        vx = (s[LANES * VX + d] + m.impel * (total * nx + s[LANES * PUSH + d])) * m.keep
        vy = (s[LANES * VY + d] + m.impel * (total * ny + s[LANES * (PUSH + 1) + d])) * m.keep
        vz = (s[LANES * VZ + d] + m.impel * (total * nz + s[LANES * (PUSH + 2) + d]) - m.sink) * m.keep
        s[LANES * VX + d], s[LANES * VY + d], s[LANES * VZ + d] = vx, vy, vz
        s[LANES * X + d] += m.h * vx
        s[LANES * Y + d] += m.h * vy
        s[LANES * Z + d] += m.h * vz

        wx, wy, wz = s[LANES * WX + d], s[LANES * WY + d], s[LANES * WZ + d]
        rx = min(max((wx + m.twist[0] * (tx - (jz - jy) * wy * wz)) * m.keep, -SPIN), SPIN)
        ry = min(max((wy + m.twist[1] * (ty - (jx - jz) * wz * wx)) * m.keep, -SPIN), SPIN)
        rz = min(max((wz + m.twist[2] * (tz - (jy - jx) * wx * wy)) * m.keep, -SPIN), SPIN)
        s[LANES * WX + d], s[LANES * WY + d], s[LANES * WZ + d] = rx, ry, rz
        x, y, z = half * rx, half * ry, half * rz
        square = x * x + y * y + z * z
        cosine = ONE + square * (COS_2 + square * (COS_4 + square * (COS_6 + square * COS_8)))
        sine = ONE + square * (SIN_3 + square * (SIN_5 + square * (SIN_7 + square * SIN_9)))
        x, y, z = sine * x, sine * y, sine * z
        aw = cosine * qw - qx * x - qy * y - qz * z
        ax = cosine * qx + qw * x + qy * z - qz * y
        ay = cosine * qy + qw * y + qz * x - qx * z
        az = cosine * qz + qw * z + qx * y - qy * x
        unit = THREE_HALVES - HALF * (aw * aw + ax * ax + ay * ay + az * az)
        s[LANES * QW + d], s[LANES * QX + d] = aw * unit, ax * unit
        s[LANES * QY + d], s[LANES * QZ + d] = ay * unit, az * unit


@device
def thrust(s, m, lane):
    """Give the total thrust of a drone, N."""
    total = ZERO
    for k in range(4):
        total += s[LANES * (THROTTLE + k) + lane] * s[LANES * (THROTTLE + k) + lane]
    return m.thrust * total


@device
def wash(s, count, px, py, pz, nx, ny, nz, force):
    """Add to the downwash on each drone of a block what a drone at p with the thrust axis n and so much thrust adds.

    VolleyBots' formula: -force n exp(-(2 beside / depth)² / 2) / (1 + 0.3 depth)² for a drone that is `depth` lower
    along n and `beside` that axis. The exponential is taken of a thirty-second and squared five times over.
    """
    for d in range(count):
        x, y, z = px - s[LANES * X + d], py - s[LANES * Y + d], pz - s[LANES * Z + d]
        depth = x * nx + y * ny + z * nz
        beside = max(x * x + y * y + z * z - depth * depth, ZERO)
        deep = max(depth, WASH_LEAST)
        spread = min(WASH_WIDTH * beside / (deep * deep), WASH_MOST)
        t = -PARTS * spread
        fading = ONE + t * (ONE + t * (EXP_2 + t * (EXP_3 + t * (EXP_4 + t * (EXP_5 + t * (EXP_6 + t * EXP_7))))))
        fading *= fading
        fading *= fading
        fading *= fading
        fading *= fading
        fading *= fading
        weaker = ONE + WASH_DEPTH * deep
        share = -force * fading / (weaker * weaker)
        share = share if (depth > WASH_LEAST) & (spread < WASH_MOST) else ZERO
        s[LANES * PUSH + d] += share * nx
        s[LANES * (PUSH + 1) + d] += share * ny
        s[LANES * (PUSH + 2) + d] += share * nz


@device
def any_near(s, count, x, y, z, square):
    """Say whether a drone of a block is nearer to a point than the square root of `square`."""
    near = 0
    for d in range(count):
        rx, ry, rz = x - s[LANES * X + d], y - s[LANES * Y + d], z - s[LANES * Z + d]
        near |= rx * rx + ry * ry + rz * rz < square
    return near != 0


@device
def any_lost(s, count):
    """Say whether a drone of a block is beyond the bounds of the world, or no drone any more."""
    lost = 0
    for d in range(count):
        qw, qx, qy, qz = s[LANES * QW + d], s[LANES * QX + d], s[LANES * QY + d], s[LANES * QZ + d]
        fine = (abs(s[LANES * X + d]) <= FARTHEST) & (abs(s[LANES * Y + d]) <= FARTHEST)
        fine &= (abs(s[LANES * Z + d]) <= FARTHEST) & (abs(s[LANES * VX + d]) <= FASTEST)
        fine &= (abs(s[LANES * VY + d]) <= FASTEST) & (abs(s[LANES * VZ + d]) <= FASTEST)
        fine &= (abs(s[LANES * WX + d]) <= FASTEST) & (abs(s[LANES * WY + d]) <= FASTEST)
        fine &= abs(s[LANES * WZ + d]) <= FASTEST
        fine &= abs(qw * qw + qx * qx + qy * qy + qz * qz - ONE) < ASTRAY
        lost |= not fine
    return lost != 0
