"""Where one play of a finite game stands."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core import kernels
from spenvs.core.compiling import specialise
from spenvs.core.game import FiniteGame
from spenvs.core.imagine import imagine
from spenvs.core.moves import IllegalMove, quote
from spenvs.core.rules import ILLEGAL, MOVER, OVER

REMEMBERED_ACTIONS = 32
"""Of more actions than this, the same are seldom legal twice: to find them anew is quicker than to remember them."""


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
        "_address", "_advance", "_begin", "_bits", "_block", "_first", "_known", "_many", "_marks", "_tape", "_work",
        "game", "mask", "mover", "path", "s",
    )  # fmt: skip

    def __init__(self, game: FiniteGame, seed: int | None = None):
        """Begin a game; `seed` as in `numpy.random.SeedSequence`."""
        self.game, self._first, self._known = game, game.first.ctypes.data, game.known
        self._many = len(game.actions) > REMEMBERED_ACTIONS
        self._begin, self._advance = game.moves
        self._hold(kernels.pack(game.cells, 2 + game.draws, len(game.actions), game.scratch))
        self.mover = OVER
        self.path: list[int] = []
        self.seed(seed)
        self.begin()

    def _hold(self, block: NDArray[np.int64]) -> None:
        self._block, self._address = block, block.ctypes.data
        self.s, self._tape, self.mask, self._work = kernels.views(block)
        self._bits, self._marks = memoryview(self.mask).tobytes, self.mask.view(np.bool_).nonzero

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
        if self._many:
            return tuple(self._marks()[0].tolist())
        bits = self._bits()
        return self._known.get(bits) or self.game.marked(bits)

    def mask_of(self, seat: int) -> NDArray[np.int8]:
        """Mark what a seat could choose if it were to move now, int8 [actions]: where seats choose at the same time."""
        s, mask = self.s.copy(), np.zeros_like(self.mask)
        s[MOVER] = seat
        self.game.rules.legal(s, mask)
        return mask

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
        twin.game, twin.mover, twin._known, twin._many = self.game, self.mover, self._known, self._many
        twin._first, twin._begin, twin._advance = self._first, self._begin, self._advance
        twin._hold(self._block.copy())
        twin.path = self.path.copy()
        return twin

    def imagine(self, seat: int, rng: np.random.Generator) -> "Position":
        """Draw a position that `seat` cannot tell from this one: see `spenvs.core.imagine`.

        It has a chance stream of its own. Where nothing is hidden it is this very position.

        Raises:
            RuntimeError: no such position was found, which means that the game's `see` forgets something.
        """
        world = self.copy()
        world._tape[0] = rng.bit_generator.random_raw() >> 1
        if self.game.hidden:
            state, world.path, outcomes = imagine(self, seat, rng)
            world.s[:] = state
            world._tape[2 : 2 + outcomes.size] = outcomes
            settle = specialise(kernels.settle, self.game.module)
            world.mover = settle(world.s, world._tape, world.mask, world._work)
        return world

    def snapshot(self) -> dict[str, Any]:
        """Give the position as a JSON object that `restore` takes."""
        return {"path": self.path.copy(), "outcomes": self.outcomes(), "stream": int(self._tape[0])}

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Go to a position given by `snapshot`: the whole path is played anew, and checked.

        Raises:
            ValueError: the path is not one of this game.
        """
        path, outcomes = (self._integers(name, snapshot.get(name)) for name in ("path", "outcomes"))
        stream = self._integers("stream", [snapshot.get("stream", self._tape[0])])
        self.s[:] = self.game.first
        self._tape[1] = 0
        advance_to = specialise(kernels.advance_to, self.game.module)
        mover = advance_to(self.s, self._tape, self.mask, self._work, path, outcomes)
        drawn = range(self.game.outcomes)
        if mover == ILLEGAL or not all(outcome in drawn for outcome in outcomes.tolist()):
            self.begin()
            raise ValueError(
                f"the snapshot does not fit {self.game.module}: its path {quote(path.tolist())} is illegal, or what "
                f"chance drew is: {quote(outcomes.tolist())}"
            )
        self.mover, self.path = mover, path.tolist()
        self._tape[0] = stream[0]

    def _integers(self, name: str, numbers: Any) -> NDArray[np.int64]:
        """Check what a snapshot has under a name."""
        listed = isinstance(numbers, list | tuple)
        if not listed or not all(isinstance(n, int | np.integer) and abs(int(n)) < 2**63 for n in numbers):
            raise ValueError(
                f"the snapshot does not fit {self.game.module}: its {name} must hold integers; got {quote(numbers)}"
            )
        return np.array(numbers, np.int64)

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
