"""Thousands of worlds of one game of drones as arrays."""

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from spenvs.core.batch import autoreset, marks
from spenvs.core.compiling import entry
from spenvs.core.engine import is_list, seed_numbers
from spenvs.core.game import option
from spenvs.core.moves import quote
from spenvs.core.position import chance_stream
from spenvs.volleyball import loop
from spenvs.volleyball.actions import taken
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.rules import Faces
from spenvs.volleyball.table import table
from spenvs.volleyball.worlds import worlds

WORLDS_PER_THREAD = 256
"""Fewer are not worth another thread."""
AT_ONCE = 256
"""Worlds that fly and are told of before the next ones are: what they hold stays in the cache."""
MODES = {
    AutoresetMode.SAME_STEP: loop.SAME_STEP,
    AutoresetMode.NEXT_STEP: loop.NEXT_STEP,
    AutoresetMode.DISABLED: loop.WAIT,
}


class DroneBatch:
    """Many worlds at once, in each of which all drones act at every step.

    The arrays belong to the batch and are filled in place: `reset` and `step` give the same ones each time. Copy what
    you keep, and write to none of them. Each world has a stream of chance of its own. The same seed and actions give
    the same bytes, whatever `threads` is.

    When an episode is over, `autoreset_mode` says what becomes of its world, as in Gymnasium and in
    `spenvs.core.batch.BatchEnv`: SAME_STEP begins the next one at once, so that the observation is already that one's;
    NEXT_STEP begins it in the next step, whatever the action; DISABLED waits for `reset(which=...)`.

    Attributes:
        num_envs: N, the number of worlds.
        game: the game.
        worlds: the state (`spenvs.volleyball.worlds.Worlds`).
        address: of the table of all that a step works on (`spenvs.volleyball.table`).
        action: float32 [N, D, 4], what was done last.
        observation: float32 [N, D, view].
        reward: float32 [N, D].
        terminated: bool [N], whether the episode ended by the rules in the last step.
        truncated: bool [N], whether it was cut off.
        fresh: bool [N], whether an episode begins with what is observed.
        measure: float32 [N, measures], what `game.measures` says of the episode so far.
        score: float32 [N, measures], the same of the last episode of each world that is over.
        final: float32 [N, D, view], what was seen at its end.
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
            autoreset_mode: see above.
            threads: how many work on it, if each has some hundreds of worlds.

        Raises:
            ValueError: an argument is out of range.
        """
        self.autoreset_mode = autoreset(autoreset_mode)
        self.game, self.num_envs = game, option("num_envs", num_envs, 1, 2**31 - 1)
        self.threads = max(1, min(option("threads", threads, 1, 1024), num_envs // WORLDS_PER_THREAD))
        self.worlds = worlds(num_envs, game.drones)
        self._faces = blank(game, num_envs)
        self.observation, self.final = self._faces.observation, self._faces.final
        self.reward, self.measure, self.score = self._faces.reward, self._faces.measure, self._faces.score
        self.terminated, self.truncated = self._faces.terminated, self._faces.truncated
        self.action, self.fresh = self._faces.action, self._faces.fresh
        self._told = (self.worlds, game.model, game.numbers, self._faces)
        self._table, self._numbers = table(*self._told)
        self._mode, self.address = MODES[self.autoreset_mode], self._table.ctypes.data
        self._all = np.ones(num_envs, np.bool_)
        self._flies = entry(loop.flies_at, 1, 1, 1, 1)
        self._tells = entry(loop.compiled(loop.tells_at, game.module), 1, 1, 1, 1)
        self._pool = ThreadPoolExecutor(self.threads - 1) if self.threads > 1 else None
        cuts = np.linspace(0, num_envs, self.threads + 1).astype(int).tolist()
        self._shares = list(itertools.pairwise(cuts))
        self._info = {"final_obs": self.final, "score": self.score}
        self._shape = self.action.shape
        self._begun = False
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

        Returns:
            The observation, float32 [N, D, view].

        Raises:
            ValueError: the seed is no integer from 0 on, or `which` is no such array.
            RuntimeError: the first reset leaves worlds out.
        """
        marked = self._all if which is None else marks(which, self.num_envs, "which")
        if not self._begun and not marked.all():
            raise RuntimeError("the first reset() of a batch begins all of its episodes: leave `which` out")
        if seed is not None:
            self._seed(seed, marked)
        self.terminated[marked], self.truncated[marked], self.reward[marked] = False, False, 0.0
        self._faces.fresh[:] = marked
        self._tells(self.address, loop.BEGIN, 0, self.num_envs)
        self._begun = True
        return self.observation

    def step(
        self, actions: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Take a step in every world.

        Args:
            actions: float [N, D, 4] from -1 to 1; what is beyond is clipped, NaN is that drone's fault.

        Returns:
            observation, reward, terminated, truncated, and info: "final_obs" float32 [N, D, view] and "score" float32
            [N, measures], of the last episode of each world that is over.

        Raises:
            ValueError: the actions are no numbers, or have another shape.
            RuntimeError: `reset` was never called.
        """
        if not self._begun:
            raise RuntimeError("no episodes are going on: call reset() first")
        self.action[...] = taken(actions, self._shape)
        self.spread(self.fly)
        return self.observation, self.reward, self.terminated, self.truncated, self._info

    def spread(self, work: Callable[[int, int], None]) -> None:
        """Have all threads work on all worlds; `work` is given the first of some, and the one behind the last."""
        others = [self._pool.submit(_by_parts, work, a, b) for a, b in self._shares[1:]] if self._pool else ()
        _by_parts(work, *self._shares[0])
        for part in others:
            part.result()

    def fly(self, first: int, last: int) -> None:
        """Take a step as `action` says in the worlds from `first` to before `last` that go on."""
        self._flies(self.address, self._mode, first, last)
        self._tells(self.address, self._mode, first, last)

    def snapshot(self) -> dict[str, NDArray[Any]]:
        """Give copies of all that changes, streams of chance included, for `restore`."""
        return {name: array.copy() for name, array in self._arrays().items()}

    def restore(self, snapshot: dict[str, NDArray[Any]]) -> None:
        """Go back to what `snapshot` gave.

        Raises:
            ValueError: it is of a batch of another shape, or holds what no world of the game does.
        """
        if not isinstance(snapshot, dict):
            raise ValueError(f"a snapshot was expected, as snapshot() gives it; got {quote(snapshot, 200)}")
        arrays = self._arrays()
        for name, array in arrays.items():
            given = np.shape(snapshot.get(name, ()))
            if given != array.shape:
                wanted, got = list(array.shape), list(given)
                raise ValueError(f"the snapshot does not fit: its {quote(name)} must have shape {wanted}; got {got}")
        if not self.game.sound(snapshot["tally"]):
            raise ValueError("the snapshot does not fit: its 'tally' names a drone, a team or a turn that there is not")
        for name, array in arrays.items():
            array[...] = snapshot[name]
        self._begun = True

    def _arrays(self) -> dict[str, NDArray[Any]]:
        return {**self.worlds._asdict(), **self._faces._asdict()}


def _by_parts(work: Callable[[int, int], None], first: int, last: int) -> None:
    for a in range(first, last, AT_ONCE):
        work(a, min(a + AT_ONCE, last))


def blank(game: DroneGame, n: int) -> Faces:
    """Make what goes into N worlds of a game and comes out of them, all zero."""

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
        fresh=zeros(dtype=np.bool_),
        measure=zeros(measures),
        score=zeros(measures),
    )
