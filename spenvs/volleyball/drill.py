"""What the single and cooperative tasks share: how drones start, who touched the ball, and where things may not be.

The tasks are those of VolleyBots (arXiv 2502.01932). With `r.fair` 0 the functions answer as its simulator does:

* A drone starts with the same speed on all rotors, which at once turns its nose up; ours start trimmed.
* Any contact of the ball with a drone is the nearest drone's, and clean where the ball is then inside a cylinder above
  the racket; ours is told by the physics, of whichever drone it was.
* The ball is down only if it is low at the end of a step, and in the net only if it is near to it then; ours is also
  down if it bounced during the step, and in the net if it passed there during the step.
* The net's plane is closed to a drone only within a centimetre, which a drone in flight leaps over; ours is a wall.
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.physics import up
from spenvs.volleyball.rules import STEP
from spenvs.volleyball.stage import between, drop, even, lean, place
from spenvs.volleyball.worlds import BALL_V, BODY, GROUND, NET, VX, X, Y, Z

f = np.float32
ZERO, ONE, TWO = f(0.0), f(1.0), f(2.0)
TILT, TURN = f(0.1 * math.pi), f(2 * math.pi)
SPREAD, LIFT = f(0.5), f(0.2)
WALL = f(0.01)
FOUL = f(10.0)
"""What a foul costs."""

LAST = 1
"""The first of two cells of `tally`: the step in which a drone last hit the ball, 0 before it has."""

NONE, CLEAN, FAULTY = 0, 1, 2
"""How a drone touched the ball: not at all, with its racket, or with another part; and whether it was allowed to."""


@device
def stand(w, m, r, i, d, x, y, z):
    """Place a drone at rest, rolled and pitched by up to 18 degrees, its nose anywhere."""
    place(w, m, i, d, x, y, z)
    roll, pitch, yaw = between(w, i, -TILT, TILT), between(w, i, -TILT, TILT), between(w, i, ZERO, TURN)
    lean(w, i, d, roll, pitch, yaw)
    even(w, m, r, i, d)


@device
def scatter(w, m, r, i, d, x, y, z):
    """Do `stand` up to half a metre along x and y, and 0.2 m along z, from a place."""
    dx, dy, dz = between(w, i, -SPREAD, SPREAD), between(w, i, -SPREAD, SPREAD), between(w, i, -LIFT, LIFT)
    stand(w, m, r, i, d, x + dx, y + dy, z + dz)


@device
def above(w, i, d, height):
    """Place the ball at rest above a drone."""
    drop(w, i, w.drone[i, d, X], w.drone[i, d, Y], w.drone[i, d, Z] + height)


@device
def aside(w, m, i):
    """Lay the ball in a corner of the far half, out of the way of a task without one."""
    drop(w, i, -m.half_length, -m.half_width, m.radius)


@device
def away(w, i, d, x, y, z):
    """Give the distance of a drone from a place, m."""
    dx, dy, dz = w.drone[i, d, X] - x, w.drone[i, d, Y] - y, w.drone[i, d, Z] - z
    return f(math.sqrt(dx * dx + dy * dy + dz * dz))


@device
def beside(w, i, d):
    """Give the horizontal distance of a drone from the ball, m."""
    dx, dy = w.drone[i, d, X] - w.ball[i, X], w.drone[i, d, Y] - w.ball[i, Y]
    return f(math.sqrt(dx * dx + dy * dy))


@device
def touch(w, m, r, i, d):
    """Say how a drone touched the ball in the last step: NONE, CLEAN or FAULTY."""
    if r.fair:
        if w.contact[i] & (1 << (BODY + d)):
            return FAULTY
        return CLEAN if w.contact[i] & (1 << d) else NONE
    if w.contact[i] & ((1 << (2 * BODY)) - 1) == 0 or _nearest(w, i) != d:
        return NONE
    return CLEAN if over(w, m, i, d) else FAULTY


@device
def _nearest(w, i):
    """Give the drone that is nearest to the ball."""
    best, least = 0, f(np.inf)
    for d in range(w.drone.shape[1]):
        distance = away(w, i, d, w.ball[i, X], w.ball[i, Y], w.ball[i, Z])
        if distance < least:
            best, least = d, distance
    return best


@device
def over(w, m, i, d):
    """Say whether the ball is in the cylinder on a racket, as wide as it and as high as the ball.

    VolleyBots has one substep in a step. With more the ball has flown on since it was hit, by less than its speed says;
    the cylinder is so much higher.
    """
    nx, ny, nz = up(w, i, d)
    x, y, z = w.ball[i, X] - w.drone[i, d, X], w.ball[i, Y] - w.drone[i, d, Y], w.ball[i, Z] - w.drone[i, d, Z]
    along = x * nx + y * ny + z * nz
    speed = (w.ball[i, BALL_V] - w.drone[i, d, VX]) * nx + (w.ball[i, BALL_V + 1] - w.drone[i, d, VX + 1]) * ny
    speed += (w.ball[i, BALL_V + 2] - w.drone[i, d, VX + 2]) * nz
    top = TWO * m.radius + (m.step - m.h) * max(speed, ZERO)
    return (along >= ZERO) & (along <= top) & (x * x + y * y + z * z - along * along <= m.racket * m.racket)


@device
def fresh(w, i, d, dead):
    """Say whether a drone's last hit is more than `dead` steps ago, or there was none."""
    return w.tally[i, LAST + d] == 0 or w.tally[i, STEP] - w.tally[i, LAST + d] > dead


