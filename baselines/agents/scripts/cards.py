"""Rules for games of cards."""

from collections.abc import Callable

from spenvs.core.turn import Action, Turn

SCRIPTS: dict[str, Callable[[Turn], Action]] = {}
