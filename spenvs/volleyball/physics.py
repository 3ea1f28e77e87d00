"""Drones and ball in one world for one step of control.

Semi-implicit Euler, as rigid-body simulators have it, with the ball on the exact parabola; impulses where the ball
meets a racket, a body or the ground; the downwash of drones on drones as in VolleyBots (arXiv 2502.01932).
All functions take worlds, the model, and which world and drone: `w`, `m`, `i`, `d`; `s` is room for blocks of drones
(`spenvs.volleyball.lanes`).
"""

import math

import numpy as np

from spenvs.core.compiling import stack
from spenvs.volleyball.compiled import device
from spenvs.volleyball.lanes import (
    ASTRAY,
    FARTHEST,
    FASTEST,
    LANES,
    ROOM,
    any_lost,
    any_near,
    fly,
    gather,
    restore,
    scatter,
    thrust,
    wash,
)  # fmt: skip
from spenvs.volleyball.worlds import (
    BALL_V,
    BODY,
    GROUND,
    INTEGRAL,
    MOST_DRONES,
    NET,
    QW,
    QX,
    QY,
    QZ,
    VX,
    VY,
    VZ,
    WX,
    WY,
    WZ,
    X,
    Y,
    Z,
)  # fmt: skip

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
BLOCKS = (MOST_DRONES + LANES - 1) // LANES
"""Blocks that the most drones take."""
NEAR = f(0.25)
"""Square of the distance within which the ball may touch a drone, m²."""
BELOW = f(-0.05)
"""Height above a drone's origin, along its z axis, down to which the racket and not the body meets the ball, m."""
TINY = f(1e-9)


@device
def up(w, i, d):
    """Give a drone's z axis, the normal of its racket."""
    qw, qx, qy, qz = w.drone[i, d, QW], w.drone[i, d, QX], w.drone[i, d, QY], w.drone[i, d, QZ]
    return TWO * (qx * qz + qw * qy), TWO * (qy * qz - qw * qx), ONE - TWO * (qx * qx + qy * qy)


@device
def turned(w, i, d, x, y, z):
    """Turn a vector from a drone's body to the world."""
    qw, qx, qy, qz = w.drone[i, d, QW], w.drone[i, d, QX], w.drone[i, d, QY], w.drone[i, d, QZ]
    cx, cy, cz = TWO * (qy * z - qz * y), TWO * (qz * x - qx * z), TWO * (qx * y - qy * x)
    return x + qw * cx + qy * cz - qz * cy, y + qw * cy + qz * cx - qx * cz, z + qw * cz + qx * cy - qy * cx


@device
def turned_back(w, i, d, x, y, z):
    """Turn a vector from the world to a drone's body."""
    qw, qx, qy, qz = w.drone[i, d, QW], -w.drone[i, d, QX], -w.drone[i, d, QY], -w.drone[i, d, QZ]
    cx, cy, cz = TWO * (qy * z - qz * y), TWO * (qz * x - qx * z), TWO * (qx * y - qy * x)
    return x + qw * cx + qy * cz - qz * cy, y + qw * cy + qz * cx - qx * cz, z + qw * cz + qx * cy - qy * cx


@device
def advance(w, m, i):
    """Let a world pass from one action to the next; `order` says what the rotors do, `contact` and `faulty` are set."""
    advance_in(w, m, i, stack(BLOCKS, ROOM, f), LANES)


