"""Many plays of one finite game at once, as arrays that compiled loops fill in place."""

import functools
import itertools
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numba import carray, njit
from numpy.typing import NDArray

from spenvs.core.compiling import pointer, specialise, template
from spenvs.core.game import FiniteGame, option
from spenvs.core.kernels import advance, begin, look, pick_legal, settle, uniform
from spenvs.core.position import chance_stream, seed_number
from spenvs.core.rules import ILLEGAL, OVER

GAMES_PER_THREAD = 4096


@njit(cache=True)
def row(a, i):
    """Give a row of a C-contiguous matrix; numba's own view costs as much as the step of a small game."""
    return carray(pointer(a.ctypes.data + i * a.strides[0], a.dtype), a.shape[1])


@template
def begin_games(low, high, which, scratch, first, s_, tape_, seat_, mask_, x_, over_):
    """Begin the marked games."""
    r = np.empty(scratch)
    for i in range(low, high):
        if which[i]:
            s, tape, mask = row(s_, i), row(tape_, i), row(mask_, i)
            seat = begin(s, first, tape, mask, r)
            look(s, max(seat, 0), row(x_, i))
            seat_[i] = seat
            over_[i] = False


@template
def play_games(
    low, high, which, scratch, actions, stakes, s_, tape_, seat_, mask_, x_, over_, reward_, illegal_, final_
):
    """Play one action in each of the marked games, and what chance does next."""
    r = np.empty(scratch)
    seats = reward_.shape[1]
    for i in range(low, high):
        if not which[i]:
            continue
        s, tape, mask, reward, seat = row(s_, i), row(tape_, i), row(mask_, i), row(reward_, i), seat_[i]
        mover = advance(s, tape, mask, r, actions[i]) if seat >= 0 else settle(s, tape, mask, r)
        illegal_[i] = mover == ILLEGAL
        if mover >= 0:
            for k in range(seats):
                reward[k] = 0.0
            look(s, mover, row(x_, i))
            seat_[i] = mover
        else:
            for k in range(seats):
                reward[k] = stakes[seat, k] if mover == ILLEGAL else r[k]
                look(s, k, row(final_, i * seats + k))
            over_[i] = True
            seat_[i] = OVER


@template
def draw_actions(low, high, which, mask_, dice_, actions):
    """Draw a legal action in each of the marked games, each as likely as the others."""
    for i in range(low, high):
        if which[i]:
            actions[i] = pick_legal(row(mask_, i), row(dice_, i))


@template
def draw_seats(which, seats, dice_, drawn):
    """Draw a seat in each of the marked games."""
    for i in range(which.size):
        if which[i]:
            drawn[i] = int(uniform(row(dice_, i)) * seats)


