"""The groups of an arena as counts of distinct patterns, and their bootstrap resamples.

Two groups have the same pattern if the same entrants got the same rewards in the same seats. Counting them makes
everything that is computed from an arena independent of the order of its records, and quick.

In a game of one seat nobody meets anybody. There, all who played the same deal count as if they had sat at one table:
their games of that deal are one group.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baselines.arena.fixtures import digest
from baselines.arena.results import Contest, Entrant, Group

RESAMPLES = 400

Game = tuple[tuple[int, ...], tuple[float, ...]]
Result = tuple[tuple[Entrant, ...], tuple[float, ...]]


@dataclass(frozen=True)
class ContestSample:
    """The groups of one contest.

    Attributes:
        contest: the contest.
        seats: its number of seats.
        patterns: each a group's games: the entrants (by number) and the rewards of the seats, or of those at a table.
        weights: float [1 + resamples, patterns], how often each pattern occurs: really, then in each resample.
    """

    contest: Contest
    seats: int
    patterns: tuple[tuple[Game, ...], ...]
    weights: NDArray[np.float64]


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
    seats = len(groups[0].lineup)
    counts = Counter(
        tuple((tuple(number[player] for player in players), rewards) for players, rewards in games)
        for games in (_tables(groups) if seats == 1 else _played(groups))
    )
    patterns = sorted(counts)
    owner = np.repeat(np.arange(len(patterns)), [counts[pattern] for pattern in patterns])
    rng = np.random.default_rng(int(digest(contest), 16))
    weights = np.empty((1 + resamples, len(patterns)))
    weights[0] = np.bincount(owner)
    for row in weights[1:]:
        row[:] = np.bincount(owner[rng.integers(owner.size, size=owner.size)], minlength=len(patterns))
    return ContestSample(contest, seats, tuple(patterns), weights)


def _played(groups: Iterable[Group]) -> Iterator[list[Result]]:
    """Give the games of each group."""
    return ([(game.players, game.rewards) for game in group.games] for group in groups)


def _tables(groups: Iterable[Group]) -> Iterator[list[Result]]:
    """Give, for each deal of a game of one seat, one game of all who played it."""
    deals: dict[int, dict[Entrant, float]] = {}
    for group in sorted(groups, key=lambda group: group.id):
        for game in group.games:
            deals.setdefault(group.seed, {})[game.players[0]] = game.rewards[0]
    for table in deals.values():
        players = sorted(table)
        if len(players) > 1:
            yield [(tuple(players), tuple(table[player] for player in players))]
