"""The table of a hill: points, ratings, Nash averaging and circles. It is a query over the results, and not stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from baselines.arena.board import Estimate
from baselines.arena.hill.entrants import Entrant, labels_of
from baselines.arena.hill.fights import Fights
from baselines.arena.hill.results import Counts, Floats, Results, results
from baselines.arena.hill.rules import Rules
from baselines.arena.meta import alpha_rank, nash_average
from baselines.arena.plackett_luce import Likelihood
from baselines.arena.ratings import ELO, PRIOR_ELO, estimate
from spenvs.corewar.listing import disassemble

RESAMPLES = 200
MOST_CIRCLES = 200
BEYOND_CHANCE = 1.96
PLACES = ((0, 1), (0, 0), (1, 0))


@dataclass(frozen=True)
class Row:
    """One warrior in the table.

    Attributes:
        rank: 1 for the most points.
        name: what its author calls it, and the start of its program's hash where several have that name.
        author: who wrote it.
        file: the name of its file, without .red.
        strategy: what its source says of it.
        program: hash of the program.
        length: number of its instructions.
        age: the number of challengers that came onto the hill while it stood there.
        score: points of 100 rounds: 3 for a win and 1 for a tie, the mean over its opponents, 0 to 300; in a melee
            (W² - 1) / S, rounded down, for a round of W warriors that S survive. The interval is about the places that
            warriors were put at, not about who the opponents are.
        wins: rounds that it survived alone.
        ties: rounds that it survived with others.
        losses: rounds that it died in.
        rating: Bradley-Terry, in Elo points above the mean of the hill; None in a melee.
        nash: its probability in the maximum-entropy Nash equilibrium of the hill; None in a melee.
        alpha_rank: its mass in the stationary distribution of alpha-rank; None in a melee.
    """

    rank: int
    name: str
    author: str
    file: str
    strategy: str
    program: str
    length: int
    age: int
    score: Estimate
    wins: int
    ties: int
    losses: int
    rating: Estimate | None
    nash: float | None
    alpha_rank: float | None


@dataclass(frozen=True)
class Circle:
    """Three warriors of which the first beats the second, the second the third, and the third the first.

    Attributes:
        names: their names, the best of the table first.
        margins: by how many rounds of 100 each beats the next: wins less losses.
    """

    names: tuple[str, str, str]
    margins: tuple[float, float, float]


@dataclass(frozen=True)
class Standings:
    """The table of a hill.

    Attributes:
        rules: what was played.
        rounds: of each battle.
        seed: of the placement of every battle.
        size: how many stay on the hill; None for all.
        rows: by rank.
        wins: int64 [n, n], rounds that the row won against the column, both in the order of `rows`; empty in a melee.
        ties: int64 [n, n], rounds that both survived.
        circles: of three, the MOST_CIRCLES clearest ones. To beat is to win more rounds than to lose, by more than
            chance explains: W - L > 1.96 * sqrt(W + L).
        circle_count: the number of all such circles.
        sources: the Redcode of each warrior, in the order of `rows`.
        listings: the assembled programs, likewise.
        left_out: files that are not on the hill because they cannot fight, and why.
    """

    rules: Rules
    rounds: int
    seed: int
    size: int | None
    rows: tuple[Row, ...]
    wins: Counts
    ties: Counts
    circles: tuple[Circle, ...]
    circle_count: int
    sources: tuple[str, ...] = field(repr=False)
    listings: tuple[str, ...] = field(repr=False)
    left_out: Mapping[str, str]

    @property
    def losses(self) -> Counts:
        """int64 [n, n], rounds that the row lost against the column."""
        return self.wins.T

    @property
    def points(self) -> Floats:
        """float64 [n, n], points of 100 rounds of the row against the column; nan on the diagonal."""
        found: Floats = (3 * self.wins + self.ties) * np.float64(100 / self.rounds)
        np.fill_diagonal(found, np.nan)
        return found

    def to_json(self) -> str:
        """Write everything as JSON."""
        from baselines.arena.hill.report import json_of

        return json_of(self)

    def to_csv(self) -> str:
        """Write the rows as CSV."""
        from baselines.arena.hill.report import csv_of

        return csv_of(self)

    def pairs_csv(self) -> str:
        """Write what each warrior did against each other as CSV."""
        from baselines.arena.hill.report import pairs_csv_of

        return pairs_csv_of(self)

    def to_html(self) -> str:
        """Write a page that needs nothing else."""
        from baselines.arena.hill.page import page_of

        return page_of(self)


def standings(fights: Fights, entrants: Sequence[Entrant], size: int | None, left_out: Mapping[str, str]) -> Standings:
    """Make the table of entrants whose battles were fought."""
    found = results(fights, entrants)
    order = found.order(entrants)
    rows = tuple(_rows(found, entrants, order))
    wins, ties = found.wins, found.ties
    if not fights.rules.melee:
        wins, ties = wins[np.ix_(order, order)], ties[np.ix_(order, order)]
    circles, count = _circles(wins, [row.name for row in rows], fights.rounds)
    return Standings(
        rules=fights.rules,
        rounds=fights.rounds,
        seed=fights.seed,
        size=size,
        rows=rows,
        wins=wins,
        ties=ties,
        circles=circles,
        circle_count=count,
        sources=tuple(entrants[i].source for i in order),
        listings=tuple(disassemble(entrants[i].warrior) for i in order),
        left_out=dict(left_out),
    )


def _rows(found: Results, entrants: Sequence[Entrant], order: Sequence[int]) -> Iterator[Row]:
    drawn, names = _resampled(found), labels_of(entrants)
    scores = [estimate(column) for column in found.points(drawn).T]
    rated = _rated(found, drawn) if found.wins.size else [(None, None, None)] * len(order)
    for rank, i in enumerate(order, 1):
        entrant, warrior = entrants[i], entrants[i].warrior
        wins, ties, losses = found.counts[i].tolist()
        rating, nash, alpha = rated[i]
        yield Row(
            rank=rank,
            name=names[i],
            author=warrior.author,
            file=entrant.file,
            strategy=warrior.strategy,
            program=entrant.program,
            length=len(warrior),
            age=entrant.age,
            score=scores[i],
            wins=wins,
            ties=ties,
            losses=losses,
            rating=rating,
            nash=nash,
            alpha_rank=alpha,
        )


def _rated(found: Results, drawn: Floats) -> list[tuple[Estimate | None, float | None, float | None]]:
    """Give each entrant's rating, share in the Nash equilibrium and mass in alpha-rank, from battles of pairs."""
    payoffs = (found.wins - found.wins.T) / found.rounds
    ratings = [estimate(ELO * column) for column in _bradley_terry(drawn, found.pairs, len(payoffs)).T]
    return list(zip(ratings, nash_average(payoffs)[0].tolist(), alpha_rank(payoffs).tolist(), strict=True))


