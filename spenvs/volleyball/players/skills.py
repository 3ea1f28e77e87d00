"""Skills of a drone of three: to be somewhere, to serve, pass, set and attack, from what the drone itself observes."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import back_off, go, size, turn_away
from spenvs.volleyball.players.gains import PLAIN, STRIKE
from spenvs.volleyball.players.hit import falls, play, rising
from spenvs.volleyball.players.rally import FREE, HITTER, LOW, TOUCHES, ball, nearest, place
from spenvs.volleyball.players.reach import draw, highest
from spenvs.volleyball.tactics.orders import ATTACK, PASS, SERVE

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
WEIGHT = f(9.81)
N = 3
HEIGHT, TARGET_X, TARGET_Y, TARGET_Z, UP, SOON, SPIKED = range(FREE, FREE + 7)
"""Cells of a drone's memory: the height at which it hits, 0 if it does not; where to and how; for how long it sets out;
if it spikes."""
SERVE_RISE, SERVE_X, SERVE_UP = f(0.9), f(-3.8), f(6.6)
"""How far above the drone it serves, m, how far the ball flies, m, and how fast it rises, m/s."""
MOST, LEAST, SETTLE, PACE = f(2.3), f(1.1), f(0.35), f(9.0)
"""Heights at which it passes and sets, m; see `reach.time_to`."""
PASS_X, PASS_Y, PASS_Z, PASS_APEX = f(2.1), f(1.5), f(2.3), f(4.4)
"""Where a pass comes down, on the setter's side, and its apex, m."""
SET_X, SET_Y, SET_Z, SET_APEX = f(2.4), f(1.5), f(3.5), f(5.2)
"""Where a set comes down, on the attacker's side, and its apex, m."""
HIGHEST = f(3.5)
"""Height at which it attacks, m."""
SPIKES, SPIKE_X, SPIKE_Y, SPIKE_UP, SPIKE_RUN = f(0.2), f(-2.9), f(1.8), f(0.65), f(0.7)
"""Share of attacks that are spikes; what they are aimed at, m; the ball's speed upwards, m/s: as the drone still
moves, the ball goes down; for how long the drone sets out, s."""
HIGH, CLOSE = f(3.35), f(1.8)
"""From how high, and from how far from the net, it spikes, m."""
OVER_NEAR, OVER_FAR, OVER_WIDE, OVER_Z, OVER_APEX = f(3.2), f(4.8), f(1.5), f(0.2), f(3.9)
"""Where other attacks are aimed, by chance, and their apex, m."""
ASIDE_LEAST, ASIDE_MOST = f(1.3), f(2.1)
"""How far from the middle those to the left or right are aimed, m."""
CLEAR = f(2.85)
"""How high they cross the net at least, m."""
PUSH, RUN = f(9.81), f(0.6)
NEAR, AHEAD = f(1.8), f(0.15)
"""Distance that is kept from the nearest team-mate, m, by where one will be so many seconds later."""
TIGHT, SOON_TIGHT, APART = f(1.5), f(0.3), f(0.8)
"""The same of one who nears a team-mate, and turns away as hard as can be, but not to the net; how much higher or lower
it does not matter, m."""
ROOM = f(2.2)
"""How far from where the ball comes down those of 3v3 and 6v6 wait who are not to hit it, m."""


@device
def aim(memory, tx, ty, tz, up):
    """Note where to send the ball, and how fast it is to rise."""
    memory[TARGET_X], memory[TARGET_Y], memory[TARGET_Z], memory[UP] = tx, ty, tz, up


