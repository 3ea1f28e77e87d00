"""The rules of Volley1v1, Volley3v3 and Volley6v6: one rally after the other between two teams of 1, 3 or 6 drones.

Ours are those of volleyball, as far as drones can keep them. A team loses the rally when one of its drones touches
the ball twice in a row, or the team more than three times; when somebody else than the server touches the serve
before it has crossed the net; when the ball meets a body in place of a racket; when the ball, touched last by the
team, meets the net, passes beside it or comes down out of the court; when it comes down in the team's half; when a
drone crosses x = 0, comes below 0.3 m, within 0.8 m of a team-mate, or is lost. If both teams lose at once, nobody
does: the rally is replayed, or, if it is all of the episode, ends without a result.

With `r.fair == 0` the rules are those of VolleyBots (arXiv 2502.01932, its release 680493a): each drone may touch the
ball once while it is on its side (in 1v1 the drones take turns), touches are inferred from jumps of the ball's
velocity near a drone, the net is a slab 0.6 m wide, and a drone that crashes or comes too close to a team-mate ends
the rally without a result. Its simulator has one step of physics in 0.02 s: with more the ball may leave the racket's
cylinder before it is looked at. Not as there: NaN as an action loses the rally; the 3 steps within which contacts are
one touch count for the drone that touched the ball last, there for each drone.

`r.hcsp` has what HCSP changes in them (arXiv 2505.04317): a crash loses the rally, too close is nothing, the ball is
down below 0.3 m, near is within 0.4 m, who has not touched the ball may also when it has left, and in 3v3 the drones
start elsewhere. HCSP's 15 s and steps of 0.01 s are `limit=1500` and `clock=Clock(0.01, 1)` of the game.

Rewards are VolleyBots' in all cases: 100 for the winners of a rally, -100 for the losers; for a legal touch 10 for
the team, in 1v1 5; and in each step for being near the ball when it is one's turn, and near one's place.
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.rally.faults import watch_ball, watch_drones
from spenvs.volleyball.rally.match import award, decided
from spenvs.volleyball.rally.reward import pay
from spenvs.volleyball.rally.start import serve
from spenvs.volleyball.rally.state import (
    ALL_TOUCHES,
    BOTH,
    CLOCK,
    CROSSED,
    CROSSINGS,
    DOWN,
    END,
    EVENTS,
    FAULTS,
    IN_PLAY,
    NOBODY,
    OVER,
    POINTS,
    RALLIES,
    REASON,
    RESULT,
    SERVE,
    SERVED,
    SERVING,
    SIDE,
    SPIKES,
    TEAM_POINTS,
    TEAM_TOUCHES,
    team_of,
)
from spenvs.volleyball.rally.touch import cross, touch
from spenvs.volleyball.rally.view import see
from spenvs.volleyball.rules import ENDED, GOES_ON
from spenvs.volleyball.stage import between

__all__ = ["begin", "judge", "see"]

f = np.float32
ZERO, HALF, ONE = f(0.0), f(0.5), f(1.0)
WIN = f(100.0)


@device
def begin(w, m, r, i):
    """Begin a match: either team serves first, by chance."""
    w.tally[i, SERVING] = 0 if between(w, i, ZERO, ONE) < HALF else 1
    serve(w, m, r, i)


@device
def judge(w, m, r, i, reward, measure):
    """Judge a step: blame, pay and measure; when a rally is over, begin the next one or end the episode."""
    w.tally[i, CLOCK] += 1
    for k in range(3):
        w.tally[i, FAULTS + k] = 0
    w.tally[i, EVENTS] = 0
    waiting = w.tally[i, SERVE] != IN_PLAY
    legal = touch(w, m, r, i)
    cross(w, r, i)
    watch_ball(w, m, r, i)
    watch_drones(w, m, r, i, reward)
    pay(w, r, i, legal, reward)
    over = w.tally[i, FAULTS] | w.tally[i, FAULTS + 1] | w.tally[i, FAULTS + NOBODY]
    if legal | w.tally[i, EVENTS] & CROSSED:
        _count(w, i, legal, waiting, over, measure)
    return _conclude(w, m, r, i, reward, measure) if over else GOES_ON


@device
def _count(w, i, legal, waiting, over, measure):
    """Measure touches, crossings, spikes and serves."""
    for d in range(w.drone.shape[1]):
        if (legal >> d) & 1:
            measure[i, ALL_TOUCHES] += ONE
            measure[i, TEAM_TOUCHES + team_of(w, d)] += ONE
    if w.tally[i, EVENTS] & CROSSED:
        measure[i, CROSSINGS] += ONE
        if not over:
            if waiting:
                measure[i, SERVED] += ONE
            elif w.tally[i, DOWN]:
                measure[i, SPIKES + 1 - w.tally[i, SIDE]] += ONE


@device
def _conclude(w, m, r, i, reward, measure):
    """End a rally: give the point, say why, and begin the next one unless the match is over."""
    mine, theirs = w.tally[i, FAULTS], w.tally[i, FAULTS + 1]
    winner = -1 if (mine != 0) == (theirs != 0) else (1 if mine else 0)
    award(w, r, i, winner)
    for d in range(w.drone.shape[1]):
        if winner >= 0:
            reward[i, d] += WIN if team_of(w, d) == winner else -WIN
    for k in range(3):
        w.memory[i, END + k] = w.ball[i, k]
    w.tally[i, EVENTS] |= OVER
    measure[i, REASON] = f(BOTH if mine and theirs else _first(mine | theirs or w.tally[i, FAULTS + NOBODY]))
    measure[i, RALLIES] += ONE
    measure[i, TEAM_POINTS], measure[i, TEAM_POINTS + 1] = f(w.tally[i, POINTS]), f(w.tally[i, POINTS + 1])
    lead = w.tally[i, POINTS] - w.tally[i, POINTS + 1]
    measure[i, RESULT] = ONE if lead > 0 else (-ONE if lead < 0 else ZERO)
    if decided(w, r, i) or (winner < 0 and r.points == 1):
        return ENDED
    serve(w, m, r, i)
    return GOES_ON


@device
def _first(reasons):
    """Give the first reason of some bits."""
    k = 0
    while not (reasons >> k) & 1:
        k += 1
    return k
