"""Drones and ball in one world for one step of control.

Semi-implicit Euler, as rigid-body simulators have it, with the ball on the exact parabola; impulses where the ball
meets a racket, a body or the ground; the downwash of drones on drones as in VolleyBots (arXiv 2502.01932).
All functions take worlds, the model, and which world and drone: `w`, `m`, `i`, `d`.
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.worlds import (
    BALL_V,
    BODY,
    GROUND,
    INTEGRAL,
    NET,
    QW,
    QX,
    QY,
    QZ,
    THROTTLE,
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
WEIGHT = f(9.81)
NEAR = f(0.25)
"""Square of the distance within which the ball may touch a drone, m²."""
BELOW = f(-0.05)
"""Height above a drone's origin, along its z axis, down to which the racket and not the body meets the ball, m."""
WASH_WIDTH, WASH_DEPTH = f(2.0), f(0.3)
WASH_LEAST, WASH_MOST = f(0.01), f(20.0)
FARTHEST, FASTEST = f(100.0), f(60.0)
"""Bounds of the world: of each coordinate, in m, and of each velocity and body rate, in m/s and rad/s."""


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
def thrust(w, m, i, d):
    """Give the total thrust of a drone, N."""
    total = ZERO
    for k in range(4):
        total += w.drone[i, d, THROTTLE + k] * w.drone[i, d, THROTTLE + k]
    return m.thrust * total


@device
def downwash(w, m, i):
    """Set the force with which the drones of a world push each other down (VolleyBots' formula, all ordered pairs)."""
    drones = w.drone.shape[1]
    for d in range(drones):
        w.push[i, d, 0], w.push[i, d, 1], w.push[i, d, 2] = ZERO, ZERO, ZERO
    for b in range(drones):
        nx, ny, nz = up(w, i, b)
        force = thrust(w, m, i, b)
        for a in range(drones):
            x = w.drone[i, b, X] - w.drone[i, a, X]
            y = w.drone[i, b, Y] - w.drone[i, a, Y]
            z = w.drone[i, b, Z] - w.drone[i, a, Z]
            depth = x * nx + y * ny + z * nz
            if a != b and depth > WASH_LEAST:
                beside = max(x * x + y * y + z * z - depth * depth, ZERO)
                spread = WASH_WIDTH * beside / (depth * depth)
                if spread < WASH_MOST:
                    faded = ONE + WASH_DEPTH * depth
                    share = -force * f(math.exp(-spread)) / (faded * faded)
                    w.push[i, a, 0] += share * nx
                    w.push[i, a, 1] += share * ny
                    w.push[i, a, 2] += share * nz


@device
def fly(w, m, i, d):
    """Let a drone fly for a substep: rotors follow their orders, then velocity, position, body rates and attitude."""
    total, tx, ty, tz = ZERO, ZERO, ZERO, ZERO
    for k in range(4):
        throttle = w.drone[i, d, THROTTLE + k]
        throttle += m.follow * (w.order[i, d, k] - throttle)
        w.drone[i, d, THROTTLE + k] = throttle
        force = m.thrust * throttle * throttle
        total += force
        tx += m.rotor_y[k] * force
        ty -= m.rotor_x[k] * force
        tz += m.rotor_turn[k] * force
    nx, ny, nz = up(w, i, d)
    a = m.h / m.mass
    vx = (w.drone[i, d, VX] + a * (total * nx + w.push[i, d, 0])) * m.keep
    vy = (w.drone[i, d, VY] + a * (total * ny + w.push[i, d, 1])) * m.keep
    vz = (w.drone[i, d, VZ] + a * (total * nz + w.push[i, d, 2]) - m.h * WEIGHT) * m.keep
    w.drone[i, d, VX], w.drone[i, d, VY], w.drone[i, d, VZ] = vx, vy, vz
    w.drone[i, d, X] += m.h * vx
    w.drone[i, d, Y] += m.h * vy
    w.drone[i, d, Z] += m.h * vz
    _turn(w, m, i, d, tx, ty, tz)


