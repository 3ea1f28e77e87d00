"""What a team observes: HCSP's 100 numbers (arXiv 2505.04317), in the team's frame, in which it plays at x > 0.

Numbers of a team (100)
0-38   own FirstPass, SecPass and Att, 13 each: position, m, attitude (quaternion w, x, y, z, w >= 0), velocity, m/s,
       angular velocity in the world, rad/s
39-77  the same of the other team
78-83  the ball's position, m, and velocity, m/s
84-95  for each drone, in the same order: 1, 0 if it may touch the ball; 0, 1 if it may not, or has touched it since it
       crossed the net
96-97  1, 0 if the ball is on the own side, else 0, 1
98-99  1, 0 until the rally begins, then 0, 1
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.rally.state import BARRED, SIDE
from spenvs.volleyball.rally.view import one_of_two
from spenvs.volleyball.tactics.orders import MEMBERS
from spenvs.volleyball.tactics.state import RALLYING, TOUCHED
from spenvs.volleyball.worlds import BALL_V, X, Y, Z

f = np.float32
ZERO, ONE = f(0.0), f(1.0)
VIEW = 100
EACH = 13
"""Numbers of a drone."""
BALL, HIT, SIDES, BEGUN = 78, 84, 96, 98
"""Where the numbers of the ball, of who touched it, of its side and of the rally begin."""


@device
def _show(x, own, o, at):
    """Fill 13 numbers of a drone from what it sees of itself; of one of the other team, turned by half a turn."""
    side = ONE if own else -ONE
    for k in (0, 7, 10):
        o[at + k], o[at + k + 1], o[at + k + 2] = side * x[k], side * x[k + 1], x[k + 2]
    qw, qx, qy, qz = x[3], x[4], x[5], x[6]
    if not own:
        sign = ONE if qz <= ZERO else -ONE
        qw, qx, qy, qz = -sign * qz, -sign * qy, sign * qx, sign * qw
    o[at + 3], o[at + 4], o[at + 5], o[at + 6] = qw, qx, qy, qz


@device
def see(w, i, x, view):
    """Fill `view[i, team]` for both teams, from what the drones observe, `x[i, d]`."""
    flagged = w.tally[i, TOUCHED] | w.tally[i, BARRED]
    for team in range(2):
        o, side = view[i, team], ONE if team == 0 else -ONE
        for k in range(6):
            d = 3 * team + MEMBERS[k] if k < 3 else 3 * (1 - team) + MEMBERS[k - 3]
            _show(x[i, d], k < 3, o, EACH * k)
            one_of_two((flagged >> d) & 1 == 0, o, HIT + 2 * k)
        o[BALL], o[BALL + 1], o[BALL + 2] = side * w.ball[i, X], side * w.ball[i, Y], w.ball[i, Z]
        vx, vy, vz = w.ball[i, BALL_V], w.ball[i, BALL_V + 1], w.ball[i, BALL_V + 2]
        o[BALL + 3], o[BALL + 4], o[BALL + 5] = side * vx, side * vy, vz
        one_of_two(w.tally[i, SIDE] == team, o, SIDES)
        one_of_two(w.tally[i, RALLYING] == 0, o, BEGUN)
