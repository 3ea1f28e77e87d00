"""Rules for games of cards."""

from collections.abc import Callable

from baselines.agents.scripts.hanabi import hanabi
from spenvs.core.turn import Action, Turn

SCRIPTS: dict[str, Callable[[Turn], Action]] = {
    "Hanabi-v0": hanabi,
}
