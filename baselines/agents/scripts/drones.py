"""Scripted drones (`spenvs.volleyball.players`), each of which plays from what it observes and what it wrote down."""

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core.turn import Seat, Turn
from spenvs.registry import list_envs, spec


class Pilot:
    """Flies the drones of a seat in one game; it forgets what it wrote down when a game begins."""

    def __init__(self, env_id: str):
        """Fly in an environment that has a scripted player."""
        self.env_id = env_id
        self._flying: dict[tuple[int, str], Any] = {}

    def begin(self, seat: Seat) -> None:
        """Begin a game."""
        self._flying.pop((seat.game, seat.seat), None)

    def end(self, seat: Seat) -> None:
        """Forget a game."""
        self._flying.pop((seat.game, seat.seat), None)

    def __call__(self, turn: Turn) -> NDArray[np.float32]:
        """Give float32 [drones, 4]."""
        from spenvs.volleyball.players.team import Drones, scripted  # it is compiled when the first one flies

        seen, key = turn.observation["observation"], (turn.game, turn.seat)
        if key not in self._flying:
            self._flying[key] = Drones(scripted(self._game()), 1, len(seen))
        return self._flying[key].act(seen[None])[0].copy()

    def _game(self) -> Any:
        return importlib.import_module(spec(self.env_id).module).GAME

    def plays(self, env: Any) -> str | None:
        """Say that it does not play with another control."""
        control = env.game.control
        return None if control == "prt" else f'it sets the rotors\' thrusts (control "prt"), not "{control}"'


UNPLAYED = ("DroneVolley6v6-v0",)
"""Games of drones that have no scripted player."""
SCRIPTS = {each.id: Pilot(each.id) for each in list_envs("volleyball") if each.id not in UNPLAYED}
