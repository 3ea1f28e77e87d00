"""The ray caster: a court with drones and ball, seen by a camera, as colours of pixels; compiled.

The picture is cut into tiles. For each, what can be seen in it is looked up once; a tile where solid bodies or their
shadows may be is cast with more rays, all others with as few as asked for, since there all patterns are averaged over
the pixel anyway. Colours are added as light; the square root at the end makes pixels of it.
"""

import math

import numpy as np

from spenvs.volleyball.airframe import NOTHING, blur, outward, passes, skin, solid, turned
from spenvs.volleyball.hall import floor, mixed, net, surroundings
from spenvs.volleyball.shapes import (
    FAR,
    HALF,
    LEAST,
    ONE,
    SUN_X,
    SUN_Y,
    SUN_Z,
    TWO,
    ZERO,
    called,
    clamped,
    f,
    inlined,
    lit,
    nearest,
    sphere,
)  # fmt: skip

DRONE, BALL, DISC, DRONE_SHADOW, BALL_SHADOW, RING, ROD, STRAND, HALO = range(9)
"""Kinds of things, those first that need more rays."""
BALL_RADIUS = f(0.1)
TILE, MOST = 8, 256
"""Side of a tile in pixels, and the most things that can be seen in one."""
FINE = 6
"""Rays by pixel where bodies are, for each ray elsewhere."""
AMBIENT = f(0.36)
"""Light on the floor that is not the sun's."""
ACROSS, UPWARD = f(0.75487767), f(0.56984029)
"""Steps of the plane's most even sequence (Roberts 2018, R2), which sets the rays within a pixel."""


@inlined
def shade(s, near, seen, x, y):
    """Give how much of the sun reaches a place on the floor."""
    light = ONE
    c = s.court
    to_net = x / -SUN_X
    if to_net > ZERO and to_net * SUN_Z < c.net_top:
        cords, tape = net(c, y + to_net * SUN_Y, to_net * SUN_Z, f(0.09), f(0.09))
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
            bx, by, bz = x - s.balls[k, 0], y - s.balls[k, 1], -s.balls[k, 2]
            b = bx * SUN_X + by * SUN_Y + bz * SUN_Z
            away = math.sqrt(max(bx * bx + by * by + bz * bz - b * b, ZERO))
            light *= clamped((away - BALL_RADIUS) * f(40.0) + HALF, ZERO, ONE)
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
            share = clamped((ring[3] - abs(away - ring[2])) / wide + HALF, ZERO, ONE) * ring[7]
            r, g, b = mixed(r, g, b, ring[4], ring[5], ring[6], share)
    light = AMBIENT + (ONE - AMBIENT) * shade(s, near, seen, x, y)
    return r * light, g * light, b * light


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
    return max(ONE - square / (wide * wide), ZERO) * v[11]


@inlined
def post(v, ox, oy, oz, dx, dy, dz, start, end, wide_here, wide_far):
    """Say how much a post, of which v is the row, covers of a pixel, and how bright it is there."""
    x, y, z, bx, by, bz = ox - v[0], oy - v[1], oz - v[2], v[3] - v[0], v[4] - v[1], v[5] - v[2]
    square, t, _ = nearest(x, y, z, dx, dy, dz, bx, by, bz)
    if t <= start or t >= end:
        return ZERO, ZERO
    away = math.sqrt(square)
    share = clamped((v[6] - away) / (wide_here + wide_far * t) + HALF, ZERO, ONE)
    return share, f(0.45) + f(0.75) * math.sqrt(max(ONE - square / (v[6] * v[6]), ZERO))


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
                red, green, blue = mixed(v[8], v[9], v[10], ONE, ONE, ONE, HALF * share * share * v[11])
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


@called
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
    pixel = TWO / f(height)
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            seen, fine, moves = look(s, near, left, top)
            if not (everything or moves):
                continue
            rays = samples * FINE if fine else samples
            for j in range(top, min(top + TILE, height)):
                for i in range(left, min(left + TILE, width)):
                    r, g, b = ZERO, ZERO, ZERO
                    across, upward = HALF, HALF
                    for _ in range(rays):
                        u, v = (f(i) + across) * pixel - f(width) / f(height), ONE - (f(j) + upward) * pixel
                        red, green, blue = ray(s, near, seen, u, v, pixel)
                        r, g, b = r + red, g + green, b + blue
                        across, upward = across + ACROSS, upward + UPWARD
                        across, upward = across - np.floor(across), upward - np.floor(upward)
                    q = ONE / f(rays)
                    image[j, i, 0], image[j, i, 1], image[j, i, 2] = byte(r * q), byte(g * q), byte(b * q)
