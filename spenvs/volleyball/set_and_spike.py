"""SetAndSpikeEasy: a setter plays the ball to an attacker, who strikes it into a target beyond the net (VolleyBots).

The setter starts around (2, -2.5, 2.5), the attacker around (2, 2.5, 3.5); the ball rests 2 m above the setter. It is
the setter's turn to hit, then the attacker's, then nobody's. The target is a disc of 1 m about (-4.5, 0) on the ground.

A drone observes 40 numbers: 0-22 `spenvs.volleyball.stage.root`, 23-25 its position from its place, 26-28 the way to
the other drone, 29-31 its position from the ball, 32-34 the ball's velocity, 35-37 whose turn it is (setter, attacker,
nobody: one is 1, the others 0), 38-39 which drone it is.

Both are paid 5 for a right hit, with the racket and in turn, 5 more for the attacker's if the ball then falls, 5 when
the attacked ball passes x = -0.1, and 5 when it is down in the target; shaped by
    -0.05 mean max(0, distance from the place - 0.5) + 0.05 mean s / (1 + distance from the ball over the ground)
in every step, where s of the two is (1, 0), (-1, 1), then (0, -1) by whose turn it is; 0.2 max(0, 5 - v_z) at the
attacker's hit, v_z being the ball's after it; 0.2 max(0, 10 - distance from the target) where the attacked ball comes
down. Who makes a right hit is paid the cosine between the ball's way after it and the way that it should go, over the
ground: to the attacker, to the target. The episode ends with -10 for who makes a wrong hit; -10 for both for any drone
lower than 0.2 m, at x < 0, or given no number as an action; -10 for both for a ball lower than 0.2 m, higher than 16 m,
in the net, or outside the court.

With `fair` the ball that is down in the target costs nothing: VolleyBots takes 10 for being low from it, too, so that
the best end is paid less than no end. Hits, the ground and the net are those of `spenvs.volleyball.drill` and `.pair`.
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.drill import FOUL, above, beside, low, scatter
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.making import constructors, settled
from spenvs.volleyball.model import Court
from spenvs.volleyball.pair import (
    AT_NET,
    DRONE_LOW,
    FAULT,
    GROUNDED,
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
from spenvs.volleyball.pictures.scene import Target
from spenvs.volleyball.rules import ENDED, GOES_ON
from spenvs.volleyball.stage import ROOT
from spenvs.volleyball.worlds import BALL_V, X, Y, Z

f = np.float32
ZERO, HALF, ONE = f(0.0), f(0.5), f(1.0)
SETTER, ATTACKER, NOBODY = 0, 1, 2
PLACE_X, PLACE_Y, PLACE_Z = (f(2.0), f(2.0)), (f(-2.5), f(2.5)), (f(2.5), f(3.5))
DROP = f(2.0)
TARGET_X, TARGET_Y, TARGET = f(-4.5), f(0.0), f(1.0)
PAST = f(-0.1)
STAGE = f(5.0)
"""Pay for each stage of the attack."""
NEARBY, SHAPED, STEEP, WIDE = f(0.05), f(0.2), f(5.0), f(10.0)
FLOOR = f(0.2)

LIMIT = 800
VIEW = ROOT + 17
MEASURES = ("in target", "set", "spike", "downward", "crossed", "miss", "end")
"""Whether the ball was down in the target; whether the setter, and the attacker, hit it rightly; whether it fell after
that; whether it passed the net, attacked; metres from the target's middle where it came down, attacked; see `ENDS`.
The mean of the first, second, and fourth or fifth may be what the paper calls the success rate."""
ENDS = (*FOULS, "in target")
"""What ended the episode; see `spenvs.volleyball.pair`."""
IN_TARGET = len(FOULS)

CROSSED = 5
"""Cell of `tally`: whether the attacked ball has passed the net."""


@device
def begin(w, m, r, i):
    """Place the drones about their places, and the ball above the setter."""
    for d in range(2):
        scatter(w, m, r, i, d, PLACE_X[d], PLACE_Y[d], PLACE_Z[d])
    above(w, i, SETTER, DROP)


@device
def judge(w, m, r, i, reward, measure):
    """Pay for the stages of the attack; end where the ball is down, or with a foul."""
    wrong = attack(w, m, r, i, reward, measure)
    crashed, dropped = drone_foul(w, i, reward, FLOOR), ball_foul(w, m, r, i)
    scored = w.tally[i, TURN] == NOBODY and low(w, r, i, GROUNDED) and _lands(w, i, reward, measure)
    if dropped and not (scored and r.fair):
        share(i, reward, -FOUL)
    end = wrong if wrong else crashed if crashed else IN_TARGET if scored else dropped
    measure[i, 6] = end
    return ENDED if end else GOES_ON


@device
def _lands(w, i, reward, measure):
    """Pay for how near to the target the attacked ball came down, and say whether it was inside."""
    x, y = w.ball[i, X] - TARGET_X, w.ball[i, Y] - TARGET_Y
    miss = f(math.sqrt(x * x + y * y))
    share(i, reward, SHAPED * max(WIDE - miss, ZERO))
    measure[i, 5] = miss
    if miss > TARGET:
        return False
    share(i, reward, STAGE)
    measure[i, 0] = ONE
    return True


@device
def attack(w, m, r, i, reward, measure):
    """Pay for set, spike and crossing, and for readiness; give what is wrong with a hit, or 0; fill `measure`."""
    right, wrong = hits(w, m, r, i, reward)
    if right >= 0:
        w.tally[i, TURN] = right + 1
        measure[i, 1 + right] = ONE
        share(i, reward, STAGE)
    if right == SETTER:
        dx, dy = w.drone[i, 1, X] - w.drone[i, 0, X], w.drone[i, 1, Y] - w.drone[i, 0, Y]
        reward[i, SETTER] += aim(w, i, dx, dy)
    if right == ATTACKER:
        reward[i, ATTACKER] += aim(w, i, TARGET_X - w.drone[i, 1, X], TARGET_Y - w.drone[i, 1, Y])
        rise = w.ball[i, BALL_V + 2]
        share(i, reward, SHAPED * max(STEEP - rise, ZERO))
        if rise < ZERO:
            measure[i, 3] = ONE
            share(i, reward, STAGE)
    if w.tally[i, TURN] == NOBODY and w.tally[i, CROSSED] == 0 and w.ball[i, X] < PAST:
        w.tally[i, CROSSED] = 1
        measure[i, 4] = ONE
        share(i, reward, STAGE)
    share(i, reward, strayed(w, i, PLACE_X, PLACE_Y, PLACE_Z) + _ready(w, i))
    return wrong


@device
def _ready(w, i):
    """Give what both are paid for the drone in turn being under the ball, and the one before it not."""
    turn = w.tally[i, TURN]
    pay = ZERO
    if turn != NOBODY:
        pay += ONE / (ONE + beside(w, i, turn))
    if turn != SETTER:
        pay -= ONE / (ONE + beside(w, i, turn - 1))
    return NEARBY * HALF * pay


@device
def drone_foul(w, i, reward, floor):
    """Say which of `ENDS` the drones make, 0 for none; take 10 from both."""
    end = 0
    for d in range(2):
        if w.drone[i, d, X] < ZERO:
            end = AT_NET
        if w.drone[i, d, Z] < floor:
            end = DRONE_LOW
    if faulted(w, i, SETTER) or faulted(w, i, ATTACKER):
        end = FAULT
    if end:
        share(i, reward, -FOUL)
    return end


@device
def see(w, m, r, i, x):
    """Show each drone itself, its place, the other, the ball, whose turn it is, and who it is."""
    for d in range(2):
        see_pair(w, i, d, PLACE_X, PLACE_Y, PLACE_Z, x)
        mark(x, i, d, ROOT + 12, w.tally[i, TURN], 3)
        mark(x, i, d, ROOT + 15, d, 2)


def sound(game, tally):
    """Say whether it is somebody's turn, or nobody's."""
    return np.isin(tally[:, TURN], (SETTER, ATTACKER, NOBODY)).all()


def marks(w, i):
    """Show the target."""
    return {"targets": [Target((float(TARGET_X), float(TARGET_Y), 0.0), float(TARGET))]}


GAME = DroneGame(
    module=__name__,
    drones=2,
    teams=1,
    view=VIEW,
    measures=MEASURES,
    limit=LIMIT,
    court=Court(),
    names=("setter", "attacker"),
    brief="Set the ball to the attacker, who spikes it over the net into the target, a metre about (-4.5, 0).",
)


def game(
    control: str = "prt", rules: str = "fair", steps: int = LIMIT, substeps: int = 4, ball_drag: float = 0.0
) -> DroneGame:
    """Two drones: one sets the ball, one spikes it over the net.

    Args:
        control: what an action is: "prt", thrusts of the rotors; "ctbr", body rates and thrust; "velocity"; "position".
        rules: "fair", ours, or "volleybots", with VolleyBots' quirks: its published drone, its mixer, its ways to tell
            who touched the ball.
        steps: steps of 0.02 s after which an episode is cut off, 1 to 1000000.
        substeps: steps of the physics in each of them, 1 to 100.
        ball_drag: how much the air slows the ball, 0 to 100, in 1/m: its deceleration at 1 m/s. 1.81 is a real ball's.
    """
    return settled(GAME, locals())


env, raw_env, parallel_env = constructors("DroneSetAndSpikeEasy-v0", GAME)
