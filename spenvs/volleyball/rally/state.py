"""Where the competitive games keep a match and a rally: cells of `tally` and `memory`, reasons, and what is measured.

Teams are 0 (x > 0) and 1; of 2n drones the first n are team 0. Watchers and scripted players read the cells as
`worlds.tally[i, LAST]` and the like; what happened in the last step is in `EVENTS` and `FAULTS`.
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.worlds import BALL_V, X

f = np.float32
ZERO, ONE = f(0.0), f(1.0)

POINTS = 1
"""The first of two: points of the teams in the match."""
SERVING = 3
"""The team that serves this rally."""
TURNS = 4
"""The first of two: how often the serve has passed on within each team, less than n."""
RALLY = 6
"""Number of the rally in the match, from 1."""

CLOCK = 7
"""Steps since the rally began."""
SIDE = 8
"""On which team's side of the net the ball is."""
SERVE = 9
"""How far the serve is: WAITING, STRUCK or IN_PLAY (it has crossed the net)."""
LAST = 10
"""The drone that touched the ball last; -1 for none, and after a touch by both teams at once."""
LAST_TEAM = 11
"""The team that touched the ball last; before the serve the team that serves."""
TOUCHES = 12
"""How often it has touched the ball in a row."""
HIT = 13
"""`CLOCK` at the last touch."""
BARRED = 14
"""A bit for each drone that may not touch the ball now."""
DOWN = 15
"""1 if the ball went down from the last touch, as from a spike."""
NEAR = 16
"""Only for VolleyBots' rules: bits of drones whose racket (from 0) or body (from 12) was near the ball a step ago."""

FAULTS = 17
"""The first of three: what each team did wrong in the last step, a bit for each of `REASONS`; and, third, what ended
the rally under VolleyBots' rules without a loser (NOBODY)."""
EVENTS = 20
"""What happened in the last step: bit d for a touch by the racket of drone d, and the bits CROSSED and OVER."""
WINNER = 21
"""Who won the rally that ended last; -1 for nobody."""

WAITING, STRUCK, IN_PLAY = 0, 1, 2
NOBODY = 2

CROSSED = 1 << 16
"""The ball changed sides."""
OVER = 1 << 17
"""The rally is over; the cells of the rally are already those of the next one if the match goes on."""

BEFORE = 0
"""In `memory`, the first of three: the ball's velocity a step ago, m/s."""
SPEED = 3
"""In `memory`: the ball's speed just after the last touch, m/s."""
END = 4
"""In `memory`, the first of three: where the ball was when the last rally ended, m."""

REASONS = (
    "time",
    "serve",
    "twice",
    "touches",
    "turn",
    "body",
    "net",
    "antenna",
    "down",
    "out",
    "crossing",
    "crash",
    "close",
    "lost",
    "both",
)
"""Why a rally ended, by code: time was up (or it goes on); the serve was touched by somebody else than the server, or
before it had crossed; a drone touched the ball twice in a row; a team too often; a drone that VolleyBots had barred;
a body met the ball; the ball met the net, or passed beside it; it came down in a team's half, or out of the court; a
drone crossed to the far side, came to the ground, came too close to a team-mate, or was lost (an action that is no
number, or beyond the bounds of the world); both teams were at fault at once."""

SERVE_TOUCHED, TWICE, TOO_MANY, TURN, BODY_TOUCHED, IN_NET, BESIDE_NET, BALL_DOWN, OUT = range(1, 10)
CROSSING, CRASH, CLOSE, LOST, BOTH = range(10, 15)

MEASURES = (
    "result",
    "touches",
    "crossings",
    "touches_0",
    "touches_1",
    "spikes_0",
    "spikes_1",
    "served",
    "reason",
    "points_0",
    "points_1",
    "rallies",
)
"""What is measured over an episode: the result for team 0 (1, 0 or -1; until the end whether it leads); legal touches;
how often the ball changed sides; touches of each team; spikes of each team (downward touches after which the ball
crossed the net without a fault); serves that crossed the net; why the last rally ended (`REASONS`); points of each
team; rallies that are over, replayed ones among them."""

RESULT, ALL_TOUCHES, CROSSINGS, TEAM_TOUCHES, SPIKES, SERVED, REASON, TEAM_POINTS, RALLIES = 0, 1, 2, 3, 5, 7, 8, 9, 11


@device
def side_of(w, i, d):
    """Give 1 for a drone of team 0, and -1 for one of team 1, as float32: what its x and y are multiplied with."""
    return ONE if d < w.drone.shape[1] // 2 else -ONE


@device
def team_of(w, d):
    """Give a drone's team; to divide by the number of members would take longer."""
    return 0 if d < w.drone.shape[1] // 2 else 1


@device
def ball_side(w, i):
    """Give the team on whose side of the net the ball is."""
    return 0 if w.ball[i, X] > ZERO else 1


@device
def members(w, team):
    """Give the bits of a team's drones."""
    n = w.drone.shape[1] // 2
    return ((1 << n) - 1) << (n * team)


@device
def blame(w, i, team, reason):
    """Note what a team has done wrong."""
    w.tally[i, FAULTS + team] |= 1 << reason


@device
def falls(w, i):
    """Say whether the ball is on its way down."""
    return w.ball[i, BALL_V + 2] < ZERO


@device
def turn_of(w, i):
    """Give the team that is to touch the ball next in 1v1: the one that serves, then the one that did not touch it."""
    return w.tally[i, SERVING] if w.tally[i, SERVE] == WAITING else 1 - w.tally[i, LAST_TEAM]


def sound(game, tally):
    """Say whether all cells that name a team, a drone or a turn do (`spenvs.volleyball.rules.sound`)."""
    members = game.drones // game.teams
    many = {SERVING: 2, SIDE: 2, LAST_TEAM: 2, SERVE: 3, TURNS: members, TURNS + 1: members}
    named = all(np.isin(tally[:, cell], range(most)).all() for cell, most in many.items())
    return named and np.isin(tally[:, LAST], range(-1, game.drones)).all()
