"""Rules for games of offers and talk."""

from collections.abc import Callable

from spenvs.core.turn import Action, Turn

SCRIPTS: dict[str, Callable[[Turn], Action]] = {}
