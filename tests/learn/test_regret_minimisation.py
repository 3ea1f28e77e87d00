"""CFR and its family: curves, convergence, and games that they refuse."""

import numpy as np
import pytest

import spenvs
from baselines.learn.best_response import expected_returns, nash_conv
from baselines.learn.cfr import ALGORITHMS, CFR, solve
from baselines.learn.flatten import flatten
from baselines.learn.mccfr import MCCFR
from spenvs.registry import UnknownName


def tree_of(id: str, **options):
    return flatten(spenvs.make(id, **options).game)


@pytest.mark.parametrize(
    ("id", "algorithm", "curve"),
    [  # NashConv after 1, 10 and 100 iterations, OpenSpiel 2.0.2
        ("KuhnPoker-v0", "cfr", (0.916667, 0.137398, 0.016452)),
        ("KuhnPoker-v0", "cfr+", (0.916667, 0.065374, 0.002389)),
        ("LeducPoker-v0", "cfr", (4.747222, 1.777158, 0.191433)),
        ("LeducPoker-v0", "cfr+", (4.747222, 1.220878, 0.026832)),
    ],
)
def test_nash_conv_falls_as_it_does_in_openspiel(id, algorithm, curve):
    solver = CFR(tree_of(id), ALGORITHMS[algorithm])
    for iterations, conv in zip((1, 10, 100), curve, strict=True):
        solver.run(iterations - solver.iterations)
        assert nash_conv(solver.average()) == pytest.approx(conv, abs=1e-6)


@pytest.mark.parametrize(
    ("id", "options", "value"),
    [
        ("KuhnPoker-v0", {}, -1 / 18),
        ("LeducPoker-v0", {}, -0.0856064),
        ("LiarsDice-v0", {"dice": 1, "sides": 3}, 1 / 9),
        ("TicTacToe-v0", {}, 0.0),
        ("Nim-v0", {}, -1.0),
        ("Goofspiel-v0", {"cards": 4}, 0.0),
    ],
)
def test_the_value_of_the_solution_is_that_of_the_game(id, options, value):
    policy = solve(tree_of(id, **options), "cfr+", 2000, exploitability=1e-4)
    assert expected_returns(policy)[0] == pytest.approx(value, abs=nash_conv(policy))
    assert nash_conv(policy) <= 2e-3


@pytest.mark.parametrize("algorithm", [*ALGORITHMS, "mccfr"])
@pytest.mark.parametrize("id", ["KuhnPoker-v0", "RockPaperScissors-v0"])
def test_every_algorithm_converges(algorithm, id):
    assert nash_conv(solve(tree_of(id), algorithm, 20_000 if algorithm == "mccfr" else 1000)) < 0.02


@pytest.mark.parametrize("id", ["LeducPoker-v0", "TicTacToe-v0"])
def test_sampling_converges_in_larger_games_too(id):
    solver = MCCFR(tree_of(id), seed=3)
    solver.run(300)
    early = nash_conv(solver.average())
    solver.run(9_700)
    assert nash_conv(solver.average()) < early / 5


def test_the_same_seed_samples_the_same():
    runs = [solve(tree_of("LeducPoker-v0"), "mccfr", 200, seed=seed).probabilities for seed in (1, 1, 2)]
    assert (runs[0] == runs[1]).all()
    assert (runs[0] != runs[2]).any()


def test_it_is_the_same_to_run_at_once_or_in_parts():
    tree = tree_of("LeducPoker-v0")
    whole, parts = CFR(tree), CFR(tree)
    whole.run(30)
    for _ in range(3):
        parts.run(10)
    assert (whole.average().probabilities == parts.average().probabilities).all()


def test_solving_stops_when_it_is_good_enough():
    tree = tree_of("KuhnPoker-v0")
    rough, fine = solve(tree, exploitability=0.05), solve(tree, exploitability=0.0005)
    assert nash_conv(fine) / 2 <= 0.0005 < nash_conv(rough) / 2 <= 0.05


def test_probabilities_sum_to_one():
    policy = solve(tree_of("LeducPoker-v0"), "cfr", 10)
    assert np.allclose(np.add.reduceat(policy.probabilities, policy.tree.arrays.offset[:-1]), 1)
    assert (policy.probabilities >= 0).all()


def test_an_unknown_algorithm_gets_a_hint():
    with pytest.raises(UnknownName, match=r"no algorithm 'cfr\+\+'; did you mean cfr\+"):
        solve(tree_of("KuhnPoker-v0"), "cfr++")


def test_three_players_are_refused():
    with pytest.raises(ValueError, match=r"only two-player zero-sum games .* has 3 seats"):
        solve(tree_of("KuhnPoker-v0", players=3))
