"""Backward induction: the exact value of every position of a small game of perfect information without chance."""

import functools

import numpy as np
from numba import njit
from numpy.typing import NDArray

from baselines.learn.alphabeta import MARGIN, SHRINK
from baselines.learn.tree import Tree
from spenvs.core.rules import OVER


def best_actions(tree: Tree, node: int) -> tuple[int, ...]:
    """Give the actions that are best at a node of a two-player zero-sum game: all that lead to the node's value."""
    edges = slice(tree.arrays.first[node], tree.arrays.first[node + 1])
    after = values(tree)[tree.arrays.child[edges]] * SHRINK
    return tuple(tree.action[edges][np.abs(after - values(tree)[node]) <= MARGIN / 2].tolist())


@functools.lru_cache(maxsize=8)
def values(tree: Tree) -> NDArray[np.float64]:
    """Give seat 0's return from each node when both play their best, shrunk for each ply to come; float64 [n].

    See `baselines.learn.alphabeta`.
    """
    value = tree.arrays.returns[:, 0].copy()
    induce(tree.arrays, value)
    return value


@njit(cache=True)
def induce(tree, value):
    """Fill in the values of all nodes but the leaves."""
    for i in range(value.size - 1, -1, -1):
        if tree.mover[i] == OVER:
            continue
        best = value[tree.child[tree.first[i]]]
        for e in range(tree.first[i] + 1, tree.first[i + 1]):
            v = value[tree.child[e]]
            best = max(best, v) if tree.mover[i] == 0 else min(best, v)
        value[i] = best * SHRINK
