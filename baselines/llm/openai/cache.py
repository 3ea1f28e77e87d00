"""Replies kept on disk, found again by what was asked: a match that is played anew asks for nothing."""

import dataclasses
import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterable
from typing import Any

from baselines.llm.chat import Reply, Tokens

log = logging.getLogger(__name__)
BUSY_SECONDS = 5.0


class Cache:
    """Replies in a file of SQLite's, which several processes may share.

    A reply is kept under a hash of all that was sent for it: model, messages, sampling, seed, stop. Neither what was
    sent nor a key is kept.
    """

    def __init__(self, path: str):
        """Open the file; it is made if it is not there.

        Raises:
            ValueError: it cannot be opened, or is something else.
        """
        try:
            # the garbage collector may close it in another thread
            self._file = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA synchronous = NORMAL")
            self._file.execute("CREATE TABLE IF NOT EXISTS replies (asked BLOB PRIMARY KEY, reply TEXT) WITHOUT ROWID")
        except sqlite3.Error as error:
            raise ValueError(f"{path} cannot hold a cache of replies: {error}") from None

    def find(self, asked: bytes) -> Reply | None:
        """Give the reply to what was asked, by its hash; None if there is none."""
        row = self._file.execute("SELECT reply FROM replies WHERE asked = ?", (asked,)).fetchone()
        if row is None:
            return None
        fields = json.loads(row[0])
        return Reply(**{**fields, "tokens": fields["tokens"] and Tokens(**fields["tokens"])})

    def keep(self, replies: Iterable[tuple[bytes, Reply]]) -> None:
        """Keep replies, each with the hash of what was asked. How often it was tried for is not kept."""
        rows = [(asked, json.dumps(dataclasses.asdict(reply) | {"retries": 0})) for asked, reply in replies]
        try:
            with self._file:
                self._file.executemany("INSERT OR REPLACE INTO replies VALUES (?, ?)", rows)
        except sqlite3.Error as error:  # as when the disk is full: no reason to lose a game
            log.warning("%d replies cannot be kept in the cache: %s", len(rows), error)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def digest(path: str, body: Any) -> bytes:
    """Hash what is sent, 16 bytes."""
    return hashlib.blake2b(json.dumps([path, body], sort_keys=True).encode(), digest_size=16).digest()
