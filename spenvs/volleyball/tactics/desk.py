"""Who hands out the orders: from what teams choose to what drones do, and when teams are to choose again.

Compiled functions over worlds, as in `spenvs.volleyball.loop`. A world in which teams are to choose is at rest.
"""

from typing import NamedTuple

import numpy as np
from numba import carray, njit
from numpy.typing import NDArray

from spenvs.core.compiling import pointer
from spenvs.core.rules import rule
from spenvs.core.stamp import stamped
from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.player import CELLS
from spenvs.volleyball.players.volley3v3 import ORDER
from spenvs.volleyball.rally.state import CROSSED, EVENTS, OVER, SERVE, SERVING, WAITING
from spenvs.volleyball.table import opened
from spenvs.volleyball.tactics.orders import (
    AWAITS,
    CHOICES,
    KIND,
    MEMBERS,
    MOVE,
    RECEIVED,
    RECEIVES,
    SERVED,
    SERVES,
)
from spenvs.volleyball.tactics.state import CROSSINGS, RALLYING, TOUCHED
from spenvs.volleyball.tactics.view import VIEW, see

f = np.float32
ONE = f(1.0)
N = 3
FIRST = tuple(orders[0] for orders in CHOICES)
ORDERS, WATCH, BEGIN = 0, 1, 2
"""What is done in worlds: those that go on are given orders; those that flew are looked at; those that begin, too."""
LONG = f(1.0)
"""The longest time between two choices, s."""


class Desk(NamedTuple):
    """What goes between the teams of N worlds and their drones.

    Attributes:
        choice: int64 [N, 2, 3], what each team chose for each role.
        memory: float32 [N, 6, 16], what the drones have written down, their orders among it.
        flies: bool [N, 6], whether a drone's world goes on.
        going: bool [N], whether a world goes on.
        fresh: bool [N], whether an episode begins with what is observed.
        seen: float32 [N, 2, 100], what each team observes (`spenvs.volleyball.tactics.view`).
        terminated: bool [N], whether the episode ended by the rules.
        truncated: bool [N], whether it was cut off.
        event: int32 [N], what happened in the last step before teams choose: bits of `rally.state.EVENTS`.
        steps: int32 [N], steps since teams chose.
        hits: int32 [N, 2], touches since then by drones that were told to hit.
    """

    choice: NDArray[np.int64]
    memory: NDArray[np.float32]
    flies: NDArray[np.bool_]
    going: NDArray[np.bool_]
    fresh: NDArray[np.bool_]
    seen: NDArray[np.float32]
    terminated: NDArray[np.bool_]
    truncated: NDArray[np.bool_]
    event: NDArray[np.int32]
    steps: NDArray[np.int32]
    hits: NDArray[np.int32]


def desk(n: int) -> Desk:
    """Make a desk for N worlds."""
    return Desk(
        choice=np.zeros((n, 2, 3), np.int64),
        memory=np.zeros((n, 2 * N, CELLS), np.float32),
        flies=np.zeros((n, 2 * N), np.bool_),
        going=np.zeros(n, np.bool_),
        fresh=np.zeros(n, np.bool_),
        seen=np.zeros((n, 2, VIEW), np.float32),
        terminated=np.zeros(n, np.bool_),
        truncated=np.zeros(n, np.bool_),
        event=np.zeros(n, np.int32),
        steps=np.zeros(n, np.int32),
        hits=np.zeros((n, 2), np.int32),
    )


@rule
def opened_desk(place, n):
    """Give the desk of N worlds whose arrays' addresses lie at an address."""
    t = carray(pointer(place, np.int64), (11,))
    return Desk(
        carray(pointer(t[0], np.int64), (n, 2, 3)),
        carray(pointer(t[1], np.float32), (n, 2 * N, CELLS)),
        carray(pointer(t[2], np.bool_), (n, 2 * N)),
        carray(pointer(t[3], np.bool_), (n,)),
        carray(pointer(t[4], np.bool_), (n,)),
        carray(pointer(t[5], np.float32), (n, 2, VIEW)),
        carray(pointer(t[6], np.bool_), (n,)),
        carray(pointer(t[7], np.bool_), (n,)),
        carray(pointer(t[8], np.int32), (n,)),
        carray(pointer(t[9], np.int32), (n,)),
        carray(pointer(t[10], np.int32), (n, 2)),
    )


