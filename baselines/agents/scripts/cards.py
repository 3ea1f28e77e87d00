"""Rules for games of cards."""

from collections.abc import Callable

from baselines.agents.scripts.hanabi import hanabi
from baselines.agents.scripts.poker import goofspiel, indian_poker, kuhn_poker, leduc_poker
from spenvs.core.turn import Action, Turn

SCRIPTS: dict[str, Callable[[Turn], Action]] = {
    "Goofspiel-v0": goofspiel,
    "Hanabi-v0": hanabi,
    "IndianPoker-v0": indian_poker,
    "KuhnPoker-v0": kuhn_poker,
    "LeducPoker-v0": leduc_poker,
}
