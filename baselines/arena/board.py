"""What a leaderboard says: rows, tables of single environments, pairings; plain data, and its JSON."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SCHEMA = 1
ALL = "all"


@dataclass(frozen=True)
class Estimate:
    """A value and the interval that holds the true one in 95 of 100 arenas."""

    value: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half of the interval's length."""
        return (self.high - self.low) / 2


@dataclass(frozen=True)
class Row:
    """One entrant in a table.

    Attributes:
        rank: 1 for the highest rating.
        agent: what it is called in all tables: its spec, with the start of its version where two versions met.
        spec: its spec.
        version: hash of its source or weights.
        rating: in Elo points above the anchor; the interval is that of the distance to the mean of the field.
        score: share of the opponents that it beat, a draw counting half: 0 to 1. In a game of one seat the opponents of
            a game are those who played the same deal.
        reward: mean reward of a game.
        games: number of games that count: those of complete groups.
        wins: games in which no opponent had as high a reward.
        draws: games in which the highest reward was its own and somebody else's too.
        losses: the others.
        forfeits: games that it lost by a fault, by kind: "illegal", "unparsed", "timeout", "crash".
        nash: its probability in the maximum-entropy Nash equilibrium of the field (Nash averaging).
        alpha_rank: its mass in the stationary distribution of alpha-rank.
        exploitability: what a perfect opponent wins from it for a game; None where that is not known.
        events: the number of environments that it played.
    """

    rank: int
    agent: str
    spec: str
    version: str
    rating: Estimate
    score: Estimate
    reward: Estimate
    games: int
    wins: int
    draws: int
    losses: int
    forfeits: Mapping[str, int]
    nash: float
    alpha_rank: float
    exploitability: Estimate | None
    events: int


@dataclass(frozen=True)
class Pairing:
    """What one entrant did against another (against itself: as the first seat), over the games that both sat in."""

    agent: str
    opponent: str
    games: int
    wins: int
    draws: int
    losses: int
    score: Estimate
    reward: Estimate


@dataclass(frozen=True)
class EventTable:
    """The table of one environment.

    Attributes:
        event: what it is called in all tables: its id, and the options that are not the usual ones.
        env_id: the environment.
        options: its options.
        seats: number of seats.
        rows: by rank.
        pairings: every entrant against every other, both ways.
        seat_advantage: for each seat but the last, what sitting there is worth in Elo points, against the last.
        absent: entrants that cannot play it, and why.
        known: what is known of the environment with its usual options, as (quantity, value, where it is from).
    """

    event: str
    env_id: str
    options: Mapping[str, Any]
    seats: int
    rows: tuple[Row, ...]
    pairings: tuple[Pairing, ...]
    seat_advantage: tuple[Estimate, ...]
    absent: Mapping[str, str]
    known: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Split:
    """Games won, drawn and lost."""

    wins: int
    draws: int
    losses: int


@dataclass(frozen=True)
class Answers:
    """How one entrant answered, and what came of it; what nobody noted is None.

    Attributes:
        event: the environment; "all" for all of them together.
        agent: the entrant.
        role: the role in which it sat; "all" for all of them together.
        games: number of games in which it sat so.
        answers: number of answers, those that could not be played among them.
        statuses: share of the answers that are "ok", "illegal", "unparsed", "timeout" and "crash"; they sum to 1.
        again: share of the answers that were second attempts or later ones.
        seconds: mean seconds of an answer.
        replies: number of answers that came in words.
        characters: mean length of such a reply, thought included.
        tokens_in: mean number of tokens that a language model read for an answer.
        tokens_out: mean number of tokens that it wrote for an answer: the reply's length.
        cut: share of the replies that were cut off by their length.
        calls: mean number of times that the engine was asked for an answer.
        retries: number of requests that failed at a server and were made again.
        cost: US dollars in all.
        cost_of_game: US dollars for a game.
        by_play: results of the games in which nobody failed. These three count as a table's rows do: a game against
            itself not at all.
        by_other_fault: results of the games that ended by somebody else's fault.
        by_own_fault: results of those that ended by its own.
    """

    event: str
    agent: str
    role: str
    games: int
    answers: int
    statuses: Mapping[str, float]
    again: float
    seconds: float
    replies: int
    characters: float | None
    tokens_in: float | None
    tokens_out: float | None
    cut: float | None
    calls: float | None
    retries: int
    cost: float | None
    cost_of_game: float | None
    by_play: Split
    by_other_fault: Split
    by_own_fault: Split


@dataclass(frozen=True)
class Leaderboard:
    """The result of an arena.

    Attributes:
        suite: what was played.
        seed: the arena's seed.
        anchor: the entrant whose rating is 0; None where the mean of all ratings is.
        rows: all environments together, by rank: one fit, in which every environment weighs the same.
        pairings: every entrant against every other over all environments, both ways.
        events: the tables of the environments.
        games: number of games that count.
        groups: number of complete groups (one deal played from every seat).
        unfinished: number of games of incomplete groups, which do not count.
        answers: how everybody answered, by environment and role.
        arena: the file with the games; None when it was made of loose records.
    """

    suite: str
    seed: int | None
    anchor: str | None
    rows: tuple[Row, ...]
    pairings: tuple[Pairing, ...]
    events: tuple[EventTable, ...]
    games: int
    groups: int
    unfinished: int
    answers: tuple[Answers, ...] = field(default=(), compare=False)
    arena: Path | None = field(default=None, compare=False)

    def to_json(self) -> str:
        """Write everything as JSON."""
        fields = dataclasses.asdict(dataclasses.replace(self, arena=None))
        del fields["arena"]
        return json.dumps({"schema": SCHEMA, **fields}, indent=1)

    @property
    def worth_telling(self) -> bool:
        """Whether somebody answered in words, or failed: then how everybody answered is shown."""
        return any(row.replies or row.tokens_out is not None or row.statuses["ok"] < 1 for row in self.answers)

    def to_csv(self) -> str:
        """Write the rows of all tables as CSV; the column `event` is "all" for all environments together."""
        from baselines.arena.report import csv_of

        return csv_of(self)

    def answers_csv(self) -> str:
        """Write how everybody answered as CSV; "all" stands for all environments, or all roles, together."""
        from baselines.arena.report import answers_csv_of

        return answers_csv_of(self)

    def to_html(self) -> str:
        """Write a page that needs nothing else, with the games behind the numbers where the arena's file is there."""
        from baselines.arena.page import page_of

        return page_of(self)
