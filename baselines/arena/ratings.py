"""Ratings: one batch fit over all games, never a running number, and bootstrap intervals over groups.

The model is Plackett-Luce (`baselines.arena.plackett_luce`) by the order of rewards, with a term for each seat of each
contest. Games of one seat have no such term, and those who played the same deal are compared two by two. Every contest
weighs the same, whatever its number of games. A normal prior with a standard deviation of PRIOR_ELO keeps the rating of
one who won everything finite; each bootstrap fit draws the prior's mean from the prior itself (randomise, then
optimise: Bardsley et al., 2014), so that such a rating has a wide interval and not a point.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baselines.arena.board import Estimate
from baselines.arena.plackett_luce import Likelihood, scatter
from baselines.arena.results import Entrant
from baselines.arena.sample import ContestSample, Game, Sample

ELO = 400 / math.log(10)
PRIOR_ELO = 400.0
ANCHOR = "random"
QUANTILES = (0.025, 0.975)

Compared = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Ratings:
    """What a fit says, in Elo points.

    Attributes:
        entrants: who was rated.
        ratings: of each, above the anchor; the interval is that of its distance to the mean of the field.
        anchor: the entrant at 0, or None where the mean is.
        seats: for each contest, what each seat but the last is worth, against the last.
    """

    entrants: tuple[Entrant, ...]
    ratings: tuple[Estimate, ...]
    anchor: Entrant | None
    seats: tuple[tuple[Estimate, ...], ...]


def expected_score(elo: float) -> float:
    """Give the score that one expects who is so many Elo points stronger."""
    return 1 / (1 + math.exp(-elo / ELO))


def rate(sample: Sample, contests: Sequence[ContestSample] | None = None) -> Ratings:
    """Fit one rating to each entrant over some contests of a sample, by default all."""
    contests = sample.contests if contests is None else contests
    playing = sorted(
        {i for contest in contests for pattern in contest.patterns for players, _ in pattern for i in players}
    )
    number = {entrant: i for i, entrant in enumerate(playing)}
    likelihood, weights, seats = _likelihood(contests, number)
    ridge = (ELO / PRIOR_ELO) ** 2
    centre = np.random.default_rng(0).normal(0.0, PRIOR_ELO / ELO, (len(weights), likelihood.parameters))
    centre[0] = 0.0
    best = likelihood.fit(weights[:1], ridge)
    theta = np.concatenate([best, likelihood.fit(weights[1:], ridge, centre[1:], best[0])])
    entrants = tuple(sample.entrants[i] for i in playing)
    strength = theta[:, : len(entrants)]
    strength = strength - strength.mean(axis=1, keepdims=True)
    anchor = next((entrant for entrant in entrants if entrant.spec == ANCHOR), None)
    zero = float(strength[0, entrants.index(anchor)]) if anchor else 0.0
    ratings = tuple(estimate(ELO * column, -ELO * zero) for column in strength.T)
    terms = tuple(tuple(estimate(ELO * theta[:, i]) for i in of) for of in seats)
    return Ratings(entrants, ratings, anchor, terms)


def _likelihood(
    contests: Sequence[ContestSample], number: dict[int, int]
) -> tuple[Likelihood, NDArray[np.float64], list[range]]:
    """Give the likelihood over contests, the weights of its outcomes, and where each contest's seat terms are."""
    first = np.cumsum([len(number), *(contest.seats - 1 for contest in contests)]).tolist()
    seats = [range(start, stop) for start, stop in itertools.pairwise(first)]
    outcomes, weights = [], []
    for contest, terms in zip(contests, seats, strict=True):
        known: dict[Compared, int] = {}
        entries = [
            (number_, known.setdefault(compared, len(known)))
            for number_, pattern in enumerate(contest.patterns)
            for game in pattern
            for compared in comparisons(game, contest.seats)
        ]
        pattern, outcome = np.array(entries).T
        weights.append(scatter(outcome, contest.weights[:, pattern], len(known)))
        own = [*terms, first[-1]] if contest.seats > 1 else [first[-1]] * 2
        outcomes += [([(number[i], own[s]) for s, i in enumerate(players)], order) for players, order in known]
    games = [weight[0].sum() for weight in weights]
    even = [weight * (sum(games) / len(games) / count) for weight, count in zip(weights, games, strict=True)]
    return Likelihood.of(outcomes, first[-1]), np.concatenate(even, axis=1), seats


def comparisons(game: Game, seats: int) -> list[Compared]:
    """Give who is compared by a game, and their places: all seats at once; of those who played alone, each two."""
    players, rewards = game
    if seats > 1:
        return [(players, places(rewards))]
    pairs = itertools.combinations(zip(players, rewards, strict=True), 2)
    return [((a, b), places((own, other))) for (a, own), (b, other) in pairs]


def places(rewards: Sequence[float]) -> tuple[int, ...]:
    """Give each seat's place by its reward: 0 for the highest, the same for equal ones."""
    return tuple(sum(other > reward for other in rewards) for reward in rewards)


def estimate(values: NDArray[np.float64], shift: float = 0.0) -> Estimate:
    """Make an estimate of a value (the first) and its bootstrap resamples (the others, but for those that are nan)."""
    value, resampled = float(values[0]), values[1:][~np.isnan(values[1:])]
    low, high = np.quantile(resampled, QUANTILES).tolist() if resampled.size else (value, value)
    return Estimate(value + shift, min(low, value) + shift, max(high, value) + shift)
