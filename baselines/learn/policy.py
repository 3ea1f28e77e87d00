"""What every seat of a game does at each of its information states."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baselines.learn.tree import Tree


@dataclass(frozen=True, eq=False)
class Policy:
    """What every seat does at each of its information states.

    Where the probabilities of a state sum to less than one, the rest is the probability of a forfeit.

    Attributes:
        tree: the tree whose information states are meant.
        probabilities: float64 [q], of each sequence's action at its information state.
    """

    tree: Tree
    probabilities: NDArray[np.float64]

    def at(self, state: int) -> NDArray[np.float64]:
        """Give the probability of each of the game's actions at an information state, float64 [actions]."""
        tree = self.tree
        own = slice(tree.arrays.offset[state], tree.arrays.offset[state + 1])
        spread = np.zeros(len(tree.game.actions))
        spread[tree.actions[own]] = self.probabilities[own]
        return spread


def uniform(tree: Tree) -> Policy:
    """Give the policy that plays every legal action with the same probability."""
    return Policy(tree, np.repeat(1.0 / tree.legal, tree.legal))


def normalised(tree: Tree, weights: NDArray[np.float64]) -> Policy:
    """Scale weights of sequences to probabilities; uniform where all are zero."""
    sums = np.repeat(np.add.reduceat(weights, tree.arrays.offset[:-1]), tree.legal)
    legal = np.repeat(tree.legal, tree.legal)
    return Policy(tree, np.where(sums > 0.0, weights, 1.0) / np.where(sums > 0.0, sums, legal))
