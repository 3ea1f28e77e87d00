"""Where a ray meets simple bodies, how much of a pixel a pattern covers, and how bright a surface is; compiled.

A ray is `ox, oy, oz` and the direction `dx, dy, dz` of length 1. What it misses is `FAR` away. As everywhere in the
drones' compiled code, all is float32, and constants are `np.float32`: a plain 0.5 would make float64 of it.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from spenvs.core.stamp import stamped

_how: dict[str, Any] = {"error_model": "numpy", "fastmath": True, "_nrt": False, "no_cfunc_wrapper": True}
_inner = _how | {"no_cpython_wrapper": True}
"""How all are compiled, and how those that Python never calls: to make them fit for that takes a third of the time."""
_kept = njit(cache=True, nogil=True, **_how)
_called = njit(**_inner)
_inlined = njit(forceinline=True, **_inner)


def kept(function: Callable[..., Any]) -> Any:
    """Compile a function that Python calls; on disk it is kept with all that it calls, which is not kept by itself."""
    return _kept(stamped(function))


def called(function: Callable[..., Any]) -> Any:
    """Compile a function of the ray caster on its own, to be called by compiled functions only."""
    return _called(function)


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a function into those that call it; a call from Python is a crash.

    A call would copy every array of what is drawn, that is a hundred words, which costs more than a ray.
    """
    return _inlined(function)


f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
FAR = f(1e9)
LEAST = f(1e-6)
SUN_X, SUN_Y, SUN_Z = f(0.12), f(-0.20), f(0.97242)
"""Towards the sun, a vector of length 1."""


@inlined
def clamped(value, low, high):
    """Give the nearest number between two."""
    return min(max(value, low), high)


@inlined
def sphere(ox, oy, oz, dx, dy, dz, radius):
    """Give the distance to a sphere around the origin, from outside."""
    b = ox * dx + oy * dy + oz * dz
    h = b * b - (ox * ox + oy * oy + oz * oz - radius * radius)
    if h < ZERO:
        return FAR
    t = -b - math.sqrt(h)
    return t if t > ZERO else FAR


@inlined
def ellipsoid(ox, oy, oz, dx, dy, dz, radius, half):
    """Give the distance to a disc with a round edge: a sphere around the origin, flattened along z to `half`."""
    q = radius / half
    oz, dz = oz * q, dz * q
    a = dx * dx + dy * dy + dz * dz
    b = ox * dx + oy * dy + oz * dz
    h = b * b - a * (ox * ox + oy * oy + oz * oz - radius * radius)
    if h < ZERO:
        return FAR
    t = (-b - math.sqrt(h)) / a
    return t if t > ZERO else FAR


@inlined
def rod(ox, oy, oz, dx, dy, dz, bx, by, bz, radius):
    """Give the distance to a round rod without end caps from the origin to b, and how far along it that is, 0 to 1."""
    bb, bd = bx * bx + by * by + bz * bz, bx * dx + by * dy + bz * dz
    bo, do = bx * ox + by * oy + bz * oz, dx * ox + dy * oy + dz * oz
    a = bb - bd * bd
    if a < LEAST * bb:
        return FAR, ZERO
    b, c = bb * do - bo * bd, bb * (ox * ox + oy * oy + oz * oz) - bo * bo - radius * radius * bb
    h = b * b - a * c
    if h < ZERO:
        return FAR, ZERO
    t = (-b - math.sqrt(h)) / a
    along = (bo + t * bd) / bb
    return (t, along) if t > ZERO and ZERO < along < ONE else (FAR, along)


@inlined
def nearest(ox, oy, oz, dx, dy, dz, bx, by, bz):
    """Say where a ray comes nearest to the segment from the origin to b.

    Returns the square of the distance there, how far along the ray and how far along the segment, 0 to 1.
    """
    bb, bd = bx * bx + by * by + bz * bz, bx * dx + by * dy + bz * dz
    bo, do = bx * ox + by * oy + bz * oz, dx * ox + dy * oy + dz * oz
    along = clamped((bo - bd * do) / max(bb - bd * bd, LEAST), ZERO, ONE)
    t = along * bd - do
    x, y, z = ox + t * dx - along * bx, oy + t * dy - along * by, oz + t * dz - along * bz
    return x * x + y * y + z * z, t, along


@inlined
def sooner(a, p, b, q):
    """Give the lesser of a / p and b / q, of those in which both numbers are above 0, and whether it is the first."""
    one, other = a > ZERO and p > LEAST, b > ZERO and q > LEAST
    if not (one or other):
        return FAR, False
    if one and (not other or a * q < b * p):
        return a / p, True
    return b / q, False


@inlined
def edge(inside, wide):
    """Give the share of a window of this width that lies inside of an edge from which its middle is so far inside."""
    if inside >= HALF * wide:
        return ONE
    return ZERO if inside <= -HALF * wide else inside / wide + HALF


@inlined
def band(distance, half, wide):
    """Give the share of a window of this width, around a point, that lies in a band of half width `half` around 0."""
    high, low = min(distance + HALF * wide, half), max(distance - HALF * wide, -half)
    return max(high - low, ZERO) / wide


@inlined
def ruled(place, width, wide):
    """Give the share of a window around a place that lines cover which begin at each whole number."""
    high, low = place + HALF * wide, place - HALF * wide
    whole_high, whole_low = np.floor(high), np.floor(low)
    covered = (whole_high - whole_low) * width + min(high - whole_high, width) - min(low - whole_low, width)
    return covered / wide


@inlined
def noise(i, j):
    """Give a number from 0 to 1 for a pair of integers, always the same (an integer hash)."""
    n = np.uint32(i) * np.uint32(0x9E3779B1) ^ np.uint32(j) * np.uint32(0x85EBCA77)
    n = (n ^ (n >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
    n ^= n >> np.uint32(12)
    return f(n & np.uint32(0xFFFF)) / f(65535.0)


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
