"""Rules for games of words, facts and hidden roles."""

from collections.abc import Callable

from spenvs.core.turn import Action, Turn

SCRIPTS: dict[str, Callable[[Turn], Action]] = {}
