"""Thousands of games of one finite game as arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from spenvs.core.engine import Games, actions_of
from spenvs.core.game import FiniteGame
from spenvs.core.moves import listing, quote


class BatchEnv:
    """Many games at once; in each, the seat that is to move is asked.

    The arrays belong to the batch and are filled in place: `reset` and `step` give the same ones each time. Copy what
    you keep, and write to none of them. Each game has a stream of chance of its own, and another from which
    `random_actions` draws. The same seed and actions give the same bytes, whatever `threads` is.

    An action that is not legal, whatever number it is, is a forfeit: the game ends, its seat loses the stake and the
    others share it; `info["illegal"]` says where that happened.

    When a game is over, `autoreset_mode` says what becomes of it, as in Gymnasium:

        SAME_STEP   `step` begins the next game at once: observation, mask and seat are that game's, and reward and
                    terminated tell of the one that ended.
        NEXT_STEP   the next `step` begins it, whatever the action; the reward of that step is 0.
        DISABLED    nothing happens to it any more, until `reset(which=...)`.

    In all of them `info["final_obs"]` holds what each seat had seen at the end, where `info["_final_obs"]` is True.

    Attributes:
        num_envs: N, the number of games.
        game: the game.
        seat: int8 [N], the seat to move; -2 where the game is over.
        mask: int8 [N, actions], the legal moves of that seat; ones where the game is over, as any action will do.
        observation: int8 [N, view], the information state of that seat; where the game is over, of the last to move.
        reward: float64 [N, seats]; other than 0 only when a game ends.
        terminated: bool [N], whether the game ended in the last step.
        truncated: bool [N], all False: these games always end by their own rules.
    """

    def __init__(
        self,
        game: FiniteGame,
        num_envs: int,
        seed: int | Sequence[int | None] | None = 0,
        *,
        autoreset_mode: AutoresetMode | str = AutoresetMode.SAME_STEP,
        threads: int | None = None,
    ):
        """Make the batch; `reset` begins the games.

        Args:
            game: the game, with its options.
            num_envs: the number of games, from 1.
            seed: as for `reset`; None for a fresh one.
            autoreset_mode: see above.
            threads: how many work on it; by default the cores that there are, if each has thousands of games.

        Raises:
            ValueError: an argument is out of range.
        """
        self.autoreset_mode = autoreset(autoreset_mode)
        self._games = games = Games(game, num_envs, threads)
        self.game, self.num_envs, self.threads = game, games.number, games.threads
        self.seat, self.mask, self.observation, self.reward = games.seat, games.mask, games.observation, games.reward
        self.terminated, self.truncated = np.zeros(num_envs, np.bool_), np.zeros(num_envs, np.bool_)
        self._all = np.ones(num_envs, np.bool_)
        self._begun = False
        games.seed(seed, self._all)

    def reset(
        self, seed: int | Sequence[int | None] | None = None, which: NDArray[np.bool_] | None = None
    ) -> NDArray[np.int8]:
        """Begin games.

        Args:
            seed: seeds the streams: one integer for all games, or a list with one for each, which then is dealt what
                `spenvs.make(...).reset(seed=...)` deals with it. None goes on with the present streams.
            which: bool [N], the games to begin; None for all.

        Returns:
            The observation, int8 [N, view], of the seats to move.

        Raises:
            ValueError: the seed is no integer from 0 on, or `which` is no such array.
        """
        marked = self._all if which is None else marks(which, self.num_envs, "which")
        if not self._begun and not marked.all():
            raise RuntimeError("the first reset() of a batch begins all of its games: leave `which` out")
        games = self._games
        if seed is not None:
            games.seed(seed, marked)
        games.begin(marked)
        self.reward[marked], games.illegal[marked], self.terminated[marked] = 0.0, False, False
        self._begun = True
        return self.observation

    def step(
        self, actions: Any
    ) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, NDArray[Any]]]:
        """Play one action in each game, and what chance does next.

        Args:
            actions: integers [N].

        Returns:
            observation, reward, terminated, truncated, and info: "illegal" bool [N], "final_obs" int8 [N, seats, view]
            and "_final_obs" bool [N].

        Raises:
            ValueError: the actions are no array of integers of shape [N].
            RuntimeError: `reset` was never called.
        """
        if not self._begun:
            raise RuntimeError("no games are going on: call reset() first")
        games = self._games
        actions = actions_of(actions, self.num_envs)
        if self.autoreset_mode is AutoresetMode.SAME_STEP:
            games.play(actions, self._all)
            self.terminated[:] = games.over
            games.begin(self.terminated)
        else:
            self._play_on(actions)
        info = {"illegal": games.illegal, "final_obs": games.final, "_final_obs": self.terminated}
        return self.observation, self.reward, self.terminated, self.truncated, info

    def _play_on(self, actions: NDArray[np.int64]) -> None:
        """Play where the game goes on; where it was over, begin the next one or leave it."""
        games, idle, seat = self._games, self.terminated.copy(), self.seat.copy()
        games.play(actions, ~idle)
        self.reward[idle], games.illegal[idle] = 0.0, False
        if self.autoreset_mode is AutoresetMode.NEXT_STEP:
            games.begin(idle)
        self.terminated[:] = games.over
        ended = self.terminated & ~idle
        self.observation[ended] = games.final[ended, np.maximum(seat[ended], 0)]
        self.mask[ended] = 1

    def random_actions(self) -> NDArray[np.int64]:
        """Draw a legal action for each game, each as likely as the others: int64 [N], filled in place.

        The draws come from streams apart from those of chance: what is dealt does not depend on them.
        """
        return self._games.draw(self._all)

    def snapshot(self) -> dict[str, NDArray[Any]]:
        """Give copies of all that changes, streams included, for `restore`."""
        return {**self._games.snapshot(), "terminated": self.terminated.copy()}

    def restore(self, snapshot: dict[str, NDArray[Any]]) -> None:
        """Go back to what `snapshot` gave.

        Raises:
            ValueError: it is of a batch of another shape.
        """
        rest = dict(snapshot)
        terminated = rest.pop("terminated", None)
        self._games.restore(rest)
        self.terminated[:] = terminated
        self._begun = True


def autoreset(mode: AutoresetMode | str) -> AutoresetMode:
    """Take one of Gymnasium's modes, or its name.

    Raises:
        ValueError: it is none.
    """
    try:
        return AutoresetMode(mode)
    except ValueError:
        names = listing([quote(mode.value) for mode in AutoresetMode])
        raise ValueError(f"autoreset_mode must be an AutoresetMode or one of {names}; got {quote(mode)}") from None


def marks(which: Any, number: int, name: str) -> NDArray[np.bool_]:
    """Take a mark for each game.

    Raises:
        ValueError: it is no bool array of shape [number].
    """
    if not isinstance(which, np.ndarray) or which.shape != (number,) or which.dtype != np.bool_:
        got = f"{which.dtype} of shape {list(which.shape)}" if isinstance(which, np.ndarray) else quote(which)
        raise ValueError(f"{name} must be an array of bool of shape [{number}]; got {got}")
    return which
