"""Finite games: the facts of one game, and where one play of it stands."""

import functools
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core import kernels
from spenvs.core.moves import IllegalMove, listing, plain, quote
from spenvs.core.rules import ILLEGAL, OVER

REMEMBERED_MASKS = 10_000
PATIENCE = 1_000_000
WORLDS = 8


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
            names = [name for name, legal in zip(self.actions, mask, strict=True) if legal]
            known = names, ", ".join(names)
            if len(self._named) < REMEMBERED_MASKS:
                self._named[mask] = known
        return known

    def marked(self, mask: bytes) -> tuple[int, ...]:
        """Give the actions that a mask marks."""
        actions = tuple(action for action, legal in enumerate(mask) if legal)
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
        begin = kernels.specialise(kernels.begin_block, self.module)
        advance = kernels.specialise(kernels.advance_block, self.module)
        return kernels.entry(begin, 0, 0), kernels.entry(advance, 0, 0)

    @functools.cached_property
    def seen(self) -> Any:
        """The compiled `see` of the rules: (state vector, seat, int8 [view] zeroed)."""
        return kernels.entry(self.rules.see, self.first, 0, np.zeros(1, np.int8))

    def forfeit(self, seat: int) -> list[float]:
        """Give the returns when a seat forfeits: it loses the stake, which the others share in a zero-sum game."""
        share = self.stake / (self.seats - 1) if self.zero_sum and self.seats > 1 else 0.0
        return [-self.stake if i == seat else share for i in range(self.seats)]

    def complaint(self, action: int, legal: Sequence[int]) -> str:
        """Say in one sentence why an action cannot be played where these are legal."""
        names = self.actions
        if not 0 <= action < len(names):
            return f"there is no action {quote(action)}: actions are numbered from 0 to {len(names) - 1}"
        return f"{quote(names[action])} is not legal now; legal moves: {listing([names[a] for a in legal])}"

    def __reduce__(self) -> tuple[Any, ...]:
        return FiniteGame, tuple(getattr(self, name) for name in self.__dataclass_fields__)


