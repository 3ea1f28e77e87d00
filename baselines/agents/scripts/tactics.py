"""Scripted teams of the game of tactics (`spenvs.volleyball.tactics.players`)."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spenvs.core.turn import Turn
from spenvs.registry import UnknownName
from spenvs.volleyball import tactics as family

if TYPE_CHECKING:
    from baselines.agents.scripted import ScriptedAgent

ID, BEST = "DroneVolleyTactics-v0", "rule"


class Tactician:
    """Tells the drones of a team what to do, as one of the scripted players does."""

    folder = Path(family.__file__).parent

    def __init__(self, player: str):
        """Play as one of `spenvs.volleyball.tactics.players.PLAYERS`."""
        self.player = player

    def __call__(self, turn: Turn) -> NDArray[np.int64]:
        """Give int64 [3]."""
        from spenvs.volleyball.tactics.players import PLAYERS

        return PLAYERS[self.player](turn.observation["observation"][None], turn.rng)[0]


SCRIPTS = {ID: Tactician(BEST)}


def tactics(name: str = BEST) -> "ScriptedAgent":
    """Make a player of the game of tactics: "rule", or "fixed", "fixed_2" and "random", which HCSP begins with.

    Raises:
        UnknownName: there is no such player.
    """
    from baselines.agents.scripted import ScriptedAgent  # which imports this module
    from spenvs.volleyball.tactics.players import PLAYERS

    if name not in PLAYERS:
        raise UnknownName("tactics", name, PLAYERS)
    return ScriptedAgent({ID: Tactician(name)})