class Games:
    """N plays of one game: begun, played on and looked at together, where they are marked (bool [N]).

    Chance has a stream in each game, and so has whatever else is drawn at random. All arrays are filled in place.

    Attributes:
        s: int16 [N, cells], the state vectors.
        seat: int8 [N], the seat to move; OVER (-2) where the game is over.
        mask: int8 [N, actions], the legal moves of the seat to move. After an illegal action, what had been legal.
        observation: int8 [N, view], what the seat to move has seen; where the game is over, what it last was.
        over: bool [N]. A game that is over as soon as it is dealt counts as over once it has been played on.
        reward: float64 [N, seats], of the last play; zeros unless that ended the game.
        illegal: bool [N], whether the last action was illegal: the seat has forfeited the game.
        final: int8 [N, seats, view], what each seat had seen when the last game ended.
        actions: int64 [N], as drawn last.
    """

    def __init__(self, game: FiniteGame, number: int, threads: int | None = None):
        """Make room; `threads` defaults to the cores there are, as far as each would have thousands of games."""
        self.game, self.number = game, option("num_envs", number, 1, 2**31 - 1)
        enough = max(1, min(_cores(), number // GAMES_PER_THREAD))
        self.threads = enough if threads is None else option("threads", threads, 1, 1024)
        seats = game.seats
        self.s = np.zeros((number, game.cells), np.int16)
        self._tape = np.zeros((number, 2), np.int64)
        self._dice = np.zeros((number, 1), np.int64)
        self.seat = np.full(number, OVER, np.int8)
        self.mask = np.zeros((number, len(game.actions)), np.int8)
        self.observation = np.zeros((number, game.view), np.int8)
        self.over = np.ones(number, np.bool_)
        self.reward = np.zeros((number, seats))
        self.illegal = np.zeros(number, np.bool_)
        self.final = np.zeros((number, seats, game.view), np.int8)
        self.actions = np.zeros(number, np.int64)
        self._stakes = np.array([game.forfeit(seat) for seat in range(seats)])

    def seed(self, seed: int | Sequence[int | None] | None, which: NDArray[np.bool_]) -> None:
        """Seed the streams of the marked games.

        Args:
            seed: one for all; or a list with one for each game, which then draws what a `FiniteEnv` or a `SoloEnv`
                reset with it draws, None leaving a stream as it is. None seeds afresh.
            which: bool [N].

        Raises:
            ValueError: a seed is no integer from 0 on, or the list has another length.
        """
        if not is_list(seed):
            words = chance_stream(seed, 2 * self.number).reshape(2, self.number)  # type: ignore[arg-type]
            self._tape[which, 0], self._dice[which, 0] = words[:, which]
            return
        for i, number in enumerate(seed_numbers(seed, self.number)):
            if which[i] and number is not None:
                self._tape[i, 0], self._dice[i, 0] = chance_stream(number, 2)

    def begin(self, which: NDArray[np.bool_]) -> None:
        """Begin the marked games anew."""
        kernel = specialise(begin_games, self.game.module, nogil=True)
        self._spread(kernel, which, self.game.scratch, self.game.first, *self._position)

    def play(self, actions: NDArray[np.int64], which: NDArray[np.bool_]) -> None:
        """Play an action (int64 [N], of any value) in each of the marked games, of which none may be over."""
        kernel = specialise(play_games, self.game.module, nogil=True)
        result = self.reward, self.illegal, self.final.reshape(-1, self.game.view)
        self._spread(kernel, which, self.game.scratch, actions, self._stakes, *self._position, *result)

    @property
    def _position(self) -> tuple[NDArray[Any], ...]:
        return self.s, self._tape, self.seat, self.mask, self.observation, self.over

    def draw(self, which: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Draw a legal action for each of the marked games, -1 where there is none."""
        kernel = specialise(draw_actions, self.game.module, nogil=True)
        self._spread(kernel, which, self.mask, self._dice, self.actions)
        return self.actions

    def draw_seats(self, which: NDArray[np.bool_], drawn: NDArray[np.int8]) -> None:
        """Draw a seat in each of the marked games."""
        specialise(draw_seats, self.game.module, nogil=True)(which, self.game.seats, self._dice, drawn)

    def snapshot(self) -> dict[str, NDArray[Any]]:
        """Give copies of all arrays."""
        return {name: value.copy() for name, value in vars(self).items() if isinstance(value, np.ndarray)}

    def restore(self, snapshot: dict[str, NDArray[Any]]) -> None:
        """Go back to what `snapshot` gave.

        Raises:
            ValueError: it is of games of another shape.
        """
        mine = self.snapshot()
        if snapshot.keys() != mine.keys() or any(snapshot[name].shape != mine[name].shape for name in mine):
            raise ValueError(f"a snapshot of {self.number} games of {self.game.module} with these options was expected")
        for name, value in snapshot.items():
            getattr(self, name)[...] = value

    def _spread(self, kernel: Callable[..., None], *arguments: Any) -> None:
        """Run a kernel over all games, in slices; what comes out does not depend on their number."""
        bounds = [self.number * k // self.threads for k in range(self.threads + 1)]
        slices = list(itertools.pairwise(bounds))
        pool = _pool(os.getpid(), self.threads - 1) if self.threads > 1 else None
        others = [pool.submit(kernel, low, high, *arguments) for low, high in slices[1:]] if pool else []
        kernel(*slices[0], *arguments)
        for other in others:
            other.result()


def actions_of(actions: Any, number: int) -> NDArray[np.int64]:
    """Take an action for each of some games from any array of integers.

    Raises:
        ValueError: it is none, or not of shape [number].
    """
    try:
        array = np.asarray(actions)
    except ValueError:
        array = np.asarray(None)
    if array.shape != (number,) or array.dtype.kind not in "iu":
        got = f"{array.dtype} of shape {list(array.shape)}"
        raise ValueError(f"actions are an array of integers of shape [{number}], one a game; got {got}")
    return np.ascontiguousarray(array, np.int64)


def is_list(seed: Any) -> bool:
    """Tell a list of seeds from a single one."""
    return isinstance(seed, Sequence | np.ndarray) and not isinstance(seed, str)


def seed_numbers(seeds: Any, number: int) -> list[int | None]:
    """Check a list of seeds, one for each of some games.

    Raises:
        ValueError: one is no integer from 0 on, or the list has another length.
    """
    if len(seeds) != number:
        raise ValueError(f"a list of seeds holds one for each of the {number} games; got {len(seeds)}")
    return [seed_number(seed) for seed in seeds]


@functools.cache
def _pool(process: int, threads: int) -> ThreadPoolExecutor:
    """Give the threads of one process: a fork needs its own."""
    return ThreadPoolExecutor(threads, thread_name_prefix="spenvs")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
