"""How a rally of the competitive games starts: where the drones stand, who serves, and where the ball is dropped.

Places are those of VolleyBots (arXiv 2502.01932); with `r.astir` those of HCSP's co-self-play (arXiv 2505.04317). Each
team has them in its own frame; the world of team 1 is turned by half a turn about z.
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.rally.state import (
    BARRED,
    BEFORE,
    CLOCK,
    DOWN,
    HIT,
    LAST,
    LAST_TEAM,
    NEAR,
    RALLY,
    SERVE,
    SERVING,
    SIDE,
    TOUCHES,
    TURNS,
    WAITING,
    ball_side,
    members,
    side_of,
    team_of,
)
from spenvs.volleyball.stage import between, drop, even, lean, place
from spenvs.volleyball.worlds import QW, QX, QY, QZ, VX, VY, WX, X, Y, Z

f = np.float32


def _row(*numbers: float) -> tuple[np.float32, ...]:
    return tuple(map(f, numbers))


ONE_X, HIGH = f(1.5), f(2.0)
THREE_X, THREE_Y = _row(3, 3, 6), _row(-1.5, 1.5, 0)
SIX_X, SIX_Y = _row(3, 3, 3, 6, 9, 6), _row(-3, 0, 3, -3, 0, 3)
JITTER = f(0.1)
"""In 1v1, how far a drone starts from its anchor along each axis, in m, and from level and straight, in rad."""
ABOVE_ONE, ABOVE = f(1.5), f(3.0)
"""Height above the server from which the ball is dropped, m."""
ZERO = f(0.0)


@device
def server(w, i):
    """Give the drone that serves: the back one of three, the back middle one of six, and on from there by turns."""
    n = w.drone.shape[1] // 2
    team = w.tally[i, SERVING]
    first = 2 if n == 3 else (4 if n == 6 else 0)
    return team * n + (first + w.tally[i, TURNS + team]) % n


@device
def anchor(w, i, d):
    """Give the place of a drone in its team's frame; in 6v6 the places pass on with the serve."""
    n, team = w.drone.shape[1] // 2, team_of(w, d)
    if n == 1:
        return ONE_X, ZERO, HIGH
    j = d - team * n
    if n == 3:
        return THREE_X[j], THREE_Y[j], HIGH
    j -= w.tally[i, TURNS + team]
    if j < 0:
        j += n
    return SIX_X[j], SIX_Y[j], HIGH


@device
def serve(w, m, r, i):
    """Begin a rally: place the drones, drop the ball above the server, and forget the rally before."""
    n = w.drone.shape[1] // 2
    s = server(w, i)
    for d in range(2 * n):
        if r.astir and n == 3:
            _gather(w, m, i, d, s)
        else:
            _line_up(w, m, i, d)
        even(w, m, r, i, d)
        if d >= n:
            _face(w, i, d)
    if r.astir and n == 3:
        drop(w, i, side_of(w, i, s) * f(6.0), between(w, i, -JITTER, JITTER), between(w, i, f(4.8), f(5.0)))
    else:
        drop(w, i, w.drone[i, s, X], w.drone[i, s, Y], w.drone[i, s, Z] + (ABOVE_ONE if n == 1 else ABOVE))
    w.tally[i, RALLY] += 1
    for k in (CLOCK, TOUCHES, HIT, DOWN, NEAR):
        w.tally[i, k] = 0
    for k in range(3):
        w.memory[i, BEFORE + k] = ZERO
    w.tally[i, SIDE] = ball_side(w, i)
    w.tally[i, SERVE], w.tally[i, LAST], w.tally[i, LAST_TEAM] = WAITING, -1, w.tally[i, SERVING]
    others = members(w, w.tally[i, SERVING]) if r.hcsp else (1 << (2 * n)) - 1
    w.tally[i, BARRED] = others & ~(1 << s)


@device
def _line_up(w, m, i, d):
    """Place a drone as VolleyBots does, in its team's frame: level, and only in 1v1 by chance."""
    x, y, z = anchor(w, i, d)
    if w.drone.shape[1] == 2:
        x, y, z = x + _jitter(w, i), y + _jitter(w, i), z + _jitter(w, i)
        place(w, m, i, d, x, y, z)
        lean(w, i, d, _jitter(w, i), _jitter(w, i), _jitter(w, i))
    else:
        place(w, m, i, d, x, y, z)


@device
def _gather(w, m, i, d, s):
    """Place a drone as HCSP does, in its team's frame: setter, attacker, and who serves or receives, somewhat astir."""
    j = d % 3
    if j == 0:
        x, y, z = f(2.0) + _jitter(w, i), f(-2.0) + _jitter(w, i), f(1.8) + _jitter(w, i)
    elif j == 1:
        two = f(2.0)
        x, y, z = f(2.0) + two * _jitter(w, i), f(1.5) + two * _jitter(w, i), f(2.5) + two * _jitter(w, i)
    elif d == s:
        x, y, z = f(6.0), ZERO, between(w, i, f(1.8), f(2.0))
    else:
        x, y, z = f(4.0), ZERO, f(1.0)
    place(w, m, i, d, x, y, z)
    lean(w, i, d, _jitter(w, i), _jitter(w, i), _jitter(w, i))
    for k in range(3):
        w.drone[i, d, VX + k], w.drone[i, d, WX + k] = _jitter(w, i), _jitter(w, i)


@device
def _jitter(w, i):
    return between(w, i, -JITTER, JITTER)


@device
def _face(w, i, d):
    """Turn a drone and its place by half a turn about z: what was in its team's frame is in the world's."""
    for k in (X, Y, VX, VY):
        w.drone[i, d, k] = -w.drone[i, d, k]
    qw, qx, qy, qz = w.drone[i, d, QW], w.drone[i, d, QX], w.drone[i, d, QY], w.drone[i, d, QZ]
    w.drone[i, d, QW], w.drone[i, d, QX], w.drone[i, d, QY], w.drone[i, d, QZ] = -qz, -qy, qx, qw