@device
def _turn(w, m, i, d, tx, ty, tz):
    """Turn a drone for a substep under a torque in its own frame."""
    jx, jy, jz = m.inertia
    wx, wy, wz = w.drone[i, d, WX], w.drone[i, d, WY], w.drone[i, d, WZ]
    rx = (wx + m.h * (tx - (jz - jy) * wy * wz) / jx) * m.keep
    ry = (wy + m.h * (ty - (jx - jz) * wz * wx) / jy) * m.keep
    rz = (wz + m.h * (tz - (jy - jx) * wx * wy) / jz) * m.keep
    w.drone[i, d, WX], w.drone[i, d, WY], w.drone[i, d, WZ] = rx, ry, rz
    hx, hy, hz = HALF * m.h * rx, HALF * m.h * ry, HALF * m.h * rz
    qw, qx, qy, qz = w.drone[i, d, QW], w.drone[i, d, QX], w.drone[i, d, QY], w.drone[i, d, QZ]
    aw = qw - qx * hx - qy * hy - qz * hz
    ax = qx + qw * hx + qy * hz - qz * hy
    ay = qy + qw * hy + qz * hx - qx * hz
    az = qz + qw * hz + qx * hy - qy * hx
    unit = ONE / f(math.sqrt(aw * aw + ax * ax + ay * ay + az * az))
    w.drone[i, d, QW], w.drone[i, d, QX] = aw * unit, ax * unit
    w.drone[i, d, QY], w.drone[i, d, QZ] = ay * unit, az * unit


@device
def throw(w, m, i):
    """Let the ball fly for a substep, bounce it off rackets, bodies and the ground, and give the bits of `contact`."""
    x = w.ball[i, X]
    if m.ball_drag > ZERO:
        _slow(w, m, i)
    w.ball[i, X] += m.h * w.ball[i, BALL_V]
    w.ball[i, Y] += m.h * w.ball[i, BALL_V + 1]
    w.ball[i, Z] += m.h * w.ball[i, BALL_V + 2] - m.fall
    w.ball[i, BALL_V + 2] -= m.h * WEIGHT
    seen = _net(w, m, i, x)
    for d in range(w.drone.shape[1]):
        rx = w.ball[i, X] - w.drone[i, d, X]
        ry = w.ball[i, Y] - w.drone[i, d, Y]
        rz = w.ball[i, Z] - w.drone[i, d, Z]
        square = rx * rx + ry * ry + rz * rz
        if square < NEAR:
            seen |= _touch(w, m, i, d, rx, ry, rz, square)
    if w.ball[i, Z] < m.radius:
        seen |= GROUND
        w.ball[i, Z] = m.radius
        if w.ball[i, BALL_V + 2] < ZERO:
            w.ball[i, BALL_V + 2] *= -m.ground
    return seen


@device
def _slow(w, m, i):
    """Slow the ball by the air: the exact solution of dv/dt = -drag v² over a substep."""
    vx, vy, vz = w.ball[i, BALL_V], w.ball[i, BALL_V + 1], w.ball[i, BALL_V + 2]
    keep = ONE / (ONE + m.h * m.ball_drag * f(math.sqrt(vx * vx + vy * vy + vz * vz)))
    for k in range(3):
        w.ball[i, BALL_V + k] *= keep


@device
def _net(w, m, i, before):
    """Give NET where the ball, on its way from x = `before`, came within its radius of the net."""
    after = w.ball[i, X]
    least, most = min(before, after), max(before, after)
    near = (least < m.radius) & (most > -m.radius)
    beside = abs(w.ball[i, Y]) < m.half_width
    return NET if near & beside & (w.ball[i, Z] < m.net) else 0


@device
def _touch(w, m, i, d, rx, ry, rz, square):
    """Bounce the ball off a drone that it is near to; (rx, ry, rz) is its place as seen from the drone."""
    nx, ny, nz = up(w, i, d)
    along = rx * nx + ry * ny + rz * nz
    racket = (square - along * along <= m.racket * m.racket) & (along > BELOW) & (along < m.reach)
    if not racket:
        if along > BELOW or square >= m.body * m.body:
            return 0
        unit = ONE / f(math.sqrt(square + f(1e-9)))
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
def advance(w, m, i):
    """Let a world pass from one action to the next; `order` says what the rotors do, `contact` and `faulty` are set."""
    downwash(w, m, i)
    drones = w.drone.shape[1]
    seen = 0
    for _ in range(m.substeps):
        for d in range(drones):
            fly(w, m, i, d)
        seen |= throw(w, m, i)
    w.contact[i] = seen
    for d in range(drones):
        if _lost(w, i, d):
            w.faulty[i] |= 1 << d


@device
def _lost(w, i, d):
    """Say whether a drone is beyond the bounds of the world; it is put back on them, no number becomes 0."""
    lost = False
    for k in range(INTEGRAL):
        value = w.drone[i, d, k]
        bound = FASTEST if VX <= k <= WZ else FARTHEST
        if not abs(value) <= bound:
            lost = True
            w.drone[i, d, k] = min(max(value, -bound), bound) if value == value else ZERO
    return lost
