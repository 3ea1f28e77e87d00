"""The colours of what stands still: floor, lines and net, boards, stands and sky; compiled.

Colours are light, that is, squares of what a screen is told. Patterns are averaged over the window that a pixel sees,
so that fine ones neither flicker nor break up.
"""

from typing import NamedTuple

import numpy as np

from spenvs.volleyball.pictures.shapes import (
    FAR,
    HALF,
    ONE,
    TWO,
    ZERO,
    band,
    called,
    clamped,
    edge,
    f,
    inlined,
    noise,
    ruled,
    sooner,
)

LINE = f(0.05)
FREE_X, FREE_Y = 4.0, 3.0
"""Width of the free zone behind the end lines and beside the side lines, in m."""
BOARD, STEEP, SEATS = f(0.8), f(0.55), f(5.5)
"""Height of the boards around the free zone, steepness of the stands behind them, height of the last row, in m."""
ROW, SEAT = f(0.45), f(0.55)
MESH, CORD, TAPE = f(0.1), f(0.09), f(0.07)
"""Distance of the cords of the net in m, their thickness as a share of that, and height of its tape in m."""


class Court(NamedTuple):
    """The measures of a court, all float32, in m."""

    half_length: np.float32
    half_width: np.float32
    net_top: np.float32
    net_low: np.float32
    wall_x: np.float32
    wall_y: np.float32


@inlined
def mixed(r, g, b, red, green, blue, share):
    """Lay a share of one colour over another."""
    rest = ONE - share
    return r * rest + red * share, g * rest + green * share, b * rest + blue * share


@inlined
def floor(c, x, y, wide_x, wide_y):
    """Give the colour of the floor, with the lines of the court."""
    r, g, b = f(0.050), f(0.165), f(0.190)
    along, across = abs(x), abs(y)
    if along < c.half_length + wide_x and across < c.half_width + wide_y:
        inside_x, inside_y = band(x, c.half_length, wide_x), band(y, c.half_width, wide_y)
        r, g, b = mixed(r, g, b, f(0.66), f(0.36), f(0.16), inside_x * inside_y)
        attack, half = c.half_length / f(3.0), HALF * LINE
        r, g, b = mixed(r, g, b, f(0.60), f(0.29), f(0.115), band(x, attack, wide_x) * inside_y)
        ends, sides = c.half_length - half, c.half_width - half
        lines = max(band(x, half, wide_x), band(along - attack, half, wide_x))
        lines = max(lines, band(along - ends, half, wide_x)) * inside_y
        lines = max(lines, band(across - sides, half, wide_y) * inside_x)
        r, g, b = mixed(r, g, b, f(0.93), f(0.93), f(0.90), lines)
    light = max(f(1.08) - f(0.0018) * (x * x + y * y), HALF)
    return r * light, g * light, b * light


@inlined
def net(c, y, z, wide_y, wide_z):
    """Say how much of the net's plane is covered there, by cords and by tape."""
    middle, half = HALF * (c.net_top + c.net_low), HALF * (c.net_top - c.net_low)
    across = band(y, c.half_width, wide_y)
    inside = across * band(z - middle, half, wide_z)
    if inside <= ZERO:
        return ZERO, ZERO
    tape = across * band(z - (c.net_top - HALF * TAPE), HALF * TAPE, wide_z)
    tape = max(tape, across * band(z - (c.net_low + f(0.02)), f(0.02), wide_z))
    tape = max(tape, inside * band(abs(y) - (c.half_width - f(0.03)), f(0.03), wide_y))
    down = ruled(y / MESH + CORD * HALF, CORD, wide_y / MESH)
    level = ruled(z / MESH + CORD * HALF, CORD, wide_z / MESH)
    return inside * (ONE - (ONE - down) * (ONE - level)), tape


@inlined
def sky(dz):
    """Give the colour of the sky in a direction: the glow of a sunset above the stands, blue higher up."""
    high = clamped(dz * f(1.8) + f(0.08), ZERO, ONE)
    low = (ONE - high) * (ONE - high)
    low = low * low
    r, g, b = mixed(f(0.030), f(0.075), f(0.22), f(0.30), f(0.30), f(0.42), (ONE - high) * (ONE - high))
    return mixed(r, g, b, f(0.90), f(0.50), f(0.30), low * low * f(0.8))


