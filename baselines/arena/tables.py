"""The leaderboard as a query over the games of an arena; nothing of it is stored."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from baselines.arena.board import Estimate, EventTable, Leaderboard, Pairing, Row
from baselines.arena.meta import alpha_rank, nash_average
from baselines.arena.ratings import Ratings, estimate, rate
from baselines.arena.replies import Counts
from baselines.arena.replies import rows as answer_rows
from baselines.arena.results import Contest, Entrant, Group, known_values
from baselines.arena.sample import Sample
from baselines.arena.sums import DRAWS, GAMES, LOSSES, REWARD, SCORE, WINS, Sums, mean

Floats = NDArray[np.float64]
Measured = Mapping[tuple[Contest, Entrant], Estimate]
SHOWN_VERSION = 6
DOUBT = 0.05


def tabulate(
    groups: Iterable[Group],
    unfinished: int = 0,
    *,
    suite: str = "",
    seed: int | None = None,
    absent: Mapping[tuple[Contest, Entrant], str] | None = None,
    exploitability: Measured | None = None,
    answers: Counts | None = None,
    arena: Path | None = None,
) -> Leaderboard:
    """Make the leaderboard of complete groups.

    Args:
        groups: the groups, in any order.
        unfinished: the number of games left out because their groups are not complete.
        suite: what was played, for the title.
        seed: the arena's seed.
        absent: who could not play what, and why.
        exploitability: what was measured.
        answers: how everybody answered, as `baselines.arena.replies.count` counts it.
        arena: the arena's file.
    """
    groups = list(groups)
    sample = Sample.of(groups)
    labels = labels_of([*sample.entrants, *(entrant for _, entrant in absent or {})])
    sums = [Sums.of(contest, len(sample.entrants)) for contest in sample.contests]
    events = []
    for contest, added in zip(sample.contests, sums, strict=True):
        own = [group for group in groups if group.contest == contest.contest]
        table = _Table(sample.entrants, labels, rate(sample, [contest]), [added], REWARD)
        rows = table.rows(
            forfeits_of(own), {e: x for (of, e), x in (exploitability or {}).items() if of == contest.contest}
        )
        missing = {labels[e]: why for (of, e), why in (absent or {}).items() if of == contest.contest}
        id, settings = contest.contest.env_id, contest.contest.settings
        pairings, seats = table.pairings(rows), table.ratings.seats[0]
        label, known = contest.contest.label, known_values(contest.contest)
        events.append(EventTable(label, id, settings, contest.seats, rows, pairings, seats, missing, known))
    board = Leaderboard(suite, seed, None, (), (), tuple(events), 0, 0, unfinished, arena=arena)
    if not groups:
        return board
    table = _Table(sample.entrants, labels, rate(sample), sums, SCORE)
    rows = table.rows(forfeits_of(groups), {})
    anchor = table.ratings.anchor and labels[table.ratings.anchor]
    games = sum(len(group.games) for group in groups)
    told = answer_rows(answers or {}, labels, [row.agent for row in rows])
    return replace(
        board, anchor=anchor, rows=rows, pairings=table.pairings(rows), games=games, groups=len(groups), answers=told
    )


def labels_of(entrants: Iterable[Entrant]) -> dict[Entrant, str]:
    """Name entrants by their specs, and by the start of their versions where one spec has several."""
    known = set(entrants)
    times = Counter(spec for spec, _ in known)
    return {e: e.spec if times[e.spec] == 1 else f"{e.spec} @{e.version[:SHOWN_VERSION]}" for e in known}


def forfeits_of(groups: Iterable[Group]) -> dict[Entrant, dict[str, int]]:
    """Count the games that each entrant lost by a fault, by kind."""
    found: dict[Entrant, Counter[str]] = {}
    for group in groups:
        for game in group.games:
            if game.fault:
                found.setdefault(game.players[game.fault[0]], Counter())[game.fault[1]] += 1
    return {entrant: dict(sorted(kinds.items())) for entrant, kinds in found.items()}


@dataclass(frozen=True)
class _Table:
    """What one table is made of.

    Attributes:
        entrants: all of the arena, in the order of the sums.
        labels: what they are called.
        ratings: of those in the table.
        sums: of each contest that the table is about.
        payoff: the column that pays in Nash averaging and alpha-rank.
    """

    entrants: tuple[Entrant, ...]
    labels: Mapping[Entrant, str]
    ratings: Ratings
    sums: Sequence[Sums]
    payoff: int

    def rows(
        self, forfeits: Mapping[Entrant, Mapping[str, int]], exploitability: Mapping[Entrant, Estimate]
    ) -> tuple[Row, ...]:
        own = [sums.own for sums in self.sums]
        counts = sum(own)[:, 0].astype(int).T.tolist()  # type: ignore[index]
        score, reward = mean(own, SCORE), mean(own, REWARD)
        groups = sum(sums.groups for sums in self.sums)
        events = sum((sums.groups > 0).astype(int) for sums in self.sums)
        payoffs = self._payoffs()
        nash, _ = nash_average(payoffs)
        ranks = alpha_rank(payoffs)
        rated = list(zip(self.ratings.entrants, self.ratings.ratings, strict=True))
        rated.sort(key=lambda pair: (-pair[1].value, self.labels[pair[0]]))
        rows = []
        for rank, (entrant, rating) in enumerate(rated, 1):
            i, place = self.entrants.index(entrant), self.ratings.entrants.index(entrant)
            rows.append(
                Row(
                    rank=rank,
                    agent=self.labels[entrant],
                    spec=entrant.spec,
                    version=entrant.version,
                    rating=rating,
                    score=share(score[:, i], groups[i]),  # type: ignore[index]
                    reward=estimate(reward[:, i]),
                    games=counts[i][GAMES],
                    wins=counts[i][WINS],
                    draws=counts[i][DRAWS],
                    losses=counts[i][LOSSES],
                    forfeits=forfeits.get(entrant, {}),
                    nash=float(nash[place]),
                    alpha_rank=float(ranks[place]),
                    exploitability=exploitability.get(entrant),
                    events=int(events[i]),  # type: ignore[index]
                )
            )
        return tuple(rows)

    def pairings(self, rows: Sequence[Row]) -> tuple[Pairing, ...]:
        pairs = [sums.pairs for sums in self.sums]
        counts = sum(pairs)[:, 0].astype(int)  # type: ignore[index]
        score, reward = mean(pairs, SCORE), mean(pairs, REWARD)
        groups = sum(sums.pair_groups for sums in self.sums)
        order = [self.entrants.index(Entrant(row.spec, row.version)) for row in rows]
        return tuple(
            Pairing(
                agent=rows[a].agent,
                opponent=rows[b].agent,
                games=int(counts[GAMES, i, j]),
                wins=int(counts[WINS, i, j]),
                draws=int(counts[DRAWS, i, j]),
                losses=int(counts[LOSSES, i, j]),
                score=share(score[:, i, j], groups[i, j]),  # type: ignore[index]
                reward=estimate(reward[:, i, j]),
            )
            for a, i in enumerate(order)
            for b, j in enumerate(order)
            if counts[GAMES, i, j]
        )

    def _payoffs(self) -> Floats:
        """Give what each rated entrant earns against each other, antisymmetric; 0 where they did not meet."""
        among = [self.entrants.index(entrant) for entrant in self.ratings.entrants]
        earned = mean([sums.pairs[:, :1] for sums in self.sums], self.payoff)[0][np.ix_(among, among)]
        return np.nan_to_num((earned - earned.T) / 2)


def share(values: Floats, groups: float) -> Estimate:
    """Make an estimate of a score. Where it is 0 or 1 no resample differs: there the other end is where so many groups
    of that score have a probability of 5 %.
    """
    found = estimate(values)
    margin = 1 - DOUBT ** (1 / max(groups, 1))
    if found.value == 1:
        return replace(found, low=1 - margin)
    return replace(found, high=margin) if found.value == 0 else found
