"""The ray caster: a court with drones and ball, seen by a camera, as colours of pixels; compiled.

The picture is cut into tiles. For each, what can be seen in it is looked up once; a tile where solid bodies or their
shadows may be is cast with more rays, all others with as few as asked for, since there all patterns are averaged over
the pixel anyway. Colours are added as light; the square root at the end makes pixels of it.
"""

import math

import numpy as np

from spenvs.volleyball.pictures.airframe import NOTHING, blur, passes, solid, turned
from spenvs.volleyball.pictures.bodies import ball, body, disc, halo, past_ball, post, strand
from spenvs.volleyball.pictures.hall import MESH, floor, mixed, net, surroundings
from spenvs.volleyball.pictures.shapes import (
    FAR,
    HALF,
    LEAST,
    ONE,
    SUN_X,
    SUN_Y,
    SUN_Z,
    TWO,
    ZERO,
    clamped,
    edge,
    f,
    inlined,
    kept,
)

DRONE, BALL, DISC, DRONE_SHADOW, BALL_SHADOW, RING, ROD, STRAND, HALO = range(9)
"""Kinds of things, those first that need more rays."""
TILE, MOST = 8, 256
"""Side of a tile in pixels, and the most things that can be seen in one."""
FINE, FEW, ALIKE = 5, 2, f(0.04)
"""Rays by pixel where bodies are, for each ray elsewhere; after how few it is enough if they differ by this share."""
AMBIENT, LOW = f(0.36), SUN_Z / SUN_X
"""Light on the floor that is not the sun's; how high is what casts a shadow, by its distance along x."""
ACROSS, UPWARD = f(0.75487767), f(0.56984029)
"""Steps of the plane's most even sequence (Roberts 2018, R2), which sets the rays within a pixel."""


@inlined
def shade(s, near, seen, x, y, wide_x, wide_y):
    """Give how much of the sun reaches a place on the floor."""
    light = ONE
    c = s.court
    to_net = x / -SUN_X
    if to_net > ZERO and to_net * SUN_Z < c.net_top:
        cords, tape = net(c, y + to_net * SUN_Y, to_net * SUN_Z, max(MESH, wide_y), max(MESH, wide_x * LOW))
        light *= ONE - max(cords, tape * f(0.9))
    for i in range(seen):
        k = s.which[near[i]]
        if s.kinds[near[i]] == DRONE_SHADOW:
            if passes(s.drones, k, x, y, ZERO, SUN_X, SUN_Y, SUN_Z):
                ox, oy, oz, dx, dy, dz, _ = turned(s.drones, k, x, y, ZERO, SUN_X, SUN_Y, SUN_Z)
                if solid(ox, oy, oz, dx, dy, dz)[1] != NOTHING:
                    return ZERO
                light *= ONE - blur(ox, oy, oz, dx, dy, dz, -FAR, FAR)
        elif s.kinds[near[i]] == BALL_SHADOW:
            light *= past_ball(s.balls, k, x, y)
    return light


@inlined
def painted(s, near, seen, x, y, wide_x, wide_y):
    """Give the colour of the floor, with what is marked on it and with shadows."""
    r, g, b = floor(s.court, x, y, wide_x, wide_y)
    wide = max(wide_x, wide_y)
    for i in range(seen):
        if s.kinds[near[i]] == RING:
            ring = s.rings[s.which[near[i]]]
            away = math.sqrt((x - ring[0]) * (x - ring[0]) + (y - ring[1]) * (y - ring[1]))
            dark = ONE - ring[8] * max(ONE - away / (f(1.3) * ring[2]), ZERO)
            r, g, b = r * dark, g * dark, b * dark
            share = edge(ring[3] - abs(away - ring[2]), wide) * ring[7]
            r, g, b = mixed(r, g, b, ring[4], ring[5], ring[6], share)
    light = AMBIENT + (ONE - AMBIENT) * shade(s, near, seen, x, y, wide_x, wide_y)
    return r * light, g * light, b * light


