"""External-sampling Monte Carlo CFR on a flat tree.

An iteration walks the tree once for each seat. All actions of that seat are tried; of chance and of the other seat one
action is sampled, so that a walk touches about the square root of the tree. At the seat's information states

    r(I, a) = v(ha) - sum over b of sigma(I, b) v(hb)

is added to the regret R(I, a), without weights; at the other's, the strategy sigma(I) is added to its average.
(Lanctot, Waugh, Zinkevich and Bowling, 2009, Monte Carlo sampling for regret minimization in extensive games.) A node
that a walk comes to in several ways counts once.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from baselines.learn.policy import Policy, normalised
from baselines.learn.tree import Tree, must_be_two_player_zero_sum
from spenvs.core.kernels import uniform
from spenvs.core.position import chance_stream
from spenvs.core.rules import CHANCE


class Walk(NamedTuple):
    """What a solver keeps, for compiled loops.

    Attributes:
        regret: float64 [q], R.
        total: float64 [q], the sum of strategies.
        strategy: float64 [q], sigma at the states of the present walk.
        value: float64 [n], the sampled values of its nodes.
        path: int32 [n], its nodes, children first.
        sampled: int32 [n], the one edge of a node that is followed, or -1 where all are.
        met: int32 [n], the last walk that came to a node.
        stack: int32 [2 n + m], scratch.
        tape: int64 [1], the state of the random stream.
    """

    regret: NDArray[np.float64]
    total: NDArray[np.float64]
    strategy: NDArray[np.float64]
    value: NDArray[np.float64]
    path: NDArray[np.int32]
    sampled: NDArray[np.int32]
    met: NDArray[np.int32]
    stack: NDArray[np.int32]
    tape: NDArray[np.int64]


class MCCFR:
    """A solver in progress; see `baselines.learn.cfr.CFR`.

    Attributes:
        tree: the game's tree.
        iterations: how many iterations have been done.
    """

    def __init__(self, tree: Tree, seed: int = 0):
        """Begin with the uniform strategy; `seed` is that of the sampling."""
        must_be_two_player_zero_sum(tree.game)
        self.tree, self.iterations = tree, 0
        sequences, nodes, edges = tree.actions.size, tree.arrays.mover.size, tree.action.size
        self._walk = Walk(
            np.zeros(sequences),
            np.zeros(sequences),
            np.zeros(sequences),
            np.zeros(nodes),
            np.zeros(nodes, np.int32),
            np.zeros(nodes, np.int32),
            np.zeros(nodes, np.int32),
            np.zeros(2 * nodes + edges, np.int32),
            np.array([chance_stream(seed)]),
        )

    def run(self, iterations: int) -> None:
        """Do more iterations."""
        sample(self.tree.arrays, self._walk, self.iterations, iterations)
        self.iterations += iterations

    def average(self) -> Policy:
        """Give the average strategy, which is what converges; uniform at states never reached."""
        return normalised(self.tree, self._walk.total)


@njit(cache=True, error_model="numpy")
def match_state(start, end, regret, strategy):
    """Match the strategy at one information state to its regrets."""
    positive = 0.0
    for q in range(start, end):
        positive += max(regret[q], 0.0)
    for q in range(start, end):
        strategy[q] = max(regret[q], 0.0) / positive if positive > 0.0 else 1.0 / (end - start)


@njit(cache=True)
def draw(weights, start, end, tape):
    """Draw an index from start to end - 1 with the given weights, which sum to 1."""
    x = uniform(tape)
    for i in range(start, end - 1):
        if x < weights[i]:
            return i
        x -= weights[i]
    return end - 1


@njit(cache=True)
def descend(tree, walk, seat, number):
    """Sample a walk for a seat, add to the other's average, and give how many nodes there are on the path."""
    mover, _, state, first, child, chance, _, _, offset = tree
    regret, total, strategy, _, path, sampled, met, stack, tape = walk
    stack[0], waiting, size = 0, 1, 0
    while waiting > 0:
        waiting -= 1
        i = stack[waiting]
        if i < 0:
            path[size] = -1 - i
            size += 1
            continue
        if met[i] == number:
            continue
        met[i], sampled[i], stack[waiting] = number, -1, -1 - i
        waiting += 1
        start, end, k = first[i], first[i + 1], state[i]
        if mover[i] == CHANCE:
            sampled[i] = draw(chance, start, end, tape)
        elif k >= 0:
            match_state(offset[k], offset[k + 1], regret, strategy)
            if mover[i] != seat:
                for q in range(offset[k], offset[k + 1]):
                    total[q] += strategy[q]
                sampled[i] = start + draw(strategy, offset[k], offset[k + 1], tape) - offset[k]
        if sampled[i] >= 0:
            start, end = sampled[i], sampled[i] + 1
        for e in range(start, end):
            stack[waiting] = child[e]
            waiting += 1
    return size


@njit(cache=True)
def ascend(tree, walk, seat, size):
    """Find the values of a walk's nodes from the leaves up, and add the seat's regrets."""
    _, returns, state, first, child, _, _, _, offset = tree
    regret, _, strategy, value, path, sampled, _, _, _ = walk
    for n in range(size):
        i = path[n]
        start, end = first[i], first[i + 1]
        if start == end:
            value[i] = returns[i, seat]
        elif sampled[i] >= 0:
            value[i] = value[child[sampled[i]]]
        else:
            shift, v = offset[state[i]] - start, 0.0
            for e in range(start, end):
                v += strategy[e + shift] * value[child[e]]
            for e in range(start, end):
                regret[e + shift] += value[child[e]] - v
            value[i] = v


@njit(cache=True)
def sample(tree, walk, done, iterations):
    """Do iterations on the arrays of a `Tree`."""
    for t in range(done, done + iterations):
        for seat in range(2):
            size = descend(tree, walk, seat, 2 * t + seat + 1)
            ascend(tree, walk, seat, size)
