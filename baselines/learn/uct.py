"""Monte Carlo tree search with UCT (Kocsis and Szepesvári, 2006, Bandit based Monte-Carlo planning), compiled.

A simulation goes down the search tree, at each node to the child that has never been tried, else to the one with most

    mean return of the seat to move + exploration * stake * sqrt(log(visits of the node) / visits of the child)

or, where chance moves, to one drawn by its probability. It adds one node, plays on at random from there, and counts the
returns for every node on its way. `baselines.learn.uct_flat` does the same in games of few positions.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from spenvs.core.compiling import entry, raw, specialise, template
from spenvs.core.game import FiniteGame
from spenvs.core.kernels import pick
from spenvs.core.rules import CHANCE, MOVER, OVER, chance, legal, play, score

MOST_EDGES = 1 << 22


class Memory(NamedTuple):
    """The search tree of at most `s` simulations, with `m` edges to children.

    Attributes:
        first: int32 [s + 2], where the edges of a node begin; -1 while it has none.
        last: int32 [s + 2], where they end.
        action: int32 [m], the action or outcome that an edge stands for.
        child: int32 [m], the node that it leads to; -1 while there is none.
        visits: int32 [m], how many simulations went along it.
        mean: float64 [m], the mean return of the seat that chose it.
        bonus: float64 [m], 1 / sqrt(visits); of an outcome of chance, its probability.
        path: int32 [s + 2], the edges of the present simulation.
        widen: float64 [s + 2], exploration * stake * sqrt(log(n)).
        r: float64, the returns of the present simulation.
        tape: int64 [1], the state of the random stream.
    """

    first: NDArray[np.int32]
    last: NDArray[np.int32]
    action: NDArray[np.int32]
    child: NDArray[np.int32]
    visits: NDArray[np.int32]
    mean: NDArray[np.float64]
    bonus: NDArray[np.float64]
    path: NDArray[np.int32]
    widen: NDArray[np.float64]
    r: NDArray[np.float64]
    tape: NDArray[np.int64]


def room(game: FiniteGame, simulations: int, exploration: float) -> Memory:
    """Make room for so many simulations.

    Args:
        game: the game.
        simulations: from 1 on.
        exploration: the weight of the bonus for children that were visited less, for returns from -1 to 1; it is
            multiplied by the game's stake.
    """
    widest = max(len(game.actions), game.outcomes)
    nodes, edges = simulations + 2, min(simulations * widest, max(MOST_EDGES, widest))
    return Memory(
        first=np.zeros(nodes, np.int32),
        last=np.zeros(nodes, np.int32),
        action=np.zeros(edges, np.int32),
        child=np.zeros(edges, np.int32),
        visits=np.zeros(edges, np.int32),
        mean=np.zeros(edges),
        bonus=np.zeros(edges),
        path=np.zeros(nodes, np.int32),
        widen=exploration * game.stake * np.sqrt(np.log(np.maximum(np.arange(nodes), 1))),
        r=np.zeros(game.scratch),
        tape=np.zeros(1, np.int64),
    )


class UCT:
    """A search of any finite game by its rules, whose memory is used again and again."""

    def __init__(self, game: FiniteGame, simulations: int, exploration: float):
        """Make `room`."""
        self.game, self.simulations = game, simulations
        self._memory = room(game, simulations, exploration)
        self._vector = np.zeros((simulations + 2, game.cells), np.int16)
        self._scratch = np.zeros(game.cells, np.int16), np.zeros(len(game.actions), np.int8)
        self._listed = np.zeros(max(len(game.actions), game.outcomes) + 1, np.int32)
        arguments = self._arguments(np.zeros((1, game.cells), np.int16), np.zeros(1, np.int64))
        self._search = entry(specialise(search, game.module), *arguments)

    def _arguments(self, roots: NDArray[np.int16], tried: NDArray[np.int64]) -> tuple[Any, ...]:
        return roots, self._vector, *self._scratch, self._listed, self.simulations, self._memory, tried

    def visits(self, roots: NDArray[np.int16], seed: int) -> NDArray[np.int64]:
        """Search from several positions and give how many simulations tried each action, int64 [actions].

        Args:
            roots: int16 [worlds, cells], the positions, between which the simulations are divided evenly.
            seed: of the random stream.
        """
        tried = np.zeros(len(self.game.actions), np.int64)
        self._memory.tape[0] = seed
        self._search(*self._arguments(np.ascontiguousarray(roots, np.int16), tried))
        return tried


@njit(cache=True)
def draw(tape, n):
    """Draw a number from 0 to n - 1 (splitmix64: Steele, Lea and Flood, 2014)."""
    state = np.uint64(tape[0]) + np.uint64(0x9E3779B97F4A7C15)
    tape[0] = np.int64(state)
    z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return np.int64(((z >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32))


@njit(cache=True)
def most_promising(mean, bonus, start, end, weight):
    """Give the edge with the highest upper confidence bound."""
    best, bound = start, -np.inf
    for e in range(start, end):
        upper = mean[e] + weight * bonus[e]
        better = upper > bound
        bound = upper if better else bound
        best = e if better else best
    return best


@njit(cache=True)
def add_edges(memory, node, size, listed, many, weights, by_chance):
    """Give a node its edges, from number `size` on. Actions are tried in a row that begins at random."""
    shift = 0 if by_chance else draw(memory.tape, many)
    for e in range(size, size + many):
        memory.action[e], memory.child[e], memory.visits[e], memory.mean[e] = listed[shift], -1, 0, 0.0
        memory.bonus[e] = weights[listed[shift]] if by_chance else 0.0
        shift = shift + 1 if shift + 1 < many else 0
    memory.first[node], memory.last[node] = size, size + many
    return size + many


@njit(cache=True)
def tally(memory, tried):
    """Add how often each action was tried at the root."""
    if memory.first[0] >= 0:
        for e in range(memory.first[0], memory.last[0]):
            tried[memory.action[e]] += memory.visits[e]


@njit(cache=True)
def borrow(memory):
    """Give the memory's arrays without their reference counts."""
    first, last, action, child, visits, mean, bonus, path, widen, r, tape = memory
    search = raw(first), raw(last), raw(action), raw(child), raw(visits), raw(mean), raw(bonus)
    return *search, raw(path), raw(widen), raw(r), raw(tape)


