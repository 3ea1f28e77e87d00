"""The arena's file: entrants, planned games and played ones in one SQLite database that several processes share."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from spenvs.core.record import Record


class Failure(NamedTuple):
    """A stored game that its environment does not reproduce, and what differs first."""

    id: str
    reason: str


class Store:
    """An arena's file. A context manager; several processes may have the same file open."""

    def __init__(self, path: str | Path):
        """Open the file, or make it."""
        raise NotImplementedError

    def records(self, id: str | None = None) -> Iterator[Record]:
        """Give the stored games in order of their ids, notes included; with `id` those whose id begins so."""
        raise NotImplementedError

    def export(self, path: str | Path) -> int:
        """Write all games to a `.jsonl.gz`, one record a line, and give their number."""
        raise NotImplementedError

    def load(self, path: str | Path) -> int:
        """Read games from a `.jsonl.gz` or another arena's file, and give the number of new ones (union by id).

        Raises:
            ValueError: a game is here already with other moves, or the file holds something else.
        """
        raise NotImplementedError


def verify_all(store: Store) -> Iterator[tuple[str, Failure | None]]:
    """Replay every stored game and check it, giving each game's id with None or what failed."""
    raise NotImplementedError
