"""The loop over drones: a template, compiled once for each player (`spenvs.core.compiling`)."""

from typing import Any

from spenvs.core.compiling import specialise, template
from spenvs.volleyball.players.player import PLAY, act


def compiled(loop: Any, module: str) -> Any:
    """Compile a loop of this module for the player whose `act` stands in a module."""
    return specialise(loop, module, True, PLAY)


@template(count=False)
def plays(observation, fresh, memory, action, which, first, last):
    """Let the drones that `which` (bool [N, D]) marks act, in the worlds from `first` to before `last`.

    Where `fresh` (bool [N]) says that an episode begins, what they wrote down is forgotten first.
    """
    for i in range(first, last):
        for d in range(observation.shape[1]):
            if fresh[i]:
                for k in range(memory.shape[2]):
                    memory[i, d, k] = 0.0
            if which[i, d]:
                act(observation[i, d], memory[i, d], action[i, d])
