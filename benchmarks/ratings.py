"""A fit of the ratings of 10,000 games, and its bootstrap intervals, beside SciPy's optimiser on the same likelihood.

python benchmarks/ratings.py
"""

import itertools
import time

import numpy as np
from scipy.optimize import minimize

from baselines.arena.ratings import ELO, PRIOR_ELO, rate
from baselines.arena.results import Contest, Entrant, Game, Group, seatings
from baselines.arena.sample import Sample

ENTRANTS = [Entrant(f"agent{i}", "1") for i in range(10)]
DEALS, RESAMPLES = 112, 200


def simulated() -> list[Group]:
    """Give the groups of a round robin of players a tenth of a logit apart."""
    rng = np.random.default_rng(0)
    groups = []
    for i, j in itertools.combinations(range(len(ENTRANTS)), 2):
        for _ in range(DEALS):
            games = []
            for players in seatings((ENTRANTS[i], ENTRANTS[j])):
                ahead = 0.1 * (ENTRANTS.index(players[1]) - ENTRANTS.index(players[0]))
                reward = 1.0 if rng.random() < 1 / (1 + np.exp(ahead)) else -1.0
                games.append(Game("", players, (reward, -reward)))
            groups.append(Group("", Contest("Nim-v0"), (ENTRANTS[i], ENTRANTS[j]), tuple(games)))
    return groups


def scipy_fit(groups: list[Group]) -> np.ndarray:
    """Fit the same model with BFGS, over arrays of games."""
    games = [game for group in groups for game in group.games]
    first, second = (np.array([ENTRANTS.index(game.players[seat]) for game in games]) for seat in (0, 1))
    score = np.array([(1 + game.rewards[0]) / 2 for game in games])

    def loss(x: np.ndarray) -> float:
        d = x[first] - x[second] + x[-1]
        prior = 0.5 * (ELO / PRIOR_ELO) ** 2 * (x @ x)
        return float((score * np.log1p(np.exp(-d)) + (1 - score) * np.log1p(np.exp(d))).sum() + prior)

    return minimize(loss, np.zeros(len(ENTRANTS) + 1)).x[:-1] * ELO


def main() -> None:
    """Print ours, the peer's and the ratio."""
    groups = simulated()
    start = time.process_time()
    one = rate(Sample.of(groups, resamples=0))
    ours = time.process_time() - start
    rate(Sample.of(groups, resamples=RESAMPLES))
    both = time.process_time() - start - ours
    expected = scipy_fit(groups)
    peer = time.process_time() - start - ours - both
    apart = max(abs(x.value - y) for x, y in zip(one.ratings, expected - expected.mean(), strict=True))
    print(f"fit of {2 * len(groups)} games: ours {ours:.3f} s, SciPy's BFGS {peer:.3f} s, ratio {peer / ours:.1f}")
    print(f"largest difference of a rating: {apart:.4f} Elo points")
    print(f"the same with {RESAMPLES} bootstrap resamples: {both:.3f} s")


if __name__ == "__main__":
    main()
