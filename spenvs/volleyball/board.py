"""The defender of SetAndSpikeHard: a disc that flies to where the ball comes down, and strikes it back over the net.

It is VolleyBots' board (arXiv 2502.01932), a cylinder of radius 0.5 m and height 0.3 m that rests at (-4, 0, 0.5), but
moved by rules alone, heavier than anything it meets; only its upper face meets the ball. Once the ball has been
attacked, flies towards the far half at more than 2 m/s and falls, from 1.2 m or higher, the disc awaits it where it
will be 1.1 m high, if that is in the far half: 20 ms at a time, at no more than 8 m/s, turning at no more than 4 rad/s.
It turns and strikes such that the ball, with a restitution b = 0.77, leaves at the velocity v_out that takes it in
1.5 s to (3, 1, 1.3): its normal is that of v_out - v_in, its face moves at (b v_in + v_out) / (1 + b). What it cannot
reach in time passes it or is struck awry. Its face is still once it has met the ball.

Its state is in `memory` and `tally` of a world: the cells below.
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.worlds import BALL_V, X, Y, Z

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
GRAVITY = f(9.81)
REST = (f(-4.0), f(0.0), f(0.5))
RADIUS, HALF_HEIGHT = f(0.5), f(0.15)
BOUNCE = f(0.77)
SPEED, SPIN = f(8.0), f(4.0)
MEET, SEEN, FORWARD = f(1.1), f(1.2), f(-2.0)
GOAL_X, GOAL_Y, GOAL_Z, FLIGHT = f(3.0), f(1.0), f(1.3), f(1.5)
NEAR = f(4.0)
"""Square of the distance within which the ball may meet the disc in a step, m²."""
TINY = f(1e-6)

CENTRE, NORMAL, STROKE = 0, 3, 6
"""The first of three cells of `memory`: the disc's middle, m; its normal; and its face's velocity, m/s."""
AWAKE, TOUCHED = 8, 9
"""Cells of `tally`: whether the disc was called to the ball, and whether it met it."""


@device
def rest(w, i):
    """Lay the disc down."""
    for k in range(3):
        w.memory[i, CENTRE + k] = REST[k]
        w.memory[i, NORMAL + k] = w.memory[i, STROKE + k] = ZERO
    w.memory[i, NORMAL + 2] = ONE


@device
def defend(w, m, i, attacked):
    """Let the disc meet the ball on its way in the last step; move it if `attacked` and it has not met the ball."""
    if meets(w, m, i):
        w.tally[i, TOUCHED] = 1
        for k in range(3):
            w.memory[i, STROKE + k] = ZERO
    if attacked and w.tally[i, TOUCHED] == 0:
        _pursue(w, m, i)


@device
def _pursue(w, m, i):
    """Move and turn the disc for a step towards where the ball comes down, if that is for it to do."""
    vx, vy, vz = w.ball[i, BALL_V], w.ball[i, BALL_V + 1], w.ball[i, BALL_V + 2]
    above = w.ball[i, Z] - MEET
    if above <= ZERO or vx >= FORWARD or vz >= ZERO:
        return
    sink = f(math.sqrt(vz * vz + TWO * GRAVITY * above))
    t = (vz + sink) / GRAVITY
    x, y = w.ball[i, X] + t * vx, w.ball[i, Y] + t * vy
    inside = (x <= ZERO) & (x >= -m.half_length) & (abs(y) <= m.half_width)
    if not inside or (w.tally[i, AWAKE] == 0 and w.ball[i, Z] < SEEN):
        return
    w.tally[i, AWAKE] = 1
    ox, oy = (GOAL_X - x) / FLIGHT, (GOAL_Y - y) / FLIGHT
    oz = (GOAL_Z - MEET) / FLIGHT + HALF * GRAVITY * FLIGHT
    nx, ny, nz = ox - vx, oy - vy, oz + sink
    unit = ONE / f(math.sqrt(nx * nx + ny * ny + nz * nz))
    nx, ny, nz = unit * nx, unit * ny, unit * nz
    w.memory[i, STROKE] = (BOUNCE * vx + ox) / (ONE + BOUNCE)
    w.memory[i, STROKE + 1] = (BOUNCE * vy + oy) / (ONE + BOUNCE)
    w.memory[i, STROKE + 2] = (oz - BOUNCE * sink) / (ONE + BOUNCE)
    gap = m.radius + HALF_HEIGHT
    _move(w, m, i, x - gap * nx, y - gap * ny, MEET - gap * nz)
    _turn(w, m, i, nx, ny, nz)


@device
def _move(w, m, i, x, y, z):
    """Move the disc for a step towards a place."""
    dx, dy, dz = x - w.memory[i, CENTRE], y - w.memory[i, CENTRE + 1], z - w.memory[i, CENTRE + 2]
    part = min(SPEED * m.step / max(f(math.sqrt(dx * dx + dy * dy + dz * dz)), TINY), ONE)
    w.memory[i, CENTRE] += part * dx
    w.memory[i, CENTRE + 1] += part * dy
    w.memory[i, CENTRE + 2] += part * dz


@device
def _turn(w, m, i, x, y, z):
    """Turn the disc's normal for a step towards a direction, on the great circle (both look up: never half a turn)."""
    nx, ny, nz = w.memory[i, NORMAL], w.memory[i, NORMAL + 1], w.memory[i, NORMAL + 2]
    angle = f(math.acos(min(max(nx * x + ny * y + nz * z, -ONE), ONE)))
    most = SPIN * m.step
    keep, gain = ZERO, ONE
    if angle > most:
        keep, gain = f(math.sin(angle - most)) / f(math.sin(angle)), f(math.sin(most)) / f(math.sin(angle))
    w.memory[i, NORMAL] = keep * nx + gain * x
    w.memory[i, NORMAL + 1] = keep * ny + gain * y
    w.memory[i, NORMAL + 2] = keep * nz + gain * z


