"""SoloBump: one drone keeps a ball in the air, each bump higher than 3.5 m (VolleyBots, task 3).

The drone starts around (4.5, 0, 2), the ball rests 2 m above it. A hit is wrong within 25 steps (0.5 s) of another.

A drone observes 32 numbers: 0-22 `spenvs.volleyball.stage.root`, 23-25 its position from (4.5, 0, 2), 26-28 its
position from the ball, 29-31 the ball's velocity.

It is paid 2 for a hit, and 8 more, from the second on, where the mean of the heights that the ball rose to between the
hits is more than 3.5 m; in every step
    1 / (1 + distance over the ground) + 0.5 clip(ball's z - max(drone's z, 1), 0, 2).
The episode ends with -10 each for a wrong hit; a drone lower than 0.4 m, higher than 2.5 m, at the net, or given no
number as an action; a ball lower than 0.15 m, higher than 4.5 m or outside the court.

With `fair` a ball that meets the drone elsewhere than on its racket is hit wrongly, since it is a racket's game; a
bounce on the ground is seen even between two steps; the drone may not pass the net either
(`spenvs.volleyball.drill`).
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.drill import (
    CLEAN,
    FAULTY,
    FOUL,
    above,
    beside,
    bump,
    low,
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
from spenvs.volleyball.worlds import Z

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
ANCHOR_X, ANCHOR_Y, ANCHOR_Z = f(4.5), f(0.0), f(2.0)
DROP = f(2.0)
DEAD = 25
HIT, HIGH_HIT, HIGH = f(2.0), f(8.0), f(3.5)
FLOOR, CEILING = f(0.4), f(2.5)
GROUNDED, TOO_HIGH = f(0.15), f(4.5)

LIMIT = 800
VIEW = ROOT + 9
MEASURES = ("high bumps", "bumps", "mean height", "end")
"""Bumps before which the ball had risen above 3.5 m since the bump before; all bumps; mean of those heights, m; see
`ENDS`."""
ENDS = (
    "time",
    "wrong hit",
    "drone low",
    "drone high",
    "drone at the net",
    "ball low",
    "ball high",
    "ball out",
    "fault",
)
"""What ended the episode; "fault" is an action that is no number, or a flight out of the world."""
WRONG_HIT, DRONE_LOW, DRONE_HIGH, AT_NET, BALL_LOW, BALL_HIGH, BALL_OUT, FAULT = range(1, len(ENDS))

HITS, HIGH_HITS = 3, 4
"""Cells of `tally`: hits so far, and those among them that count."""
PEAK, HEIGHTS = 0, 1
"""Cells of `memory`: height to which the ball rose since the last hit, and their sum at all hits but the first."""


@device
def begin(w, m, r, i):
    """Place the drone about its place, and the ball above it."""
    scatter(w, m, r, i, 0, ANCHOR_X, ANCHOR_Y, ANCHOR_Z)
    above(w, i, 0, DROP)


@device
def judge(w, m, r, i, reward, measure):
    """Pay for hits, and for being under a high ball; end with a foul."""
    w.memory[i, PEAK] = max(w.memory[i, PEAK], w.ball[i, Z])
    how = bump(w, m, r, i, DEAD)
    if how == CLEAN:
        _count(w, i, reward)
    rise = w.ball[i, Z] - max(w.drone[i, 0, Z], ONE)
    reward[i, 0] += ONE / (ONE + beside(w, i, 0)) + HALF * min(max(rise, ZERO), TWO)
    end = _foul(w, m, r, i, how, reward)
    measure[i, 0], measure[i, 1], measure[i, 3] = w.tally[i, HIGH_HITS], w.tally[i, HITS], end
    if w.tally[i, HITS] > 1:
        measure[i, 2] = w.memory[i, HEIGHTS] / f(w.tally[i, HITS] - 1)
    return ENDED if end else GOES_ON


@device
def _count(w, i, reward):
    """Count a hit and pay for it."""
    w.tally[i, HITS] += 1
    reward[i, 0] += HIT
    if w.tally[i, HITS] > 1:
        w.memory[i, HEIGHTS] += w.memory[i, PEAK]
        if w.memory[i, PEAK] > HIGH:
            w.tally[i, HIGH_HITS] += 1
        if w.memory[i, HEIGHTS] > HIGH * f(w.tally[i, HITS] - 1):
            reward[i, 0] += HIGH_HIT
    w.memory[i, PEAK] = ZERO


@device
def _foul(w, m, r, i, how, reward):
    """Say which of `ENDS` a foul is, 0 for none, the gravest of several, and take 10 for each kind."""
    height, too_high = w.drone[i, 0, Z], w.ball[i, Z] > TOO_HIGH
    end = 0
    if too_high or out(w, m, i) or low(w, r, i, GROUNDED):
        end = BALL_HIGH if too_high else BALL_OUT if out(w, m, i) else BALL_LOW
        reward[i, 0] -= FOUL
    if w.faulty[i] or height < FLOOR or height > CEILING or trespasses(w, r, i, 0):
        end = FAULT if w.faulty[i] else DRONE_LOW if height < FLOOR else DRONE_HIGH if height > CEILING else AT_NET
        reward[i, 0] -= FOUL
    if how == FAULTY:
        end = WRONG_HIT
        reward[i, 0] -= FOUL
    return end


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
    brief="Bump the ball straight up with the racket, again and again: higher than 3.5 m, never above 4.5 m.",
)


def game(
    control: str = "prt", rules: str = "fair", steps: int = LIMIT, substeps: int = 4, ball_drag: float = 0.0
) -> DroneGame:
    """One drone that bumps a ball again and again.

    Args:
        control: what an action is: "prt", thrusts of the rotors; "ctbr", body rates and thrust; "velocity"; "position".
        rules: "fair", ours, or "volleybots", with VolleyBots' quirks: its published drone, its mixer, its ways to tell
            who touched the ball.
        steps: steps of 0.02 s after which an episode is cut off, 1 to 1000000.
        substeps: steps of the physics in each of them, 1 to 100.
        ball_drag: how much the air slows the ball, 0 to 100, in 1/m: its deceleration at 1 m/s. 1.81 is a real ball's.
    """
    return settled(GAME, locals())


env, raw_env, parallel_env = constructors("DroneSoloBump-v0", GAME)
