"""A drone as it is drawn: a racket with a white rim above a small body, four arms and four spinning rotors; compiled.

A row of drones has the position (0 to 2), the rotation from body to world (3 to 11, row by row) and the colour of the
racket (12 to 14). Rays are turned into the drone's frame, where all its parts stand along the axes.
"""

import math

from spenvs.volleyball.pictures.shapes import FAR, LEAST, ONE, ZERO, called, ellipsoid, f, inlined, rod, sphere

AROUND = f(0.44)
"""Radius of a sphere around a whole drone; the rest are its parts' radii, thicknesses and heights, in m."""
RACKET, THICK, RIM = f(0.20), f(0.018), f(0.165)
RACKET_Z, ROTOR_Z, ARM_Z, BODY_Z = f(0.002), f(-0.012), f(-0.03), f(-0.052)
BODY, ARM, ROTOR = f(0.065), f(0.016), f(0.12)
NOTHING, RACKET_PART, RIM_PART, BODY_PART, ARM_PART = 0, 1, 2, 3, 4


@inlined
def rotor(k):
    """Give where rotor k stands, x and y in m."""
    x = f(0.22) if k == 0 or k == 2 else f(-0.20)
    y = f(0.13) if k == 1 or k == 2 else f(-0.13)
    return x, y


@inlined
def inward(drones, k, x, y, z):
    """Turn a vector into the frame of drone k."""
    return (
        drones[k, 3] * x + drones[k, 6] * y + drones[k, 9] * z,
        drones[k, 4] * x + drones[k, 7] * y + drones[k, 10] * z,
        drones[k, 5] * x + drones[k, 8] * y + drones[k, 11] * z,
    )


@inlined
def outward(drones, k, x, y, z):
    """Turn a vector from the frame of drone k into the world."""
    return (
        drones[k, 3] * x + drones[k, 4] * y + drones[k, 5] * z,
        drones[k, 6] * x + drones[k, 7] * y + drones[k, 8] * z,
        drones[k, 9] * x + drones[k, 10] * y + drones[k, 11] * z,
    )


@inlined
def passes(drones, k, ox, oy, oz, dx, dy, dz):
    """Say whether a ray comes near drone k."""
    x, y, z = drones[k, 0] - ox, drones[k, 1] - oy, drones[k, 2] - oz
    b = x * dx + y * dy + z * dz
    return b > -AROUND and x * x + y * y + z * z - b * b < AROUND * AROUND


@inlined
def turned(drones, k, ox, oy, oz, dx, dy, dz):
    """Turn a ray into the frame of drone k, and let it begin where it comes nearest, less the drone's size.

    Far off, float32 would not tell the thin racket's upper from its lower side. Returns the ray and where it begins.
    """
    x, y, z = ox - drones[k, 0], oy - drones[k, 1], oz - drones[k, 2]
    start = -AROUND - (x * dx + y * dy + z * dz)
    x, y, z = inward(drones, k, x + start * dx, y + start * dy, z + start * dz)
    ex, ey, ez = inward(drones, k, dx, dy, dz)
    return x, y, z, ex, ey, ez, start


@called
def solid(ox, oy, oz, dx, dy, dz):
    """Give the first solid part that a ray meets, in the drone's frame: distance, part and normal."""
    best, part, nx, ny, nz = FAR, NOTHING, ZERO, ZERO, ONE
    t = ellipsoid(ox, oy, oz - RACKET_Z, dx, dy, dz, RACKET, THICK)
    if t < best:
        x, y, z = ox + t * dx, oy + t * dy, oz + t * dz - RACKET_Z
        best, part = t, RIM_PART if x * x + y * y > RIM * RIM else RACKET_PART
        squash = RACKET / THICK
        q = ONE / math.sqrt(x * x + y * y + z * z * squash * squash * squash * squash)
        nx, ny, nz = x * q, y * q, z * squash * squash * q
    t = sphere(ox, oy, oz - BODY_Z, dx, dy, dz, BODY)
    if t < best:
        best, part = t, BODY_PART
        nx, ny, nz = (ox + t * dx) / BODY, (oy + t * dy) / BODY, (oz + t * dz - BODY_Z) / BODY
    for k in range(4):
        x, y = rotor(k)
        t, along = rod(ox, oy, oz - ARM_Z, dx, dy, dz, x, y, ZERO, ARM)
        if t < best:
            best, part = t, ARM_PART
            nx, ny, nz = (
                (ox + t * dx - along * x) / ARM,
                (oy + t * dy - along * y) / ARM,
                (oz + t * dz - ARM_Z) / ARM,
            )
    return best, part, nx, ny, nz


@called
def blur(ox, oy, oz, dx, dy, dz, near, far):
    """Say how much of the light the spinning rotors keep back between two distances; in the drone's frame."""
    if abs(dz) < LEAST:
        return ZERO
    t = (ROTOR_Z - oz) / dz
    if t <= near or t >= far:
        return ZERO
    x, y = ox + t * dx, oy + t * dy
    for k in range(4):
        rx, ry = rotor(k)
        q = ((x - rx) * (x - rx) + (y - ry) * (y - ry)) / (ROTOR * ROTOR)
        if q < ONE:
            return f(0.34) + f(0.40) * q * q * q + (f(0.3) if q < f(0.03) else ZERO)
    return ZERO


@inlined
def skin(part, z, red, green, blue):
    """Give the colour of a part of a drone, whose racket has a colour and is dark where the normal is down."""
    if part == RACKET_PART:
        share = ONE if z > ZERO else f(0.25)
        return share * red, share * green, share * blue
    if part == RIM_PART:
        return f(0.85), f(0.85), f(0.85)
    if part == BODY_PART:
        return f(0.03) + f(0.35) * red, f(0.03) + f(0.35) * green, f(0.03) + f(0.35) * blue
    return f(0.30), f(0.31), f(0.33)
