"""Fixtures: one deal of one environment, to be played by a line-up from every seat.

The name and the deal of a fixture are hashes of what it is. They depend neither on the order of planning nor on who
else takes part, and every line-up gets the same deals.
"""

import hashlib
import itertools
import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from baselines.arena.match import Match
from baselines.arena.results import Contest, Entrant, seatings

EVALUATION_SEEDS = 2**31
MOST_LINEUPS = 200

Lineup = tuple[Entrant, ...]


def digest(*parts: Any) -> str:
    """Hash JSON values to 16 hex digits."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Fixture:
    """One deal of one environment, to be played by a line-up (one entrant a seat, in order) from every seat."""

    contest: Contest
    lineup: Lineup
    deal: int

    def id(self, arena_seed: int) -> str:
        """Name it: 16 hex digits."""
        return digest(arena_seed, self.contest, self.lineup, self.deal)

    def seed(self, arena_seed: int) -> int:
        """Give the seed of its deal, the same for every line-up: from 2^31 on, apart from what learners train on."""
        return EVALUATION_SEEDS + int(digest(arena_seed, self.contest, self.deal)[:8], 16) % EVALUATION_SEEDS

    def matches(self, arena_seed: int) -> list[Match]:
        """Give its games, one for each way of turning the line-up around the seats; players go by their specs."""
        group, seed, options = self.id(arena_seed), self.seed(arena_seed), json.loads(self.contest.options)
        return [
            Match(f"{group}.{i}", self.contest.env_id, tuple(spec for spec, _ in turned), seed, options, group)
            for i, turned in enumerate(seatings(self.lineup))
        ]


@dataclass(frozen=True)
class Field:
    """Who takes part in a contest.

    Attributes:
        contest: the environment.
        seats: its number of seats.
        entrants: who plays it, in the order of the arena's agents.
        deals: how many deals a line-up plays, or may play at most.
    """

    contest: Contest
    seats: int
    entrants: tuple[Entrant, ...]
    deals: int


def lineups(field: Field, mirror: bool = False, most: int = MOST_LINEUPS) -> list[Lineup]:
    """Give the line-ups of a contest: every choice of as many entrants as there are seats.

    Where there are fewer entrants than seats, some sit in several. Of more than `most` choices, for three seats and
    more, so many are sampled, every entrant about as often as the others. `mirror` adds each entrant against itself.
    """
    entrants, seats = sorted(field.entrants), field.seats
    mirrors = [(entrant,) * seats for entrant in entrants] if mirror else []
    if len(entrants) < 2:
        return mirrors
    if seats > 2 and math.comb(len(entrants), seats) > most:
        return _sampled(field, most) + mirrors
    if len(entrants) >= seats:
        return list(itertools.combinations(entrants, seats)) + mirrors
    filled = itertools.combinations_with_replacement(entrants, seats)
    return [lineup for lineup in filled if len(set(lineup)) == len(entrants)][:most] + mirrors


def _sampled(field: Field, most: int) -> list[Lineup]:
    """Seat those who were seated least so far, again and again, until there are enough different line-ups."""
    entrants = sorted(field.entrants)
    rng = np.random.default_rng(int(digest(field.contest, entrants), 16))
    times, spread = np.zeros(len(entrants)), 1
    found: dict[Lineup, None] = {}
    while len(found) < most:
        chosen = np.argsort(times + spread * rng.random(len(entrants)))[: field.seats]
        lineup = tuple(entrants[i] for i in sorted(chosen))
        if lineup in found:  # those seated least are few and have met: look among more
            spread += 1
            continue
        found[lineup] = None
        times[chosen] += 1
        spread = 1
    return list(found)