@called
def crowd(along, rise, wide, steep):
    """Give the colour of the stands at dusk: people in rows, who run together far off and seen aslant."""
    row = np.floor(rise / ROW)
    place = along / SEAT + noise(np.int64(row), 7)
    seat = np.floor(place)
    x, z = place - seat - HALF, rise / ROW - row
    pick, hue = noise(np.int64(seat), np.int64(row)), noise(np.int64(row), np.int64(seat) + 91)
    r, g, b = f(0.014), f(0.020), f(0.036)
    if pick > f(0.12):
        head, trunk = x * x * f(1.5) + (z - f(0.70)) * (z - f(0.70)), x * x + (z - f(0.20)) * (z - f(0.20)) * f(0.8)
        light = f(0.5) + f(0.5) * pick
        if trunk < f(0.15):
            r, g, b = f(0.020) + f(0.045) * hue * hue, f(0.030) + f(0.012) * pick, f(0.075) - f(0.040) * hue
        if head < f(0.030):
            r, g, b = f(0.105) * light, f(0.070) * light, f(0.055) * light
    blurred = clamped(max(f(4.0) * wide - f(0.1), f(2.4) - f(3.6) * steep), ZERO, f(0.9))
    r, g, b = mixed(r, g, b, f(0.028), f(0.032), f(0.050), blurred)
    return mixed(r, g, b, f(0.10), f(0.10), f(0.15), clamped(rise / f(9.0), ZERO, ONE))


@inlined
def board(along, z, wide):
    """Give the colour of the boards around the free zone."""
    r, g, b = f(0.012), f(0.030), f(0.085)
    panel = np.floor(along / f(2.0))
    if np.int64(panel) % 2 == 0:
        r, g, b = f(0.020), f(0.055), f(0.14)
    r, g, b = mixed(r, g, b, f(0.75), f(0.52), f(0.10), band(z - f(0.06), f(0.03), wide))
    return mixed(r, g, b, f(0.45), f(0.50), f(0.58), band(z - BOARD + f(0.02), f(0.02), wide))


@inlined
def stands(c, ox, oy, oz, dx, dy, dz, pixel):
    """Give the colour and the distance of the stands, or of the sky above them."""
    r, g, b = sky(dz)
    slope_x, slope_y = abs(dx) * STEEP - dz, abs(dy) * STEEP - dz
    ahead_x, ahead_y = (ox if dx > ZERO else -ox), (oy if dy > ZERO else -oy)
    above_x, above_y = oz - BOARD - STEEP * (ahead_x - c.wall_x), oz - BOARD - STEEP * (ahead_y - c.wall_y)
    s, by_x = sooner(above_x, slope_x, above_y, slope_y)
    z = oz + s * dz
    if s == FAR or z < -BOARD:
        return r, g, b, FAR
    along, steep = (oy + s * dy, slope_x) if by_x else (ox + s * dx, slope_y)
    share = edge((SEATS - z) * steep, pixel * s)
    if share > ZERO:
        red, green, blue = crowd(along, max(z - BOARD, ZERO), pixel * s, steep)
        r, g, b = mixed(r, g, b, red, green, blue, share)
    return r, g, b, s


@inlined
def surroundings(c, ox, oy, oz, dx, dy, dz, pixel):
    """Give the colour and the distance of what a ray meets behind the free zone; `pixel` is its width by distance."""
    share, t, along, z = ZERO, FAR, ZERO, ZERO
    if dz < ZERO or oz < TWO * BOARD:
        ahead_x, ahead_y = (ox if dx > ZERO else -ox), (oy if dy > ZERO else -oy)
        t, by_x = sooner(c.wall_x - ahead_x, abs(dx), c.wall_y - ahead_y, abs(dy))
        x, y, z = ox + t * dx, oy + t * dy, oz + t * dz
        along = y if by_x else x
        if t < FAR and abs(x) <= c.wall_x + HALF and abs(y) <= c.wall_y + HALF:
            share = edge(BOARD - z, pixel * t)
    r, g, b, s = ZERO, ZERO, ZERO, t
    if share < ONE:
        r, g, b, s = stands(c, ox, oy, oz, dx, dy, dz, pixel)
    if share > ZERO:
        red, green, blue = board(along, z, pixel * t)
        r, g, b = mixed(r, g, b, red, green, blue, share)
        s = t
    return r, g, b, s
