"""What the surfaces of drones and ball look like in the light; compiled."""

import math

import numpy as np

from spenvs.volleyball.airframe import BODY_PART, RACKET_PART, RIM_PART
from spenvs.volleyball.shapes import TWO, ZERO, f, inlined

SUN_X, SUN_Y, SUN_Z = f(0.12), f(-0.20), f(0.97242)
"""Towards the sun, a vector of length 1."""


@inlined
def skin(part, red, green, blue):
    """Give the colour of a part of a drone, of whose racket the colour is given."""
    if part == RACKET_PART:
        return red, green, blue
    if part == RIM_PART:
        return f(0.85), f(0.85), f(0.85)
    if part == BODY_PART:
        return f(0.03) + f(0.35) * red, f(0.03) + f(0.35) * green, f(0.03) + f(0.35) * blue
    return f(0.30), f(0.31), f(0.33)


@inlined
def leather(x, y, z):
    """Give the colour of the ball by its normal: yellow, with blue panels."""
    turn = math.atan2(y, x) * f(0.47746483) + z * f(0.7)
    if turn - np.floor(turn) < f(0.66):
        return f(0.95), f(0.72), f(0.03)
    return f(0.03), f(0.13), f(0.62)


@inlined
def lit(r, g, b, nx, ny, nz, dx, dy, dz, gloss):
    """Give the colour of a surface in the light of sun and sky, with a highlight."""
    sun = max(nx * SUN_X + ny * SUN_Y + nz * SUN_Z, ZERO)
    light = f(0.30) + f(0.14) * nz + f(0.72) * sun
    q = TWO * (dx * nx + dy * ny + dz * nz)
    shine = max((dx - q * nx) * SUN_X + (dy - q * ny) * SUN_Y + (dz - q * nz) * SUN_Z, ZERO)
    shine *= shine
    shine *= shine
    shine *= shine
    shine *= shine * gloss
    return r * light + shine, g * light + shine, b * light + shine
