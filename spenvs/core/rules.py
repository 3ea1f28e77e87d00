"""The vocabulary that every finite game is written in.

A game is a module of small compiled functions over one integer vector `s` (int16). Cell 0 says who moves: a seat
(0, 1, ...), CHANCE, or OVER. The game's options follow, in the order in which the game lists them; the cells after
those are the game's own. The functions below say what each rule of a game does; templates (`spenvs.core.compiling`)
are written with them. Two plain functions stand beside the rules:

    describe(game, s, seat)    what the seat knows, in words
    show(game, s, seat)        the table as the seat sees it (`spenvs.core.draw`); seat -1 sees everything
"""

from collections.abc import Callable
from typing import Any

from numba import njit

from spenvs.core.stamp import stamped

MOVER = 0
CHANCE, OVER, ILLEGAL = -1, -2, -3
RULES = ("start", "legal", "chance", "play", "score", "see", "public", "settled", "rethink")

_compiled = njit(cache=True, error_model="numpy")


def rule(function: Callable[..., Any]) -> Any:
    """Compile a rule of a game; one that calls compiled functions of other files is compiled anew when these change."""
    return _compiled(stamped(function))


def start(s: Any) -> None:
    """Turn a vector that is zero but for the options into the first position."""


def legal(s: Any, mask: Any) -> None:
    """Mark with 1 the actions that the seat to move may take; `mask` comes zeroed."""


def play(s: Any, a: int) -> None:
    """Apply an action, or an outcome of chance, and name the next mover."""


def score(s: Any, r: Any) -> None:
    """Give each seat its return, once the game is OVER; `r` comes zeroed and may be too long."""


def see(s: Any, seat: int, x: Any) -> None:
    """Mark with 1 what the seat has seen so far, its information state; `x` comes zeroed."""


@rule
def chance(s: Any, p: Any) -> None:
    """Give the probability of each outcome of a CHANCE node; `p` comes zeroed and may be too long.

    A game without chance leaves this out.
    """


@rule
def public(s: Any) -> bool:
    """Say whether at this moment no seat knows what another does not.

    A game of rounds, in which what was hidden is shown at the end of each, says so here: what a seat may imagine is
    then drawn for the present round only. Other games leave this out.
    """
    return False


@rule
def settled(s: Any) -> bool:
    """Say whether what is hidden at this moment will never be shown, and has no bearing on what follows.

    A match of hands, in which a folded card stays face down, says so between two hands: what a seat may imagine is then
    drawn hand by hand. Other games leave this out.
    """
    return False


def rethink(s: Any, truth: Any, seat: int, p: Any) -> None:
    """Weigh what comes next at `s`, by chance or by another seat, for all that `seat` knows at `truth`.

    `s` is a position on the way there, as it is imagined; `p` comes zeroed. A weight is how likely a step is at `s`, 0
    if the seat knows that it was not taken; factors whose product over a whole way is the same for all do no harm. A
    long game in which much is hidden until late (ships that are shot at, one's own cards in Hanabi) says so: what a
    seat may imagine is then drawn in one go. Other games leave this out.
    """
