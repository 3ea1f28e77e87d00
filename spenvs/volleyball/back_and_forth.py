"""BackAndForth: one drone flies between two points, 6.36 m apart, as often as 16 seconds let it (VolleyBots, task 1).

The points are (9, 4.5, 2), which comes first, and (4.5, 0, 2), where it starts. One is reached with the fifth step on
end that the drone is nearer to it than 0.6 m.

A drone observes 26 numbers: 0-22 `spenvs.volleyball.stage.root`, 23-25 the way to the point whose turn it is.

With d the length of that way and c the steps on end that it is near, it is paid in every step
    0.5 / (1 + d²) * 0.02 (50 - c) + 2.5 c,
so that a visit pays 2.5 (1 + 2 + 3 + 4 + 5), and -10 where the episode ends: lower than 0.4 m, higher than 5 m, farther
away than 7.5 m, or given no number as an action. `fair` changes the rotors' speeds at the start only
(`spenvs.volleyball.drill`).
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.drill import FOUL, aside, away, show, stand
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.making import constructors, settled
from spenvs.volleyball.model import Court
from spenvs.volleyball.pictures.scene import Target
from spenvs.volleyball.rules import ENDED, GOES_ON
from spenvs.volleyball.stage import ROOT, root
from spenvs.volleyball.worlds import X, Y, Z

f = np.float32
ONE, HALF = f(1.0), f(0.5)
POINT_X, POINT_Y, HEIGHT = (f(9.0), f(4.5)), (f(4.5), f(0.0)), f(2.0)
NEAR, STAY = f(0.6), 5
VISIT, FADES, PATIENCE = f(2.5), f(0.02), f(50.0)
FLOOR, CEILING, FAR = f(0.4), f(5.0), f(7.5)

LIMIT = 800
VIEW = ROOT + 3
MEASURES = ("targets", "distance", "end")
"""Points reached; metres from the one that it last flew to; see `ENDS`."""
ENDS = ("time", "low", "high", "far away", "fault")
"""What ended the episode; "fault" is an action that is no number, or a flight out of the world."""
LOW, HIGH, FAR_AWAY, FAULT = range(1, len(ENDS))

REACHED, STAYED = 1, 2
"""Cells of `tally`: points reached, and steps on end near the next."""


@device
def begin(w, m, r, i):
    """Place the drone at the second point, tilted."""
    stand(w, m, r, i, 0, POINT_X[1], POINT_Y[1], HEIGHT)
    aside(w, m, i)


@device
def judge(w, m, r, i, reward, measure):
    """Pay for being near the point, and more for staying there; count it, and turn to the other."""
    turn = w.tally[i, REACHED] % 2
    d = away(w, i, 0, POINT_X[turn], POINT_Y[turn], HEIGHT)
    stayed = w.tally[i, STAYED] + 1 if d < NEAR else 0
    reward[i, 0] = HALF / (ONE + d * d) * FADES * (PATIENCE - f(stayed)) + VISIT * f(stayed)
    if stayed >= STAY:
        w.tally[i, REACHED] += 1
        stayed = 0
    w.tally[i, STAYED] = stayed
    end = _ending(w, i, d)
    measure[i, 0], measure[i, 1], measure[i, 2] = w.tally[i, REACHED], d, end
    if end == 0:
        return GOES_ON
    reward[i, 0] -= FOUL
    return ENDED


@device
def _ending(w, i, d):
    """Say which of `ENDS` it is for a drone at a distance of `d`."""
    z = w.drone[i, 0, Z]
    if w.faulty[i]:
        return FAULT
    if z < FLOOR:
        return LOW
    if z > CEILING:
        return HIGH
    return FAR_AWAY if d > FAR else 0


@device
def see(w, m, r, i, x):
    """Show the drone its own state and the way to the point."""
    turn = w.tally[i, REACHED] % 2
    root(w, i, 0, ONE, x)
    dx, dy = POINT_X[turn] - w.drone[i, 0, X], POINT_Y[turn] - w.drone[i, 0, Y]
    show(x, i, 0, ROOT, dx, dy, HEIGHT - w.drone[i, 0, Z])


def marks(w, i):
    """Show both points, and no ball."""
    turn = int(w.tally[i, REACHED]) % 2
    places = [(float(POINT_X[k]), float(POINT_Y[k]), float(HEIGHT)) for k in range(2)]
    return {"ball": None, "targets": [Target(place, float(NEAR), k == turn) for k, place in enumerate(places)]}


GAME = DroneGame(
    module=__name__,
    drones=1,
    teams=1,
    view=VIEW,
    measures=MEASURES,
    limit=LIMIT,
    court=Court(),
    names=("drone",),
    brief="Fly to (9, 4.5, 2), stay within 0.6 m for five steps, fly back to (4.5, 0, 2), and so on.",
)


def game(
    control: str = "prt", rules: str = "fair", steps: int = LIMIT, substeps: int = 4, ball_drag: float = 0.0
) -> DroneGame:
    """One drone that flies between two points.

    Args:
        control: what an action is: "prt", thrusts of the rotors; "ctbr", body rates and thrust; "velocity"; "position".
        rules: "fair", ours, or "volleybots", with VolleyBots' quirks: its published drone, its mixer, its ways to tell
            who touched the ball.
        steps: steps of 0.02 s after which an episode is cut off, 1 to 1000000.
        substeps: steps of the physics in each of them, 1 to 100.
        ball_drag: how much the air slows the ball, 0 to 100, in 1/m: its deceleration at 1 m/s. 1.81 is a real ball's.
    """
    return settled(GAME, locals())


env, raw_env, parallel_env = constructors("DroneBackAndForth-v0", GAME)
