"""The vocabulary that every finite game is written in.

A game is a module of small compiled functions over one integer vector `s` (int16). Cell 0 says who moves: a seat
(0, 1, ...), CHANCE, or OVER. The game's options follow, in the order in which the game lists them; the cells after
those are the game's own.

    start(s)           turn a vector that is zero but for the options into the first position
    legal(s, mask)     mark with 1 the actions that the seat to move may take
    chance(s, p)       give the probability of each outcome of a CHANCE node (p comes zeroed and may be too long)
    play(s, a)         apply an action, or an outcome of chance, and name the next mover
    score(s, r)        give each seat its return, once the game is OVER (r comes zeroed and may be too long)
    see(s, seat, x)    mark with 1 what the seat has seen so far: its information state (x comes zeroed)

A game without chance leaves `chance` out. A game of rounds, in which what was hidden is shown at the end of each, adds

    public(s)          whether at this moment no seat knows what another does not

so that what a seat may imagine is drawn for the present round only. Two plain functions stand beside the rules:

    describe(game, s, seat)    what the seat knows, in words
    show(game, s, seat)        the table as the seat sees it (`spenvs.core.draw`); seat -1 sees everything
"""

from collections.abc import Callable
from typing import Any

from numba import njit

MOVER = 0
CHANCE, OVER, ILLEGAL = -1, -2, -3

rule: Callable[..., Any] = njit(cache=True, error_model="numpy")
