"""Results of a hill's battles, added up: points, rounds won, tied and lost, who beats whom, and who has to leave."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baselines.arena.hill.entrants import Entrant
from baselines.arena.hill.fights import Fights
from baselines.arena.plackett_luce import scatter

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
DUEL = np.array([[3, 0], [1, 1], [0, 3]])
"""What the two warriors earn for each end of a round: the first wins, a tie, the second wins."""


@dataclass(frozen=True)
class Results:
    """What entrants did, in their order.

    Attributes:
        pairs: int64 [battles, warriors], who fought each battle.
        ends: int64 [..., k], how often what `earned` pays for came about: for pairs [battles, 3], with the ends of
            `DUEL`; in a melee [n, n + 1], rounds that a warrior survived with 1, 2, ... alive, and died in.
        counts: int64 [n, 3], rounds survived alone, survived with others, and died in.
        wins: int64 [n, n], rounds that the row won against the column; empty in a melee.
        ties: int64 [n, n], rounds that both survived; empty in a melee.
        rounds: of each battle.
    """

    pairs: Counts
    ends: Counts
    counts: Counts
    wins: Counts
    ties: Counts
    rounds: int

    def points(self, ends: Floats) -> Floats:
        """Give the points of 100 rounds of each entrant: float [fits, n] for `ends` of shape [fits, *self.ends.shape].

        For pairs it is the mean over the opponents.
        """
        n = len(self.counts)
        if self.wins.size:
            return scatter(self.pairs, ends @ DUEL, n) * (100 / self.rounds / (n - 1))
        pay = [(n * n - 1) // alive for alive in range(1, n + 1)]
        return ends @ np.array([*pay, 0.0]) * (100 / self.rounds)

    def order(self, entrants: Sequence[Entrant]) -> list[int]:
        """Give the places of the entrants, best first: by points, then rounds won, then age."""
        points = self.points(self.ends[None].astype(np.float64))[0].tolist()
        won = self.counts[:, 0].tolist()
        return sorted(range(len(won)), key=lambda i: (-points[i], -won[i], -entrants[i].age, entrants[i].program))

    def without(self, gone: int) -> "Results":
        """Give the results of pairs as if one entrant had not fought."""
        kept = (self.pairs != gone).all(axis=1)
        pairs = self.pairs[kept] - (self.pairs[kept] > gone)
        return _of_pairs(pairs, self.ends[kept], len(self.counts) - 1, self.rounds)


def results(fights: Fights, entrants: Sequence[Entrant]) -> Results:
    """Add up the battles of entrants, all of which were fought."""
    number = {entrant.program: i for i, entrant in enumerate(entrants)}
    lines = fights.lines(entrants)
    who = np.array([[number[entrant.program] for entrant in line] for line in lines])
    tables = np.array([fights.result(line) for line in lines])
    if not fights.rules.melee:
        ends = np.stack([tables[:, 0, 0], tables[:, 0, 1], tables[:, 1, 0]], axis=1)
        return _of_pairs(who, ends, len(entrants), fights.rounds)
    survived = tables[0][np.argsort(who[0])]
    deaths = fights.rounds - survived.sum(axis=1)
    counts = np.stack([survived[:, 0], survived[:, 1:].sum(axis=1), deaths], axis=1)
    none = np.zeros((0, 0), np.int64)
    return Results(who, np.concatenate([survived, deaths[:, None]], axis=1), counts, none, none, fights.rounds)


def _of_pairs(pairs: Counts, ends: Counts, n: int, rounds: int) -> Results:
    (first, second), (won, tied, lost) = pairs.T, ends.T
    wins, ties = np.zeros((2, n, n), np.int64)
    wins[first, second], wins[second, first] = won, lost
    ties[first, second] = ties[second, first] = tied
    counts = np.stack([wins.sum(axis=1), ties.sum(axis=1), wins.sum(axis=0)], axis=1)
    return Results(pairs, ends, counts, wins, ties, rounds)


def strongest(fights: Fights, entrants: Sequence[Entrant], size: int | None) -> list[Entrant]:
    """Give who stays where there is room for `size`: whoever is last leaves, and the others' points count anew."""
    left = list(entrants)
    while size is not None and len(left) > size:
        fights.fight(left)
        found = results(fights, left)
        while len(left) > size:
            last = found.order(left)[-1]
            del left[last]
            if fights.rules.melee:
                break
            found = found.without(last)
    return left
