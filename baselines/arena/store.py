"""The arena's file: one SQLite database with the entrants, the planned work (`baselines.arena.queue`) and the games."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from baselines.arena.board import Estimate
from baselines.arena.results import Contest, Entrant, Group, groups_of
from spenvs.core.record import Record

FORMAT = 1
SCHEMA = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE entrants (spec TEXT, version TEXT, created TEXT NOT NULL, PRIMARY KEY (spec, version));
CREATE TABLE cells (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, env TEXT NOT NULL, options TEXT NOT NULL, lineup TEXT NOT NULL,
    deal INTEGER NOT NULL, seed INTEGER NOT NULL, games INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'open', claimed_by TEXT, claimed_at REAL);
CREATE INDEX unfinished ON cells (status, env, options);
CREATE TABLE matches (id TEXT PRIMARY KEY, cell TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX of_cell ON matches (cell);
CREATE TABLE extras (match TEXT, row INTEGER, note BLOB NOT NULL, PRIMARY KEY (match, row));
CREATE TABLE absences (
    env TEXT, options TEXT, spec TEXT, version TEXT, reason TEXT NOT NULL, PRIMARY KEY (env, options, spec, version));
CREATE TABLE exploitabilities (
    env TEXT, options TEXT, spec TEXT, version TEXT,
    value REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL, PRIMARY KEY (env, options, spec, version));
"""


class Store:
    """An arena's file, open; several processes may have the same file open. A context manager.

    Attributes:
        path: the file.
        db: the connection to it.
    """

    def __init__(self, path: str | Path):
        """Open the file; it is made if it is not there.

        Raises:
            ValueError: the file is something else than an arena, or one of another version of this library.
        """
        self.path = Path(path)
        self.db = sqlite3.connect(self.path, timeout=60.0, isolation_level=None)
        try:
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=NORMAL")
            self._prepare()
        except sqlite3.DatabaseError as error:
            self.db.close()
            raise ValueError(f"{self.path} is not an arena's file: {error}") from None

    def _prepare(self) -> None:
        """Make the tables in a new file; refuse a file of another format."""
        with self.writing():
            (version,) = self.db.execute("PRAGMA user_version").fetchone()
            tables = self.db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
            if not tables:
                for statement in SCHEMA.split(";"):
                    self.db.execute(statement)
                self.db.execute(f"PRAGMA user_version={FORMAT}")
        if tables and version != FORMAT:
            raise sqlite3.DatabaseError(f"it has format {version}, and this version of spenvs reads format {FORMAT}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the file for writing until the block ends; nothing of a block that raises is written."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    # Writing

    def set(self, **settings: Any) -> None:
        """Set settings of the arena, JSON values."""
        with self.writing() as db:
            db.executemany("REPLACE INTO settings VALUES (?, ?)", [(k, json.dumps(v)) for k, v in settings.items()])

    def enter(self, entrants: Iterable[Entrant]) -> None:
        """Write down who takes part."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self.writing() as db:
            db.executemany("INSERT OR IGNORE INTO entrants VALUES (?, ?, ?)", [(*entrant, now) for entrant in entrants])

    def excuse(self, absent: Mapping[tuple[Contest, Entrant], str]) -> None:
        """Write down who cannot play what, and why."""
        with self.writing() as db:
            rows = [(*contest, *entrant, reason) for (contest, entrant), reason in absent.items()]
            db.executemany("REPLACE INTO absences VALUES (?, ?, ?, ?, ?)", rows)

    def insert(self, record: Record) -> None:
        """Insert a record with its notes, unless a game of its id is there. To be called within `writing`."""
        row = (record.id, record.group or record.id, record.to_json())
        if self.db.execute("INSERT OR IGNORE INTO matches VALUES (?, ?, ?)", row).rowcount:
            notes = [(record.id, number, zlib.compress(_json(note))) for number, note in record.notes.items()]
            self.db.executemany("INSERT INTO extras VALUES (?, ?, ?)", notes)

    def measure(self, contest: Contest, entrant: Entrant, exploitability: Estimate) -> None:
        """Write down how exploitable an entrant is, in place of what was known. To be called within `writing`."""
        row = (*contest, *entrant, exploitability.value, exploitability.low, exploitability.high)
        self.db.execute("REPLACE INTO exploitabilities VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    # Reading

    def setting(self, name: str) -> Any:
        """Give a setting of the arena; None if it was never set."""
        found = self.db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else None

    def entrants(self) -> list[Entrant]:
        """Give all who ever took part."""
        return [Entrant(*row) for row in self.db.execute("SELECT spec, version FROM entrants ORDER BY rowid")]

    def absences(self) -> dict[tuple[Contest, Entrant], str]:
        """Give who cannot play what, and why."""
        rows = self.db.execute("SELECT env, options, spec, version, reason FROM absences")
        return {(Contest(*row[:2]), Entrant(*row[2:4])): row[4] for row in rows}

    def exploitabilities(self) -> dict[tuple[Contest, Entrant], Estimate]:
        """Give how exploitable entrants are."""
        rows = self.db.execute("SELECT env, options, spec, version, value, low, high FROM exploitabilities")
        return {(Contest(*row[:2]), Entrant(*row[2:4])): Estimate(*row[4:]) for row in rows}

    def groups(self) -> tuple[list[Group], int]:
        """Give all complete groups, and the number of games of those that are not complete."""
        return groups_of(self.records(notes=False))

    def records(self, id: str | None = None, *, notes: bool = True) -> Iterator[Record]:
        """Give the stored games in order of their ids, notes included; with `id` those whose id begins so."""
        query = "SELECT id, record FROM matches WHERE id >= ? AND id < ? ORDER BY id"
        for match, text in self.db.execute(query, (id or "", f"{id or ''}\U0010ffff")):
            record = Record.from_json(text)
            if notes:
                record.notes.update(self.notes(match))
            yield record

    def record(self, id: str) -> Record | None:
        """Give a stored game without its notes; None if there is none of that id."""
        found = self.db.execute("SELECT record FROM matches WHERE id = ?", (id,)).fetchone()
        return Record.from_json(found[0]) if found else None

    def notes(self, match: str) -> dict[int, dict[str, Any]]:
        """Give what agents noted beside their answers in a game, by the answer's number."""
        rows = self.db.execute("SELECT row, note FROM extras WHERE match = ? ORDER BY row", (match,))
        return {row: json.loads(zlib.decompress(note)) for row, note in rows}


def _json(note: Any) -> bytes:
    """Write a note as JSON, whatever an agent put into it."""
    try:
        return json.dumps(note, default=_simple, skipkeys=True).encode()
    except (ValueError, RecursionError) as error:
        return json.dumps({"unreadable": str(error)}).encode()


def _simple(thing: Any) -> Any:
    return thing.tolist() if isinstance(thing, np.ndarray | np.generic) else f"({type(thing).__name__})"
