"""What a drone of a team keeps in mind of a rally: whose touch it is, and what its team has agreed on without words.

Team-mates see the same, so each works out the same plan. Everything is seen from the team's own side, at x > 0.
"""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.hit import falls
from spenvs.volleyball.stage import ROOT

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
FALL = f(9.81 * 0.02)
STRUCK = f(0.3)
"""A change of the ball's velocity in a step, beyond its fall, that tells of a touch, m/s."""
STILL = f(0.05)
LOW = f(1.6)
"""Height at which places where the ball comes down are compared, m."""
MARGIN = f(0.3)
"""How far outside the court the ball must come down to be left alone, m."""
FAR = f(1e6)

MOVED = 0
"""The first of three cells of a drone's memory: the ball's velocity in the step before, m/s."""
TOUCHES, LAST, HITTER, SERVING, OURS = 3, 4, 5, 6, 7
"""Cells: touches of the own team; who of it touched last, and who is next, from 1 on, 0 for nobody; whether the ball
was not yet touched; whether it was on the own side."""
FREE = 8
"""The first cell that is left for the strategy."""


@device
def me(x, n):
    """Give a drone's number in its team of n."""
    own = 0
    for k in range(n):
        if x[34 + k] > HALF:
            own = k
    return own


@device
def ball(x):
    """Give the ball's place and velocity."""
    return (
        x[0] + x[ROOT + 3],
        x[1] + x[ROOT + 4],
        x[2] + x[ROOT + 5],
        x[ROOT + 6],
        x[ROOT + 7],
        x[ROOT + 8],
    )


@device
def place(x, n, k):
    """Give where a drone is: 0 to n - 1 are of the own team, n to 2 n - 1 of the other."""
    first = 36 + n + 3 * k
    return x[first], x[first + 1], x[first + 2]


@device
def follow(x, memory, n):
    """Keep count of touches; say whether the ball has a new way, by a touch or a serve."""
    bx, by, bz, vx, vy, vz = ball(x)
    rests = abs(vx) + abs(vy) + abs(vz) < STILL
    change = abs(vx - memory[MOVED]) + abs(vy - memory[MOVED + 1]) + abs(vz - memory[MOVED + 2] + FALL)
    memory[MOVED], memory[MOVED + 1], memory[MOVED + 2] = vx, vy, vz
    ours = ONE if bx > ZERO else ZERO
    if rests:
        memory[TOUCHES], memory[LAST], memory[SERVING], memory[OURS] = ZERO, ZERO, ONE, ours
        return True
    if ours != memory[OURS]:
        memory[TOUCHES], memory[LAST], memory[OURS] = ZERO, ZERO, ours
    if change < STRUCK:
        return False
    memory[SERVING] = ZERO
    toucher = nearest(x, n, 0, 2 * n, bx, by, bz, -1)
    if toucher < n:
        memory[TOUCHES] += ONE
        memory[LAST] = f(toucher + 1)
    else:
        memory[TOUCHES], memory[LAST] = ZERO, ZERO
    return True


@device
def nearest(x, n, first, last, px, py, pz, besides):
    """Give which drone from `first` to before `last` is nearest to a place, `besides` left out."""
    best, least = first, FAR
    for k in range(first, last):
        dx, dy, dz = place(x, n, k)
        dx, dy, dz = dx - px, dy - py, dz - pz
        square = dx * dx + dy * dy + dz * dz
        if k != besides and square < least:
            best, least = k, square
    return best


@device
def next_hitter(x, memory, n, length, width):
    """Give who of the team is to hit the ball next, from 1 on; 0 for nobody."""
    bx, by, bz, vx, vy, vz = ball(x)
    left = falls(bz, vz, LOW)
    if left < ZERO:
        return 0
    px, py = bx + vx * left, by + vy * left
    if px < ZERO:
        return 0
    if memory[TOUCHES] == ZERO and (px > length + MARGIN or abs(py) > width + MARGIN):
        return 0
    return nearest(x, n, 0, n, px, py, LOW, int(memory[LAST]) - 1) + 1
