"""The player that every other must beat."""

import numpy as np
from numpy.typing import NDArray

from baselines.agent import Agent
from spenvs.core.turn import Action, Turn


class RandomAgent(Agent):
    """Plays each legal action with the same probability."""

    def act(self, turn: Turn) -> Action:
        """Draw a legal action."""
        actions = turn.actions
        return actions[int(turn.rng.random() * len(actions))]

    def probabilities(self, turn: Turn) -> NDArray[np.float64]:
        """Give each legal action the same probability."""
        mask = turn.mask
        assert mask is not None
        return mask / mask.sum()