@device
def bump(w, m, r, i, dead):
    """Say whether the only drone hit the ball, CLEAN, or FAULTY as within `dead` steps of its last hit; note the step.

    With VolleyBots' rules any part of the drone may hit it.
    """
    how = touch(w, m, r, i, 0)
    if how == NONE:
        return NONE
    allowed = fresh(w, i, 0, dead) and (how == CLEAN or r.fair == 0)
    w.tally[i, LAST] = w.tally[i, STEP]
    return CLEAN if allowed else FAULTY


@device
def low(w, r, i, least):
    """Say whether the ball is down: lower than `least`, or it bounced on the ground."""
    return (w.ball[i, Z] < least) | ((r.fair != 0) & (w.contact[i] & GROUND != 0))


@device
def out(w, m, i):
    """Say whether the ball is outside the court, at whatever height."""
    return abs(w.ball[i, X]) > m.half_length or abs(w.ball[i, Y]) > m.half_width


@device
def netted(w, m, r, i):
    """Say whether the ball is in the net."""
    if r.fair:
        return w.contact[i] & NET != 0
    return abs(w.ball[i, X]) < m.radius and abs(w.ball[i, Y]) < m.half_width and w.ball[i, Z] < m.net


@device
def trespasses(w, r, i, d):
    """Say whether a drone is in the plane of the net, or beyond it."""
    x = w.drone[i, d, X]
    return x < WALL if r.fair else abs(x) < WALL


@device
def show(x, i, d, at, a, b, c):
    """Fill three numbers of what a drone observes."""
    x[i, d, at], x[i, d, at + 1], x[i, d, at + 2] = a, b, c


@device
def show_place(w, i, d, x, at, px, py, pz):
    """Show a drone its position as seen from a place."""
    show(x, i, d, at, w.drone[i, d, X] - px, w.drone[i, d, Y] - py, w.drone[i, d, Z] - pz)


@device
def show_ball(w, i, d, x, at):
    """Show a drone its position as seen from the ball, and the ball's velocity: six numbers."""
    show_place(w, i, d, x, at, w.ball[i, X], w.ball[i, Y], w.ball[i, Z])
    show(x, i, d, at + 3, w.ball[i, BALL_V], w.ball[i, BALL_V + 1], w.ball[i, BALL_V + 2])