@inlined
def first(s, near, seen, ox, oy, oz, dx, dy, dz, t, r, g, b):
    """Give the distance and colour of the first body that a ray meets before distance t, else t and r, g, b."""
    for i in range(seen):
        kind, k = s.kinds[near[i]], s.which[near[i]]
        if kind == DRONE:
            t, r, g, b = body(s.drones, k, ox, oy, oz, dx, dy, dz, t, r, g, b)
        elif kind == BALL:
            t, r, g, b = ball(s.balls, k, ox, oy, oz, dx, dy, dz, t, r, g, b)
        elif kind == DISC:
            t, r, g, b = disc(s.discs[k], ox, oy, oz, dx, dy, dz, t, r, g, b)
    return t, r, g, b


@inlined
def glow(s, near, seen, ox, oy, oz, dx, dy, dz, start, end, wide_here, wide_far, r, g, b):
    """Lay on a colour what covers it in part between two distances: rotors, posts, halos and the ball's trail.

    A pixel is `wide_here` plus `wide_far` for each metre of distance.
    """
    best, red, green, blue = ZERO, ONE, ONE, ONE
    for i in range(seen):
        kind, k = s.kinds[near[i]], s.which[near[i]]
        if kind == DRONE:
            if passes(s.drones, k, ox, oy, oz, dx, dy, dz):
                x, y, z, ex, ey, ez, begin = turned(s.drones, k, ox, oy, oz, dx, dy, dz)
                share = blur(x, y, z, ex, ey, ez, start - begin, end - begin)
                r, g, b = mixed(r, g, b, f(0.50), f(0.54), f(0.60), share)
        elif kind == ROD:
            v = s.rods[k]
            share, light = post(v, ox, oy, oz, dx, dy, dz, start, end, wide_here, wide_far)
            r, g, b = mixed(r, g, b, v[7] * light, v[8] * light, v[9] * light, share)
        elif kind == HALO:
            v = s.halos[k]
            share = halo(v, ox, oy, oz, dx, dy, dz, start, end, wide_here, wide_far)
            r, g, b = mixed(r, g, b, v[5], v[6], v[7], share)
        elif kind == STRAND:
            v = s.strands[k]
            share = strand(v, ox, oy, oz, dx, dy, dz, start, end, wide_here, wide_far)
            if share > best:
                best = share
                red, green, blue = mixed(v[8], v[9], v[10], ONE, ONE, ONE, HALF * share * share * share)
    return mixed(r, g, b, red, green, blue, best)


@inlined
def spread(u, v):
    """Give about the length of (u, v): the width of a pixel whose sides are u and v along an axis."""
    return f(0.8) * (abs(u) + abs(v))


@inlined
def ray(s, near, seen, u, v, pixel):
    """Give the colour at (u, v), to the right and up from the middle in halves of the height; a pixel is that wide."""
    c = s.camera
    ox, oy, oz, dx, dy, dz = c[0], c[1], c[2], c[3], c[4], c[5]
    x, y, z = c[6] * u + c[9] * v, c[7] * u + c[10] * v, c[8] * u + c[11] * v
    if s.parallel > ZERO:
        ox, oy, oz, length = ox + x, oy + y, oz + z, ONE
        wide_here, wide_far = pixel * c[12], ZERO
    else:
        dx, dy, dz = dx + x, dy + y, dz + z
        length = f(math.sqrt(dx * dx + dy * dy + dz * dz))
        wide_here, wide_far = ZERO, pixel * c[12] / length
    ex, ey, ez = dx / length, dy / length, dz / length
    t, r, g, b = FAR, ZERO, ZERO, ZERO
    if dz < -LEAST:
        q = ONE / dz
        down = -oz * q
        x, y = ox + down * dx, oy + down * dy
        if (x if dx > ZERO else -x) < s.court.wall_x and (y if dy > ZERO else -y) < s.court.wall_y:
            t = down * length
            wide = pixel * (ONE if s.parallel > ZERO else down)
            wide_x = wide * spread(c[6] - dx * c[8] * q, c[9] - dx * c[11] * q)
            wide_y = wide * spread(c[7] - dy * c[8] * q, c[10] - dy * c[11] * q)
            r, g, b = painted(s, near, seen, x, y, wide_x, wide_y)
    if t == FAR:
        r, g, b, t = surroundings(s.court, ox, oy, oz, ex, ey, ez, wide_far)
    if seen > 0:
        t, r, g, b = first(s, near, seen, ox, oy, oz, ex, ey, ez, t, r, g, b)
    if ox * dx < ZERO:
        q = ONE / dx
        to_net = -ox * q
        y, z = oy + to_net * dy, oz + to_net * dz
        if to_net * length < t and abs(y) < s.court.half_width + HALF and abs(z - s.court.net_top) < TWO:
            wide = pixel * (ONE if s.parallel > ZERO else to_net)
            wide_y = wide * spread(c[7] - dy * c[6] * q, c[10] - dy * c[9] * q)
            wide_z = wide * spread(c[8] - dz * c[6] * q, c[11] - dz * c[9] * q)
            cords, tape = net(s.court, y, z, wide_y, wide_z)
            behind = to_net * length
            r, g, b = glow(s, near, seen, ox, oy, oz, ex, ey, ez, behind, t, wide_here, wide_far, r, g, b)
            r, g, b = mixed(r, g, b, f(0.80), f(0.80), f(0.78), cords * f(0.85))
            r, g, b = mixed(r, g, b, f(0.90), f(0.90), f(0.88), tape)
            t = behind
    return glow(s, near, seen, ox, oy, oz, ex, ey, ez, ZERO, t, wide_here, wide_far, r, g, b)


