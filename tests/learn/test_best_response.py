"""Expected returns, best responses and NashConv."""

import functools

import numpy as np
import odd
import pytest

import spenvs
from baselines.learn.best_response import action_values, best_response, expected_returns, nash_conv
from baselines.learn.flatten import flatten
from baselines.learn.policy import Policy, uniform
from spenvs.core.rules import CHANCE, OVER


def uniform_of(id: str, **options) -> Policy:
    return uniform(flatten(spenvs.make(id, **options).game))


def random_policy(policy: Policy, seed: int) -> Policy:
    weights = np.random.default_rng(seed).random(policy.probabilities.size)
    sums = np.add.reduceat(weights, policy.tree.arrays.offset[:-1])
    return Policy(policy.tree, weights / np.repeat(sums, policy.tree.legal))


@pytest.mark.parametrize(
    ("id", "options", "value", "conv"),
    [
        ("KuhnPoker-v0", {}, 0.125, 11 / 12),
        ("KuhnPoker-v0", {"players": 3}, 0.234375, 2.0625),
        ("LeducPoker-v0", {}, -0.078125, 4.747222),
        ("LiarsDice-v0", {"dice": 1}, -0.032407, 1.561489),
        ("LiarsDice-v0", {"dice": 1, "sides": 4}, None, 1.310119),
        ("Goofspiel-v0", {"cards": 3}, 0.0, 1.333333),
        ("Goofspiel-v0", {"cards": 4}, 0.0, 1.416667),
        ("RockPaperScissors-v0", {}, 0.0, 0.0),
    ],
)
def test_uniform_play_has_the_known_value_and_nash_conv(id, options, value, conv):
    policy = uniform_of(id, **options)
    if value is not None:
        assert expected_returns(policy)[0] == pytest.approx(value, abs=1e-6)
    assert nash_conv(policy) == pytest.approx(conv, abs=1e-6)


@pytest.mark.parametrize(("id", "options"), [("Nim-v0", {"heaps": (1, 2, 3)}), ("TicTacToe-v0", {"rows": 2})])
def test_where_nothing_is_hidden_the_best_response_is_the_best_of_each_position(id, options):
    policy = random_policy(uniform_of(id, **options), 1)
    tree = policy.tree

    @functools.cache
    def best(node: int, seat: int) -> float:
        if tree.arrays.mover[node] == OVER:
            return tree.arrays.returns[node, seat]
        edges = range(tree.arrays.first[node], tree.arrays.first[node + 1])
        after = [best(int(tree.arrays.child[e]), seat) for e in edges]
        if tree.arrays.mover[node] == seat:
            return max(after)
        assert tree.arrays.mover[node] != CHANCE
        return sum(policy.probabilities[tree.arrays.sequence[e]] * v for e, v in zip(edges, after, strict=True))

    for seat in range(2):
        assert best_response(policy, seat)[0] == pytest.approx(best(0, seat))


@pytest.mark.parametrize("id", ["KuhnPoker-v0", "LeducPoker-v0", "TicTacToe-v0", "Nim-v0"])
def test_a_best_response_wins_its_value_and_changes_nobody_else(id):
    policy = random_policy(uniform_of(id), 2)
    for seat in range(2):
        value, response = best_response(policy, seat)
        others = np.repeat(policy.tree.arrays.seats != seat, policy.tree.legal)
        assert expected_returns(response)[seat] == pytest.approx(value)
        assert (response.probabilities[others] == policy.probabilities[others]).all()
        assert set(response.probabilities[~others]) <= {0.0, 1.0}
        assert value >= expected_returns(policy)[seat]


def test_action_values_are_the_derivatives_of_the_return():
    policy, step = random_policy(uniform_of("LeducPoker-v0"), 3), 1e-6
    for seat in range(2):
        gradient, forfeit = action_values(policy, seat)
        before = expected_returns(policy)[seat]
        for q in range(0, gradient.size, 37):
            less = policy.probabilities.copy()
            less[q] -= step
            state = np.searchsorted(policy.tree.arrays.offset, q, side="right") - 1
            change = expected_returns(Policy(policy.tree, less))[seat] - before
            assert change / step == pytest.approx(forfeit[state] - gradient[q], abs=1e-4)


def test_missing_probability_is_forfeited():
    policy = uniform_of("RockPaperScissors-v0")
    half = Policy(policy.tree, np.where(np.repeat(policy.tree.arrays.seats == 0, 3), 0.5, 1.0) * policy.probabilities)
    assert expected_returns(half) == pytest.approx([-0.5, 0.5])
    assert best_response(half, 1)[0] == pytest.approx(0.5)
    assert best_response(half, 0)[0] == pytest.approx(0.0)


def test_a_state_that_follows_itself_is_refused():
    with pytest.raises(ValueError, match="forgets what it knew"):
        best_response(uniform(flatten(odd.game(0))), 0)
