"""Volley6v6: as Volley3v3, with three more behind; balls are hit by whoever is nearest, serves as far as can be."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.drive import BEHIND, SHORT, drive, upright
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.players.rally import HITTER, SERVING, TOUCHES, ball, follow, me, nearest, next_hitter
from spenvs.volleyball.players.skills import HEIGHT, SET_X, aside, hold, plan, strike
from spenvs.volleyball.players.volley3v3 import READY
from spenvs.volleyball.rally.start import SIX_X, SIX_Y
from spenvs.volleyball.stage import ROOT
from spenvs.volleyball.tactics.orders import ATTACK, PASS, SET

f = np.float32
ZERO, HALF = f(0.0), f(0.5)
N = 6
LENGTH, WIDTH = f(9.0), f(4.5)
SETTER, ATTACKER = 0, 2
"""Their places, of the three in the front row; who has which passes on with the serve."""
AS_OF_THREE = (0, 2, 1, 2, 2, 2)
"""Who of three does what a place of the six does (`players.skills`)."""
HOME_X = tuple(map(f, (2.0, 3.4, 2.2, 6.2, 8.0, 6.2)))
HOME_Y = tuple(map(f, (-1.6, 0.0, 1.6, -2.6, 0.0, 2.6)))
HOME_Z = tuple(map(f, (1.9, 1.7, 2.1, 1.7, 1.7, 1.7)))
"""Where those of each place wait, m."""
DEEPER = f(0.6)
"""How much farther than in 3v3 attacks are aimed, m."""
LEAN = f(0.5213)
"""How far the server leans when it hits, rad."""


@device
def place_of(x):
    """Give which of the six places is the drone's: what it observes of its anchor tells."""
    best, least = 0, f(1e6)
    for k in range(N):
        away = abs(x[0] - x[ROOT] - SIX_X[k]) + abs(x[1] - x[ROOT + 1] - SIX_Y[k])
        if away < least:
            best, least = k, away
    return best


@device
def agree(x, memory, own, part):
    """Settle who hits the ball next, and what oneself is to do if it is one's turn."""
    bx, by, bz, _, _, _ = ball(x)
    memory[HEIGHT] = ZERO
    if memory[SERVING] > ZERO:
        memory[HITTER] = f(nearest(x, N, 0, N, bx, by, bz, -1) + 1) if bx > ZERO else ZERO
        return
    memory[HITTER] = f(next_hitter(x, memory, N, LENGTH, WIDTH))
    if memory[HITTER] == f(own + 1):
        kind = PASS if memory[TOUCHES] == ZERO else (SET if memory[TOUCHES] == f(1.0) else ATTACK)
        plan(x, memory, AS_OF_THREE[part], kind, ZERO, DEEPER)


@device
def serve(x, action):
    """Drive the ball from the end of the court over the net."""
    bx, by, bz, vx, vy, vz = ball(x)
    nx, ny, nz = upright(LEAN, ZERO)
    drive(x, bx - x[0], by - x[1], bz - x[2], vx, vy, vz, nx, ny, nz, BEHIND, ZERO, SHORT, action)


@device
def act(x, memory, action):
    """Hit if one is next; else be in place."""
    own, part = me(x, N), place_of(x)
    if follow(x, memory, N):
        agree(x, memory, own, part)
    if memory[SERVING] > ZERO and memory[HITTER] == f(own + 1):
        serve(x, action)
        return
    if strike(x, memory, action):
        return
    gx, gy, gz = HOME_X[part], HOME_Y[part], HOME_Z[part]
    if memory[TOUCHES] > ZERO and part in (SETTER, ATTACKER):
        gx, gz = SET_X, READY
    gx, gy = aside(x, memory, gx, gy, own)
    hold(x, N, gx, gy, gz, own, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.volley6v6",
    brief="Receives, sets and attacks, each by whoever is nearest; serves as far as can be.",
)