@device
def meets(w, m, i):
    """Say whether the ball met the disc in the last step; it then flies on from there as it was struck.

    The ball's way is the step back from where it is now; it meets the disc where its lowest point along the normal
    comes to the upper face.
    """
    x = w.ball[i, X] - w.memory[i, CENTRE]
    y = w.ball[i, Y] - w.memory[i, CENTRE + 1]
    z = w.ball[i, Z] - w.memory[i, CENTRE + 2]
    if x * x + y * y + z * z > NEAR:
        return False
    nx, ny, nz = w.memory[i, NORMAL], w.memory[i, NORMAL + 1], w.memory[i, NORMAL + 2]
    vx, vy, vz = w.ball[i, BALL_V], w.ball[i, BALL_V + 1], w.ball[i, BALL_V + 2]
    speed, pull = vx * nx + vy * ny + vz * nz, GRAVITY * nz
    after = x * nx + y * ny + z * nz
    before = after - m.step * (speed + HALF * pull * m.step)
    inside = m.radius + HALF_HEIGHT - after
    if inside <= ZERO or before <= ZERO or before <= after:
        return False
    root = f(math.sqrt(max(speed * speed - TWO * pull * inside, ZERO)))
    return _strike(w, m, i, min(TWO * inside / (root - speed), m.step))


@device
def _strike(w, m, i, left):
    """Bounce the ball off the disc as it was `left` seconds ago, and let it fly on since; False if it passed by."""
    cx, cy, cz = w.memory[i, CENTRE], w.memory[i, CENTRE + 1], w.memory[i, CENTRE + 2]
    nx, ny, nz = w.memory[i, NORMAL], w.memory[i, NORMAL + 1], w.memory[i, NORMAL + 2]
    sunk = HALF * GRAVITY * left * left
    vx, vy, vz = w.ball[i, BALL_V], w.ball[i, BALL_V + 1], w.ball[i, BALL_V + 2] + GRAVITY * left
    x, y, z = w.ball[i, X] - cx - left * vx, w.ball[i, Y] - cy - left * vy, w.ball[i, Z] - cz - left * vz + sunk
    along = x * nx + y * ny + z * nz
    speed = (vx - w.memory[i, STROKE]) * nx + (vy - w.memory[i, STROKE + 1]) * ny + (vz - w.memory[i, STROKE + 2]) * nz
    if x * x + y * y + z * z - along * along > RADIUS * RADIUS or speed >= ZERO:
        return False
    gain, out = -(ONE + BOUNCE) * speed, m.radius + HALF_HEIGHT - along
    vx, vy, vz = vx + gain * nx, vy + gain * ny, vz + gain * nz
    w.ball[i, X] = cx + x + out * nx + left * vx
    w.ball[i, Y] = cy + y + out * ny + left * vy
    w.ball[i, Z] = cz + z + out * nz + left * vz - sunk
    w.ball[i, BALL_V], w.ball[i, BALL_V + 1], w.ball[i, BALL_V + 2] = vx, vy, vz - GRAVITY * left
    return True
