"""One world of a game of drones as a play whose seats are teams: where it stands, and what was done last."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core.kernels import uniform
from spenvs.core.moves import IllegalMove, quote
from spenvs.core.rules import OVER
from spenvs.volleyball.actions import taken
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.game import DroneGame

DECIMALS = 4
"""Actions are rounded to so many, so that a record holds exactly what was played, and no more digits than matter."""

Floats = NDArray[np.float32]


class Flight:
    """Where one play of a game of drones stands. Each team chooses in turn; when the last one has, a step is taken.

    Attributes:
        game: the game.
        batch: the world, a batch of one.
        mover: the team that is to choose, or OVER (-2).
        chosen: float32 [1, drones, 4], what the teams chose so far in this step, and for the others in the last one.
        path: what was played last, as lists of numbers, in a list of its own.
    """

    def __init__(self, game: DroneGame, seed: int | None = None):
        """Begin a play; `seed` as in `numpy.random.SeedSequence`."""
        self.game = game
        self.batch: Any = self._batch([seed] if seed is not None else None)
        self.chosen: NDArray[Any] = self._choices()
        self.seed(seed)
        self.begin()

    def _batch(self, seed: list[int] | None) -> Any:
        """Make the world."""
        return DroneBatch(self.game, 1, seed, autoreset_mode="Disabled")

    def _choices(self) -> NDArray[Any]:
        """Make what teams choose, [1, rows, numbers of a row], all zero."""
        return np.zeros((1, self.game.drones, 4), np.float32)

    def seed(self, seed: int | None) -> None:
        """Set the stream that chance draws from, at the next `begin`.

        Raises:
            ValueError: the seed is no integer from 0 on.
        """
        self._seed = seed

    def begin(self) -> None:
        """Begin anew, drawing on from the same stream."""
        self.batch.reset(None if self._seed is None else [self._seed])
        self._seed = None
        self.mover = 0
        self.path: list[Any] = []
        self.chosen[:] = 0

    def own(self, team: int) -> slice:
        """Say which of the drones are a team's."""
        each = self.game.drones // self.game.teams
        return slice(team * each, (team + 1) * each)

    def rows(self, team: int) -> Any:
        """Say which rows of what is chosen, and of what is observed, are a team's."""
        return self.own(team)

    def play(self, action: Any) -> None:
        """Take what a team chooses for its drones: numbers [drones of a team, 4].

        Raises:
            IllegalMove: it has another shape; nothing has changed.
        """
        if self.mover == OVER:
            raise IllegalMove("the game is over: begin a new one")
        own = self._taken(action)
        self.chosen[0, self.rows(self.mover)] = own
        self.path = [_told(own)]
        self.mover += 1
        if self.mover == self.game.teams:
            self._step()
            self.mover = OVER if self.over else 0

    def _taken(self, action: Any) -> NDArray[Any]:
        """Give an action of the team that is to choose as it is played, and recorded."""
        shape = self.chosen[0, self.rows(self.mover)].shape
        try:
            given = taken(action, shape, "an action")
        except ValueError as error:
            raise IllegalMove(str(error), "unparsed") from None
        return np.clip(given, -1, 1).round(DECIMALS)

    def _step(self) -> None:
        """Take a step: all teams have chosen."""
        self.batch.step(self.chosen)

    def random_action(self) -> NDArray[Any]:
        """Draw an action of the team that is to choose from the world's own stream, each number from -1 to 1."""
        shape, stream = self.chosen[0, self.rows(self.mover)].shape, self.batch.worlds.tape[0]
        return np.array([2 * uniform(stream) - 1 for _ in range(np.prod(shape))], np.float32).reshape(shape)

    @property
    def over(self) -> bool:
        """Whether the episode has ended, or was cut off."""
        return bool(self.batch.terminated[0] or self.batch.truncated[0])

    def returns(self) -> list[float]:
        """Give each team's return; zeros while the play goes on.

        In a game of two teams it is the result, 1, 0 or -1; else the measure that papers report, or its negative where
        less is better.
        """
        if self.mover != OVER:
            return [0.0] * self.game.teams
        if self.game.teams == 1:
            measured = float(self.batch.score[0, 0])
            return [-measured if self.game.worst else measured]
        result = float(self.batch.score[0, self.game.measures.index("result")])
        return [result, -result]

    def see(self, team: int) -> Floats:
        """Give what the drones of a team observe, float32 [drones of a team, view], as a fresh array."""
        return self.batch.observation[0, self.rows(team)].copy()

    def copy(self) -> "Flight":
        """Give an independent play in the same state, the stream of chance included."""
        twin = type(self)(self.game, 0)
        twin.batch.restore(self.batch.snapshot())
        twin.chosen[:] = self.chosen
        twin.mover, twin.path = self.mover, self.path.copy()
        return twin

    def snapshot(self) -> dict[str, Any]:
        """Give the state as a JSON object that `restore` takes."""
        world = {name: array[0].tolist() for name, array in self.batch.snapshot().items()}
        return {"mover": self.mover, "path": self.path.copy(), "chosen": self.chosen[0].tolist(), "world": world}

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Go to a state given by `snapshot`.

        Raises:
            ValueError: it does not fit the game; nothing has changed.
        """
        world, path = snapshot.get("world"), snapshot.get("path")
        mover, row = snapshot.get("mover", OVER), self.chosen[0, self.rows(0)]
        if not isinstance(world, dict) or not isinstance(path, list) or mover not in (OVER, *range(self.game.teams)):
            raise ValueError(f"the snapshot does not fit {self.game.module}: got {quote(snapshot, 200)}")
        try:
            arrays = {name: np.array([world.get(name)], old.dtype) for name, old in self.batch.snapshot().items()}
            chosen = np.array([snapshot.get("chosen")], row.dtype).reshape(self.chosen.shape)
            path = _told(np.array(path, float if row.dtype.kind == "f" else int).reshape(len(path), *row.shape))
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"the snapshot does not fit {self.game.module}: it holds what is no number") from None
        self.batch.restore(arrays)
        self.chosen[:] = chosen
        self.mover, self.path = mover, path

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.game, self.snapshot())


def _restored(kind: type[Flight], game: DroneGame, snapshot: dict[str, Any]) -> Flight:
    flight = kind(game, 0)
    flight.restore(snapshot)
    return flight


def _told(actions: NDArray[Any]) -> list[Any]:
    """Give actions as lists for JSON, with None for NaN."""
    if actions.dtype.kind == "i":
        return actions.tolist()
    return np.where(np.isnan(actions), None, np.round(actions.astype(float), DECIMALS)).tolist()  # type: ignore[call-overload]