@device
def over(x, memory, side, deeper):
    """Aim somewhere in the other half, just high enough over the net; left for a side of -1, right for 1.

    `deeper` is how much farther than usual it is aimed, m.
    """
    bx, _, bz, vx, vy, vz = ball(x)
    left = falls(bz, vz, memory[HEIGHT])
    px = bx + vx * left
    chance = draw(vx, vy, vz, f(0.7))
    if memory[HEIGHT] > HIGH and px > CLOSE and draw(vx, vy, vz, f(0.5)) < SPIKES:
        ty = SPIKE_Y * (TWO * chance - ONE) if side == ZERO else side * SPIKE_Y * (HALF + HALF * chance)
        aim(memory, SPIKE_X, ty, OVER_Z, SPIKE_UP)
        memory[SOON], memory[SPIKED] = SPIKE_RUN, ONE
        return
    tx = -deeper - OVER_NEAR - (OVER_FAR - OVER_NEAR) * draw(vx, vy, vz, f(0.3))
    ty = OVER_WIDE * (TWO * chance - ONE)
    if side != ZERO:
        ty = side * (ASIDE_LEAST + (ASIDE_MOST - ASIDE_LEAST) * chance)
    apex = max(OVER_APEX, memory[HEIGHT] + f(0.1))
    for _ in range(30):
        up = rising(memory[HEIGHT], apex)
        time = falls(memory[HEIGHT], up, OVER_Z) * px / (px - tx)
        if memory[HEIGHT] + up * time - HALF * WEIGHT * time * time < CLEAR:
            apex += f(0.1)
    aim(memory, tx, ty, OVER_Z, rising(memory[HEIGHT], apex))


@device
def plan(x, memory, own, kind, side, deeper):
    """Settle at which height to hit the ball, and where to; the third touch goes over the net, whatever its kind.

    For `side` and `deeper` see `over`.
    """
    memory[SOON], memory[SPIKED] = RUN, ZERO
    if kind == SERVE:
        memory[HEIGHT] = x[2] + SERVE_RISE
        aim(memory, SERVE_X, ZERO, OVER_Z, SERVE_UP)
        memory[SOON] = TWO
        return
    bx, by, bz, vx, vy, vz = ball(x)
    last = kind == ATTACK or memory[TOUCHES] >= TWO
    most = HIGHEST if last else MOST
    memory[HEIGHT] = highest(bx - x[0], by - x[1], bz - x[2], vx, vy, vz, x[2], most, LEAST, SETTLE, PACE)
    if last:
        over(x, memory, side, deeper)
    elif kind == PASS:
        aim(memory, PASS_X, PASS_Y if own == 0 else -PASS_Y, PASS_Z, rising(memory[HEIGHT], PASS_APEX))
    else:
        aim(memory, SET_X, -SET_Y if own == 1 else SET_Y, SET_Z, rising(memory[HEIGHT], SET_APEX))


@device
def strike(x, memory, action):
    """Hit the ball as planned; say whether it can still be hit."""
    bx, by, bz, vx, vy, vz = ball(x)
    if memory[HEIGHT] <= ZERO or falls(bz, vz, memory[HEIGHT]) <= ZERO:
        return False
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
    return True


@device
def aside(x, memory, gx, gy, own):
    """Give where to wait near (gx, gy), so that a team-mate that is to hit the ball has room where it comes down."""
    if memory[HITTER] == ZERO or memory[HITTER] == f(own + 1):
        return gx, gy
    bx, by, bz, vx, vy, vz = ball(x)
    left = falls(bz, vz, LOW)
    rx, ry = gx - bx - vx * left, gy - by - vy * left
    away = max(size(rx, ry, ZERO), f(0.1))
    push = max(ROOM - away, ZERO) / away if left > ZERO else ZERO
    return gx + push * rx, gy + push * ry


@device
def hold(x, n, gx, gy, gz, own, action):
    """Be somewhere, out of the way of the n - 1 team-mates and away from the net.

    Who has just passed still flies to where it passed to, often towards the one that hits next: it has to turn away.
    """
    if back_off(x, action):
        return
    hx, hy, hz = place(x, n, nearest(x, n, 0, n, x[0], x[1], x[2], own))
    rx, ry = x[0] + SOON_TIGHT * x[7] - hx, x[1] + SOON_TIGHT * x[8] - hy
    near = max(size(rx, ry, ZERO), f(0.1))
    if near < TIGHT and abs(x[2] - hz) < APART and rx * x[7] + ry * x[8] < ZERO:
        turn_away(x, max(rx, ZERO) / near, ry / near, x[2] - gz, action)
        return
    rx, ry = x[0] + AHEAD * x[7] - hx, x[1] + AHEAD * x[8] - hy
    near = max(size(rx, ry, ZERO), f(0.1))
    if near < NEAR:
        gx, gy = gx + TWO * (NEAR - near) * rx / near, gy + TWO * (NEAR - near) * ry / near
    go(x, x[0] - max(gx, ONE), x[1] - gy, x[2] - gz, action)
