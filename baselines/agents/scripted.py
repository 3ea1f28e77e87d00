"""Players that follow a rule that a person would write down: no search, no training."""

from collections.abc import Callable, Mapping
from typing import Any

from baselines.agent import Agent, source_hash
from baselines.agents.scripts import boards, cards, chance, drones, mafia, matrix, negotiation, tactics, words
from spenvs.core.turn import Action, Outcome, Seat, Turn

Script = Callable[[Turn], Action]


class ScriptedAgent(Agent):
    """Plays each game by a rule written for it; a rule is a function of a turn.

    A rule may also have `begin(seat)` and `end(seat)`, which are called when a game begins and ends, `plays(env)`, and
    `folder`, the path of a folder that holds what else it is made of.
    """

    def __init__(self, scripts: Mapping[str, Script], name: str = ""):
        """Take the rule of each environment's id."""
        self.scripts, self.name = dict(scripts), name

    def act(self, turn: Turn) -> Action:
        """Follow the rule of the game.

        Raises:
            KeyError: there is no rule for this game.
        """
        return self.scripts[turn.env_id](turn)

    def begin(self, seat: Seat) -> None:
        """Tell the rule of the game."""
        self._tell("begin", seat)

    def end(self, seat: Seat, outcome: Outcome) -> None:
        """Tell the rule of the game."""
        self._tell("end", seat)

    def _tell(self, what: str, seat: Seat) -> None:
        hear = getattr(self.scripts.get(seat.env_id), what, None)
        if hear is not None:
            hear(seat)

    def plays(self, env: Any) -> str | None:
        """Say that there is no rule for a game."""
        if env.id not in self.scripts:
            return "it has no rule for this game"
        script = self.scripts[env.id]
        return script.plays(env) if hasattr(script, "plays") else None

    def version(self) -> str:
        """Hash the files of the rules."""
        folders = {script.folder for script in self.scripts.values() if hasattr(script, "folder")}
        return source_hash(type(self), *self.scripts.values(), *sorted(folders))


def scripted() -> ScriptedAgent:
    """Make the player with the best simple rule for every game that has one."""
    kinds = (boards, cards, chance, matrix, negotiation, words, mafia, drones, tactics)
    return ScriptedAgent({id: script for kind in kinds for id, script in kind.SCRIPTS.items()})
