"""Counterfactual regret minimisation on a flat tree: CFR, CFR+, linear and discounted CFR.

Each iteration t does this for one seat i after the other (alternating updates). h are the nodes of an information
state I of the seat; pi_i(h) is the probability that the seat does what leads to h, pi_-i(h) that all others do.

    v(h)      = sum over a of p(a) v(ha)                        p is sigma_t or chance; at a leaf, the seat's return
    r(I, a)   = sum over h of pi_-i(h) (v(ha) - v(h))           counterfactual regret
    S(I, a)  += t^gamma sum over h of pi_i(h) sigma_t(I, a)     the average strategy, not yet normalised
    R(I, a)   = f_t(R(I, a) + r(I, a))                          f_t discounts, see below
    sigma_t+1 = max(R, 0) over its sum, or uniform where that is 0: regret matching

(Zinkevich, Johanson, Bowling and Piccione, 2007, Regret minimization in games with incomplete information.) All of the
family are one rule with three exponents: f_t multiplies positive regrets by t^alpha / (t^alpha + 1) and negative ones
by t^beta / (t^beta + 1) (Brown and Sandholm, 2019, Solving imperfect-information games via discounted regret
minimization). CFR+ is the one that forgets negative regrets (Tammelin, 2014, Solving large imperfect information games
using CFR+).
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from baselines.learn.best_response import nash_conv
from baselines.learn.mccfr import MCCFR
from baselines.learn.policy import Policy, normalised
from baselines.learn.tree import Tree, must_be_two_player_zero_sum
from spenvs.registry import UnknownName

INFINITE = float("inf")


class Discount(NamedTuple):
    """The exponents of one algorithm: of positive regrets, of negative ones, and of the average's weights."""

    alpha: float
    beta: float
    gamma: float


ALGORITHMS = {
    "cfr": Discount(INFINITE, INFINITE, 0.0),
    "cfr+": Discount(INFINITE, -INFINITE, 1.0),
    "linear": Discount(1.0, 1.0, 1.0),
    "dcfr": Discount(1.5, 0.0, 2.0),
}


class Sums(NamedTuple):
    """What a solver keeps, for compiled loops.

    Attributes:
        regret: float64 [q], R.
        total: float64 [q], S.
        strategy: float64 [q], sigma.
        own: float64 [2, n], the probability that a seat does what leads to each node.
        others: float64 [2, n], the probability that the other seat and chance do.
        value: float64 [n], scratch.
        visits: float64 [k], a seat's reach of each of its states, summed over nodes; scratch.
    """

    regret: NDArray[np.float64]
    total: NDArray[np.float64]
    strategy: NDArray[np.float64]
    own: NDArray[np.float64]
    others: NDArray[np.float64]
    value: NDArray[np.float64]
    visits: NDArray[np.float64]


class CFR:
    """A solver in progress.

    Attributes:
        tree: the game's tree.
        iterations: how many iterations have been done.
    """

    def __init__(self, tree: Tree, discount: Discount = ALGORITHMS["cfr+"]):
        """Begin with the uniform strategy."""
        must_be_two_player_zero_sum(tree.game)
        self.tree, self.discount, self.iterations = tree, discount, 0
        sequences, states, nodes = tree.actions.size, tree.nodes.size, tree.arrays.mover.size
        strategy = np.repeat(1.0 / tree.legal, tree.legal)
        self._sums = Sums(
            np.zeros(sequences),
            np.zeros(sequences),
            strategy,
            np.zeros((2, nodes)),
            np.zeros((2, nodes)),
            np.zeros(nodes),
            np.zeros(states),
        )
        for seat in range(2):
            follow(tree.arrays, self._sums, seat)

    def run(self, iterations: int) -> None:
        """Do more iterations."""
        iterate(self.tree.arrays, self._sums, *self.discount, self.iterations, iterations)
        self.iterations += iterations

    def average(self) -> Policy:
        """Give the average strategy, which is what converges; uniform at states never reached."""
        return normalised(self.tree, self._sums.total)


