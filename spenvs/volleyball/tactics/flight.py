"""One world of the game of tactics as a play whose seats are teams."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core.kernels import uniform
from spenvs.core.moves import IllegalMove, quote
from spenvs.volleyball.flight import Flight
from spenvs.volleyball.tactics.batch import COUNTS, TacticsBatch, integers, within
from spenvs.volleyball.worlds import Worlds


class TacticsFlight(Flight):
    """Where one play stands. Each team chooses in turn; when both have, drones fly until they are to choose again.

    Attributes:
        chosen: int64 [1, 2, 3], what the teams chose so far, and for the others the last time.
        moments: the world after each step since then.
    """

    def _batch(self, seed: list[int] | None) -> TacticsBatch:
        return TacticsBatch(self.game, 1, seed, autoreset_mode="Disabled")  # type: ignore[arg-type]

    def _choices(self) -> NDArray[Any]:
        return np.zeros((1, 2, 3), np.int64)

    def begin(self) -> None:
        """Begin anew, drawing on from the same stream."""
        super().begin()
        self.moments: list[Worlds] = []

    def rows(self, team: int) -> int:
        """Say which row of what is chosen, and of what is observed, is a team's."""
        return team

    def _taken(self, action: Any) -> NDArray[Any]:
        try:
            choice = integers(action, (3,))
        except ValueError as fault:
            raise IllegalMove(str(fault), "unparsed") from None
        try:
            return within(choice)
        except ValueError as fault:
            raise IllegalMove(str(fault)) from None

    def _step(self) -> None:
        self.moments.clear()
        self.batch.step(self.chosen, self._look)

    def _look(self) -> None:
        self.moments.append(Worlds(*(array.copy() for array in self.batch.worlds)))

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Go to a state given by `snapshot`.

        Raises:
            ValueError: it does not fit the game; nothing has changed.
        """
        try:
            within(integers(snapshot.get("chosen"), (2, 3)))
        except ValueError:
            got = quote(snapshot.get("chosen"))
            raise ValueError(f"the snapshot does not fit: what was chosen must be [2, 3] choices; got {got}") from None
        super().restore(snapshot)
        self.moments.clear()

    def random_action(self) -> NDArray[Any]:
        """Draw an action from the world's own stream, each choice as likely as the others."""
        return np.array([int(uniform(self.batch.worlds.tape[0]) * count) for count in COUNTS])
