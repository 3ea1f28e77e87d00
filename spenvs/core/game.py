"""The facts of one finite game."""

import functools
import importlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core import kernels
from spenvs.core.compiling import entry, specialise
from spenvs.core.moves import listing, plain, quote

REMEMBERED_MASKS = 10_000


@dataclass(frozen=True)
class FiniteGame:
    """One game with its options settled: what its rules (a module, see `spenvs.core.rules`) cannot say themselves.

    Attributes:
        module: the module that holds the rules.
        seats: number of seats.
        actions: a name for each action; the names are what `legal` lists and text answers with.
        cells: length of the state vector, MOVER and options included.
        view: length of a seat's information state, an int8 vector of zeros and ones.
        stake: the most that a seat can lose; what a forfeit costs.
        brief: the rules in a few sentences, for a player who does not know the game.
        options: the integers that stand after MOVER in the state vector.
        outcomes: the most outcomes that a chance node has; 0 without chance.
        draws: the most chance nodes on a path.
        hidden: whether a seat can be unsure of the state.
        simultaneous: whether seats 0, 1, ... commit in turn and nothing is shown before the last has: a parallel game.
        zero_sum: whether the returns always sum to zero.
        secret: whether a seat may take an action that others do not see: no text then tells the others' actions; what
            becomes known stands in `describe`.
    """

    module: str
    seats: int
    actions: tuple[str, ...]
    cells: int
    view: int
    stake: float
    brief: str
    options: tuple[int, ...] = ()
    outcomes: int = 0
    draws: int = 0
    hidden: bool = False
    simultaneous: bool = False
    zero_sum: bool = True
    secret: bool = False

    @functools.cached_property
    def rules(self) -> ModuleType:
        """The module that holds the rules."""
        return importlib.import_module(self.module)

    @functools.cached_property
    def first(self) -> NDArray[np.int16]:
        """The position before anything happened, int16 [cells]. Not to be written to."""
        s = np.zeros(self.cells, np.int16)
        s[1 : 1 + len(self.options)] = self.options
        self.rules.start(s)
        return s

    @functools.cached_property
    def names(self) -> dict[str, int]:
        """The actions by name, spelled as `spenvs.core.moves.plain` spells."""
        return {plain(name): action for action, name in enumerate(self.actions)}

    def named(self, mask: bytes) -> tuple[list[str], str]:
        """Give the names of the actions that a mask marks, and the same joined by commas."""
        known = self._named.get(mask)
        if known is None:
            names = list(itertools.compress(self.actions, mask))
            known = names, ", ".join(names)
            if len(self._named) < REMEMBERED_MASKS:
                self._named[mask] = known
        return known

    def marked(self, mask: bytes) -> tuple[int, ...]:
        """Give the actions that a mask marks."""
        actions = tuple(itertools.compress(range(len(mask)), mask))
        if len(self.known) < REMEMBERED_MASKS:
            self.known[mask] = actions
        return actions

    @functools.cached_property
    def known(self) -> dict[bytes, tuple[int, ...]]:
        """What `marked` has given so far."""
        return {}

    @functools.cached_property
    def _named(self) -> dict[bytes, tuple[list[str], str]]:
        return {}

    @functools.cached_property
    def scratch(self) -> int:
        """Length of the float array that holds the returns or the weights of what may come next."""
        return max(self.seats, self.outcomes, 1)

    @functools.cached_property
    def moves(self) -> tuple[Any, Any]:
        """The compiled `begin_block` and `advance_block` of `spenvs.core.kernels`."""
        begin = specialise(kernels.begin_block, self.module)
        advance = specialise(kernels.advance_block, self.module)
        return entry(begin, 0, 0), entry(advance, 0, 0)

    @functools.cached_property
    def seen(self) -> Any:
        """The compiled `see` of the rules: (state vector, seat, int8 [view] zeroed)."""
        return entry(self.rules.see, self.first, 0, np.zeros(1, np.int8))

    def forfeit(self, seat: int) -> list[float]:
        """Give the returns when a seat forfeits: see `forfeited`."""
        return forfeited(self, seat)

    def complaint(self, action: int, legal: Sequence[int]) -> str:
        """Say in one sentence why an action cannot be played where these are legal."""
        names = self.actions
        if not 0 <= action < len(names):
            return f"there is no action {quote(action)}: actions are numbered from 0 to {len(names) - 1}"
        return f"{quote(names[action])} is not legal now; legal moves: {listing([names[a] for a in legal])}"

    def __reduce__(self) -> tuple[Any, ...]:
        return FiniteGame, tuple(getattr(self, name) for name in self.__dataclass_fields__)


def forfeited(game: Any, seat: int) -> list[float]:
    """Give the returns when a seat forfeits: it loses the stake, which the others share in a zero-sum game."""
    share = game.stake / (game.seats - 1) if game.zero_sum and game.seats > 1 else 0.0
    return [-game.stake if i == seat else share for i in range(game.seats)]


def option(name: str, value: Any, low: int, high: int) -> int:
    """Check a game's integer option.

    Raises:
        ValueError: it is no integer, or out of range.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
        raise ValueError(f"{name} must be an integer from {low} to {high}; got {quote(value)}")
    return int(value)


def thousandths(name: str, value: Any) -> int:
    """Check a game's option that is a number from -1 to 1, and give it in thousandths: rules know only integers.

    Raises:
        ValueError: it is no number, out of range, or has more than three decimals.
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not -1 <= value <= 1 or value != round(value, 3):
        raise ValueError(f"{name} must be a number from -1 to 1 with at most three decimals; got {quote(value)}")
    return round(1000 * value)


def flag(name: str, value: Any) -> bool:
    """Check a game's yes-or-no option.

    Raises:
        ValueError: it is neither True nor False.
    """
    if not isinstance(value, bool | np.bool_) and not (isinstance(value, int) and value in (0, 1)):
        raise ValueError(f"{name} must be True or False; got {quote(value)}")
    return bool(value)


def choice(name: str, value: Any, words: Sequence[str]) -> int:
    """Check a game's option that is one of several words, and give the number of the word.

    Raises:
        ValueError: it is none of them.
    """
    if not isinstance(value, str) or value not in words:
        *first, last = (f'"{word}"' for word in words)
        raise ValueError(f"{name} must be {', '.join(first)} or {last}; got {quote(value)}")
    return words.index(value)
