"""Hitting the ball: where it comes down, which way the racket must face and how fast it must go, and flying there.

The ball is a point that falls, the racket a plane of far greater mass without friction. So the ball's velocity changes
along the racket's normal only, and only the racket's speed along it matters. A drone's thrust is along the normal, too:
to hit is to be at a place at a given time with a given acceleration across the normal and a given speed along it.
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.parts import IRIS, Ball
from spenvs.volleyball.players.flight import SPREAD, acceleration, dot, go, jerk, size, snap, steer
from spenvs.volleyball.players.gains import PLAIN, across, across_thrust, along, along_thrust, row

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
WEIGHT = f(9.81)
REACH = f(IRIS.racket_height + Ball().radius)
"""Distance between a drone and the ball that it hits with the middle of its racket, m."""
IMPULSE = f((1 + IRIS.bounce) * IRIS.mass / (IRIS.mass + Ball().mass))
"""Change of the ball's velocity by the speed at which racket and ball meet."""

RUN_UP, SWING = f(0.35), f(0.15)
"""How far it goes from rest until it hits: as a share of final speed and time, and of acceleration and time²."""


@device
def falls(z, vz, height):
    """Give the time until the ball falls through a height, s; negative if it never will."""
    square = vz * vz + TWO * WEIGHT * (z - height)
    if square < ZERO:
        return -ONE
    return (vz + f(math.sqrt(square))) / WEIGHT


@device
def rising(height, apex):
    """Give the upward velocity at a height that takes a ball up to `apex`, m/s."""
    return f(math.sqrt(max(TWO * WEIGHT * (apex - height), ZERO)))


@device
def normal(vx, vy, vz, ox, oy, oz):
    """Give the racket's normal and its speed along it that turn the ball's velocity v into o."""
    dx, dy, dz = ox - vx, oy - vy, oz - vz
    change = max(size(dx, dy, dz), f(1e-6))
    nx, ny, nz = dx / change, dy / change, dz / change
    return nx, ny, nz, dot(vx, vy, vz, nx, ny, nz) + change / IMPULSE


@device
def meet(x, left, ex, ey, ez, nx, ny, nz, speed, push, way, spread, action):
    """Fly so as to face along n in `left` seconds, with a speed along n and a push by the rotors of `push` m/s².

    (ex, ey, ez) is how far beyond the place to be at then the drone is now; for `way` see
    `gains`, for `spread` see `flight.steer`.
    """
    k, share = row(left)
    fx, fy, fz = push * nx, push * ny, push * nz - WEIGHT
    ax, ay, az = acceleration(x)
    ax, ay, az = ax - fx, ay - fy, az - fz
    jx, jy, jz = jerk(x)
    sx, sy, sz = snap(x)
    vx = x[7] - speed * nx + fx * left
    vy = x[8] - speed * ny + fy * left
    vz = x[9] - speed * nz + fz * left
    px = ex + speed * nx * left - HALF * fx * left * left
    py = ey + speed * ny * left - HALF * fy * left * left
    pz = ez + speed * nz * left - HALF * fz * left * left
    p, v, a = dot(px, py, pz, nx, ny, nz), dot(vx, vy, vz, nx, ny, nz), dot(ax, ay, az, nx, ny, nz)
    j, s = dot(jx, jy, jz, nx, ny, nz), dot(sx, sy, sz, nx, ny, nz)
    thrust = along_thrust(k, share, p, v, a)
    turn = along(k, share, p, v, a, j, s)
    px, py, pz, vx, vy, vz = px - p * nx, py - p * ny, pz - p * nz, vx - v * nx, vy - v * ny, vz - v * nz
    ax, ay, az, jx, jy, jz = ax - a * nx, ay - a * ny, az - a * nz, jx - j * nx, jy - j * ny, jz - j * nz
    sx, sy, sz = sx - s * nx, sy - s * ny, sz - s * nz
    steer(
        x,
        fx + thrust * nx + across_thrust(way, k, share, px, vx, ax),
        fy + thrust * ny + across_thrust(way, k, share, py, vy, ay),
        fz + thrust * nz + across_thrust(way, k, share, pz, vz, az),
        turn * nx + across(way, k, share, px, vx, ax, jx, sx),
        turn * ny + across(way, k, share, py, vy, ay, jy, sy),
        turn * nz + across(way, k, share, pz, vz, az, jz, sz),
        spread,
        action,
    )


@device
def hit(x, bx, by, bz, vx, vy, vz, height, ox, oy, oz, push, soon, way, action):
    """Fly so as to send the ball off with velocity o where it falls through a height.

    (bx, by, bz) is the ball's place as seen from the drone, v its velocity, `height` that height above the drone now.
    Until `soon` seconds before, the drone waits where it can best set out from.
    """
    left = falls(bz, vz, height)
    nx, ny, nz, speed = normal(vx, vy, vz - WEIGHT * left, ox, oy, oz)
    ex, ey, ez = REACH * nx - bx - vx * left, REACH * ny - by - vy * left, REACH * nz - height
    if left > soon:
        swing = SWING * WEIGHT * soon * soon
        back = RUN_UP * speed * soon + swing * nz
        ex, ey, ez = ex + back * nx, ey + back * ny, ez + back * nz - swing
        go(x, ex, ey, ez, action)
    else:
        meet(x, left, ex, ey, ez, nx, ny, nz, speed, push, way, SPREAD, action)


@device
def play(x, bx, by, bz, vx, vy, vz, height, tx, ty, tz, oz, push, soon, way, action):
    """Fly so as to send the ball to a target, with an upward velocity `oz`; heights and target are in the world."""
    left, time = falls(x[2] + bz, vz, height), falls(height, oz, tz)
    ox, oy = (tx - x[0] - bx - vx * left) / time, (ty - x[1] - by - vy * left) / time
    hit(x, bx, by, bz, vx, vy, vz, height - x[2], ox, oy, oz, push, soon, way, action)


@device
def lob(x, bx, by, bz, vx, vy, vz, height, tx, ty, tz, apex, push, soon, action):
    """Fly so as to send the ball over an apex to a target; heights, apex and target are in the world."""
    play(x, bx, by, bz, vx, vy, vz, height, tx, ty, tz, rising(height, apex), push, soon, PLAIN, action)
