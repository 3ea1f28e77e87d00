"""The player that every other must beat."""

import numpy as np
from numpy.typing import NDArray

from baselines.agent import Agent
from spenvs.core.turn import Action, Turn


class RandomAgent(Agent):
    """Plays each legal action with the same probability."""

    def act(self, turn: Turn) -> Action:
        """Draw a legal action; in a dialogue, a legal reply."""
        return turn.sample()

    def probabilities(self, turn: Turn) -> NDArray[np.float64] | None:
        """Give each legal action the same probability."""
        mask = turn.mask
        return None if mask is None else mask / mask.sum()
