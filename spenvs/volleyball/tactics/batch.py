"""Many worlds of the game of tactics as arrays."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from spenvs.core.batch import autoreset, marks
from spenvs.core.compiling import entry
from spenvs.core.moves import quote
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.players import loop, volley3v3
from spenvs.volleyball.rally.state import RESULT
from spenvs.volleyball.tactics.desk import BEGIN, ORDERS, WATCH, attends_at, desk
from spenvs.volleyball.tactics.game import TacticsGame
from spenvs.volleyball.tactics.learned import Learned
from spenvs.volleyball.tactics.orders import CHOICES, ROLES

COUNTS = tuple(map(len, CHOICES))


class TacticsBatch:
    """Many worlds at once, in each of which two teams choose what their drones shall do until they choose again.

    They choose again when a drone has touched the ball, when the ball has crossed the net, when a rally or the episode
    is over, and after 1 s. Drones carry their orders out meanwhile, 50 times a second (`players.skills`, or what was
    learned in their place).

    The arrays belong to the batch and are filled in place. Streams of chance and `autoreset_mode` are as in
    `spenvs.volleyball.batch.DroneBatch`: the same seed and actions give the same bytes, whatever `threads` is.

    Attributes:
        num_envs: N, the number of worlds.
        game: the game.
        flown: the worlds, in which each drone acts for itself; where teams are to choose they are marked as cut off.
        observation: float32 [N, 2, 100], see `spenvs.volleyball.tactics.view`.
        reward: float32 [N, 2]: at the end 1 for the team that has won, -1 for the other; else 0.
        terminated: bool [N], whether the episode ended by the rules.
        truncated: bool [N], whether it was cut off.
        fresh: bool [N], whether an episode begins with what is observed.
        final: float32 [N, 2, 100], what was seen at the end of the last episode.
        score: float32 [N, measures] of the last episode that is over, as `game.measures` names them.
        info: what `step` gives last.
        worlds: the state of the worlds.
    """

    def __init__(
        self,
        game: TacticsGame,
        num_envs: int,
        seed: int | Sequence[int | None] | None = 0,
        *,
        autoreset_mode: AutoresetMode | str = AutoresetMode.SAME_STEP,
        threads: int = 1,
    ):
        """Make the batch; `reset` begins the episodes. Arguments and errors are those of `DroneBatch`."""
        self.autoreset_mode = autoreset(autoreset_mode)
        self.flown = DroneBatch(
            game, num_envs, seed, autoreset_mode=AutoresetMode.DISABLED, threads=1 if game.skills else threads
        )
        self.game, self.num_envs = game, self.flown.num_envs
        self._desk = desk(self.num_envs)
        self.observation, self.fresh = self._desk.seen, self._desk.fresh
        self.terminated, self.truncated = self._desk.terminated, self._desk.truncated
        self.reward = np.zeros((self.num_envs, 2), np.float32)
        self.final = np.zeros_like(self.observation)
        self.worlds, self.score = self.flown.worlds, self.flown.score
        self._places = np.array([array.ctypes.data for array in self._desk], np.int64)
        self._told = (self.flown.address, self._places.ctypes.data)
        self._attends = entry(attends_at, 1, 1, 1, 1, 1)
        self._decides = np.zeros(self.num_envs, np.bool_)
        self._flies = (self.flown.observation, self._decides, self._desk.memory, self.flown.action, self._desk.flies)
        self._plays = entry(loop.compiled(loop.plays, volley3v3.__name__), *self._flies, 1, 1)
        self._learned = Learned(game.skills)
        self.info = {
            "final_obs": self.final,
            "score": self.score,
            "event": self._desk.event,
            "steps": self._desk.steps,
            "hits": self._desk.hits,
        }
        self._begun = False

    def reset(
        self, seed: int | Sequence[int | None] | None = None, which: NDArray[np.bool_] | None = None
    ) -> NDArray[np.float32]:
        """Begin episodes; arguments and errors are those of `DroneBatch.reset`.

        Returns:
            The observation, float32 [N, 2, 100].
        """
        self._renew(seed, which)
        self.reward[self.fresh], self._desk.hits[self.fresh] = 0, 0
        self._desk.steps[self.fresh], self._desk.event[self.fresh] = 0, 0
        return self.observation

    def _renew(self, seed: int | Sequence[int | None] | None, which: NDArray[np.bool_] | None) -> None:
        self.fresh[:] = True if which is None else marks(which, self.num_envs, "which")
        self.flown.reset(seed, which)
        self._attends(*self._told, BEGIN, 0, self.num_envs)
        self._begun = True

    def step(
        self, actions: NDArray[np.int64], each: Callable[[], None] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Let teams choose, and fly until they are to choose again.

        Args:
            actions: integers [N, 2, 3]: for FirstPass from 0 to 5, for SecPass from 0 to 2, for Att from 0 to 3.
            each: called after each step of 0.02 s, for who watches; in a batch of at most 256 worlds.

        Returns:
            observation, reward, terminated, truncated, and info: "final_obs" and "score" as in `DroneBatch.step`;
            "event" int32 [N], what happened just now (the bits of `rally.state.EVENTS`), "steps" int32 [N], how many
            steps of 0.02 s it took (with HCSP's rules of 0.01 s), and "hits" int32 [N, 2], touches of each team by
            drones that were told to hit.

        Raises:
            ValueError: the actions have another shape, are no integers, or out of range; a learned skill does not
                answer as it should.
            RuntimeError: `reset` was never called.
        """
        if not self._begun:
            raise RuntimeError("no episodes are going on: call reset() first")
        self._desk.choice[...] = within(integers(actions, (self.num_envs, 2, 3)))
        over = self._begin()
        self.flown.spread(lambda first, last: self._fly(first, last, each))
        self._end(~over & (self.terminated | self.truncated))
        return self.observation, self.reward, self.terminated, self.truncated, self.info

    def _begin(self) -> NDArray[np.bool_]:
        """Get worlds ready for a step; say in which of them none is taken, since their episodes are over."""
        over = self.terminated | self.truncated
        self.fresh[:] = False
        if self.autoreset_mode is AutoresetMode.SAME_STEP:
            over[:] = self.terminated[:] = self.truncated[:] = False
        elif self.autoreset_mode is AutoresetMode.NEXT_STEP and over.any():
            self._renew(None, over)
        desk = self._desk
        self.reward[:], desk.steps[:], desk.event[:], desk.hits[:] = 0, 0, 0, 0
        desk.going[:], self.flown.truncated[:] = ~over, True
        return over

    def _fly(self, first: int, last: int, each: Callable[[], None] | None) -> None:
        self._attends(*self._told, ORDERS, first, last)
        going = True
        while going:
            self._plays(*self._flies, first, last)
            if self.game.skills:
                self._learned.act(self.flown, self._desk, first, last)
            self.flown.fly(first, last)
            going = self._attends(*self._told, WATCH, first, last) > 0
            if each is not None:
                each()

    def _end(self, over: NDArray[np.bool_]) -> None:
        """Pay for the episodes that are over, and begin the next ones where that is to be done at once."""
        if not over.any():
            return
        self.reward[over, 0] = self.score[over, RESULT]
        self.reward[over, 1] = -self.reward[over, 0]
        self.final[over] = self.observation[over]
        if self.autoreset_mode is AutoresetMode.SAME_STEP:
            ended = self.terminated.copy(), self.truncated.copy()
            self._renew(None, over)
            self.terminated[:], self.truncated[:] = ended

    def snapshot(self) -> dict[str, NDArray[Any]]:
        """Give copies of all that changes, streams of chance included, for `restore`."""
        own = {f"desk_{name}": array.copy() for name, array in self._desk._asdict().items()}
        return {**self.flown.snapshot(), **own}

    def restore(self, snapshot: dict[str, NDArray[Any]]) -> None:
        """Go back to what `snapshot` gave.

        Raises:
            ValueError: it is of a batch of another shape.
        """
        for name, array in self._desk._asdict().items():
            given = np.shape(snapshot.get(f"desk_{name}", ()))
            if given != array.shape:
                wanted, got = list(array.shape), list(given)
                raise ValueError(f"the snapshot does not fit: its 'desk_{name}' must have shape {wanted}; got {got}")
        self.flown.restore(snapshot)
        for name, array in self._desk._asdict().items():
            array[...] = snapshot[f"desk_{name}"]
        self._begun = True


def integers(actions: Any, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Give what may be choices as integers.

    Raises:
        ValueError: they have another shape, or are no integers.
    """
    try:
        given = np.asarray(actions)
    except ValueError:  # lists of different lengths
        given = np.asarray(None)
    if given.shape != shape or given.dtype.kind not in "iuf" or (given != np.floor(given)).any():
        large = isinstance(actions, np.ndarray) and given.shape != shape
        got = f"shape {list(given.shape)}" if large else quote(actions)
        raise ValueError(f"actions must be an array of integers of shape {list(shape)}; got {got}")
    return np.clip(given, -1e9, 1e9).astype(np.int64)


def within(choices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give choices that there are.

    Raises:
        ValueError: one is out of range.
    """
    wrong = ((choices < 0) | (choices >= COUNTS)).any(-1)
    if wrong.any():
        ranges = ", ".join(f"0 to {count - 1} for {role}" for count, role in zip(COUNTS, ROLES, strict=True))
        raise ValueError(f"choices must be {ranges}; got {choices[wrong][0].tolist()}")
    return choices
