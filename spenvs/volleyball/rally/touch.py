"""Touches of the ball in the competitive games: who touched it, who might have, and who may next."""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.physics import up
from spenvs.volleyball.rally.start import server
from spenvs.volleyball.rally.state import (
    BARRED,
    BEFORE,
    BODY_TOUCHED,
    CLOCK,
    CROSSED,
    DOWN,
    EVENTS,
    HIT,
    IN_PLAY,
    LAST,
    LAST_TEAM,
    NEAR,
    SERVE,
    SERVE_TOUCHED,
    SERVING,
    SIDE,
    SPEED,
    STRUCK,
    TOO_MANY,
    TOUCHES,
    TURN,
    TWICE,
    WAITING,
    ball_side,
    blame,
    falls,
    members,
    team_of,
)
from spenvs.volleyball.worlds import BALL_V, BODY, X, Y, Z

f = np.float32
ZERO = f(0.0)
SAME = 3
"""Steps within which contacts of one drone with the ball are one touch."""
JUMP_UP, JUMP_ASIDE = f(9.8), f(0.25)
"""VolleyBots sees a touch where the ball gains more than this, m/s² upward, or (m/s)² along the ground in a step."""
NEARBY, NEARBY_HCSP = f(0.25), f(0.16)
"""Square of the distance within which the ball is near a drone under VolleyBots' and HCSP's rules, m²."""


@device
def touch(w, m, r, i):
    """Find who touched the ball in the last step, and blame who might not; give the bits of legal touches.

    Under our rules contacts come from the physics, and the body must not meet the ball at all.
    """
    drones = w.drone.shape[1]
    if r.fair:
        own = (1 << drones) - 1
        rackets, bodies = w.contact[i] & own, (w.contact[i] >> BODY) & own
    else:
        rackets, bodies = _inferred(w, m, r, i)
    if rackets | bodies == 0:
        return 0
    again = 0
    if w.tally[i, LAST] >= 0 and w.tally[i, CLOCK] - w.tally[i, HIT] <= SAME:
        again = 1 << w.tally[i, LAST]
    rackets &= ~again
    if not r.fair:
        bodies &= ~again
    barred = _barred_now(w, r, i)
    for d in range(drones):
        team = team_of(w, d)
        if (bodies >> d) & 1:
            blame(w, i, team, BODY_TOUCHED)
        if ((rackets & barred) >> d) & 1:
            blame(w, i, team, _why(w, r, i, d))
    if rackets:
        _note(w, i, rackets)
        if not r.fair:
            both = (1 << drones) - 1
            w.tally[i, BARRED] = both & rackets if drones == 2 else w.tally[i, BARRED] | rackets
    return rackets & ~barred


@device
def _barred_now(w, r, i):
    """Give the bits of those who may not touch; under our rules the receivers may as soon as the serve is theirs."""
    if r.fair and w.tally[i, SERVE] == STRUCK and ball_side(w, i) != w.tally[i, SERVING]:
        return members(w, w.tally[i, SERVING])
    return w.tally[i, BARRED]


@device
def _why(w, r, i, d):
    """Say what is wrong with a touch by a drone that was barred."""
    if not r.fair:
        return TURN
    if w.tally[i, SERVE] != IN_PLAY:
        return SERVE_TOUCHED
    return TWICE if d == w.tally[i, LAST] else TOO_MANY


@device
def _note(w, i, rackets):
    """Keep who touched the ball; after a touch by both teams it is free, and counts as that of the team it left."""
    for d in range(w.drone.shape[1]):
        if (rackets >> d) & 1:
            team = team_of(w, d)
            fresh = w.tally[i, LAST_TEAM] != team or w.tally[i, SERVE] == WAITING
            w.tally[i, TOUCHES] = 1 if fresh else w.tally[i, TOUCHES] + 1
            if w.tally[i, SERVE] == WAITING:
                w.tally[i, SERVE] = STRUCK
            w.tally[i, LAST], w.tally[i, LAST_TEAM] = d, team
    if rackets & members(w, 0) and rackets & members(w, 1):
        w.tally[i, LAST], w.tally[i, LAST_TEAM], w.tally[i, TOUCHES] = -1, 1 - ball_side(w, i), 0
    w.tally[i, HIT], w.tally[i, DOWN] = w.tally[i, CLOCK], 1 if falls(w, i) else 0
    w.tally[i, EVENTS] |= rackets
    vx, vy, vz = w.ball[i, BALL_V], w.ball[i, BALL_V + 1], w.ball[i, BALL_V + 2]
    w.memory[i, SPEED] = f(math.sqrt(vx * vx + vy * vy + vz * vz))


