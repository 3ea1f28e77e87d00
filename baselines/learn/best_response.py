"""Exact values of policies: expected returns, best responses, NashConv."""

import functools
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from baselines.learn.flatten import forgets
from baselines.learn.policy import Policy
from baselines.learn.tree import Tree

NOBODY = -1


class Order(NamedTuple):
    """In which order a seat's best response is found: information states before all that lead to them.

    Attributes:
        nodes: int64 [n], all nodes.
        ends: int64 [groups], where each group of nodes ends. Every second group, from the first on, holds nodes where
            the seat moves.
    """

    nodes: NDArray[np.int64]
    ends: NDArray[np.int64]


def expected_returns(policy: Policy) -> NDArray[np.float64]:
    """Give each seat's expected return when all follow the policy, float64 [seats]."""
    tree, reach = policy.tree, reached(policy, NOBODY)
    returns, missing = reach @ tree.arrays.returns, rest(policy)
    if missing.any():
        at = np.flatnonzero(tree.arrays.state >= 0)
        mass = reach[at] * missing[tree.arrays.state[at]]
        returns += np.bincount(tree.arrays.mover[at], mass, tree.game.seats) @ _stakes(tree)
    return returns


def best_response(policy: Policy, seat: int) -> tuple[float, Policy]:
    """Give the most that a seat can get when all others follow the policy, and the policy with the seat doing so.

    Of equally good actions it takes the first.

    Raises:
        ValueError: the game's `see` forgets, so that an information state may follow itself.
    """
    tree = policy.tree
    own = tree.arrays.seats == seat
    reach, value = reached(policy, seat), _before_moves(policy, seat, np.where(own, 0.0, rest(policy)))
    gain, choice = np.zeros(tree.arrays.offset[-1]), np.full(own.size, -1, np.int32)
    respond(tree.arrays, *_order(tree, seat), _weights(policy, seat), reach, value, gain, choice)
    probabilities = np.where(np.repeat(own, tree.legal), 0.0, policy.probabilities)
    probabilities[choice[own]] = 1.0
    return float(value[0]), Policy(tree, probabilities)


def nash_conv(policy: Policy) -> float:
    """Give the sum over seats of what each gains by switching to its best response; 0 at a Nash equilibrium.

    In a two-player zero-sum game half of it is the exploitability. (Johanson, Waugh, Bowling and Zinkevich, 2011)
    """
    expected = expected_returns(policy)
    return sum(best_response(policy, seat)[0] - float(expected[seat]) for seat in range(policy.tree.game.seats))


