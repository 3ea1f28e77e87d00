"""A hill's file: one SQLite database with the rules, who stands on the hill, and the results of all battles."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.arena.hill.entrants import Entrant

FORMAT = 1
APPLICATION = 0x48494C4C  # "HILL"
SCHEMA = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE members (program TEXT PRIMARY KEY, file TEXT NOT NULL, source TEXT NOT NULL, age INTEGER NOT NULL);
CREATE TABLE battles (id TEXT PRIMARY KEY, survived TEXT NOT NULL);
"""


class HillStore:
    """A hill's file, open; several processes may have the same file open.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path):
        """Open the file; it is made if it is not there.

        Raises:
            ValueError: the file is something else than a hill, or one of another version of this library.
        """
        self.path = path
        self._db = sqlite3.connect(path, timeout=60.0, isolation_level=None)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._prepare()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise ValueError(f"{path} is not a hill's file: {error}") from None

    def _prepare(self) -> None:
        with self._writing():
            (tables,) = self._db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            if not tables:
                for statement in SCHEMA.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={FORMAT}")
                self._db.execute(f"PRAGMA application_id={APPLICATION}")
            (kind,) = self._db.execute("PRAGMA application_id").fetchone()
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if kind != APPLICATION:
                raise sqlite3.DatabaseError("it holds something else")
            if version != FORMAT:
                raise sqlite3.DatabaseError(f"it has format {version}, and this version of spenvs reads {FORMAT}")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the file for writing until the block ends; nothing of a block that raises is written."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def setting(self, name: str) -> Any:
        """Give a setting of the hill, a JSON value; None if it was never set."""
        found = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else None

    def set(self, **settings: Any) -> None:
        """Set settings, JSON values."""
        rows = [(name, json.dumps(value)) for name, value in settings.items()]
        with self._writing():
            self._db.executemany("REPLACE INTO settings VALUES (?, ?)", rows)

    def members(self) -> list[tuple[str, str, int]]:
        """Give the file name, source and age of each warrior on the hill."""
        return list(self._db.execute("SELECT file, source, age FROM members ORDER BY program"))

    def seat(self, members: Iterable[Entrant]) -> None:
        """Write down who stands on the hill from now on."""
        rows = [(member.program, member.file, member.source, member.age) for member in members]
        with self._writing():
            self._db.execute("DELETE FROM members")
            self._db.executemany("INSERT INTO members VALUES (?, ?, ?, ?)", rows)

    def result(self, battle: str) -> NDArray[np.int64] | None:
        """Give a battle's table, `spenvs.corewar.Result.survived`; None where it was not fought."""
        found = self._db.execute("SELECT survived FROM battles WHERE id = ?", (battle,)).fetchone()
        return np.array(json.loads(found[0]), np.int64) if found else None

    def keep(self, battle: str, survived: NDArray[np.int64]) -> None:
        """Write down a battle's table."""
        with self._writing():
            self._db.execute("INSERT OR IGNORE INTO battles VALUES (?, ?)", (battle, json.dumps(survived.tolist())))
