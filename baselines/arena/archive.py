"""Games in and out of an arena's file: export, merge, and the check of every stored game."""

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from baselines.arena.results import Entrant, game_of
from baselines.arena.store import Store
from spenvs.core.record import MoveRow, Record, make_env, verify

SQLITE, GZIP = b"SQLite format 3\0", b"\x1f\x8b"


class Failure(NamedTuple):
    """A stored game that its environment does not reproduce, and what differs first."""

    id: str
    reason: str


def export(store: Store, path: str | Path) -> int:
    """Write all games with the agents' notes to a `.jsonl.gz`, one record a line, and give their number."""
    count = 0
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        for record in store.records():
            fields = json.loads(record.to_json())
            if record.notes:
                fields["notes"] = record.notes
            file.write(json.dumps(fields, separators=(",", ":")).encode() + b"\n")
            count += 1
    return count


def load(store: Store, path: str | Path) -> int:
    """Add the games of an exported file or of another arena's file, and give the number of those that are new.

    The union by id: a game that is here already counts once. All are added or, if one does not fit, none. What another
    arena measured comes along.

    Raises:
        ValueError: a game is here already and went otherwise, or the file holds something else.
        OSError: the file cannot be read.
    """
    path = Path(path)
    if not _starts(path, SQLITE):
        return _add(store, _lines(path))
    with Store(path) as other:
        count = _add(store, other.records())
        store.enter(other.entrants())
        store.excuse(other.absences())
        with store.writing():
            for (contest, entrant), value in other.exploitabilities().items():
                store.measure(contest, entrant, value)
    return count


def read(path: str | Path, id: str = "") -> Iterator[Record]:
    """Read the games whose ids begin so out of an arena's file, or of a `.jsonl` or `.jsonl.gz`.

    Raises:
        ValueError: the file holds something else.
        OSError: the file cannot be read.
    """
    path = Path(path)
    if _starts(path, SQLITE):
        with Store(path) as store:
            yield from store.records(id)
    else:
        yield from (record for record in _lines(path) if record.id.startswith(id))


def _starts(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _lines(path: Path) -> Iterator[Record]:
    with gzip.open(path, "rt") if _starts(path, GZIP) else path.open() as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = Record.from_json(line)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from None
            notes = {int(row): note for row, note in record.notes.items()}
            record.notes.clear()
            record.notes.update(notes)
            yield record


def _add(store: Store, records: Iterable[Record]) -> int:
    new = 0
    entrants: set[Entrant] = set()
    with store.writing():
        for record in records:
            known = store.record(record.id)
            if known is None:
                store.insert(record)
                entrants.update(game_of(record)[2].players)
                new += 1
            elif differs := _differs(known, record):
                raise ValueError(
                    f"nothing was added: game {record.id} was played twice, with different {differs}; if both are to "
                    "count, give the arenas different seeds"
                )
    store.enter(sorted(entrants))
    return new


def _differs(one: Record, two: Record) -> str | None:
    """Name the first thing, times apart, that two records of a game do not have in common."""
    for name in ("env", "seed", "seats", "moves", "rewards", "end", "final"):
        a, b = getattr(one, name), getattr(two, name)
        if name == "moves":
            a, b = ([MoveRow(*row)._replace(ms=0.0) for row in rows] for rows in (a, b))
        if a != b:
            return name
    return None


def verify_all(store: Store, id: str = "") -> Iterator[tuple[str, Failure | None]]:
    """Replay every stored game whose id begins so, and check it; give each id with None or what failed."""
    envs: dict[str, Any] = {}
    for record in store.records(id, notes=False):
        key = json.dumps(record.env, sort_keys=True)
        try:
            if key not in envs:
                envs[key] = make_env(record)
            verify(record, envs[key])
        except (ValueError, LookupError, TypeError) as error:
            yield record.id, Failure(record.id, str(error))
        else:
            yield record.id, None
