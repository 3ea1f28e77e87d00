"""Scripted drones (`spenvs.volleyball.players`), each of which plays from what it observes and what it wrote down."""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core.turn import Seat, Turn
from spenvs.registry import list_envs
from spenvs.volleyball import players

if TYPE_CHECKING:
    from baselines.agents.scripted import ScriptedAgent


class Pilot:
    """Flies the drones of a seat in one game; it forgets what it wrote down when a game begins."""

    folder = Path(players.__file__).parent

    def __init__(self, player: str):
        """Fly as a player does: a module of `spenvs.volleyball.players`."""
        self.player = player
        self._flying: dict[tuple[int, str], Any] = {}

    def begin(self, seat: Seat) -> None:
        """Begin a game."""
        self._flying.pop((seat.game, seat.seat), None)

    def end(self, seat: Seat) -> None:
        """Forget a game."""
        self._flying.pop((seat.game, seat.seat), None)

    def __call__(self, turn: Turn) -> NDArray[np.float32]:
        """Give float32 [drones, 4]."""
        seen, key = turn.observation["observation"], (turn.game, turn.seat)
        if key not in self._flying:
            self._flying[key] = self._drones(len(seen))
        return self._flying[key].act(seen[None])[0].copy()

    def _drones(self, drones: int) -> Any:
        from spenvs.volleyball.players.team import Drones  # it is compiled when the first one flies

        return Drones(importlib.import_module(f"{players.__name__}.{self.player}").PLAYER, 1, drones)

    def plays(self, env: Any) -> str | None:
        """Say that it does not play with another control."""
        control = env.game.control
        return None if control == "prt" else f'it sets the rotors\' thrusts (control "prt"), not "{control}"'


FLOWN = tuple(each for each in list_envs("volleyball") if "tactics" not in each.tags)
SCRIPTS = {each.id: Pilot(each.module.rpartition(".")[2]) for each in FLOWN}
IDLE = {each.id: Pilot("idle") for each in FLOWN}


def idle() -> "ScriptedAgent":
    """Make the player whose drones come to rest and hover where they are, in every game of drones."""
    from baselines.agents.scripted import ScriptedAgent  # which imports this module

    return ScriptedAgent(IDLE)
