"""What loses a rally of the competitive games besides touches: where the ball goes, and where the drones are."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.rally.state import (
    BALL_DOWN,
    BESIDE_NET,
    CLOSE,
    CRASH,
    CROSSED,
    CROSSING,
    EVENTS,
    IN_NET,
    LAST_TEAM,
    LOST,
    NOBODY,
    OUT,
    SIDE,
    ball_side,
    blame,
    side_of,
    team_of,
)
from spenvs.volleyball.worlds import BALL_V, GROUND, NET, X, Y, Z

f = np.float32
ZERO = f(0.0)
LOW = f(0.3)
"""Height below which a drone has crashed, m."""
APART = f(0.64)
"""Square of the distance that team-mates have to keep, m²."""
SLAB = f(0.3)
"""VolleyBots' net is a rule: the ball may not come as near to it as this, m."""
LANDED, LANDED_HCSP = f(0.2), f(0.3)
"""Height below which the ball is down for VolleyBots, and for HCSP, m."""
PENALTY = f(100.0)
"""What VolleyBots takes from a drone that crashes or comes too close; it ends the rally without a result."""


@device
def watch_ball(w, m, r, i):
    """Blame a team for the ball in the net, down in its half, or out: our rules follow it all the way."""
    beyond = abs(w.ball[i, X]) > m.half_length or abs(w.ball[i, Y]) > m.half_width
    if r.fair:
        down, net = w.contact[i] & GROUND != 0, w.contact[i] & NET != 0
        if w.tally[i, EVENTS] & CROSSED and _beside(w, m, i):
            blame(w, i, 1 - w.tally[i, SIDE], BESIDE_NET)
        out = down and beyond
    else:
        down = w.ball[i, Z] < (LANDED_HCSP if r.hcsp else LANDED)
        net = abs(w.ball[i, X]) < SLAB and abs(w.ball[i, Y]) < m.half_width and w.ball[i, Z] < m.net
        out = beyond and (down or w.drone.shape[1] == 2)
    if net:
        blame(w, i, w.tally[i, LAST_TEAM], IN_NET)
    if out:
        blame(w, i, w.tally[i, LAST_TEAM], OUT)
    elif down:
        blame(w, i, ball_side(w, i), BALL_DOWN)


@device
def _beside(w, m, i):
    """Say whether the ball, which has just crossed, did so beside the net."""
    vx = w.ball[i, BALL_V]
    ago = w.ball[i, X] / vx if vx != ZERO else ZERO
    return abs(w.ball[i, Y] - w.ball[i, BALL_V + 1] * ago) > m.half_width


@device
def watch_drones(w, m, r, i, reward):
    """Blame the team of a drone that has crossed the net, crashed, come too close to a team-mate, or is lost.

    VolleyBots makes those that crash or come too close pay, and ends the rally without a result; under HCSP's rules a
    crash loses it, and there is no too close.
    """
    drones = w.drone.shape[1]
    n = drones // 2
    close = 0
    for d in range(drones):
        team = team_of(w, d)
        if side_of(w, i, d) * w.drone[i, d, X] < ZERO:
            blame(w, i, team, CROSSING)
        if (w.faulty[i] >> d) & 1:
            blame(w, i, team, LOST)
        if w.drone[i, d, Z] < LOW:
            _stop(w, r, i, d, CRASH, reward)
        for other in range(d + 1, (team + 1) * n):
            if _apart(w, i, d, other) < APART:
                close |= 1 << d | 1 << other
    if close and not r.hcsp:
        for d in range(drones):
            if (close >> d) & 1:
                _stop(w, r, i, d, CLOSE, reward)


@device
def _stop(w, r, i, d, reason, reward):
    """Let a drone's misfortune lose the rally, or under VolleyBots' rules end it."""
    if r.fair or r.hcsp:
        blame(w, i, team_of(w, d), reason)
    else:
        blame(w, i, NOBODY, reason)
        reward[i, d] -= PENALTY


@device
def _apart(w, i, d, other):
    """Give the square of the distance of two drones, m²."""
    x = w.drone[i, d, X] - w.drone[i, other, X]
    y = w.drone[i, d, Y] - w.drone[i, other, Y]
    z = w.drone[i, d, Z] - w.drone[i, other, Z]
    return x * x + y * y + z * z
