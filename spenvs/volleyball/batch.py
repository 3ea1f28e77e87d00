"""Thousands of worlds of one game of drones as arrays."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from spenvs.core.batch import autoreset, marks
from spenvs.core.engine import is_list, seed_numbers
from spenvs.core.game import option
from spenvs.core.position import chance_stream
from spenvs.volleyball import loop
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.rules import Faces
from spenvs.volleyball.worlds import worlds

WORLDS_PER_THREAD = 256
"""Fewer are not worth another thread."""


class DroneBatch:
    """Many worlds at once, in each of which all drones act at every step.

    The arrays belong to the batch and are filled in place: `reset` and `step` give the same ones each time. Copy what
    you keep. Each world has a stream of chance of its own. The same seed and actions give the same bytes, whatever
    `threads` is.

    Attributes:
        num_envs: N, the number of worlds.
        game: the game.
        worlds: the state (`spenvs.volleyball.worlds.Worlds`).
        observation: float32 [N, D, view].
        reward: float32 [N, D].
        terminated: bool [N], whether the episode ended by the rules.
        truncated: bool [N], whether it was cut off.
        final: float32 [N, D, view], what was seen at the end of the last episode of each world.
        score: float32 [N, measures], what `game.measures` says of the last episode of each world.
    """

    def __init__(
        self,
        game: DroneGame,
        num_envs: int,
        seed: int | Sequence[int | None] | None = 0,
        *,
        autoreset_mode: AutoresetMode | str = AutoresetMode.SAME_STEP,
        threads: int = 1,
    ):
        """Make the batch; `reset` begins the episodes.

        Args:
            game: the game, with its options.
            num_envs: the number of worlds, from 1.
            seed: as for `reset`; None for a fresh one.
            autoreset_mode: SAME_STEP begins the next episode at once, DISABLED waits for `reset(which=...)`.
            threads: how many work on it.

        Raises:
            ValueError: an argument is out of range.
        """
        self.autoreset_mode = autoreset(autoreset_mode)
        self.game, self.num_envs = game, option("num_envs", num_envs, 1, 2**31 - 1)
        self.threads = max(1, min(option("threads", threads, 1, 1024), num_envs // WORLDS_PER_THREAD))
        self.worlds = worlds(num_envs, game.drones)
        self._faces = _faces(game, num_envs)
        self.observation, self.final = self._faces.observation, self._faces.final
        self.reward, self.score = self._faces.reward, self._faces.score
        self.terminated, self.truncated = self._faces.terminated, self._faces.truncated
        self._model, self._rules = game.model, game.numbers
        self._all = np.ones(num_envs, np.bool_)
        self._starts, self._steps = (loop.compiled(each, game.module) for each in (loop.starts, loop.steps))
        self._pool = ThreadPoolExecutor(self.threads) if self.threads > 1 else None
        self._cuts = np.linspace(0, num_envs, self.threads + 1).astype(int).tolist()
        self._seed(seed, self._all)

    def _seed(self, seed: int | Sequence[int | None] | None, which: NDArray[np.bool_]) -> None:
        tape = self.worlds.tape
        if not is_list(seed):
            tape[which, 0] = chance_stream(seed, self.num_envs)[which]  # type: ignore[arg-type]
            return
        for i, number in enumerate(seed_numbers(seed, self.num_envs)):
            if which[i] and number is not None:
                tape[i, 0] = chance_stream(number, 1)[0]

    def reset(
        self, seed: int | Sequence[int | None] | None = None, which: NDArray[np.bool_] | None = None
    ) -> NDArray[np.float32]:
        """Begin episodes.

        Args:
            seed: seeds the streams of chance: one integer for all worlds, or a list with one for each; None goes on.
            which: bool [N], the worlds to begin; None for all.

        Raises:
            ValueError: the seed is no integer from 0 on, or `which` is no such array.
        """
        marked = self._all if which is None else marks(which, self.num_envs, "which")
        if seed is not None:
            self._seed(seed, marked)
        self.terminated[marked], self.truncated[marked], self.reward[marked] = False, False, 0.0
        self._starts(self.worlds, self._model, self._rules, self._faces, marked, 0, self.num_envs)
        return self.observation

    def step(
        self, actions: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Take a step in every world.

        Args:
            actions: float [N, D, 4] from -1 to 1; what is beyond is clipped, what is no number is a drone's fault.

        Raises:
            ValueError: the actions have another shape.
        """
        if np.shape(actions) != self._faces.action.shape:
            raise ValueError(f"actions must be of shape {self._faces.action.shape}; got {np.shape(actions)}")
        self._faces.action[...] = actions
        again = self.autoreset_mode == AutoresetMode.SAME_STEP
        if self._pool:
            work = [
                self._pool.submit(self._steps, self.worlds, self._model, self._rules, self._faces, again, a, b)
                for a, b in zip(self._cuts, self._cuts[1:], strict=False)
            ]
            for each in work:
                each.result()
        else:
            self._steps(self.worlds, self._model, self._rules, self._faces, again, 0, self.num_envs)
        return self.observation, self.reward, self.terminated, self.truncated, {}


def _faces(game: DroneGame, n: int) -> Faces:
    def zeros(*shape: int, dtype: Any = np.float32) -> NDArray[Any]:
        return np.zeros((n, *shape), dtype)

    d, view, measures = game.drones, game.view, len(game.measures)
    return Faces(
        action=zeros(d, 4),
        observation=zeros(d, view),
        final=zeros(d, view),
        reward=zeros(d),
        terminated=zeros(dtype=np.bool_),
        truncated=zeros(dtype=np.bool_),
        measure=zeros(measures),
        score=zeros(measures),
    )