@device
def _before_rally(w, i, team):
    """Give the order of a team's FirstPass before the rally begins."""
    if w.tally[i, SERVING] == team:
        return SERVES if w.tally[i, SERVE] == WAITING else SERVED
    if w.tally[i, SERVE] == WAITING:
        return AWAITS
    return RECEIVED if (w.tally[i, TOUCHED] >> (N * team + MEMBERS[0])) & 1 else RECEIVES


@device
def _order(w, i, out, to):
    """Give the drones of a world their orders; one that has another than before is told so by its sign."""
    to.event[i], to.steps[i] = 0, 0
    out.truncated[i] = False
    for team in range(2):
        to.hits[i, team] = 0
        for role in range(3):
            d = N * team + MEMBERS[role]
            number = FIRST[role] + to.choice[i, team, role]
            if role == 0 and w.tally[i, RALLYING] == 0:
                number = _before_rally(w, i, team)
            if f(number) != to.memory[i, d, ORDER]:
                to.memory[i, d, ORDER] = -f(number)
            to.flies[i, d] = True


@device
def _note(w, i):
    """Keep who touched the ball since it crossed the net, and whether the rally has begun."""
    events = w.tally[i, EVENTS]
    touches = events & ((1 << 2 * N) - 1)
    if events & CROSSED:
        w.tally[i, CROSSINGS] += 1
        w.tally[i, TOUCHED] = 0
    w.tally[i, TOUCHED] |= touches
    passers = 1 << MEMBERS[0] | 1 << (N + MEMBERS[0])
    if touches & ~passers or w.tally[i, CROSSINGS] > 1:
        w.tally[i, RALLYING] = 1
    if events & OVER:
        w.tally[i, CROSSINGS], w.tally[i, TOUCHED], w.tally[i, RALLYING] = 0, 0, 0


@device
def _watch(w, m, i, out, to):
    """See what a step came to; say whether teams are to choose again, and lay the world to rest if they are."""
    events = w.tally[i, EVENTS]
    to.steps[i] += 1
    for d in range(2 * N):
        if (events >> d) & 1 and KIND[int(abs(to.memory[i, d, ORDER]))] != MOVE:
            to.hits[i, d // N] += 1
    _note(w, i)
    over = out.terminated[i] or out.truncated[i]
    if events == 0 and not over and f(to.steps[i]) * m.step < LONG - f(1e-3):
        return False
    to.event[i], to.going[i] = events, False
    to.terminated[i], to.truncated[i] = out.terminated[i], out.truncated[i]
    out.truncated[i] = True
    for d in range(2 * N):
        to.flies[i, d] = False
    return True


@device
def _begin(i, to):
    """Let the drones of a world forget all."""
    to.terminated[i], to.truncated[i] = False, False
    for d in range(2 * N):
        for k in range(CELLS):
            to.memory[i, d, k] = 0.0


def attends_at(address, place, mode, first, last):
    """Do what `mode` says (ORDERS, WATCH or BEGIN) in the worlds from `first` to before `last`.

    `address` is that of the worlds' table (`spenvs.volleyball.table`), `place` that of the desk's. Gives the number of
    worlds that still go on after WATCH.
    """
    w, m, _, out = opened(address)
    to = opened_desk(place, w.drone.shape[0])
    going = 0
    for i in range(first, last):
        chooses = False
        if mode == BEGIN:
            if to.fresh[i]:
                _begin(i, to)
                chooses = True
        elif to.going[i]:
            if mode == ORDERS:
                _order(w, i, out, to)
            else:
                chooses = _watch(w, m, i, out, to)
                going += 0 if chooses else 1
        if chooses:
            see(w, i, out.observation, to.seen)
    return going


attends_at = njit(cache=True, nogil=True, error_model="numpy")(stamped(attends_at))
