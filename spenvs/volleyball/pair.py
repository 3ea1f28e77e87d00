"""What the tasks of two drones share: whose hit it was and was it right, what keeps a pair in place, what it observes.

A hit counts where the drone's last one is more than three steps ago; else it is part of that one. With `fair` the last
is the last that counted, so that a drone that carries the ball hits it again and again; in VolleyBots it is the last
contact, and the ball may be carried.
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.drill import (
    CLEAN,
    FAULTY,
    FOUL,
    LAST,
    NONE,
    away,
    fresh,
    low,
    netted,
    out,
    show,
    show_ball,
    show_place,
    touch,
)
from spenvs.volleyball.rules import STEP
from spenvs.volleyball.stage import ROOT, root
from spenvs.volleyball.worlds import BALL_V, X, Y, Z

f = np.float32
ZERO, HALF, ONE = f(0.0), f(0.5), f(1.0)
DEAD = 3
LEASH, STRAYED = f(0.5), f(0.05)
GROUNDED, TOO_HIGH = f(0.2), f(16.0)
TINY = f(1e-6)

TURN = 3
"""Cell of `tally`: whose turn it is to hit the ball; 2 for nobody's."""
HITS = 4
"""Cell of `tally`: right hits so far."""

ENDS = (
    "time",
    "wrong turn",
    "wrong part",
    "drone low",
    "drone at the net",
    "ball low",
    "ball high",
    "ball in the net",
    "ball out",
    "fault",
)
"""What ended an episode: "wrong part" is a hit with another part than the racket, "fault" an action that is no number,
or a flight out of the world. Of several the first counts: a wrong hit, then the drones, then the ball."""
WRONG_TURN, WRONG_PART, DRONE_LOW, AT_NET, BALL_LOW, BALL_HIGH, IN_NET, BALL_OUT, FAULT = range(1, len(ENDS))
"""Places in `ENDS`."""


@device
def _hit(w, m, r, i, d):
    """Say whether a drone hit the ball anew: NONE, CLEAN or FAULTY; note the step."""
    how = touch(w, m, r, i, d)
    if how == NONE:
        return NONE
    anew = fresh(w, i, d, DEAD)
    if anew or r.fair == 0:
        w.tally[i, LAST + d] = w.tally[i, STEP]
    return how if anew else NONE


@device
def hits(w, m, r, i, reward):
    """Look at the hits of a step: give who hit the ball rightly, -1 for nobody, and what is wrong with a hit, or 0.

    It is right with the racket, and in turn. One that is not takes 10 from who made it. The turn is left as it is.
    """
    turn = w.tally[i, TURN]
    right, wrong = -1, 0
    for d in range(2):
        how = _hit(w, m, r, i, d)
        if how == CLEAN and turn == d:
            right = d
            w.tally[i, HITS] += 1
        elif how != NONE:
            wrong = WRONG_PART if how == FAULTY else WRONG_TURN
            reward[i, d] -= FOUL
    return right, wrong


@device
def share(i, reward, amount):
    """Pay both drones."""
    reward[i, 0] += amount
    reward[i, 1] += amount


@device
def strayed(w, i, ax, ay, az):
    """Give what both are paid, below 0, where drones are more than half a metre from their places."""
    beyond = ZERO
    for d in range(2):
        beyond += max(away(w, i, d, ax[d], ay[d], az[d]) - LEASH, ZERO)
    return -STRAYED * HALF * beyond


@device
def ball_foul(w, m, r, i):
    """Say which of `ENDS` the ball makes, 0 for none."""
    if netted(w, m, r, i):
        return IN_NET
    if out(w, m, i):
        return BALL_OUT
    if w.ball[i, Z] > TOO_HIGH:
        return BALL_HIGH
    return BALL_LOW if low(w, r, i, GROUNDED) else 0


@device
def faulted(w, i, d):
    """Say whether a drone was given no number as an action, or flew out of the world."""
    return (w.faulty[i] >> d) & 1 == 1


@device
def aim(w, i, x, y):
    """Give the cosine between where the ball flies and a direction, over the ground; 0 where either is none."""
    vx, vy = w.ball[i, BALL_V], w.ball[i, BALL_V + 1]
    lengths = f(math.sqrt((vx * vx + vy * vy) * (x * x + y * y)))
    return (vx * x + vy * y) / lengths if lengths > TINY else ZERO


@device
def see_pair(w, i, d, ax, ay, az, x):
    """Fill the first 35 numbers that drone `d` of a pair observes."""
    root(w, i, d, ONE, x)
    show_place(w, i, d, x, ROOT, ax[d], ay[d], az[d])
    e = 1 - d
    dx, dy = w.drone[i, e, X] - w.drone[i, d, X], w.drone[i, e, Y] - w.drone[i, d, Y]
    show(x, i, d, ROOT + 3, dx, dy, w.drone[i, e, Z] - w.drone[i, d, Z])
    show_ball(w, i, d, x, ROOT + 6)


@device
def mark(x, i, d, at, which, size):
    """Fill `size` numbers that are 0 but for a 1 at `which`."""
    for k in range(size):
        x[i, d, at + k] = ONE if k == which else ZERO