def _resampled(found: Results) -> Floats:
    """Draw the rounds of each battle anew with replacement: float [1 + RESAMPLES, *ends.shape], the real ones first."""
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(found.rounds, found.ends / found.rounds, (RESAMPLES, len(found.ends)))
    return np.concatenate([found.ends[None], drawn]).astype(np.float64)


def _bradley_terry(drawn: Floats, pairs: Counts, n: int) -> Floats:
    """Fit log-strengths of mean 0, with the prior of `baselines.arena.ratings`: float [1 + resamples, n].

    A tie is half a win for each. Bradley and Terry (1952), Rank analysis of incomplete block designs.
    """
    battle, end = np.nonzero(drawn[0])
    outcomes = [([(int(i), n), (int(j), n)], PLACES[k]) for (i, j), k in zip(pairs[battle], end, strict=True)]
    likelihood, weights = Likelihood.of(outcomes, n), drawn[:, battle, end]
    ridge = (ELO / PRIOR_ELO) ** 2
    centre = np.random.default_rng(0).normal(0.0, PRIOR_ELO / ELO, (len(weights), n))
    best = likelihood.fit(weights[:1], ridge)
    strength = np.concatenate([best, likelihood.fit(weights[1:], ridge, centre[1:], best[0])])
    return strength - strength.mean(axis=1, keepdims=True)


def _circles(wins: Counts, names: Sequence[str], rounds: int) -> tuple[tuple[Circle, ...], int]:
    """Find all circles of three, and give the clearest (those whose narrowest margin is widest) and their number."""
    margin = (wins - wins.T) * (100 / rounds)
    beats = wins - wins.T > BEYOND_CHANCE * np.sqrt(wins + wins.T)
    found: list[tuple[float, int, int, int]] = []
    count = 0
    for i in range(len(wins)):
        after = np.arange(len(wins)) > i  # each circle once, the best of its warriors first
        j, k = np.nonzero(beats & (beats[i] & after)[:, None] & (beats[:, i] & after)[None, :])
        count += len(j)
        least = np.minimum(np.minimum(margin[i, j], margin[j, k]), margin[k, i])
        found += zip((-least).tolist(), [i] * len(j), j.tolist(), k.tolist(), strict=True)
        found = sorted(found)[:MOST_CIRCLES]
    circles = [
        Circle((names[i], names[j], names[k]), (float(margin[i, j]), float(margin[j, k]), float(margin[k, i])))
        for _, i, j, k in found
    ]
    return tuple(circles), count
