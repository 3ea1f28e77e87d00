"""The facts of the game of tactics."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from spenvs.volleyball.game import DroneGame


@dataclass(frozen=True)
class TacticsGame(DroneGame):
    """A game of three drones against three whose teams choose what their drones do.

    Attributes:
        skills: learned skills by name (`spenvs.volleyball.tactics.learned`), in place of scripted ones.
    """

    skills: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    @property
    def answer_form(self) -> str:
        """How an answer is to be written."""
        return "Answer with three numbers in brackets, one for each of your drones: [FirstPass, SecPass, Att]."
