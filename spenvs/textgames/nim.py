"""Nim with any heaps: normal (who takes the last counter wins) or misère (who takes it loses) (Bouton, 1901).

The vector `s`: 0 the mover; 1 the number of heaps; 2 misère; then the heaps as they were at first; then the seat that
moved last; then the heaps as they are now. Actions go heap by heap: take 1, 2, ... up to all that it held at first.
"""

from collections.abc import Sequence

from spenvs.core.aec import constructors
from spenvs.core.draw import Element, Heaps, Line
from spenvs.core.game import FiniteGame, flag, option
from spenvs.core.moves import quote
from spenvs.core.rules import MOVER, OVER, rule

COUNT, MISERE, FIRST = 1, 2, 3


@rule
def start(s):
    s[MOVER] = 0
    for heap in range(s[COUNT]):
        s[FIRST + s[COUNT] + 1 + heap] = s[FIRST + heap]


@rule
def legal(s, mask):
    heaps, a = s[COUNT], 0
    for heap in range(heaps):
        for take in range(s[FIRST + heaps + 1 + heap]):
            mask[a + take] = 1
        a += s[FIRST + heap]


@rule
def play(s, a):
    heaps, heap = s[COUNT], 0
    while a >= s[FIRST + heap]:
        a -= s[FIRST + heap]
        heap += 1
    s[FIRST + heaps] = s[MOVER]
    s[FIRST + heaps + 1 + heap] -= a + 1
    s[MOVER] = 1 - s[MOVER]
    for other in range(heaps):
        if s[FIRST + heaps + 1 + other] > 0:
            return
    s[MOVER] = OVER


@rule
def score(s, r):
    last = s[FIRST + s[COUNT]]
    winner = 1 - last if s[MISERE] else last
    r[winner] = 1
    r[1 - winner] = -1


@rule
def see(s, seat, x):
    """For each heap as many places as it held at first, and as many ones as it holds now: just the legal moves."""
    legal(s, x)


def heaps(s) -> list[int]:
    """How many counters each heap holds now."""
    return s[FIRST + 1 + int(s[COUNT]) :].tolist()


def describe(game, s, seat):
    held = ", ".join([f"heap {i} holds {size}" for i, size in enumerate(heaps(s), 1)])
    return f"{held.capitalize()}."


def show(game, s, seat) -> list[Element]:
    held, mover, last = heaps(s), int(s[MOVER]), int(s[FIRST + s[COUNT]])
    winner = 1 - last if s[MISERE] else last
    state = f"player_{winner} wins" if mover == OVER else f"player_{mover} to move"
    return [Heaps(held, [f"heap {i}" for i in range(1, len(held) + 1)]), Line(state)]


def game(heaps: Sequence[int] = (1, 3, 5, 7), misere: bool = False) -> FiniteGame:
    """Nim.

    Args:
        heaps: how many counters each heap holds: 1 to 20 heaps of 1 to 100 counters.
        misere: whoever takes the last counter loses instead of winning.
    """
    if not isinstance(heaps, Sequence) or isinstance(heaps, str) or not 1 <= len(heaps) <= 20:
        raise ValueError(f"heaps must be a sequence of 1 to 20 integers, such as (1, 3, 5, 7); got {quote(heaps)}")
    sizes = [option("each of the heaps", size, 1, 100) for size in heaps]
    misere = flag("misere", misere)
    return FiniteGame(
        __name__,
        seats=2,
        options=(len(sizes), misere, *sizes),
        actions=tuple(f"{heap}:{take}" for heap, size in enumerate(sizes, 1) for take in range(1, size + 1)),
        cells=FIRST + 2 * len(sizes) + 1,
        view=sum(sizes),
        stake=1,
        brief=f"Nim. There are {len(sizes)} heaps of counters, numbered from 1. In turn, two players take one or "
        'more counters from a single heap: a move such as "3:2" takes 2 counters from heap 3. Whoever takes the last '
        f"counter of all {'loses' if misere else 'wins'}.",
    )


env, raw_env, parallel_env = constructors("Nim-v0")
