"""HitTheBall: one drone hits a falling ball once, as far as it can, past the net (VolleyBots, task 2).

The drone starts around (4.5, 0, 2), the ball rests 3 m above it. A hit is wrong within 25 steps (0.5 s) of another.

A drone observes 32 numbers: 0-22 `spenvs.volleyball.stage.root`, 23-25 its position from (4.5, 0, 2), 26-28 its
position from the ball, 29-31 the ball's velocity.

It is paid 1 for a hit, and -0.05 in each step that it is farther than 1 m from (4.5, 0, 2). The episode is finished
when the ball, hit exactly once, falls and is no higher than 2 m: that pays 2 (4.5 - x) where x is the ball's. It ends
with -10 each for a wrong hit; a drone lower than 0.4 m, at the net, or given no number as an action; a ball lower than
0.15 m or higher than 16 m. Neither the net nor the lines stop the ball.

With `fair` a ball that meets the drone elsewhere than on its racket is hit wrongly, since it is a racket's game; a
bounce on the ground is seen even between two steps; the drone may not pass the net either
(`spenvs.volleyball.drill`).
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.drill import (
    CLEAN,
    FAULTY,
    FOUL,
    above,
    away,
    bump,
    low,
    netted,
    out,
    scatter,
    show_ball,
    show_place,
    trespasses,
)
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.making import constructors, settled
from spenvs.volleyball.model import Court
from spenvs.volleyball.rules import ENDED, GOES_ON
from spenvs.volleyball.stage import ROOT, root
from spenvs.volleyball.worlds import BALL_V, X, Y, Z

f = np.float32
ZERO, ONE, TWO = f(0.0), f(1.0), f(2.0)
ANCHOR_X, ANCHOR_Y, ANCHOR_Z = f(4.5), f(0.0), f(2.0)
DROP = f(3.0)
DEAD = 25
STRAYED, LEASH = f(0.05), f(1.0)
FINISH = f(2.0)
"""Height at which the ball's distance is taken."""
FLOOR, GROUNDED, TOO_HIGH = f(0.4), f(0.15), f(16.0)

LIMIT = 500
VIEW = ROOT + 9
MEASURES = ("distance", "forward", "inside", "hits", "net", "end")
"""Metres from the place over the ground to where the ball was at the finish, and along x alone; whether that was inside
the court; hits; whether the ball touched the net, which is no fault; see `ENDS`."""
ENDS = ("time", "finished", "wrong hit", "drone low", "drone at the net", "ball low", "ball high", "fault")
"""What ended the episode; "fault" is an action that is no number, or a flight out of the world."""
FINISHED, WRONG_HIT, DRONE_LOW, AT_NET, BALL_LOW, BALL_HIGH, FAULT = range(1, len(ENDS))

HITS = 3
"""Cell of `tally`: hits so far."""


@device
def begin(w, m, r, i):
    """Place the drone about its place, and the ball above it."""
    scatter(w, m, r, i, 0, ANCHOR_X, ANCHOR_Y, ANCHOR_Z)
    above(w, i, 0, DROP)


@device
def judge(w, m, r, i, reward, measure):
    """Pay for the hit and for how far the ball flew; end there, or with a foul."""
    how = bump(w, m, r, i, DEAD)
    if how == CLEAN:
        w.tally[i, HITS] += 1
        reward[i, 0] += ONE
    if away(w, i, 0, ANCHOR_X, ANCHOR_Y, ANCHOR_Z) > LEASH:
        reward[i, 0] -= STRAYED
    end = _foul(w, r, i, how, reward)
    if end == 0 and w.tally[i, HITS] == 1 and w.ball[i, Z] <= FINISH and w.ball[i, BALL_V + 2] < ZERO:
        end = FINISHED
        reward[i, 0] += TWO * (ANCHOR_X - w.ball[i, X])
        _far(w, m, i, measure)
    measure[i, 3] = w.tally[i, HITS]
    if netted(w, m, r, i):
        measure[i, 4] = ONE
    measure[i, 5] = end
    return ENDED if end else GOES_ON


@device
def _foul(w, r, i, how, reward):
    """Say which of `ENDS` a foul is, 0 for none, the gravest of several, and take 10 for each kind."""
    too_low, too_high = w.drone[i, 0, Z] < FLOOR, w.ball[i, Z] > TOO_HIGH
    end = 0
    if too_high or low(w, r, i, GROUNDED):
        end = BALL_HIGH if too_high else BALL_LOW
        reward[i, 0] -= FOUL
    if w.faulty[i] or too_low or trespasses(w, r, i, 0):
        end = FAULT if w.faulty[i] else DRONE_LOW if too_low else AT_NET
        reward[i, 0] -= FOUL
    if how == FAULTY:
        end = WRONG_HIT
        reward[i, 0] -= FOUL
    return end


@device
def _far(w, m, i, measure):
    """Measure how far the ball flew."""
    x, y = w.ball[i, X] - ANCHOR_X, w.ball[i, Y] - ANCHOR_Y
    measure[i, 0] = f(math.sqrt(x * x + y * y))
    measure[i, 1] = -x
    measure[i, 2] = ZERO if out(w, m, i) else ONE


@device
def see(w, m, r, i, x):
    """Show the drone its own state, its place and the ball."""
    root(w, i, 0, ONE, x)
    show_place(w, i, 0, x, ROOT, ANCHOR_X, ANCHOR_Y, ANCHOR_Z)
    show_ball(w, i, 0, x, ROOT + 3)


GAME = DroneGame(
    module=__name__,
    drones=1,
    teams=1,
    view=VIEW,
    measures=MEASURES,
    limit=LIMIT,
    court=Court(),
    names=("drone",),
    brief="Hit the falling ball once with the racket, so that it is as far away as can be when it falls through 2 m.",
)


def game(
    control: str = "prt", rules: str = "fair", steps: int = LIMIT, substeps: int = 4, ball_drag: float = 0.0
) -> DroneGame:
    """One drone that hits a ball once, as far as it can.

    Args:
        control: what an action is: "prt", thrusts of the rotors; "ctbr", body rates and thrust; "velocity"; "position".
        rules: "fair", ours, or "volleybots", with VolleyBots' quirks: its published drone, its mixer, its ways to tell
            who touched the ball.
        steps: steps of 0.02 s after which an episode is cut off, 1 to 1000000.
        substeps: steps of the physics in each of them, 1 to 100.
        ball_drag: how much the air slows the ball, 0 to 100, in 1/m: its deceleration at 1 m/s. 1.81 is a real ball's.
    """
    return settled(GAME, locals())


env, raw_env, parallel_env = constructors("DroneHitTheBall-v0", GAME)