@template
def choices(s, mask, listed):
    """List the legal actions, and give how many there are; `mask` is scratch. No branch depends on the position."""
    for a in range(mask.size):
        mask[a] = 0
    legal(s, mask)
    count = 0
    for a in range(mask.size):
        listed[count] = a
        count += mask[a] != 0
    return count


@template
def outcomes(s, p, listed):
    """Fill in the probabilities of chance, list what may come, and give how many that is."""
    for k in range(p.size):
        p[k] = 0.0
    chance(s, p)
    count = 0
    for k in range(p.size):
        listed[count] = k
        count += p[k] > 0.0
    return count


@template
def playout(s, mask, listed, r, tape):
    """Play at random to the end, and fill in the returns."""
    while s[MOVER] != OVER:
        if s[MOVER] == CHANCE:
            outcomes(s, r, listed)
            play(s, pick(r, tape, 1.0))
        else:
            play(s, listed[draw(tape, choices(s, mask, listed))])
    for k in range(r.size):
        r[k] = 0.0
    score(s, r)


@template
def search(roots, vector, s, mask, listed, simulations, memory, tried):
    """Search from each of the roots, and add up how often each action was tried there."""
    for world in range(roots.shape[0]):
        for i in range(s.size):
            vector[0, i] = roots[world, i]
        simulate(raw(vector), raw(s), raw(mask), raw(listed), (simulations + world) // roots.shape[0], memory)
        tally(memory, tried)


@template
def simulate(vector, s, mask, listed, simulations, memory):
    """Run simulations from the position in row 0 of `vector`."""
    first, last, action, child, visits, mean, bonus, path, widen, r, tape = borrow(memory)
    nodes, size, widest = 1, 0, listed.size - 1
    first[0] = -1
    for n in range(simulations):
        node, depth, v = 0, 0, n
        while v > 0 and vector[node, MOVER] != OVER:
            by_chance = vector[node, MOVER] == CHANCE
            if first[node] < 0:
                if size + widest > action.size:
                    break
                many = outcomes(vector[node], r, listed) if by_chance else choices(vector[node], mask, listed)
                size = add_edges(memory, node, size, listed, many, r, by_chance)
            start, end = first[node], last[node]
            if by_chance:
                e = start + pick(bonus[start:end], tape, 1.0)
            elif v <= end - start:
                e = start + v - 1
            else:
                e = most_promising(mean, bonus, start, end, widen[v])
            if child[e] < 0:
                for i in range(s.size):
                    vector[nodes, i] = vector[node, i]
                play(vector[nodes], action[e])
                first[nodes], child[e] = -1, nodes
                nodes += 1
            path[depth], depth = e, depth + 1
            node, v = child[e], visits[e]
        for i in range(s.size):
            s[i] = vector[node, i]
        playout(s, mask, listed, r, tape)
        node = 0
        for d in range(depth):
            e, mover = path[d], vector[node, MOVER]
            visits[e] += 1
            if mover != CHANCE:
                mean[e] += (r[mover] - mean[e]) / visits[e]
                bonus[e] = 1.0 / np.sqrt(visits[e])
            node = child[e]