@device
def cross(w, r, i):
    """See whether the ball has changed sides, which ends a serve, and settle who may touch it next."""
    n = w.drone.shape[1] // 2
    side = ball_side(w, i)
    if side != w.tally[i, SIDE]:
        w.tally[i, SIDE] = side
        w.tally[i, EVENTS] |= CROSSED
        if w.tally[i, SERVE] == STRUCK and side != w.tally[i, SERVING]:
            w.tally[i, SERVE] = IN_PLAY
        if not r.fair and n > 1:
            left = w.tally[i, BARRED] if r.hcsp else members(w, 1 - side)
            w.tally[i, BARRED] = left & ~members(w, side)
    if r.fair:
        w.tally[i, BARRED] = _barred(w, r, i)


@device
def _barred(w, r, i):
    """Give the bits of those who may not touch the ball next under our rules."""
    if w.tally[i, SERVE] != IN_PLAY:
        everybody = members(w, 0) | members(w, 1)
        return everybody if w.tally[i, SERVE] == STRUCK else everybody & ~(1 << server(w, i))
    bits = 1 << w.tally[i, LAST] if w.tally[i, LAST] >= 0 else 0
    return bits | members(w, w.tally[i, LAST_TEAM]) if w.tally[i, TOUCHES] >= r.touches else bits


@device
def _inferred(w, m, r, i):
    """Infer touches as VolleyBots does: the ball's velocity jumped, and it is near a drone, or was a step ago.

    Gives the bits of rackets, and of drones whose racket it was not; all that are near count, whoever touched it.
    """
    ax = w.ball[i, BALL_V] - w.memory[i, BEFORE]
    ay = w.ball[i, BALL_V + 1] - w.memory[i, BEFORE + 1]
    az = w.ball[i, BALL_V + 2] - w.memory[i, BEFORE + 2]
    for k in range(3):
        w.memory[i, BEFORE + k] = w.ball[i, BALL_V + k]
    near = 0
    for d in range(w.drone.shape[1]):
        near |= _near(w, m, r, i, d)
    around = near | w.tally[i, NEAR]
    w.tally[i, NEAR] = near
    if az <= JUMP_UP * m.step and ax * ax + ay * ay <= JUMP_ASIDE:
        return 0, 0
    rackets = around & ((1 << BODY) - 1)
    return rackets, (around >> BODY) & ~rackets


@device
def _near(w, m, r, i, d):
    """Say with the bits of `NEAR` whether the ball is near a drone, and above its racket: in a cylinder of its radius.

    In 1v1 VolleyBots takes drone 1's attitude as it is mirrored for its observation, but its place as it is, so
    that the normal of its racket has x and y with the wrong sign.
    """
    x, y, z = w.ball[i, X] - w.drone[i, d, X], w.ball[i, Y] - w.drone[i, d, Y], w.ball[i, Z] - w.drone[i, d, Z]
    square = x * x + y * y + z * z
    if square >= (NEARBY_HCSP if r.hcsp else NEARBY):
        return 0
    nx, ny, nz = up(w, i, d)
    if d == 1 and w.drone.shape[1] == 2:
        nx, ny = -nx, -ny
    along = x * nx + y * ny + z * nz
    above = ZERO <= along <= m.radius + m.radius and square - along * along <= m.racket * m.racket
    return 1 << (BODY + d) | (1 << d if above else 0)
