"""Who plays whom: schedules plan fixtures, one round after the other, out of what was played before."""

import itertools
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from baselines.arena.fixtures import Field, Fixture, Lineup, digest, lineups
from baselines.arena.ratings import ELO, PRIOR_ELO, rate
from baselines.arena.results import Entrant, Group
from baselines.arena.sample import Sample
from baselines.arena.stopping import SequentialTest, group_scores, precise
from spenvs.registry import UnknownName

MOST_TRIES = 20_000


class Schedule(Protocol):
    """A way to plan."""

    def plan(self, fields: Sequence[Field], played: Sequence[Group]) -> list[Fixture]:
        """Give the fixtures of the next round; the arena is over when all of them are played.

        Args:
            fields: who takes part in what.
            played: all complete groups, in order of their names; earlier rounds are complete.

        Raises:
            UnknownName: the schedule names somebody who takes part in nothing.
        """


@dataclass(frozen=True)
class RoundRobin:
    """Every line-up plays the same deals: in one round, or with a stop rule in rounds of `step` deals until it holds.

    Attributes:
        mirror: every entrant also plays itself.
        test: ends the games of a line-up of two that it has decided.
        half_width: ends everything when no rating's interval reaches so many Elo points to either side any more.
        step: deals of each line-up in a round, if there is a stop rule.
    """

    mirror: bool = False
    test: SequentialTest | None = None
    half_width: float | None = None
    step: int = 5

    def plan(self, fields: Sequence[Field], played: Sequence[Group]) -> list[Fixture]:
        """Give every line-up its next deals, or all."""
        wanted = {field: lineups(field, self.mirror) for field in fields}
        return _next_deals(wanted, played, self.test, self.half_width, self.step)


@dataclass(frozen=True)
class Gauntlet:
    """One entrant plays all others, which do not play each other. Stop rules as for `RoundRobin`.

    Attributes:
        challenger: the spec of the one; "" for the first of the agents.
        test: as in `RoundRobin`.
        half_width: as in `RoundRobin`.
        step: as in `RoundRobin`.
    """

    challenger: str = ""
    test: SequentialTest | None = None
    half_width: float | None = None
    step: int = 5

    def plan(self, fields: Sequence[Field], played: Sequence[Group]) -> list[Fixture]:
        """Give every line-up with the challenger its next deals, or all."""
        specs = [entrant.spec for field in fields for entrant in field.entrants]
        if self.challenger and self.challenger not in specs:
            raise UnknownName("agent in this arena", self.challenger, set(specs))
        challenger = self.challenger or (specs or [""])[0]
        wanted = {field: [x for x in lineups(field) if field.seats == 1 or challenger in dict(x)] for field in fields}
        return _next_deals(wanted, played, self.test, self.half_width, self.step)


def _next_deals(
    wanted: Mapping[Field, Sequence[Lineup]],
    played: Sequence[Group],
    test: SequentialTest | None,
    half_width: float | None,
    step: int,
) -> list[Fixture]:
    """Give each line-up its next deals, but for those that the stop rules end."""
    if half_width is not None and played and precise(played, half_width):
        return []
    had = Counter((group.contest, group.lineup) for group in played)
    scores = group_scores(played) if test else {}
    plan = []
    for field, chosen in wanted.items():
        for lineup in chosen:
            key = (field.contest, lineup)
            if test and test.decides(scores.get(key, [])):
                continue
            last = field.deals if test is None and half_width is None else min(had[key] + step, field.deals)
            plan += [Fixture(field.contest, lineup, deal) for deal in range(had[key], last)]
    return plan


@dataclass(frozen=True)
class Swiss:
    """In each round those meet that stand next to each other, not twice if it can be helped.

    Each contest has its own standings.

    Attributes:
        rounds: how many; None for two more than the binary logarithm of the number of entrants, rounded up.
    """

    rounds: int | None = None

    def plan(self, fields: Sequence[Field], played: Sequence[Group]) -> list[Fixture]:
        """Seat each field by its standings, and give each table all deals."""
        plan = []
        for field in fields:
            n, own = len(field.entrants), _own(field, played)
            tables = lineups(field) if n < field.seats else _tables(field, own)
            past = len(own) // max(len(tables) * field.deals, 1)
            rounds = math.ceil(math.log2(max(n, 1))) + 2 if self.rounds is None else self.rounds
            if past < rounds:
                had = Counter(group.lineup for group in own)
                plan += [Fixture(field.contest, x, had[x] + deal) for x in tables for deal in range(field.deals)]
        return plan


def _own(field: Field, played: Sequence[Group]) -> list[Group]:
    return [group for group in played if group.contest == field.contest and set(group.lineup) <= set(field.entrants)]


def _tables(field: Field, own: Sequence[Group]) -> list[Lineup]:
    """Fill tables from the top of the standings; the last is filled up with those who stand just above it."""
    if len(field.entrants) < 2:
        return []
    standings = _standings(field, own)
    over = len(standings) % field.seats
    fill = field.seats - over if over else 0
    left = [*standings, *standings[: len(standings) - over][-fill:]] if fill else standings
    met = {frozenset(pair) for group in own for pair in itertools.combinations(group.lineup, 2)}
    tables = _seated(left, field.seats, met, [MOST_TRIES]) or _seated(left, field.seats, set(), [MOST_TRIES]) or []
    return [tuple(sorted(table)) for table in tables]


