"""Volley3v3: receive, set and attack, each by whoever is nearest; now and then a spike in place of a high ball."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import go, lean, size
from spenvs.volleyball.players.gains import PLAIN, STRIKE
from spenvs.volleyball.players.hit import falls, play, rising
from spenvs.volleyball.players.player import Player
from spenvs.volleyball.players.rally import (
    FREE,
    HITTER,
    SERVING,
    TOUCHES,
    ball,
    follow,
    me,
    nearest,
    next_hitter,
    place,
)
from spenvs.volleyball.players.reach import draw, highest

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
WEIGHT = f(9.81)
N, BACK_PLAYER = 3, 2
LENGTH, WIDTH = f(6.0), f(3.0)
HEIGHT, TARGET_X, TARGET_Y, TARGET_Z, UP, SOON, SPIKED = range(FREE, FREE + 7)
"""Cells of a drone's memory: the height at which it hits, where to and how; for how long it sets out; if it spikes."""
SERVE_RISE, SERVE_X, SERVE_UP = f(0.9), f(-3.8), f(6.6)
"""How far above the drone it serves, m, how far the ball flies, m, and how fast it rises, m/s."""
MOST, LEAST, SETTLE, PACE = f(2.3), f(1.1), f(0.35), f(9.0)
"""Heights at which it passes and sets, m; see `reach.time_to`."""
PASS_X, PASS_Y, PASS_Z, PASS_APEX = f(2.1), f(1.5), f(2.3), f(4.4)
"""Where a pass comes down, on the setter's side, and its apex, m."""
SET_X, SET_Y, SET_Z, SET_APEX = f(2.4), f(1.5), f(3.5), f(5.2)
"""Where a set comes down, on the attacker's side, and its apex, m."""
ATTACK, READY = f(3.5), f(3.1)
"""Heights at which it attacks, and at which the attacker waits, m."""
SPIKES, SPIKE_X, SPIKE_Y, SPIKE_UP, SPIKE_RUN = f(0.2), f(-2.9), f(1.8), f(0.65), f(0.7)
"""Share of attacks that are spikes; what they are aimed at, m; the ball's speed upwards, m/s: as the drone still
moves, the ball goes down; for how long the drone sets out, s."""
HIGH, CLOSE = f(3.35), f(1.8)
"""From how high, and from how far from the net, it spikes, m."""
OVER_NEAR, OVER_FAR, OVER_WIDE, OVER_Z, OVER_APEX = f(3.2), f(4.8), f(1.5), f(0.2), f(3.9)
"""Where other attacks are aimed, by chance, and their apex, m."""
CLEAR = f(2.85)
"""How high they cross the net at least, m."""
HOME_X, HOME_Y, HOME_Z = (f(2.0), f(2.2), f(3.5)), (f(-1.6), f(1.6), f(0.0)), (f(1.9), f(2.1), f(1.7))
"""Where setter, attacker and back player wait, m."""
PUSH, RUN = f(9.81), f(0.6)
BRINK, BEFORE, BACK, BOLD = f(0.4), f(0.7), f(9.0), f(14.0)
"""A drone that would be this near to the net in so many seconds flies back, at this acceleration; see `lean`."""
NEAR, AHEAD = f(1.8), f(0.4)
"""Distance that is kept from who hits, m, by where one will be so many seconds later."""


@device
def aim(memory, tx, ty, tz, up):
    """Note where to send the ball, and how fast it is to rise."""
    memory[TARGET_X], memory[TARGET_Y], memory[TARGET_Z], memory[UP] = tx, ty, tz, up


