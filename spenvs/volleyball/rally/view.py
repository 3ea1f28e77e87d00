"""What the drones of the competitive games observe. All vectors are in the team's frame, in which it plays at x > 0.

Numbers of 1v1 (37)                        Numbers of 3v3 (57) and 6v6 (78)
0-22   `spenvs.volleyball.stage.root`      0-22   `spenvs.volleyball.stage.root`
23-25  position - anchor, m                23-25  position - anchor, m
26-28  other drone - own position, m       26-28  ball - position, m
29-31  position - ball, m                  29-31  the ball's velocity, m/s
32-34  the ball's velocity, m/s            32-33  1, 0 if the ball is on the own side, else 0, 1
35-36  1, 0 if it is one's turn,           then   3 or 6: 1 at the drone's number in the team, else 0
       else 0, 1                           then   2: 1, 0 if one may touch the ball, 0, 1 if one is barred
                                           then   3 for each drone: its position, own team first, m
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.rally.start import anchor
from spenvs.volleyball.rally.state import BARRED, SIDE, side_of, team_of, turn_of
from spenvs.volleyball.stage import ROOT, root
from spenvs.volleyball.worlds import BALL_V, X, Y, Z

f = np.float32
ZERO, ONE = f(0.0), f(1.0)

VIEW_1V1, VIEW_3V3, VIEW_6V6 = 37, 57, 78


@device
def see(w, m, r, i, x):
    """Fill `x[i, d]` for each drone, as above."""
    n = w.drone.shape[1] // 2
    for d in range(2 * n):
        side = side_of(w, i, d)
        root(w, i, d, side, x)
        ax, ay, az = anchor(w, i, d)
        o = x[i, d]
        o[ROOT], o[ROOT + 1], o[ROOT + 2] = o[X] - ax, o[Y] - ay, o[Z] - az
        if n == 1:
            _see_other(w, i, d, side, o)
        else:
            _see_ball(w, i, d, side, o)
    if n > 1:
        _see_places(x[i])


@device
def _see_other(w, i, d, side, o):
    """Fill what is left in 1v1."""
    e = 1 - d
    o[26], o[27], o[28] = side * w.drone[i, e, X] - o[X], side * w.drone[i, e, Y] - o[Y], w.drone[i, e, Z] - o[Z]
    o[29], o[30], o[31] = o[X] - side * w.ball[i, X], o[Y] - side * w.ball[i, Y], o[Z] - w.ball[i, Z]
    o[32], o[33], o[34] = side * w.ball[i, BALL_V], side * w.ball[i, BALL_V + 1], w.ball[i, BALL_V + 2]
    one_of_two(turn_of(w, i) == d, o, 35)


@device
def _see_ball(w, i, d, side, o):
    """Fill what is left in 3v3 and 6v6 but for the positions."""
    n, team = w.drone.shape[1] // 2, team_of(w, d)
    o[26], o[27], o[28] = side * w.ball[i, X] - o[X], side * w.ball[i, Y] - o[Y], w.ball[i, Z] - o[Z]
    o[29], o[30], o[31] = side * w.ball[i, BALL_V], side * w.ball[i, BALL_V + 1], w.ball[i, BALL_V + 2]
    one_of_two(w.tally[i, SIDE] == team, o, 32)
    for k in range(n):
        o[34 + k] = ZERO
    o[34 + d - team * n] = ONE
    one_of_two((w.tally[i, BARRED] >> d) & 1 == 0, o, 34 + n)


@device
def _see_places(x):
    """Fill where all drones are, own team first, from what each has seen of itself; all of a team see the same."""
    drones = x.shape[0]
    n = drones // 2
    first, last = 36 + n, 36 + n + 3 * drones
    for d in range(0, drones, n):
        k = first
        for e in range(d, d + n):
            x[d, k], x[d, k + 1], x[d, k + 2] = x[e, X], x[e, Y], x[e, Z]
            k += 3
        for e in range(n - d, drones - d):
            x[d, k], x[d, k + 1], x[d, k + 2] = -x[e, X], -x[e, Y], x[e, Z]
            k += 3
        for mate in range(d + 1, d + n):
            for k in range(first, last):
                x[mate, k] = x[d, k]


@device
def one_of_two(first, o, k):
    """Fill two numbers: 1, 0 if `first`, else 0, 1."""
    o[k], o[k + 1] = (ONE, ZERO) if first else (ZERO, ONE)
