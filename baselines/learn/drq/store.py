"""A run on disk: one SQLite file, to which every step is added as a whole or not at all."""

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from baselines.learn.drq.candidate import Candidate

FORMAT = 2
SCHEMA = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE candidates (
    round INTEGER, number INTEGER, operator TEXT NOT NULL, parents TEXT NOT NULL, source TEXT NOT NULL,
    error TEXT NOT NULL, fitness REAL, behaviour TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (round, number)
);
CREATE TABLE rounds (round INTEGER PRIMARY KEY, champion INTEGER NOT NULL, measured TEXT NOT NULL);
"""
EXTENDED = "rounds"
"""The setting that may change when a run goes on."""


@dataclass(frozen=True)
class Round:
    """A round that has ended.

    Attributes:
        champion: the number of its champion.
        scores: the champion's against each warrior of the hold-out, and `others` theirs, by name.
        margins: by how much it was ahead of each earlier champion, the first one first (`measures.margins`).
        seconds: of processor time that the round took in the process that ended it.
    """

    champion: int
    scores: Mapping[str, float]
    others: Mapping[str, float]
    margins: Sequence[float]
    seconds: float


class Store:
    """A run's file, which one process uses at a time. Use as a context manager."""

    def __init__(self, path: Path):
        """Open the file, or make it.

        Raises:
            ValueError: it is no run's file, or another process uses it.
        """
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.db = sqlite3.connect(path, timeout=2, isolation_level=None)
        except sqlite3.OperationalError as error:
            raise ValueError(f"{path} cannot be used: {error}") from None
        try:
            self.db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("BEGIN IMMEDIATE")
            (version,) = self.db.execute("PRAGMA user_version").fetchone()
            if not self.db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]:
                for statement in SCHEMA.split(";"):
                    self.db.execute(statement)
                self.db.execute(f"PRAGMA user_version={FORMAT}")
                version = FORMAT
            self.db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self.db.close()
            raise ValueError(f"{path} cannot be used: {error}; does another run write to it?") from None
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            self.db.close()
            raise ValueError(f"{path} is no file of a run: {error}") from None
        if version != FORMAT:
            self.db.close()
            raise ValueError(f"{path} has format {version}, and this version of spenvs reads format {FORMAT}")

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def begin(self, settings: Mapping[str, Any]) -> None:
        """Write down the settings of a new run, or check that they are those of the run that has taken its first step.

        Raises:
            ValueError: the run was begun with others; only the number of rounds may change.
        """
        known = self.settings() if self.candidates(1) else {}
        for name, value in settings.items():
            if name in known and known[name] != value and name != EXTENDED:
                was, now = _shown(known[name]), _shown(value)
                told = f"{name} {was}, not {now}" if was != now else f"other programs as {name}, under the names {now}"
                raise ValueError(f"{self.path} was begun with {told}: go on with that, or take another folder")
        rows = [(name, json.dumps(value)) for name, value in settings.items()]
        self._write("REPLACE INTO settings VALUES (?, ?)", rows)

    def settings(self) -> dict[str, Any]:
        """Give the run's settings by name."""
        with self._reading():
            return {name: json.loads(value) for name, value in self.db.execute("SELECT name, value FROM settings")}

    def add(self, candidates: Iterable[Candidate]) -> None:
        """Add the candidates of a step, all or none."""
        self._write("INSERT INTO candidates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [_row(each) for each in candidates])

    def candidates(self, round: int) -> list[Candidate]:
        """Give the candidates of a round in their order."""
        with self._reading():
            rows = self.db.execute("SELECT * FROM candidates WHERE round = ? ORDER BY number", (round,))
            return [_candidate(row) for row in rows]

    def end_round(self, round: int, ended: Round) -> None:
        """Write down that a round has ended."""
        measured = asdict(ended)
        self._write("INSERT INTO rounds VALUES (?, ?, ?)", [(round, measured.pop("champion"), json.dumps(measured))])

    def rounds(self) -> list[Round]:
        """Give the rounds that have ended, in their order."""
        with self._reading():
            rows = self.db.execute("SELECT champion, measured FROM rounds ORDER BY round")
            return [Round(champion, **json.loads(measured)) for champion, measured in rows]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Say of what cannot be read that the file is damaged."""
        try:
            yield
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            raise ValueError(f"{self.path} is damaged, take another folder: {error}") from None

    def _write(self, statement: str, rows: list[Any]) -> None:
        try:
            with self.db:
                self.db.execute("BEGIN")
                self.db.executemany(statement, rows)
        except sqlite3.DatabaseError as error:
            raise ValueError(f"{self.path} cannot be written: {error}") from None


def _row(candidate: Candidate) -> tuple[Any, ...]:
    fitness = None if math.isinf(candidate.fitness) else candidate.fitness
    parents, behaviour = json.dumps(candidate.parents), json.dumps(dict(candidate.behaviour))
    told = candidate.operator, parents, _plain(candidate.source), _plain(candidate.error), fitness, behaviour
    return candidate.round, candidate.number, *told, json.dumps(dict(candidate.note))


def _candidate(row: tuple[Any, ...]) -> Candidate:
    round, number, operator, parents, source, error, fitness, behaviour, note = row
    worth = -math.inf if fitness is None else fitness
    known = json.loads(behaviour), json.loads(note)
    return Candidate(round, number, operator, tuple(json.loads(parents)), source, error, worth, *known)


def _plain(text: str) -> str:
    """Give a text that can be written: half a surrogate pair, which a model may say, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def _shown(value: Any) -> str:
    """Show a setting; of programs, their names."""
    if value is None or value == {}:
        return "none"
    shown = ", ".join(value) if isinstance(value, dict) else str(value)
    return shown if len(shown) <= 80 else f"{shown[:78]} …"
