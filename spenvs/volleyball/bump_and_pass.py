"""BumpAndPass: two drones pass a ball to and fro, across y = 0 and higher than 4 m (VolleyBots, task 4).

They start around (4.5, -2.5, 2) and (4.5, 2.5, 2); the ball rests 2 m above the first, whose turn it is. A right hit,
with the racket and in turn, makes it the other's turn.

A drone observes 43 numbers: 0-22 `spenvs.volleyball.stage.root`, 23-25 its position from its place, 26-28 the way to
the other drone, 29-31 its position from the ball, 32-34 the ball's velocity, 35-36 whose turn it is (one is 1, the
other 0), 37-38 which drone it is, 39-42 four times the share of the episode that is over.

Both are paid 1 for a right hit, 1 where the ball crosses y = 0 above 4 m, and in every step
    -0.05 mean max(0, distance from the place - 0.5) + 0.05 mean s / (1 + distance from the ball over the ground),
where s is 1 for the drone in turn and -1 for the other. Who makes a right hit is paid the cosine between the ball's way
after it and the way to the other drone, over the ground. The episode ends with -10 for who makes a wrong hit; -10 for
a drone lower than 0.4 m, within 0.2 m of the net, or given no number as an action; -10 for both for a ball lower than
0.2 m, higher than 16 m, in the net, or outside the court.

With `fair` the ball crosses where it changes sides, once for each hit; VolleyBots asks for |y| <= 0.1 at the end of a
step, more than three steps after it last did so, which a quick ball skips and a carried one does as often as it likes.
Hits, the ground, and the net for ball and drone are those of `spenvs.volleyball.drill` and `.pair`; a drone may not fly
over the net.
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.drill import FOUL, above, beside, scatter
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.making import constructors, settled
from spenvs.volleyball.model import Court
from spenvs.volleyball.pair import (
    AT_NET,
    DRONE_LOW,
    FAULT,
    HITS,
    TURN,
    aim,
    ball_foul,
    faulted,
    hits,
    mark,
    see_pair,
    share,
    strayed,
)
from spenvs.volleyball.pair import ENDS as FOULS
from spenvs.volleyball.rules import ENDED, GOES_ON, STEP
from spenvs.volleyball.stage import ROOT
from spenvs.volleyball.worlds import X, Y, Z

f = np.float32
ZERO, HALF, ONE = f(0.0), f(0.5), f(1.0)
PLACE_X, PLACE_Y, PLACE_Z = (f(4.5), f(4.5)), (f(-2.5), f(2.5)), (f(2.0), f(2.0))
DROP = f(2.0)
HIGH, SLAB, GAP = f(4.0), f(0.1), 3
NEARBY = f(0.05)
FLOOR, NET_ROOM = f(0.4), f(0.2)

LIMIT = 800
VIEW = ROOT + 20
MEASURES = ("crossings", "hits", "all crossings", "end")
"""Crossings of y = 0 above 4 m; right hits; crossings at any height; see `ENDS`."""
ENDS = FOULS
"""What ended the episode; see `spenvs.volleyball.pair`."""
CROSSED, CROSSINGS, HIGH_CROSSINGS, SIDE = 5, 6, 7, 8
"""Cells of `tally`: whether it crossed since the last hit, or when it last did; how often; and how often high; whether
the ball is at y > 0."""


@device
def begin(w, m, r, i):
    """Place the drones about their places, and the ball above the first."""
    for d in range(2):
        scatter(w, m, r, i, d, PLACE_X[d], PLACE_Y[d], PLACE_Z[d])
    above(w, i, 0, DROP)


@device
def judge(w, m, r, i, reward, measure):
    """Pay for right hits, high passes and readiness; end with a foul."""
    right, end = hits(w, m, r, i, reward)
    if right >= 0:
        other = 1 - right
        w.tally[i, TURN] = other
        share(i, reward, ONE)
        dx, dy = w.drone[i, other, X] - w.drone[i, right, X], w.drone[i, other, Y] - w.drone[i, right, Y]
        reward[i, right] += aim(w, i, dx, dy)
    if _crosses(w, r, i, right >= 0):
        w.tally[i, CROSSINGS] += 1
        if w.ball[i, Z] > HIGH:
            w.tally[i, HIGH_CROSSINGS] += 1
            share(i, reward, ONE)
    share(i, reward, strayed(w, i, PLACE_X, PLACE_Y, PLACE_Z) + _ready(w, i))
    dropped, crashed = ball_foul(w, m, r, i), _drone_foul(w, m, r, i, reward)
    if dropped:
        share(i, reward, -FOUL)
    end = end if end else crashed if crashed else dropped
    measure[i, 0], measure[i, 1] = w.tally[i, HIGH_CROSSINGS], w.tally[i, HITS]
    measure[i, 2], measure[i, 3] = w.tally[i, CROSSINGS], end
    return ENDED if end else GOES_ON


@device
def _crosses(w, r, i, struck):
    """Say whether the ball crosses the plane between the drones; `struck` says whether it was hit rightly just now."""
    if r.fair:
        side = 1 if w.ball[i, Y] > ZERO else 0
        across = (side != w.tally[i, SIDE]) & (w.tally[i, CROSSED] == 0)
        w.tally[i, SIDE] = side
        w.tally[i, CROSSED] = 1 if across else 0 if struck else w.tally[i, CROSSED]
        return across
    if abs(w.ball[i, Y]) > SLAB:
        return False
    last = w.tally[i, CROSSED]
    w.tally[i, CROSSED] = w.tally[i, STEP]
    return last == 0 or w.tally[i, STEP] - last > GAP


@device
def _ready(w, i):
    """Give what both are paid for the drone in turn being under the ball, and the other not."""
    turn = w.tally[i, TURN]
    return NEARBY * HALF * (ONE / (ONE + beside(w, i, turn)) - ONE / (ONE + beside(w, i, 1 - turn)))


@device
def _drone_foul(w, m, r, i, reward):
    """Say which of `ENDS` the drones make, 0 for none; take 10 from each that makes one."""
    end = 0
    for d in range(2):
        x, y, z = w.drone[i, d, X], w.drone[i, d, Y], w.drone[i, d, Z]
        fault = faulted(w, i, d)
        at_net = (abs(x) < NET_ROOM) & (abs(y) < m.half_width) & (z < m.net)
        if r.fair:
            at_net |= x < ZERO
        if fault or z < FLOOR or at_net:
            reward[i, d] -= FOUL
            end = FAULT if fault else DRONE_LOW if z < FLOOR else AT_NET
    return end


@device
def see(w, m, r, i, x):
    """Show each drone itself, its place, the other, the ball, whose turn it is, who it is, and how late it is."""
    late = f(w.tally[i, STEP]) / f(r.limit)
    for d in range(2):
        see_pair(w, i, d, PLACE_X, PLACE_Y, PLACE_Z, x)
        mark(x, i, d, ROOT + 12, w.tally[i, TURN], 2)
        mark(x, i, d, ROOT + 14, d, 2)
        for k in range(4):
            x[i, d, ROOT + 16 + k] = late


def sound(game, tally):
    """Say whether it is the turn of one of the two."""
    return np.isin(tally[:, TURN], (0, 1)).all()


GAME = DroneGame(
    module=__name__,
    drones=2,
    teams=1,
    view=VIEW,
    measures=MEASURES,
    limit=LIMIT,
    court=Court(),
    names=("first", "second"),
    brief="Pass the ball to each other with the rackets, in turn, and higher than 4 m where it crosses y = 0.",
)


def game(
    control: str = "prt", rules: str = "fair", steps: int = LIMIT, substeps: int = 4, ball_drag: float = 0.0
) -> DroneGame:
    """Two drones that pass a ball to each other.

    Args:
        control: what an action is: "prt", thrusts of the rotors; "ctbr", body rates and thrust; "velocity"; "position".
        rules: "fair", ours, or "volleybots", with VolleyBots' quirks: its published drone, its mixer, its ways to tell
            who touched the ball.
        steps: steps of 0.02 s after which an episode is cut off, 1 to 1000000.
        substeps: steps of the physics in each of them, 1 to 100.
        ball_drag: how much the air slows the ball, 0 to 100, in 1/m: its deceleration at 1 m/s. 1.81 is a real ball's.
    """
    return settled(GAME, locals())


env, raw_env, parallel_env = constructors("DroneBumpAndPass-v0", GAME)
