"""The work of an arena, shared between processes: cells are planned, claimed for a while, and done.

A cell is a fixture, whose games are one group, or something to be measured about one entrant. The cells of a process
that died, or that kept them for too long, can be claimed anew. A game is stored as it ends, under a name that is a hash
of what it is: none is lost, and none counts twice.
"""

import json
import os
import secrets
import socket
import time
from collections.abc import Iterable
from types import TracebackType
from typing import Literal, NamedTuple

from baselines.arena.board import Estimate
from baselines.arena.fixtures import Fixture
from baselines.arena.results import Contest, Entrant, seatings
from baselines.arena.store import Store
from spenvs.core.record import Record

LEASE = 900.0
OPEN = "UPDATE cells SET status = 'open', claimed_by = NULL, claimed_at = NULL WHERE status = 'claimed' AND "
DONE = "UPDATE cells SET status = 'done', claimed_by = NULL, claimed_at = NULL WHERE "

Kind = Literal["games", "exploitability"]


class Cell(NamedTuple):
    """A piece of work: its name, what is to be done, about what, and the games of it that are stored already.

    The fixture of a measurement has a line-up of one, and as its deal how often an agent is asked at each state.
    """

    id: str
    kind: Kind
    fixture: Fixture
    stored: frozenset[str]


class Queue:
    """One worker's view of the work in an arena's file. A context manager, which gives back at its end what is claimed.

    Attributes:
        store: the arena's file.
        entrants: whom this worker can play; cells with others are left alone.
        lease: seconds after which claimed cells may be claimed by others, unless a game was stored meanwhile.
        worker: the name under which cells are claimed: machine, process, and a word of its own.
    """

    def __init__(self, store: Store, entrants: Iterable[Entrant], lease: float = LEASE):
        self.store, self.entrants, self.lease = store, frozenset(entrants), lease
        self.worker = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"

    def __enter__(self) -> "Queue":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def plan(self, fixtures: Iterable[Fixture], arena_seed: int, kind: Kind = "games") -> int:
        """Add cells, all or none, and give the number of those that are new."""
        rows = [
            (
                fixture.id(arena_seed) if kind == "games" else f"{fixture.id(arena_seed)}.{kind}",
                kind,
                *fixture.contest,
                json.dumps(fixture.lineup),
                fixture.deal,
                fixture.seed(arena_seed),
                len(seatings(fixture.lineup)) if kind == "games" else 0,
            )
            for fixture in fixtures
        ]
        columns = "id, kind, env, options, lineup, deal, seed, games"
        with self.store.writing() as db:
            before = db.total_changes
            db.executemany(f"INSERT OR IGNORE INTO cells ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            return db.total_changes - before

    def claim(self, count: int, last: Contest | None = None) -> list[Cell]:
        """Claim up to `count` cells of one contest; none if there is nothing to do.

        The contest `last` comes first, then those that nobody else is at, so that two processes do not prepare the same
        game; otherwise the order is that of planning.
        """
        with self.store.writing() as db:
            self._free_abandoned()
            ours = self._ours()
            found = db.execute(
                "SELECT env, options, SUM(status = 'open'), SUM(status = 'claimed') FROM cells WHERE status != 'done' "
                "AND lineup IN (SELECT value FROM json_each(?)) GROUP BY env, options ORDER BY MIN(rowid)",
                (ours,),
            ).fetchall()
            contests = [(Contest(env, options), claimed > 0) for env, options, free, claimed in found if free]
            if not contests:
                return []
            contest, _ = min(contests, key=lambda one: (one[0] != last, one[1]))
            rows = db.execute(
                "SELECT id, kind, lineup, deal FROM cells WHERE status = 'open' AND env = ? AND options = ? "
                "AND lineup IN (SELECT value FROM json_each(?)) ORDER BY rowid LIMIT ?",
                (*contest, ours, count),
            ).fetchall()
            ids = [(self.worker, time.time(), row[0]) for row in rows]
            db.executemany("UPDATE cells SET status = 'claimed', claimed_by = ?, claimed_at = ? WHERE id = ?", ids)
            return [self._cell(contest, *row) for row in rows]

    def _ours(self) -> str:
        """Give the line-ups in unfinished cells that this worker can play, as a JSON list of what the table holds."""
        lineups = self.store.db.execute("SELECT DISTINCT lineup FROM cells WHERE status != 'done'")
        return json.dumps([x for (x,) in lineups if {Entrant(*one) for one in json.loads(x)} <= self.entrants])

    def _cell(self, contest: Contest, id: str, kind: Kind, lineup: str, deal: int) -> Cell:
        stored = self.store.db.execute("SELECT id FROM matches WHERE cell = ?", (id,)).fetchall()
        fixture = Fixture(contest, tuple(Entrant(*entrant) for entrant in json.loads(lineup)), deal)
        return Cell(id, kind, fixture, frozenset(match for (match,) in stored))

    def _free_abandoned(self) -> None:
        """Open the cells whose lease ran out or whose process died."""
        db = self.store.db
        db.execute(OPEN + "claimed_at < ?", (time.time() - self.lease,))
        for (worker,) in db.execute("SELECT DISTINCT claimed_by FROM cells WHERE status = 'claimed'").fetchall():
            if _is_dead(worker):
                db.execute(OPEN + "claimed_by = ?", (worker,))

    def save(self, record: Record) -> None:
        """Store a finished game; its cell is done with its last one. The lease of all that is claimed begins anew."""
        with self.store.writing() as db:
            self.store.insert(record)
            stored = "games <= (SELECT COUNT(*) FROM matches WHERE cell = cells.id)"
            db.execute(DONE + f"id = ? AND kind = 'games' AND {stored}", (record.group,))
            db.execute("UPDATE cells SET claimed_at = ? WHERE claimed_by = ?", (time.time(), self.worker))

    def done(self, cell: Cell, exploitability: Estimate | None = None) -> None:
        """Store what was measured about a cell's entrant, if anything was, and the cell as done."""
        with self.store.writing() as db:
            if exploitability is not None:
                self.store.measure(cell.fixture.contest, cell.fixture.lineup[0], exploitability)
            db.execute(DONE + "id = ?", (cell.id,))

    def release(self) -> None:
        """Give back what is claimed."""
        with self.store.writing() as db:
            db.execute(OPEN + "claimed_by = ?", (self.worker,))

    def unfinished(self) -> int:
        """Give the number of cells that this worker could play and that are not done, whoever is at them."""
        ours = "lineup IN (SELECT value FROM json_each(?))"
        query = f"SELECT COUNT(*) FROM cells WHERE status != 'done' AND {ours}"
        return self.store.db.execute(query, (self._ours(),)).fetchone()[0]

    def progress(self) -> tuple[int, int]:
        """Give the number of games played and planned."""
        played = "SELECT COUNT(*) FROM matches WHERE cell IN (SELECT id FROM cells)"
        planned = "SELECT COALESCE(SUM(games), 0) FROM cells"
        return self.store.db.execute(f"SELECT ({played}), ({planned})").fetchone()


def _is_dead(worker: str) -> bool:
    """Say whether a worker's process is known to have ended; only that of one on this machine can be."""
    host, process, _ = worker.rsplit("/", 2)
    if host != socket.gethostname() or os.name == "nt":
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
