"""Players of Core War that always hand in the same program."""

import hashlib
from pathlib import Path
from typing import Any

from baselines.agent import Agent
from spenvs.core.moves import IllegalMove, listing
from spenvs.core.turn import Turn
from spenvs.corewar import library
from spenvs.corewar.contest import Contest, CoreWar
from spenvs.corewar.entry import fenced
from spenvs.corewar.source import read_text


class WarriorAgent(Agent):
    """Hands in one program, in every game and every battle."""

    def __init__(self, source: str, name: str = ""):
        """Take the program's Redcode."""
        self.source, self.name = source, name

    def act(self, turn: Turn) -> str:
        """Hand the program in."""
        return fenced(self.source)

    def plays(self, env: Any) -> str | None:
        """Say why it cannot play an environment, as when the program does not assemble with its settings."""
        game = getattr(env, "game", None)
        if not isinstance(game, CoreWar):
            return "it hands in a whole program, which nobody asks for there"
        try:
            game.entry.read(game.hear(Contest(), fenced(self.source)).argument)
        except IllegalMove as fault:
            return str(fault)
        return None

    def version(self) -> str:
        """Hash the program's text."""
        return hashlib.blake2b(self.source.encode(), digest_size=6).hexdigest()


def warrior(name: str) -> WarriorAgent:
    """Make the player of one of our own warriors, or of a file that ends in .red.

    Raises:
        UnknownName: there is no warrior of that name.
        ValueError: there is no such file.
    """
    if not name.lower().endswith(".red"):
        return WarriorAgent(library.source(name))
    if not Path(name).is_file():
        raise ValueError(f"there is no file {name}; our own warriors are {listing(library.NAMES)}")
    return WarriorAgent(read_text(name))