def action_values(policy: Policy, seat: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the derivatives of a seat's expected return by the probabilities of all that anybody may do.

    The derivative is the sum, over the nodes of an information state, of the probability to get there times the
    expected return after the action.

    Returns:
        Those by the probability of each sequence's action, float64 [q], and of a forfeit at each state, float64 [k].
    """
    tree = policy.tree
    reach, value, weight = reached(policy, NOBODY), _before_moves(policy, seat, rest(policy)), _weights(policy, NOBODY)
    back_up(tree.arrays, weight, value)
    played, acted = tree.arrays.sequence >= 0, tree.arrays.state >= 0
    after = (reach[tree.source] * value[tree.arrays.child])[played]
    given_up = (reach * _stakes(tree)[tree.arrays.mover, seat])[acted]
    by_action = np.bincount(tree.arrays.sequence[played], after, tree.actions.size).astype(np.float64)
    return by_action, np.bincount(tree.arrays.state[acted], given_up, tree.nodes.size).astype(np.float64)


def reached(policy: Policy, seat: int) -> NDArray[np.float64]:
    """Give the probability of reaching each node if `seat` does all it can to get there, float64 [n].

    Where several histories lead to a node it is their sum.
    """
    reach = np.zeros(policy.tree.arrays.mover.size)
    reach[0] = 1.0
    arrive(policy.tree.arrays, _weights(policy, seat), reach)
    return reach


def rest(policy: Policy) -> NDArray[np.float64]:
    """Give the probability of a forfeit at each information state, float64 [k]."""
    missing = 1.0 - np.add.reduceat(policy.probabilities, policy.tree.arrays.offset[:-1])
    return np.where(missing > 1e-9, missing, 0.0)


def _weights(policy: Policy, seat: int) -> NDArray[np.float64]:
    """Give the probability of each edge, 1 for those of `seat`."""
    tree = policy.tree
    weights = np.where(tree.arrays.sequence < 0, tree.arrays.chance, policy.probabilities[tree.arrays.sequence])
    if seat != NOBODY:
        weights[tree.arrays.mover[tree.source] == seat] = 1.0
    return weights


def _before_moves(policy: Policy, seat: int, missing: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give what each node adds to a seat's return by itself: at leaves the return, elsewhere what forfeits cost."""
    tree = policy.tree
    value = tree.arrays.returns[:, seat].copy()
    if missing.any():
        at = np.flatnonzero(tree.arrays.state >= 0)
        value[at] = missing[tree.arrays.state[at]] * _stakes(tree)[tree.arrays.mover[at], seat]
    return value


def _stakes(tree: Tree) -> NDArray[np.float64]:
    """Give the returns of all seats when each forfeits, float64 [seats, seats]."""
    return np.array([tree.game.forfeit(seat) for seat in range(tree.game.seats)])


@functools.lru_cache(maxsize=16)
def _order(tree: Tree, seat: int) -> Order:
    """Sort nodes so that a seat's decisions come after all that may follow them.

    An information state's level is the length of the longest chain of the seat's own states that leads to it.
    """
    mover, state = tree.arrays.mover, tree.arrays.state
    level, above = np.zeros(tree.nodes.size, np.int32), np.full(mover.size, -1, np.int32)
    if not rank(tree.arrays, seat, level, above):
        raise ValueError(forgets(tree.game))
    key = np.where(mover == seat, 2 * level[state] + 1, 2 * (above + 1))
    nodes = np.argsort(key, kind="stable")[::-1]
    return Order(nodes, np.searchsorted(-key[nodes], -np.arange(key.max() | 1, -1, -1), side="right"))


@njit(cache=True)
def rank(tree, seat, level, above):
    """Find the level of a seat's information states, and that of the last one above each node (-1: none).

    False when an information state may follow itself.
    """
    changed = True
    while changed:
        changed = False
        for i in range(above.size):
            under = above[i]
            if tree.mover[i] == seat:
                k = tree.state[i]
                if level[k] <= above[i]:
                    level[k] = above[i] + 1
                    changed = True
                    if level[k] > level.size:
                        return False
                under = level[k]
            for e in range(tree.first[i], tree.first[i + 1]):
                above[tree.child[e]] = max(above[tree.child[e]], under)
    return True


@njit(cache=True)
def arrive(tree, weight, reach):
    """Multiply weights down the tree; `reach` holds 1 for the root and 0 elsewhere."""
    for i in range(reach.size):
        for e in range(tree.first[i], tree.first[i + 1]):
            reach[tree.child[e]] += reach[i] * weight[e]


@njit(cache=True)
def back_up(tree, weight, value):
    """Add to every node the weighted values of its children."""
    for i in range(value.size - 1, -1, -1):
        for e in range(tree.first[i], tree.first[i + 1]):
            value[i] += weight[e] * value[tree.child[e]]


@njit(cache=True)
def respond(tree, nodes, ends, weight, reach, value, gain, choice):
    """Add to each node's `value` that of its children, or where the seat moves, of the child after its best action.

    `gain` becomes what each action is worth over all nodes of its information state, weighted with the others' and
    chance's probability to get there; `choice` the best sequence of each information state.
    """
    start = 0
    for g in range(ends.size):
        own = g % 2 == 0
        for n in range(start, ends[g]):
            i = nodes[n]
            for e in range(tree.first[i], tree.first[i + 1]):
                if own:
                    gain[tree.sequence[e]] += reach[i] * value[tree.child[e]]
                else:
                    value[i] += weight[e] * value[tree.child[e]]
        if own:
            for n in range(start, ends[g]):
                i, k = nodes[n], tree.state[nodes[n]]
                if choice[k] < 0:
                    choice[k] = tree.offset[k]
                    for q in range(tree.offset[k] + 1, tree.offset[k + 1]):
                        if gain[q] > gain[choice[k]]:
                            choice[k] = q
                value[i] = value[tree.child[tree.first[i] + choice[k] - tree.offset[k]]]
        start = ends[g]
