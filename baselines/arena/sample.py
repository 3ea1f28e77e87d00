"""The groups of an arena as counts of distinct patterns, and their bootstrap resamples.

Two groups have the same pattern if the same entrants got the same rewards in the same seats. Counting them makes
everything that is computed from an arena independent of the order of its records, and quick.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baselines.arena.fixtures import digest
from baselines.arena.results import Contest, Entrant, Group

RESAMPLES = 400

Game = tuple[tuple[int, ...], tuple[float, ...]]


@dataclass(frozen=True)
class ContestSample:
    """The groups of one contest.

    Attributes:
        contest: the contest.
        seats: its number of seats.
        patterns: each a group's games: the entrants (by number) and the rewards of the seats.
        weights: float [1 + resamples, patterns], how often each pattern occurs: really, then in each resample.
    """

    contest: Contest
    seats: int
    patterns: tuple[tuple[Game, ...], ...]
    weights: NDArray[np.float64]

    @property
    def games(self) -> int:
        """The number of games."""
        return int(sum(count * len(pattern) for count, pattern in zip(self.weights[0], self.patterns, strict=True)))


@dataclass(frozen=True)
class Sample:
    """The groups of an arena: who took part, and the groups of each contest."""

    entrants: tuple[Entrant, ...]
    contests: tuple[ContestSample, ...]

    @classmethod
    def of(cls, groups: Iterable[Group], resamples: int = RESAMPLES) -> "Sample":
        """Count groups, and draw as many with replacement, `resamples` times, within each contest."""
        groups = list(groups)
        entrants = tuple(sorted({entrant for group in groups for entrant in group.lineup}))
        number = {entrant: i for i, entrant in enumerate(entrants)}
        by_contest: dict[Contest, list[Group]] = {}
        for group in groups:
            by_contest.setdefault(group.contest, []).append(group)
        contests = (_count(contest, of, number, resamples) for contest, of in sorted(by_contest.items()))
        return cls(entrants, tuple(contests))


def _count(contest: Contest, groups: Sequence[Group], number: dict[Entrant, int], resamples: int) -> ContestSample:
    counts = Counter(
        tuple((tuple(number[player] for player in game.players), game.rewards) for game in group.games)
        for group in groups
    )
    patterns = sorted(counts)
    owner = np.repeat(np.arange(len(patterns)), [counts[pattern] for pattern in patterns])
    rng = np.random.default_rng(int(digest(contest), 16))
    weights = np.empty((1 + resamples, len(patterns)))
    weights[0] = np.bincount(owner)
    for row in weights[1:]:
        row[:] = np.bincount(owner[rng.integers(owner.size, size=owner.size)], minlength=len(patterns))
    return ContestSample(contest, len(groups[0].lineup), tuple(patterns), weights)
