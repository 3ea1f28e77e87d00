"""`spenvs replay`: recorded games, move by move, or all of them checked."""

import gzip
import time
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
from baselines.screen import board, named, played, result, screen
from spenvs.core.record import Record, ReplayError, replay, verify

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
        console = screen()
        if self.check:
            return check(console, read_records(self.record, self.game or ""))
        first = self._first()
        if not first:
            which = f" whose id begins with {self.game!a}" if self.game else ""
            raise ValueError(f"{self.record} holds no game{which}")
        if len(first) == 1:
            return show(console, first[0], self.pause)
        console.print(listed(first[:LISTED]))
        more = f" These are the first {LISTED} games." if len(first) > LISTED else ""
        console.print(f"\nspenvs replay {self.record} GAME shows one of them.{more}", markup=False, style="dim")
        return None

    def _first(self) -> list[Record]:
        """Give the game of exactly that id, or else the first of those whose ids begin so, one more than are listed."""
        if self.game is None:
            return list(islice(read_records(self.record), LISTED + 1))
        found = list(read_records(self.record, self.game))
        return [record for record in found if record.id == self.game] or found[: LISTED + 1]


def read_records(path: Path, id: str = "") -> Iterator[Record]:
    """Read the games of a file, or of an arena's directory, whose ids begin so.

    Raises:
        ValueError: the file holds something else.
        OSError: it cannot be read.
    """
    path = path / "arena.sqlite" if path.is_dir() else path
    with path.open("rb") as file:
        start = file.read(16)
    if start.startswith(b"SQLite format 3"):
        from baselines.arena.store import Store

        with Store(path) as store:
            yield from store.records(id or None)
        return
    with (gzip.open if start.startswith(b"\x1f\x8b") else open)(path, "rt") as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = Record.from_json(line)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from None
            if record.id.startswith(id):
                yield record


def show(console: Console, record: Record, pause: float) -> None:
    """Play a record again on the terminal."""
    who = ", ".join(f"{seat} {entry['entrant']}" for seat, entry in record.seats.items())
    console.rule(Text(f"{event_label(record.env['id'], record.env['options'])}: {who}", "bold"))
    for env, row in replay(record):
        board(console, env)
        time.sleep(pause)
        if row is not None:
            what = named(env, row.action) if row.status == "ok" else f"{row.status}: {row.detail}"
            console.print(played(row.seat, record.seats[row.seat]["entrant"], what))
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
            except ReplayError as error:
                failed.append(str(error))
            if games % 100 == 0:
                status.update(f"replaying: {games} games")
    if not games:
        raise ValueError("there is no game to check")
    if failed:
        raise ValueError(f"{len(failed)} of {games} games are not reproduced; the first: {failed[0]}")
    console.print(f"{games} games replayed: every one as recorded.")