class Position:
    """Where one play of a game stands: the Python face of the compiled rules.

    Chance plays itself, out of the position's own stream of numbers: `mover` is the seat to move, or OVER.

    Attributes:
        s: int16 [cells], the state vector.
        mask: int8 [actions], 1 for each legal action of the mover; zeros once the game is over.
        path: the seats' actions so far.
        mover: the seat to move, or OVER (-2).
    """

    __slots__ = (
        "_address", "_advance", "_begin", "_bits", "_block", "_first", "_known", "_tape", "_work",
        "game", "mask", "mover", "path", "s",
    )  # fmt: skip

    def __init__(self, game: FiniteGame, seed: int | None = None):
        """Begin a game; `seed` as in `numpy.random.SeedSequence`."""
        self.game, self._first, self._known = game, game.first.ctypes.data, game.known
        self._begin, self._advance = game.moves
        self._hold(kernels.pack(game.cells, 2 + game.draws, len(game.actions), game.scratch))
        self.mover = OVER
        self.path: list[int] = []
        self.seed(seed)
        self.begin()

    def _hold(self, block: NDArray[np.int64]) -> None:
        self._block, self._address = block, block.ctypes.data
        self.s, self._tape, self.mask, self._work = kernels.views(block)
        self._bits = memoryview(self.mask).tobytes

    def seed(self, seed: int | None) -> None:
        """Set the stream that chance draws from.

        Raises:
            ValueError: the seed is no integer from 0 on.
        """
        self._tape[0] = chance_stream(seed)

    def begin(self) -> None:
        """Begin a new game, drawing on from the same stream."""
        self.mover = self._begin(self._address, self._first)
        self.path = []

    def play(self, action: int) -> None:
        """Play an action of the seat to move, and chance after it.

        Raises:
            IllegalMove: the action is not legal; nothing has changed.
        """
        mover = self._advance(self._address, action)
        if mover == ILLEGAL:
            if self.mover == OVER:
                raise IllegalMove("the game is over: begin a new one")
            raise IllegalMove(self.game.complaint(action, self.legal()))
        self.mover = mover
        self.path.append(action)

    def legal(self) -> tuple[int, ...]:
        """Give the legal actions of the seat to move, in order; none once the game is over."""
        bits = self._bits()
        return self._known.get(bits) or self.game.marked(bits)

    def random_action(self) -> int:
        """Draw a legal action from the position's own stream, each as likely as the others."""
        return int(kernels.pick_legal(self.mask, self._tape))

    def named(self) -> tuple[list[str], str]:
        """Give the legal actions by name, and the same joined by commas."""
        return self.game.named(self._bits())

    def returns(self) -> list[float]:
        """Give each seat's return; zeros while the game goes on."""
        return self._work[: self.game.seats].tolist() if self.mover == OVER else [0.0] * self.game.seats

    def see(self, seat: int) -> NDArray[np.int8]:
        """Give what a seat has seen so far: its information state, int8 [view]."""
        x = np.zeros(self.game.view, np.int8)
        self.game.seen(self.s, seat, x)
        return x

    def outcomes(self) -> list[int]:
        """Give what chance has drawn so far, in order."""
        return self._tape[2 : 2 + int(self._tape[1])].tolist()

    def copy(self) -> "Position":
        """Give an independent position, chance stream included."""
        twin = object.__new__(Position)
        twin.game, twin.mover, twin._known = self.game, self.mover, self._known
        twin._first, twin._begin, twin._advance = self._first, self._begin, self._advance
        twin._hold(self._block.copy())
        twin.path = self.path.copy()
        return twin

    def imagine(self, seat: int, rng: np.random.Generator) -> "Position":
        """Draw a position that `seat` cannot tell from this one (a determinisation), with a chance stream of its own.

        Whatever the seat did not do itself is drawn anew among what looked the same to it: chance by its
        probabilities, other seats' actions evenly. Several such worlds are drawn step by step, and one of them is taken
        by its weight (sampling importance resampling: Rubin, 1987). It depends on what the seat saw and on nothing
        else. Where nothing is hidden it is this very position.

        Raises:
            RuntimeError: no such position was found, which means that the game's `see` forgets something.
        """
        game, world = self.game, self.copy()
        world._tape[0] = rng.bit_generator.random_raw() >> 1
        if not game.hidden:
            return world
        retrace, lay_out, draw = (
            kernels.specialise(template, game.module)
            for template in (kernels.retrace, kernels.lay_out, kernels.imagine)
        )
        path, outcomes = np.array(self.path, np.int64), self._tape[2 : 2 + int(self._tape[1])]
        trial, line = np.zeros_like(self.s), np.zeros(path.size + outcomes.size, np.int64)
        by_chance = np.zeros(line.size, np.bool_)
        known = retrace(trial, game.first, line, by_chance, path, outcomes)
        worlds, truths = np.zeros((2, line.size + 1 - known, game.cells), np.int16)
        lay_out(truths, game.first, line)
        drawn, mass, dice = line[known:].copy(), np.ones(line.size - known), world._tape[:1].copy()
        x, y = np.zeros((2, game.view), np.int8)
        mask, p = np.zeros_like(self.mask), np.zeros(max(game.outcomes, len(game.actions)))
        total = 0.0
        for _ in range(WORLDS):
            weight = draw(worlds, truths, line[known:], drawn, mass, seat, dice, trial, x, y, mask, p, PATIENCE)
            total += weight
            if kernels.uniform(dice) * total < weight:
                world.s[:], steps = worlds[-1], drawn.copy()
        if total == 0.0:
            raise RuntimeError(f"no position was found that looks to seat {seat} like this one: does `see` forget?")
        line[known:] = steps
        world.path = line[~by_chance].tolist()
        world._tape[2 : 2 + outcomes.size] = line[by_chance]
        world._refresh()
        return world

    def _refresh(self) -> None:
        """Fill mask and returns anew from the state vector."""
        settle = kernels.specialise(kernels.settle, self.game.module)
        self.mover = settle(self.s, self._tape, self.mask, self._work)

    def snapshot(self) -> dict[str, Any]:
        """Give the position as a JSON object that `restore` takes."""
        return {"path": self.path.copy(), "outcomes": self.outcomes(), "stream": int(self._tape[0])}

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Go to a position given by `snapshot`: the whole path is played anew, and checked.

        Raises:
            ValueError: the path is not one of this game.
        """
        path = np.array(snapshot["path"], np.int64)
        outcomes = np.array(snapshot["outcomes"], np.int64)
        self.s[:] = self.game.first
        self._tape[1] = 0
        advance_to = kernels.specialise(kernels.advance_to, self.game.module)
        mover = advance_to(self.s, self._tape, self.mask, self._work, path, outcomes)
        if mover == ILLEGAL:
            self.begin()
            raise ValueError(
                f"the snapshot does not fit {self.game.module}: its path {quote(path.tolist())} is illegal"
            )
        self.mover, self.path = mover, path.tolist()
        self._tape[0] = snapshot.get("stream", self._tape[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.game, self.snapshot())


def _restored(game: FiniteGame, snapshot: dict[str, Any]) -> Position:
    position = Position(game, 0)
    position.restore(snapshot)
    return position


def chance_stream(seed: int | None, streams: int | None = None) -> Any:
    """Give the start of one stream of chance, or of several (int64 [streams]), spread by `numpy.random.SeedSequence`.

    Raises:
        ValueError: the seed is no integer from 0 on.
    """
    words = np.random.SeedSequence(seed_number(seed)).generate_state(streams or 1, np.uint64)
    return words.view(np.int64) if streams is not None else words.view(np.int64)[0]


def seed_number(seed: Any) -> int | None:
    """Check a seed.

    Raises:
        ValueError: the seed is no integer from 0 on.
    """
    if seed is not None and (not isinstance(seed, int | np.integer) or isinstance(seed, bool) or seed < 0):
        raise ValueError(f"a seed is an integer from 0 on, or None for a fresh one; got {quote(seed)}")
    return None if seed is None else int(seed)


def option(name: str, value: Any, low: int, high: int) -> int:
    """Check a game's integer option.

    Raises:
        ValueError: it is no integer, or out of range.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
        raise ValueError(f"{name} must be an integer from {low} to {high}; got {quote(value)}")
    return int(value)


def flag(name: str, value: Any) -> bool:
    """Check a game's yes-or-no option.

    Raises:
        ValueError: it is neither True nor False.
    """
    if not isinstance(value, bool | np.bool_) and not (isinstance(value, int) and value in (0, 1)):
        raise ValueError(f"{name} must be True or False; got {quote(value)}")
    return bool(value)