@device
def over(x, memory):
    """Aim somewhere in the other half, just high enough over the net."""
    bx, _, bz, vx, vy, vz = ball(x)
    left = falls(bz, vz, memory[HEIGHT])
    px = bx + vx * left
    if memory[HEIGHT] > HIGH and px > CLOSE and draw(vx, vy, vz, f(0.5)) < SPIKES:
        aim(memory, SPIKE_X, SPIKE_Y * (TWO * draw(vx, vy, vz, f(0.7)) - ONE), OVER_Z, SPIKE_UP)
        memory[SOON], memory[SPIKED] = SPIKE_RUN, ONE
        return
    tx = -OVER_NEAR - (OVER_FAR - OVER_NEAR) * draw(vx, vy, vz, f(0.3))
    ty = OVER_WIDE * (TWO * draw(vx, vy, vz, f(0.7)) - ONE)
    apex = max(OVER_APEX, memory[HEIGHT] + f(0.1))
    for _ in range(30):
        up = rising(memory[HEIGHT], apex)
        time = falls(memory[HEIGHT], up, OVER_Z) * px / (px - tx)
        if memory[HEIGHT] + up * time - HALF * WEIGHT * time * time < CLEAR:
            apex += f(0.1)
    aim(memory, tx, ty, OVER_Z, rising(memory[HEIGHT], apex))


@device
def agree(x, memory, own):
    """Settle who hits the ball next, and what oneself is to do if it is one's turn."""
    bx, by, bz, vx, vy, vz = ball(x)
    if memory[SERVING] > ZERO:
        memory[HITTER] = f(nearest(x, N, 0, N, bx, by, bz, -1) + 1) if bx > ZERO else ZERO
    else:
        memory[HITTER] = f(next_hitter(x, memory, N, LENGTH, WIDTH))
    if memory[HITTER] != f(own + 1):
        return
    memory[SOON], memory[SPIKED] = RUN, ZERO
    if memory[SERVING] > ZERO:
        memory[HEIGHT] = x[2] + SERVE_RISE
        aim(memory, SERVE_X, ZERO, OVER_Z, SERVE_UP)
        memory[SOON] = TWO
        return
    most = ATTACK if memory[TOUCHES] == TWO else MOST
    memory[HEIGHT] = highest(bx - x[0], by - x[1], bz - x[2], vx, vy, vz, x[2], most, LEAST, SETTLE, PACE)
    if memory[TOUCHES] == ZERO:
        side = ONE if own == 0 else -ONE
        aim(memory, PASS_X, side * PASS_Y, PASS_Z, rising(memory[HEIGHT], PASS_APEX))
    elif memory[TOUCHES] == ONE:
        side = -ONE if own == 1 else ONE
        aim(memory, SET_X, side * SET_Y, SET_Z, rising(memory[HEIGHT], SET_APEX))
    else:
        over(x, memory)


@device
def hold(x, memory, own, action):
    """Be in place, out of the way of who hits."""
    if x[0] + BRINK * x[7] < BEFORE:
        lean(x, BACK, -TWO * x[8], ZERO, BOLD, f(3.0), action)
        return
    gx, gy, gz = HOME_X[own], HOME_Y[own], HOME_Z[own]
    hitter = int(memory[HITTER]) - 1
    if memory[TOUCHES] > ZERO and own != BACK_PLAYER:
        gx, gz = SET_X, READY
    if hitter >= 0 and hitter != own:
        hx, hy, _ = place(x, N, hitter)
        rx, ry = x[0] + AHEAD * x[7] - hx, x[1] + AHEAD * x[8] - hy
        near = max(size(rx, ry, ZERO), f(0.1))
        if near < NEAR:
            gx, gy = gx + TWO * (NEAR - near) * rx / near, gy + TWO * (NEAR - near) * ry / near
    go(x, x[0] - max(gx, ONE), x[1] - gy, x[2] - gz, action)


@device
def act(x, memory, action):
    """Hit if one is next; else be in place."""
    own = me(x, N)
    if follow(x, memory, N):
        agree(x, memory, own)
    if memory[HITTER] == f(own + 1):
        bx, by, bz, vx, vy, vz = ball(x)
        if falls(bz, vz, memory[HEIGHT]) > ZERO:
            play(
                x,
                bx - x[0],
                by - x[1],
                bz - x[2],
                vx,
                vy,
                vz,
                memory[HEIGHT],
                memory[TARGET_X],
                memory[TARGET_Y],
                memory[TARGET_Z],
                memory[UP],
                PUSH,
                memory[SOON],
                STRIKE if memory[SPIKED] > ZERO else PLAIN,
                action,
            )
            return
    hold(x, memory, own, action)


PLAYER = Player(
    module=__name__,
    game="spenvs.volleyball.volley3v3",
    brief="Receives, sets and attacks, each by whoever is nearest.",
)