@device
def advance_in(w, m, i, s, count):
    """Do so with room for two blocks of drones, `count` lanes at a time."""
    drones = w.drone.shape[1]
    for first in range(0, drones, LANES):
        gather(w, i, first, s[first // LANES])
    _downwash(m, drones, s, count)
    seen = 0
    for _ in range(m.substeps):
        for first in range(0, drones, LANES):
            fly(s[first // LANES], m, count)
        seen |= _throw(w, m, i, s, count)
    w.contact[i] = seen
    for first in range(0, drones, LANES):
        scatter(w, i, first, s[first // LANES])
        if any_lost(s[first // LANES], count):
            for d in range(first, min(first + LANES, drones)):
                if _recover(w, i, d):
                    w.faulty[i] |= 1 << d
    for k in range(BALL_V):
        w.ball[i, k] = _within(w.ball[i, k], FARTHEST)
        w.ball[i, BALL_V + k] = _within(w.ball[i, BALL_V + k], FASTEST)


@device
def _downwash(m, drones, s, count):
    """Let all drones push each other down, for the whole step."""
    for d in range(drones):
        own, lane = s[d // LANES], d % LANES
        qw, qx = own[LANES * QW + lane], own[LANES * QX + lane]
        qy, qz = own[LANES * QY + lane], own[LANES * QZ + lane]
        nx, ny, nz = TWO * (qx * qz + qw * qy), TWO * (qy * qz - qw * qx), ONE - TWO * (qx * qx + qy * qy)
        x, y, z = own[LANES * X + lane], own[LANES * Y + lane], own[LANES * Z + lane]
        force = thrust(own, m, lane)
        if math.isfinite(x + y + z + nx + ny + nz + force):  # one in an absurd state is no matter of the others
            for first in range(0, drones, LANES):
                wash(s[first // LANES], count, x, y, z, nx, ny, nz, force)


@device
def _throw(w, m, i, s, count):
    """Let the ball fly for a substep, bounce it off rackets, bodies and the ground, and give the bits of `contact`."""
    x, y, z = w.ball[i, X], w.ball[i, Y], w.ball[i, Z]
    if m.ball_drag > ZERO:
        _slow(w, m, i)
    w.ball[i, X] += m.h * w.ball[i, BALL_V]
    w.ball[i, Y] += m.h * w.ball[i, BALL_V + 1]
    w.ball[i, Z] += m.h * w.ball[i, BALL_V + 2] - m.fall
    w.ball[i, BALL_V + 2] -= m.sink
    seen = NET if in_net(m, x, y, z, w.ball[i, X], w.ball[i, Y], w.ball[i, Z]) else 0
    drones = w.drone.shape[1]
    for first in range(0, drones, LANES):
        block = s[first // LANES]
        if any_near(block, count, w.ball[i, X], w.ball[i, Y], w.ball[i, Z], NEAR):
            for d in range(first, min(first + LANES, drones)):
                seen |= _meet(w, m, i, d, block)
    if w.ball[i, Z] < m.radius:
        seen |= GROUND
        w.ball[i, Z] = m.radius
        speed = w.ball[i, BALL_V + 2]
        w.ball[i, BALL_V + 2] = -m.ground * speed if speed < -m.soft else max(speed, ZERO)
    return seen


@device
def _slow(w, m, i):
    """Slow the ball by the air: the exact solution of dv/dt = -drag v² over a substep."""
    vx, vy, vz = w.ball[i, BALL_V], w.ball[i, BALL_V + 1], w.ball[i, BALL_V + 2]
    keep = ONE / (ONE + m.h * m.ball_drag * f(math.sqrt(vx * vx + vy * vy + vz * vz)))
    for k in range(3):
        w.ball[i, BALL_V + k] *= keep


@device
def in_net(m, x, y, z, to_x, to_y, to_z):
    """Say whether the ball, on its straight way, comes within its radius of the net, between the posts, under its edge.

    It does where the way and a box have a piece in common.
    """
    if min(x, to_x) >= m.radius or max(x, to_x) <= -m.radius:
        return False
    enter, leave = _between(x, to_x, -m.radius, m.radius, ZERO, ONE)
    enter, leave = _between(y, to_y, -m.half_width, m.half_width, enter, leave)
    enter, leave = _between(z, to_z, -ONE, m.net, enter, leave)
    return enter < leave


@device
def _between(start, end, low, high, enter, leave):
    """Cut the share of a way from `enter` to `leave` down to that on which a coordinate is between two bounds."""
    way = end - start
    if abs(way) < TINY:
        return (enter, leave) if low < start < high else (ONE, ZERO)
    a, b = (low - start) / way, (high - start) / way
    return max(enter, min(a, b)), min(leave, max(a, b))


@device
def _meet(w, m, i, d, block):
    """Bounce the ball off a drone of a block that it may be near to."""
    lane = d % LANES
    rx = w.ball[i, X] - block[LANES * X + lane]
    ry = w.ball[i, Y] - block[LANES * Y + lane]
    rz = w.ball[i, Z] - block[LANES * Z + lane]
    square = rx * rx + ry * ry + rz * rz
    if square >= NEAR:
        return 0
    restore(w, i, d, block, lane)
    seen = _touch(w, m, i, d, rx, ry, rz, square)
    for k in range(VX, VX + 3):
        block[LANES * k + lane] = w.drone[i, d, k]
    return seen


@device
def _touch(w, m, i, d, rx, ry, rz, square):
    """Bounce the ball off a drone that it is near to; (rx, ry, rz) is its place as seen from the drone."""
    nx, ny, nz = up(w, i, d)
    along = rx * nx + ry * ny + rz * nz
    racket = (square - along * along <= m.racket * m.racket) & (along > BELOW) & (along < m.reach)
    if not racket:
        if along > BELOW or square >= m.body * m.body:
            return 0
        unit = ONE / f(math.sqrt(square + TINY))
        nx, ny, nz = rx * unit, ry * unit, rz * unit
    ox, oy, oz = turned(w, i, d, w.drone[i, d, WX], w.drone[i, d, WY], w.drone[i, d, WZ])
    ux = w.drone[i, d, VX] + oy * rz - oz * ry
    uy = w.drone[i, d, VY] + oz * rx - ox * rz
    uz = w.drone[i, d, VZ] + ox * ry - oy * rx
    speed = (w.ball[i, BALL_V] - ux) * nx + (w.ball[i, BALL_V + 1] - uy) * ny + (w.ball[i, BALL_V + 2] - uz) * nz
    if speed >= ZERO:
        return 0
    bounce = m.bounce if speed < -m.soft else ZERO
    impulse = -(ONE + bounce) * speed * m.impulse
    w.ball[i, BALL_V] += impulse * nx
    w.ball[i, BALL_V + 1] += impulse * ny
    w.ball[i, BALL_V + 2] += impulse * nz
    w.drone[i, d, VX] -= m.recoil * impulse * nx
    w.drone[i, d, VY] -= m.recoil * impulse * ny
    w.drone[i, d, VZ] -= m.recoil * impulse * nz
    if not racket:
        return 1 << (BODY + d)
    out = m.reach - along
    w.ball[i, X] += out * nx
    w.ball[i, Y] += out * ny
    w.ball[i, Z] += out * nz
    return 1 << d


@device
def _recover(w, i, d):
    """Say whether a drone is beyond the bounds of the world, and put it back on them; what is no number becomes 0."""
    lost = False
    for k in range(INTEGRAL):
        value = w.drone[i, d, k]
        bound = FASTEST if VX <= k <= WZ else FARTHEST
        if not abs(value) <= bound:
            lost = True
            w.drone[i, d, k] = _within(value, bound)
    square = ZERO
    for k in range(QW, QW + 4):
        square += w.drone[i, d, k] * w.drone[i, d, k]
    if not abs(square - ONE) < ASTRAY:
        lost = True
        for k in range(QW, QW + 4):
            w.drone[i, d, k] = ONE if k == QW else ZERO
    return lost


@device
def _within(value, bound):
    return min(max(value, -bound), bound) if value == value else ZERO
