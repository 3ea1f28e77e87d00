"""Rules for dice, fleets and snakes."""

from collections.abc import Callable

from spenvs.core.turn import Action, Turn

SCRIPTS: dict[str, Callable[[Turn], Action]] = {}