def solve(
    tree: Tree, algorithm: str = "cfr+", iterations: int = 1000, exploitability: float = 0.0, seed: int = 0
) -> Policy:
    """Solve a two-player zero-sum game, and give the average strategy.

    Args:
        tree: the game's tree.
        algorithm: "cfr", "cfr+", "linear", "dcfr", or "mccfr" (external sampling).
        iterations: the most iterations to do.
        exploitability: stop when the average strategy is exploitable by no more than this per game (looked at after
            1, 2, 4, 8, ... iterations).
        seed: of the sampling of "mccfr".

    Raises:
        UnknownName: there is no such algorithm.
        ValueError: the game has not two seats, or is not zero-sum.
    """
    if algorithm not in (*ALGORITHMS, "mccfr"):
        raise UnknownName("algorithm", algorithm, (*ALGORITHMS, "mccfr"))
    must_be_two_player_zero_sum(tree.game)
    solver = MCCFR(tree, seed) if algorithm == "mccfr" else CFR(tree, ALGORITHMS[algorithm])
    while solver.iterations < iterations:
        solver.run(min(max(1, solver.iterations), iterations - solver.iterations))
        if exploitability > 0.0 and nash_conv(solver.average()) <= 2 * exploitability:
            break
    return solver.average()


@njit(cache=True, error_model="numpy")
def iterate(tree, sums, alpha, beta, gamma, done, iterations):
    """Do iterations on the arrays of a `Tree`."""
    for t in range(done + 1, done + iterations + 1):
        keep, forget = kept(t, alpha), kept(t, beta)
        for seat in range(2):
            gather(tree, sums, seat)
            match(tree, sums, seat, t**gamma, keep, forget)
            follow(tree, sums, seat)


@njit(cache=True)
def kept(t, exponent):
    """Give t^x / (t^x + 1), which is 1 or 0 for an infinite x."""
    if np.isinf(exponent):
        return 1.0 if exponent > 0.0 else 0.0
    return t**exponent / (t**exponent + 1.0)


@njit(cache=True, error_model="numpy")
def gather(tree, sums, seat):
    """Find the values of all nodes for a seat, and add up its counterfactual regrets and its reach of each state."""
    mover, returns, state, first, child, chance, _, _, offset = tree
    regret, _, strategy, own, others, value, visits = sums
    own, others = own[seat], others[seat]
    for i in range(value.size - 1, -1, -1):
        start, end, k = first[i], first[i + 1], state[i]
        v = 0.0
        if start == end:
            v = returns[i, seat]
        elif k < 0:
            for e in range(start, end):
                v += chance[e] * value[child[e]]
        else:
            shift = offset[k] - start
            for e in range(start, end):
                v += strategy[e + shift] * value[child[e]]
            if mover[i] == seat:
                for e in range(start, end):
                    regret[e + shift] += others[i] * (value[child[e]] - v)
                visits[k] += own[i]
        value[i] = v


@njit(cache=True, error_model="numpy")
def match(tree, sums, seat, weight, keep, forget):
    """Add a seat's strategy to its average, discount its regrets, and match the strategy to them."""
    regret, total, strategy, _, _, _, visits = sums
    for k in range(visits.size):
        if tree.seats[k] != seat:
            continue
        start, end = tree.offset[k], tree.offset[k + 1]
        positive = 0.0
        for q in range(start, end):
            total[q] += weight * visits[k] * strategy[q]
            regret[q] *= keep if regret[q] > 0.0 else forget
            positive += max(regret[q], 0.0)
        visits[k] = 0.0
        for q in range(start, end):
            strategy[q] = max(regret[q], 0.0) / positive if positive > 0.0 else 1.0 / (end - start)


@njit(cache=True)
def follow(tree, sums, seat):
    """Fill the probability that a seat does what leads to each node, without chance and with it."""
    mover, _, _, first, child, chance, sequence, _, _ = tree
    own, others, strategy = sums.own[seat], sums.others[1 - seat], sums.strategy
    for i in range(own.size):
        own[i] = others[i] = 0.0
    own[0] = others[0] = 1.0
    for i in range(own.size):
        for e in range(first[i], first[i + 1]):
            p = strategy[sequence[e]] if mover[i] == seat else 1.0
            own[child[e]] += own[i] * p
            others[child[e]] += others[i] * p * chance[e]
