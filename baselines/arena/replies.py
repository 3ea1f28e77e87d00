"""How agents answered: how often well, how long, at what cost, and what came of it; per environment and role.

Everything is counted game by game from the records and what language models noted beside their answers, so that no
more than one game is held at a time.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from baselines.arena.board import ALL, Answers, Split
from baselines.arena.results import Contest, Entrant, Game, game_of
from spenvs.core.record import Record

STATUSES = ("ok", "illegal", "unparsed", "timeout", "crash")
NUMBERS = ("tokens_in", "tokens_out", "calls", "retries", "cost")
CAUSES = ("play", "other", "own")
RESULTS = ("wins", "draws", "losses")


class Place(NamedTuple):
    """Whose answers are counted together; None for the contest or the role is all of them."""

    contest: Contest | None
    entrant: Entrant
    role: str | None


Counts = Mapping[Place, Counter[str]]


def count(records: Iterable[Record]) -> Counts:
    """Count the answers of games, by environment, entrant and role, by environment and entrant, and by entrant."""
    found: dict[Place, Counter[str]] = {}
    for record in records:
        _, contest, game = game_of(record)
        seats = _answers(record)
        sat: set[Place] = set()
        for number, (entrant, seat) in enumerate(zip(game.players, record.seats.items(), strict=True)):
            counts = seats[seat[0]]
            counts.update(_result(game, number))
            role = seat[1]["role"]
            for place in (Place(contest, entrant, role), Place(contest, entrant, None), Place(None, entrant, None)):
                found.setdefault(place, Counter()).update(counts)
                sat.add(place)
        for place in sat:
            found[place]["games"] += 1
    return found


def _answers(record: Record) -> dict[str, Counter[str]]:
    """Count the answers of each seat of a game."""
    found: dict[str, Counter[str]] = {seat: Counter() for seat in record.seats}
    for number, row in enumerate(record.moves):
        counts = found[row.seat]
        counts["answers"] += 1
        counts[row.status] += 1
        counts["again"] += row.attempt > 1
        counts["ms"] += row.ms  # type: ignore[assignment]  # a Counter adds floats as well
        note = record.notes.get(number)
        if isinstance(note, dict):
            _note(counts, note)
    return found


def _note(counts: Counter[str], note: Mapping[str, Any]) -> None:
    """Count what a language model noted; an agent may note anything, so what has not the agreed type is passed over."""
    if isinstance(note.get("reply"), str):
        counts["replies"] += 1
        counts["characters"] += len(note["reply"])
    if "finish" in note:
        counts["finished"] += 1
        counts["cut"] += note["finish"] == "length"
    for name in NUMBERS:
        value = note.get(name)
        if isinstance(value, int | float) and math.isfinite(value):
            counts[name] += value  # type: ignore[assignment]
            counts[f"with {name}"] += 1


def _result(game: Game, seat: int) -> list[str]:
    """Say how a game ended for a seat and by whose doing, as the leaderboard's rows count it: against anybody else."""
    player = game.players[seat]
    rivals = [reward for other, reward in zip(game.players, game.rewards, strict=True) if other != player]
    if not rivals:
        return []
    own, best = game.rewards[seat], max(rivals)
    cause = "play" if game.fault is None else "own" if game.players[game.fault[0]] == player else "other"
    return [f"{cause} {'wins' if own > best else 'draws' if own == best else 'losses'}"]


def rows(counts: Counts, labels: Mapping[Entrant, str], order: Sequence[str]) -> tuple[Answers, ...]:
    """Make rows of counts.

    Args:
        counts: as `count` gives them.
        labels: what the entrants are called.
        order: the entrants' labels in the order in which they shall stand.
    """
    roles = Counter(place[:2] for place in counts if place.role is not None)
    events = {contest: ALL if contest is None else contest.label for contest in {place.contest for place in counts}}
    known = [place for place in counts if place.role is None or roles[place[:2]] > 1]
    known.sort(
        key=lambda place: (
            place.contest is not None,
            events[place.contest],
            order.index(labels[place.entrant]),
            place.role or "",
        )
    )
    return tuple(
        _row(events[place.contest], labels[place.entrant], place.role or ALL, counts[place]) for place in known
    )


def _row(event: str, agent: str, role: str, counts: Counter[str]) -> Answers:
    """Make a row of one counter."""

    def mean(name: str, of: str) -> float | None:
        return counts[name] / counts[of] if counts[of] else None

    split = {cause: Split(*(counts[f"{cause} {result}"] for result in RESULTS)) for cause in CAUSES}
    cost = float(counts["cost"]) if counts["with cost"] else None
    return Answers(
        event=event,
        agent=agent,
        role=role,
        games=counts["games"],
        answers=counts["answers"],
        statuses={status: mean(status, "answers") or 0.0 for status in STATUSES},
        again=mean("again", "answers") or 0.0,
        seconds=(mean("ms", "answers") or 0.0) / 1000,
        replies=counts["replies"],
        characters=mean("characters", "replies"),
        tokens_in=mean("tokens_in", "with tokens_in"),
        tokens_out=mean("tokens_out", "with tokens_out"),
        cut=mean("cut", "finished"),
        calls=mean("calls", "with calls"),
        retries=int(counts["retries"]),
        cost=cost,
        cost_of_game=None if cost is None else cost / counts["games"],
        by_play=split["play"],
        by_other_fault=split["other"],
        by_own_fault=split["own"],
    )