@inlined
def shot(s, near, seen, column, row, width, height, samples, most):
    """Give the mean colour of the rays of a pixel: all, or a few for each sample if those are much alike."""
    pixel = TWO / height
    r, g, b, count = ZERO, ZERO, ZERO, ZERO
    across, upward, dark, bright = HALF, HALF, FAR, ZERO
    for k in range(most):
        u, v = (column + across) * pixel - width / height, ONE - (row + upward) * pixel
        red, green, blue = ray(s, near, seen, u, v, pixel)
        r, g, b, count = r + red, g + green, b + blue, count + ONE
        light = red + green + blue
        dark, bright = min(dark, light), max(bright, light)
        if k + 1 == FEW * samples and bright - dark < ALIKE * bright:
            break
        across, upward = across + ACROSS, upward + UPWARD
        across, upward = across - np.floor(across), upward - np.floor(upward)
    return r / count, g / count, b / count


@inlined
def byte(light):
    """Give what a screen is told for an amount of light."""
    return np.uint8(f(255.0) * math.sqrt(clamped(light, ZERO, ONE)) + HALF)


@inlined
def look(s, near, column, row):
    """List what may be seen in a tile; says how much, whether it needs more rays, and whether anything in it moves."""
    seen, fine, moves = 0, False, False
    for k in range(len(s.kinds)):
        high = s.boxes[k, 1] < row + TILE and s.boxes[k, 3] > row
        if high and s.boxes[k, 0] < column + TILE and s.boxes[k, 2] > column and seen < MOST:
            near[seen] = k
            seen += 1
            fine = fine or s.kinds[k] <= DRONE_SHADOW
            moves = moves or s.kinds[k] != ROD
    return seen, fine, moves


@inlined
def solid_near(s, near, seen, column, row):
    """Say whether a body or a shadow with a sharp edge may be in a pixel."""
    found = False
    for i in range(seen):
        k = near[i]
        if s.kinds[k] <= DRONE_SHADOW and s.boxes[k, 0] < column + 1 and s.boxes[k, 2] > column:
            found = found or (s.boxes[k, 1] < row + 1 and s.boxes[k, 3] > row)
    return found


@kept
def cast(image, s, near, samples, everything):
    """Cast a picture.

    Args:
        image: uint8 [H, W, 3], written.
        s: the stage.
        near: int32 [256], room to work in.
        samples: rays by pixel, at least 1.
        everything: whether to cast the tiles where nothing but the hall and the net can be seen.
    """
    height, width = image.shape[0], image.shape[1]
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            seen, fine, moves = look(s, near, left, top)
            if not (everything or moves):
                continue
            for j in range(top, min(top + TILE, height)):
                for i in range(left, min(left + TILE, width)):
                    rays = samples * FINE if fine and solid_near(s, near, seen, i, j) else samples
                    r, g, b = shot(s, near, seen, f(i), f(j), f(width), f(height), samples, rays)
                    image[j, i, 0], image[j, i, 1], image[j, i, 2] = byte(r), byte(g), byte(b)
