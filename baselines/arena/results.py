"""What counts of a record: who sat where, who got what, and whether all games of its group are there."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from spenvs.core.record import Record
from spenvs.registry import UnknownName, spec

USUAL = {"attempts": 1, "illegal": "forfeit"}


class Entrant(NamedTuple):
    """A player as the arena counts it: an agent's spec, and the version of its source or weights."""

    spec: str
    version: str


class Contest(NamedTuple):
    """An environment with its options (JSON, keys in order, usual settings left out): what is ranked separately."""

    env_id: str
    options: str = "{}"

    @classmethod
    def of(cls, env_id: str, options: Mapping[str, Any]) -> "Contest":
        """Write the options so that equal ones are equal texts."""
        kept = {key: value for key, value in options.items() if USUAL.get(key) != value}
        return cls(env_id, json.dumps(kept, sort_keys=True, separators=(",", ":")))

    @property
    def settings(self) -> dict[str, Any]:
        """The options as keyword arguments of the environment."""
        return json.loads(self.options)

    @property
    def label(self) -> str:
        """What it is called in tables: `LiarsDice-v0 dice=2`; where the options are a preset, `KuhnPoker-v0 spiral`."""
        for preset, stands_for in presets(self.env_id).items():
            if self == Contest.of(self.env_id, stands_for):
                return f"{self.env_id} {preset}"
        options = self.settings.items()
        shown = [f"{key}={value if isinstance(value, str) else json.dumps(value)}" for key, value in options]
        return " ".join([self.env_id, *shown])


def presets(env_id: str) -> Mapping[str, Mapping[str, Any]]:
    """Give the presets of an environment; of one that is not installed, none."""
    try:
        return spec(env_id).presets
    except UnknownName:
        return {}


def known_values(contest: Contest) -> tuple[tuple[str, str, str], ...]:
    """Give what is known of an environment, as (quantity, value, where it is from), if its options are the usual."""
    try:
        return spec(contest.env_id).values if not contest.settings else ()
    except UnknownName:
        return ()


class Game(NamedTuple):
    """A finished game: the entrant and the reward of each seat, and the seat that a fault lost it, with its kind."""

    id: str
    players: tuple[Entrant, ...]
    rewards: tuple[float, ...]
    fault: tuple[int, str] | None = None


@dataclass(frozen=True)
class Group:
    """The games of one deal, once from every seat; `seed` is the environment's, the same for every line-up.

    In a game of one seat it is one game, which counts beside others' games of the same deal (`baselines.arena.sample`).
    """

    id: str
    contest: Contest
    lineup: tuple[Entrant, ...]
    games: tuple[Game, ...]
    seed: int = 0


def seatings(lineup: Sequence[Entrant]) -> list[tuple[Entrant, ...]]:
    """Turn a line-up around the seats: every distinct rotation, itself first."""
    lineup = tuple(lineup)
    return list(dict.fromkeys(lineup[i:] + lineup[:i] for i in range(len(lineup))))


def game_of(record: Record) -> tuple[str, Contest, Game]:
    """Give a record's group, its contest and what counts of it."""
    players = tuple(Entrant(seat["entrant"], seat["version"]) for seat in record.seats.values())
    rewards = tuple(record.rewards[name] for name in record.seats)
    fault = None if record.end == "natural" else (list(record.seats).index(record.moves[-1].seat), record.end)
    contest = Contest.of(record.env["id"], {**record.env["options"], **record.env["settings"]})
    return record.group or record.id, contest, Game(record.id, players, rewards, fault)


def groups_of(records: Iterable[Record]) -> tuple[list[Group], int]:
    """Sort records, in any order, into complete groups, and count the games of those that are not complete.

    A group of a game of one seat is complete if somebody else played the same deal.
    """
    found: dict[tuple[str, Contest, int], dict[tuple[Entrant, ...], Game]] = {}
    table: dict[tuple[Contest, int], set[tuple[Entrant, ...]]] = {}
    for record in records:
        group, contest, game = game_of(record)
        found.setdefault((group, contest, record.seed), {})[game.players] = game
        table.setdefault((contest, record.seed), set()).add(game.players)
    complete, left = [], 0
    for (id, contest, seed), games in sorted(found.items()):
        turned = seatings(min(games))
        if set(turned) == set(games) and (len(turned[0]) > 1 or len(table[contest, seed]) > 1):
            complete.append(Group(id, contest, min(turned), tuple(games[players] for players in sorted(games)), seed))
        else:
            left += len(games)
    return complete, left
