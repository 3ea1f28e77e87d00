"""Volley3v3: receive, set and attack, each by whoever is nearest; now and then a spike in place of a high ball.

A drone decides for itself which of its skills (`players.skills`) it uses, unless `memory[ORDER]` says what to do
(`spenvs.volleyball.tactics`).
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.players.rally import HITTER, LAST, SERVING, TOUCHES, ball, follow, me, nearest, next_hitter
from spenvs.volleyball.players.skills import HEIGHT, SET_X, SPIKED, N, aside, hold, plan, strike
from spenvs.volleyball.stage import ROOT
from spenvs.volleyball.tactics.orders import ATTACK, KIND, MOVE, PASS, PLACE, SERVE, SET, SIDE

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
ORDER = SPIKED + 1
"""Cell of a drone's memory: its order, an index of `tactics.orders.ORDERS`, negative if just given; 0 for none."""
MAY = ROOT + 14
"""What it observes there is 1 if it may touch the ball."""
LENGTH, WIDTH = f(6.0), f(3.0)
BACK_PLAYER = 2
HOME_X, HOME_Y, HOME_Z = (f(2.0), f(2.2), f(3.5)), (f(-1.6), f(1.6), f(0.0)), (f(1.9), f(2.1), f(1.7))
"""Where setter, attacker and back player wait, m."""
READY = f(3.1)
"""How high setter and attacker wait once the ball has been received, m."""


@device
def agree(x, memory, own):
    """Settle who hits the ball next, and what oneself is to do if it is one's turn, or one is told to hit."""
    bx, by, bz, _, _, _ = ball(x)
    if memory[SERVING] > ZERO:
        memory[HITTER] = f(nearest(x, N, 0, N, bx, by, bz, -1) + 1) if bx > ZERO else ZERO
        kind, turn = SERVE, SERVE
    else:
        memory[HITTER] = f(next_hitter(x, memory, N, LENGTH, WIDTH))
        turn = PASS if memory[TOUCHES] == ZERO else (SET if memory[TOUCHES] == ONE else ATTACK)
        kind = turn
    mine = memory[HITTER] == f(own + 1)
    order = int(memory[ORDER])
    if order > 0:
        kind = KIND[order]
        may = x[MAY] > HALF or (memory[SERVING] == ZERO and memory[TOUCHES] == ZERO)
        mine = (
            memory[HITTER] > ZERO and may and memory[LAST] != f(own + 1) and (kind == turn or (mine and turn != SERVE))
        )
        mine = mine and kind != MOVE
    memory[HEIGHT] = ZERO
    if mine:
        plan(x, memory, own, kind, SIDE[order], ZERO)


@device
def act(x, memory, action):
    """Hit if one is next, or told to; else be in place."""
    own = me(x, N)
    fresh = follow(x, memory, N)
    if fresh or memory[ORDER] < ZERO:
        memory[ORDER] = abs(memory[ORDER])
        agree(x, memory, own)
    if strike(x, memory, action):
        return
    order = int(memory[ORDER])
    if order > 0:
        gx, gy, gz = PLACE[order, 0], PLACE[order, 1], PLACE[order, 2]
    else:
        gx, gy, gz = HOME_X[own], HOME_Y[own], HOME_Z[own]
        if memory[TOUCHES] > ZERO and own != BACK_PLAYER:
            gx, gz = SET_X, READY
        gx, gy = aside(x, memory, gx, gy, own)
    hold(x, N, gx, gy, gz, own, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.volley3v3",
    brief="Receives, sets and attacks, each by whoever is nearest.",
)
