"""`spenvs replay`: recorded games, move by move, or all of them checked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text
from tyro.conf import Positional, arg

from baselines.arena.suites import event_label
from baselines.cli.words import Flag
from baselines.screen import announcements, named, played, result, scene, screen, thought
from spenvs.core.record import Record, replay, verify

LISTED = 20


@dataclass(frozen=True)
class Replay:
    """Show a recorded game move by move, or check all recorded games.

    For example: spenvs replay leaderboard --check
    """

    record: Annotated[Positional[Path], arg(metavar="RECORD")]
    """a record (.json), records (.jsonl, .jsonl.gz), or an arena (its directory or .sqlite file)"""
    game: Annotated[Positional[str | None], arg(metavar="[GAME]", help_behavior_hint="")] = None
    """which game to show: its id, or how it begins"""
    check: Flag = False
    """replay every game without showing it, and compare all that was observed"""
    pause: float = 0.0
    """seconds to wait at each position"""

    def run(self) -> None:
        """Show a game, list the games if there are several, or check them all.

        Raises:
            ValueError: the file holds no such game, or (with check) games that are not reproduced.
        """
        from baselines.arena.archive import read

        console = screen()
        path = self.record / "arena.sqlite" if self.record.is_dir() else self.record
        records = read(path, self.game or "")
        if self.check:
            return check(console, records)
        first = self._first(records)
        if not first:
            which = f" whose id begins with {self.game!a}" if self.game else ""
            raise ValueError(f"{self.record} holds no game{which}")
        if len(first) == 1:
            return show(console, first[0], self.pause)
        console.print(listed(first[:LISTED]))
        more = f" These are the first {LISTED} games." if len(first) > LISTED else ""
        console.print(f"\nspenvs replay {self.record} GAME shows one of them.{more}", markup=False, style="dim")
        return None

    def _first(self, records: Iterator[Record]) -> list[Record]:
        """Give the game of exactly the id asked for, or else the first of those whose ids begin so."""
        if self.game is None:
            return list(islice(records, LISTED + 1))
        found = list(records)
        return [record for record in found if record.id == self.game] or found[: LISTED + 1]


def show(console: Console, record: Record, pause: float) -> None:
    """Play a record again on the terminal."""
    who = ", ".join(f"{seat} {entry['entrant']}" for seat, entry in record.seats.items())
    console.rule(Text(f"{event_label(record.env['id'], record.env['options'])}: {who}", "bold"))
    heard = 0
    for number, (env, row) in enumerate(replay(record)):
        said = announcements(env)
        for text in said[heard:]:
            console.print(f"* {text}", markup=False)
        heard = len(said)
        scene(console, env, pause)
        if row is not None:
            what = named(env, row.action) if row.status == "ok" else f"{row.status}: {row.detail}"
            console.print(played(row.seat, record.seats[row.seat]["entrant"], what))
            if words := thought(record.notes.get(number, {})):
                console.print(words)
    console.print(result(record.rewards))


def listed(records: Sequence[Record]) -> Table:
    """Put games into a table."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("game", style="bold", overflow="fold")
    for head in ("environment", "seats: reward", "end"):
        table.add_column(head)
    for record in records:
        seats = ", ".join(f"{entry['entrant']}: {record.rewards[seat]:+g}" for seat, entry in record.seats.items())
        table.add_row(record.id, event_label(record.env["id"], record.env["options"]), Text(seats), record.end)
    return table


def check(console: Console, records: Iterable[Record]) -> None:
    """Check games, and say how many there were.

    Raises:
        ValueError: there is none, or some are not reproduced; the message says which is first.
    """
    failed: list[str] = []
    games = 0
    with console.status("replaying") as status:
        for record in records:
            games += 1
            try:
                verify(record)
            except (ValueError, LookupError, TypeError) as error:
                failed.append(str(error))
            if games % 100 == 0:
                status.update(f"replaying: {games} games")
    if not games:
        raise ValueError("there is no game to check")
    if failed:
        raise ValueError(f"{len(failed)} of {games} games are not reproduced; the first: {failed[0]}")
    console.print(f"{games} games replayed: every one as recorded.")