def _seated(
    left: list[Entrant], seats: int, met: set[frozenset[Entrant]], tries: list[int]
) -> list[list[Entrant]] | None:
    """Seat those left, the first with the nearest that it has not met; None if that cannot be or takes too long."""
    if not left:
        return []
    for others in itertools.combinations(range(1, len(left)), seats - 1):
        tries[0] -= 1
        if tries[0] < 0:
            return None
        table = [left[0], *(left[i] for i in others)]
        pairs = [frozenset(pair) for pair in itertools.combinations(table, 2)]
        if any(len(pair) < 2 or pair in met for pair in pairs):
            continue
        below = _seated([e for i, e in enumerate(left) if i and i not in others], seats, met, tries)
        if below is not None:
            return [table, *below]
    return None


def _standings(field: Field, own: Sequence[Group]) -> list[Entrant]:
    """Sort the entrants by their mean score, those with equal scores by lot."""
    scores: dict[Entrant, list[float]] = {entrant: [] for entrant in field.entrants}
    for group in own:
        for game in group.games:
            for player, reward in zip(game.players, game.rewards, strict=True):
                others = [other for other, rival in zip(game.rewards, game.players, strict=True) if rival != player]
                scores[player] += [(1 + np.sign(reward - other)) / 2 for other in others]
    lot = len(own)
    return sorted(scores, key=lambda e: (-float(np.mean(scores[e] or [0.5])), digest(field.contest, e, lot)))


@dataclass(frozen=True)
class Adaptive:
    """Each next group goes to the line-up from which most is expected to be learnt about the ratings of its contest.

    That is where the volume of the ratings' joint confidence region is expected to shrink most (D-optimal design):
    where the difference is uncertain and the strengths are close. At first every line-up plays one deal. It ends
    with as many groups as a round robin would have, or when `half_width` holds. In a game of one seat, where only those
    who play the same deal are compared, each round is one more deal for everybody.

    Attributes:
        half_width: a contest ends when no rating's interval reaches so many Elo points to either side any more.
        step: groups of each contest in a round; None for the number of its line-ups.
    """

    half_width: float | None = None
    step: int | None = None

    def plan(self, fields: Sequence[Field], played: Sequence[Group]) -> list[Fixture]:
        """Give each contest its next groups."""
        plan = []
        for field in fields:
            own, choices = _own(field, played), lineups(field)
            had = Counter(group.lineup for group in own)
            budget = min(len(choices) * field.deals - len(own), self.step or len(choices))
            if fresh := [lineup for lineup in choices if not had[lineup]]:
                plan += [Fixture(field.contest, lineup, 0) for lineup in fresh if field.deals]
            elif choices and budget > 0 and not (self.half_width and precise(own, self.half_width)):
                behind = [lineup for lineup in choices if had[lineup] < field.deals]
                for lineup in behind if field.seats == 1 else _most_telling(own, choices, budget):
                    plan.append(Fixture(field.contest, lineup, had[lineup]))
                    had[lineup] += 1
        return plan


def _most_telling(own: Sequence[Group], choices: Sequence[Lineup], count: int) -> list[Lineup]:
    """Choose line-ups one after the other, each with the largest expected gain of information."""
    ratings = rate(Sample.of(own, resamples=0))
    strength = {e: x.value / ELO for e, x in zip(ratings.entrants, ratings.ratings, strict=True)}
    news = np.stack([_information(lineup, strength) for lineup in choices])
    known = (ELO / PRIOR_ELO) ** 2 * np.eye(len(strength))
    number = {lineup: i for i, lineup in enumerate(choices)}
    for group in own:
        known = known + (news[number[group.lineup]] if group.lineup in number else 0.0)
    chosen = []
    for _ in range(count):
        gain = np.linalg.slogdet(known + news).logabsdet
        best = int(np.argmax(np.round(gain, 12)))
        chosen.append(choices[best])
        known = known + news[best]
    return chosen


def _information(lineup: Lineup, strength: Mapping[Entrant, float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give the Fisher information of one group about the strengths, each game as a comparison of all pairs of seats."""
    place = {entrant: i for i, entrant in enumerate(strength)}
    information = np.zeros((len(place), len(place)))
    for a, b in itertools.combinations(lineup, 2):
        chance = 1 / (1 + math.exp(strength[b] - strength[a]))
        i, j, weight = place[a], place[b], len(lineup) * chance * (1 - chance)
        information[[i, j], [i, j]] += weight
        information[[i, j], [j, i]] -= weight
    return information


SCHEDULES: dict[str, Callable[[], Schedule]] = {
    "roundrobin": RoundRobin,
    "gauntlet": Gauntlet,
    "swiss": Swiss,
    "adaptive": Adaptive,
}


def find(schedule: str | Schedule) -> Schedule:
    """Give the schedule of a name; a schedule is taken as it is.

    Raises:
        UnknownName: there is none of that name.
    """
    if not isinstance(schedule, str):
        return schedule
    if schedule not in SCHEDULES:
        raise UnknownName("schedule", schedule, SCHEDULES)
    return SCHEDULES[schedule]()
