"""Monte Carlo tree search in a game of few positions: as `baselines.learn.uct`, on the flat tree.

A random move is then one look into a table, and what a seat cannot tell apart is listed once and for all.
"""

import functools
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from baselines.learn.best_response import reached
from baselines.learn.policy import uniform
from baselines.learn.tree import Tree
from baselines.learn.uct import add_edges, borrow, draw, most_promising, room, tally
from spenvs.core.compiling import entry, raw
from spenvs.core.kernels import pick
from spenvs.core.rules import CHANCE, OVER


class FlatUCT:
    """A search of a game by its tree, whose memory is used again and again."""

    def __init__(self, tree: Tree, simulations: int, exploration: float):
        """Make `baselines.learn.uct.room`."""
        self.tree, self.simulations = tree, simulations
        self._memory = room(tree.game, simulations, exploration)
        self._at = np.zeros(simulations + 2, np.int32)
        self._listed = np.zeros(max(len(tree.game.actions), tree.game.outcomes), np.int32)
        self._search = entry(search, *self._arguments(np.zeros(1, np.int32), np.zeros(1, np.int64)))

    def _arguments(self, roots: NDArray[np.int32], tried: NDArray[np.int64]) -> tuple[Any, ...]:
        tree = self.tree
        return tree.arrays, tree.action, roots, self._at, self._listed, self.simulations, self._memory, tried

    def visits(self, roots: NDArray[np.int32], seed: int) -> NDArray[np.int64]:
        """Search from several nodes of one information state, and give how many simulations tried each action.

        Args:
            roots: int32 [worlds], the nodes, between which the simulations are divided evenly.
            seed: of the random stream.
        """
        self._memory.tape[0] = seed
        tried = np.zeros(len(self.tree.game.actions), np.int64)
        self._search(*self._arguments(np.ascontiguousarray(roots, np.int32), tried))
        return tried


def imagine(
    tree: Tree, seat: int, observation: NDArray[np.int8], worlds: int, rng: np.random.Generator
) -> NDArray[np.int32]:
    """Draw nodes that look to a seat like the one it is at, int32 [worlds], as `Turn.imagine` draws positions.

    Chance has its probabilities, and other seats are taken to play evenly.
    """
    nodes, start, weight = _worlds(tree, seat)
    state = tree.find(seat, observation)
    alike = slice(start[state], start[state + 1])
    up_to = np.cumsum(weight[alike])
    return nodes[alike][np.searchsorted(up_to, rng.random(worlds) * up_to[-1], side="right")]


@functools.lru_cache(maxsize=64)
def _worlds(tree: Tree, seat: int) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.float64]]:
    """List the nodes by information state, where those of each begin, and the weight of each."""
    state = tree.arrays.state
    nodes = np.argsort(state, kind="stable").astype(np.int32)
    start = np.searchsorted(state[nodes], np.arange(tree.nodes.size + 1))
    return nodes, start, reached(uniform(tree), seat)[nodes]


@njit(cache=True)
def search(tree, action, roots, at, listed, simulations, memory, tried):
    """Search from each of the roots, and add up how often each action was tried there."""
    for world in range(roots.size):
        at[0] = roots[world]
        simulate(tree, at, listed, (simulations + world) // roots.size, memory)
        if memory.first[0] >= 0:
            for e in range(memory.first[0], memory.last[0]):
                memory.action[e] = action[memory.action[e]]
        tally(memory, tried)


@njit(cache=True)
def simulate(tree, at, listed, simulations, memory):
    """Run simulations from the node of the tree in `at[0]`; see `baselines.learn.uct.simulate`.

    `at` says where in the tree a node of the search is; what are actions elsewhere are here edges of the tree.
    """
    mover, begins, leads, weight = raw(tree.mover), raw(tree.first), raw(tree.child), raw(tree.chance)
    returns, at, listed = raw(tree.returns), raw(at), raw(listed)
    first, last, action, child, visits, mean, bonus, path, widen, _, tape = borrow(memory)
    nodes, size = 1, 0
    first[0] = -1
    for n in range(simulations):
        node, depth, v, i = 0, 0, n, at[0]
        while v > 0 and mover[i] != OVER:
            by_chance = mover[i] == CHANCE
            if first[node] < 0:
                many = begins[i + 1] - begins[i]
                if size + many > action.size:
                    break
                for j in range(many):
                    listed[j] = begins[i] + j
                size = add_edges(memory, node, size, listed, many, weight, by_chance)
            start, end = first[node], last[node]
            if by_chance:
                e = start + pick(bonus[start:end], tape, 1.0)
            elif v <= end - start:
                e = start + v - 1
            else:
                e = most_promising(mean, bonus, start, end, widen[v])
            if child[e] < 0:
                first[nodes], child[e], at[nodes] = -1, nodes, leads[action[e]]
                nodes += 1
            path[depth], depth = e, depth + 1
            node, v = child[e], visits[e]
            i = at[node]
        while mover[i] != OVER:
            if mover[i] == CHANCE:
                i = leads[begins[i] + pick(weight[begins[i] : begins[i + 1]], tape, 1.0)]
            else:
                i = leads[begins[i] + draw(tape, begins[i + 1] - begins[i])]
        node = 0
        for d in range(depth):
            e, who = path[d], mover[at[node]]
            visits[e] += 1
            if who != CHANCE:
                mean[e] += (returns[i, who] - mean[e]) / visits[e]
                bonus[e] = 1.0 / np.sqrt(visits[e])
            node = child[e]
