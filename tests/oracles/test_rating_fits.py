"""Ratings against SciPy's optimisers, and alpha-rank against OpenSpiel's."""

import numpy as np
import pytest
from scipy.optimize import minimize

from baselines.arena.meta import alpha_rank, nash_average
from baselines.arena.plackett_luce import Likelihood
from baselines.arena.ratings import ELO, PRIOR_ELO, rate
from baselines.arena.results import Contest, Entrant, Game, Group, seatings
from baselines.arena.sample import Sample

alpharank = pytest.importorskip("open_spiel.python.egt.alpharank")

ENTRANTS = [Entrant(f"agent{i}", "1") for i in range(5)]
CONTESTS = [Contest("KuhnPoker-v0"), Contest("Nim-v0")]


def random_groups(rng):
    """Groups of two contests of unequal size, with wins, losses and draws."""
    groups = []
    for number in range(150):
        contest = CONTESTS[number % 5 == 0]
        pair = tuple(sorted(ENTRANTS[i] for i in rng.choice(5, 2, replace=False)))
        games = [
            Game("", players, tuple(reward * np.array([1.0, -1.0])))
            for players in seatings(pair)
            for reward in [rng.integers(-1, 2)]
        ]
        groups.append(Group("", contest, pair, tuple(games)))
    return groups


def bradley_terry(groups):
    """The same model as a plain sum over games, maximised by BFGS: ratings and seat terms, in Elo points."""
    games = [(CONTESTS.index(group.contest), game) for group in groups for game in group.games]
    count = np.bincount([contest for contest, _ in games])

    def loss(x):
        total = 0.5 * (ELO / PRIOR_ELO) ** 2 * (x @ x)
        for contest, game in games:
            first, second = (ENTRANTS.index(player) for player in game.players)
            score = (1 + np.sign(game.rewards[0])) / 2
            d = x[first] - x[second] + x[5 + contest]
            weight = len(games) / 2 / count[contest]
            total += weight * (score * np.log1p(np.exp(-d)) + (1 - score) * np.log1p(np.exp(d)))
        return total

    return ELO * minimize(loss, np.zeros(7), tol=1e-10).x


@pytest.mark.parametrize("seed", range(3))
def test_bradley_terry_with_ties_and_seat_terms(seed):
    groups = random_groups(np.random.default_rng(seed))
    found, expected = rate(Sample.of(groups, resamples=0)), bradley_terry(groups)
    values = [estimate.value for estimate in found.ratings]
    assert values == pytest.approx(expected[:5] - expected[:5].mean(), abs=0.01)
    assert [term.value for (term,) in found.seats] == pytest.approx(expected[5:], abs=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_plackett_luce_with_many_seats(seed):
    rng = np.random.default_rng(seed)
    orders = [(rng.choice(6, 4, replace=False), rng.permutation(4)) for _ in range(60)]

    def loss(x):
        total = 0.15 * (x @ x)
        for players, places in orders:
            ranked = x[players[np.argsort(places)]]
            total += sum(np.log(np.exp(ranked[i:]).sum()) - ranked[i] for i in range(4))
        return total

    outcomes = [([(int(player), 6) for player in players], places.tolist()) for players, places in orders]
    found = Likelihood.of(outcomes, 6).fit(np.ones((1, 60)), ridge=0.3)
    assert found[0] == pytest.approx(minimize(loss, np.zeros(6), tol=1e-12).x, abs=1e-5)


@pytest.mark.parametrize("alpha", [None, 0.01, 1.0, 10.0])
def test_alpha_rank(alpha):
    rng = np.random.default_rng(0)
    for n in (2, 3, 5, 9):
        payoffs = rng.normal(size=(n, n))
        payoffs[0, 1] = payoffs[1, 0]
        expected = alpharank.compute([payoffs], m=20, alpha=alpha or 0.0, use_inf_alpha=alpha is None)[2]
        assert alpha_rank(payoffs, alpha, population=20) == pytest.approx(expected, abs=1e-9)


def test_maximum_entropy_nash():
    rng = np.random.default_rng(0)
    for trial in range(40):
        n = int(rng.integers(2, 9))
        payoffs = rng.integers(-1, 2, (n, n)) if trial % 2 else rng.normal(size=(n, n))
        payoffs = (payoffs - payoffs.T) / 2
        share, skill = nash_average(payoffs)
        assert share.sum() == pytest.approx(1)
        assert skill.max() < 1e-6
        expected = minimize(
            lambda p: p @ np.log(np.maximum(p, 1e-300)),
            share.clip(1e-3) / share.clip(1e-3).sum(),
            bounds=[(0, 1)] * n,
            constraints=[
                {"type": "eq", "fun": lambda p: p.sum() - 1},
                {
                    "type": "ineq",
                    "fun": lambda p, payoffs=payoffs: -payoffs @ p,
                    "jac": lambda p, payoffs=payoffs: -payoffs,
                },
            ],
            method="SLSQP",
            options={"ftol": 1e-12, "maxiter": 500},
        )
        if expected.success and (payoffs @ expected.x).max() < 1e-8:
            assert share == pytest.approx(expected.x, abs=1e-3)
