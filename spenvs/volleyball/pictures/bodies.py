"""What rays meet in a game: bodies, which hide what is behind them, and what covers it in part; compiled.

A solid body is given a ray, and the distance and colour of the nearest that the ray has met so far.
"""

import math

import numpy as np

from spenvs.volleyball.pictures.airframe import outward, passes, skin, solid, turned
from spenvs.volleyball.pictures.hall import mixed
from spenvs.volleyball.pictures.shapes import (
    FAR,
    HALF,
    LEAST,
    ONE,
    SUN_X,
    SUN_Y,
    SUN_Z,
    ZERO,
    clamped,
    edge,
    f,
    inlined,
    lit,
    nearest,
    sphere,
)

BALL_RADIUS = f(0.1)


@inlined
def body(drones, k, ox, oy, oz, dx, dy, dz, t, r, g, b):
    """Give distance and colour of drone k if a ray meets it before distance t, else t and r, g, b."""
    if passes(drones, k, ox, oy, oz, dx, dy, dz):
        x, y, z, ex, ey, ez, start = turned(drones, k, ox, oy, oz, dx, dy, dz)
        q, part, nx, ny, nz = solid(x, y, z, ex, ey, ez)
        if q + start < t:
            t = q + start
            r, g, b = skin(part, nz, drones[k, 12], drones[k, 13], drones[k, 14])
            nx, ny, nz = outward(drones, k, nx, ny, nz)
            r, g, b = lit(r, g, b, nx, ny, nz, dx, dy, dz, f(0.15))
    return t, r, g, b


@inlined
def leather(x, y, z):
    """Give the colour of the ball by its normal: yellow, with blue panels."""
    turn = math.atan2(y, x) * f(0.47746483) + z * f(0.7)
    if turn - np.floor(turn) < f(0.66):
        return f(0.95), f(0.72), f(0.03)
    return f(0.03), f(0.13), f(0.62)


@inlined
def ball(balls, k, ox, oy, oz, dx, dy, dz, t, r, g, b):
    """Give the same for ball k."""
    x, y, z = ox - balls[k, 0], oy - balls[k, 1], oz - balls[k, 2]
    q = sphere(x, y, z, dx, dy, dz, BALL_RADIUS)
    if q < t:
        t = q
        nx, ny, nz = (x + t * dx) / BALL_RADIUS, (y + t * dy) / BALL_RADIUS, (z + t * dz) / BALL_RADIUS
        r, g, b = leather(nx, ny, nz)
        r, g, b = lit(r, g, b, nx, ny, nz, dx, dy, dz, f(0.5))
    return t, r, g, b


@inlined
def disc(v, ox, oy, oz, dx, dy, dz, t, r, g, b):
    """Give the same for a disc, of which v is the row; it has a white rim."""
    x, y, z = ox - v[0], oy - v[1], oz - v[2]
    down = v[3] * dx + v[4] * dy + v[5] * dz
    q = -(v[3] * x + v[4] * y + v[5] * z) / down if abs(down) > LEAST else FAR
    x, y, z = x + q * dx, y + q * dy, z + q * dz
    away = (x * x + y * y + z * z) / (v[6] * v[6])
    if ZERO < q < t and away < ONE:
        t = q
        side = -ONE if down > ZERO else ONE
        r, g, b = mixed(v[7], v[8], v[9], f(0.8), f(0.8), f(0.8), ONE if away > f(0.8) else ZERO)
        r, g, b = lit(r, g, b, side * v[3], side * v[4], side * v[5], dx, dy, dz, f(0.1))
    return t, r, g, b


@inlined
def past_ball(balls, k, x, y):
    """Say how much of the sun reaches a place on the floor past ball k; the edge of its shadow is soft."""
    x, y, z = x - balls[k, 0], y - balls[k, 1], -balls[k, 2]
    b = x * SUN_X + y * SUN_Y + z * SUN_Z
    away = math.sqrt(max(x * x + y * y + z * z - b * b, ZERO))
    return clamped((away - BALL_RADIUS) * f(40.0) + HALF, ZERO, ONE)


@inlined
def halo(v, ox, oy, oz, dx, dy, dz, start, end, wide_here, wide_far):
    """Say how much a halo, of which v is the row, covers of what is behind it."""
    x, y, z = ox - v[0], oy - v[1], oz - v[2]
    t = -(x * dx + y * dy + z * dz)
    if t <= start or t >= end:
        return ZERO
    away = math.sqrt(max(x * x + y * y + z * z - t * t, ZERO))
    soft = max(ONE - abs(away - v[3]) / max(v[4], HALF * (wide_here + wide_far * t)), ZERO)
    return soft * soft * v[8]


@inlined
def strand(v, ox, oy, oz, dx, dy, dz, start, end, wide_here, wide_far):
    """Say the same of a piece of the ball's trail, which is never thinner than a pixel."""
    x, y, z, bx, by, bz = ox - v[0], oy - v[1], oz - v[2], v[3] - v[0], v[4] - v[1], v[5] - v[2]
    square, t, along = nearest(x, y, z, dx, dy, dz, bx, by, bz)
    if t <= start or t >= end:
        return ZERO
    wide = max(v[6] + along * (v[7] - v[6]), f(0.7) * (wide_here + wide_far * t))
    return max(ONE - square / (wide * wide), ZERO) * (v[11] + along * (v[12] - v[11]))


@inlined
def post(v, ox, oy, oz, dx, dy, dz, start, end, wide_here, wide_far):
    """Say how much a post, of which v is the row, covers of a pixel, and how bright it is there."""
    x, y, z, bx, by, bz = ox - v[0], oy - v[1], oz - v[2], v[3] - v[0], v[4] - v[1], v[5] - v[2]
    square, t, _ = nearest(x, y, z, dx, dy, dz, bx, by, bz)
    if t <= start or t >= end:
        return ZERO, ZERO
    away = math.sqrt(square)
    share = edge(v[6] - away, wide_here + wide_far * t)
    return share, f(0.45) + f(0.75) * math.sqrt(max(ONE - square / (v[6] * v[6]), ZERO))
