"""What entrants and pairs of entrants did in a contest, added up for the real games and for each bootstrap resample."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baselines.arena.plackett_luce import scatter
from baselines.arena.sample import ContestSample

Floats = NDArray[np.float64]
GAMES, WINS, DRAWS, LOSSES, SCORE, REWARD = range(6)


@dataclass(frozen=True)
class Sums:
    """Games, wins, draws, losses, score and reward (the six columns).

    Attributes:
        own: float [6, 1 + resamples, n], of each entrant's games against anybody else.
        pairs: float [6, 1 + resamples, n, n], of the row against the column; on the diagonal of the first seat in
            games of an entrant against itself.
        groups: float [n], the number of groups of each entrant.
        pair_groups: float [n, n], of each pair.
    """

    own: Floats
    pairs: Floats
    groups: Floats
    pair_groups: Floats

    @classmethod
    def of(cls, sample: ContestSample, n: int) -> "Sums":
        """Add up the games of one contest, for `n` entrants."""
        own, pairs = _Rows(sample, n), _Rows(sample, n * n)
        for number, pattern in enumerate(sample.patterns):
            for players, rewards in pattern:
                for seat, (player, reward) in enumerate(zip(players, rewards, strict=True)):
                    others = [other for other, rival in zip(rewards, players, strict=True) if rival != player]
                    if others:
                        own.add(number, player, reward, others)
                    for place, rival in enumerate(players):
                        if rival != player or seat == 0 < place:
                            pairs.add(number, player * n + rival, reward, [rewards[place]])
        square = pairs.sums().reshape(6, -1, n, n)
        return cls(own.sums(), square, own.groups(), pairs.groups().reshape(n, n))


class _Rows:
    """One row for each seat of each game in each pattern: the pattern, whose row it is, the six columns."""

    def __init__(self, sample: ContestSample, size: int):
        self.weights, self.size = sample.weights, size
        self.rows: list[tuple[float, ...]] = []

    def add(self, pattern: int, place: int, reward: float, others: Sequence[float]) -> None:
        best = max(others)
        score = sum((reward > other) + (reward == other) / 2 for other in others) / len(others)
        self.rows.append((pattern, place, 1.0, reward > best, reward == best, reward < best, score, reward))

    def sums(self) -> Floats:
        table = np.array(self.rows, np.float64).reshape(-1, 8)
        pattern, place = table[:, :2].T.astype(np.int64)
        return np.stack([scatter(place, self.weights[:, pattern] * column, self.size) for column in table[:, 2:].T])

    def groups(self) -> Floats:
        counts = np.zeros(self.size)
        for pattern, place in {row[:2] for row in self.rows}:
            counts[int(place)] += self.weights[0, int(pattern)]
        return counts


def mean(tables: Sequence[Floats], column: int) -> Floats:
    """Give the mean of a column for a game, over each table's games and then over the tables; nan where none is."""
    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of no tables
        return np.nanmean([table[column] / table[GAMES] for table in tables], axis=0)
