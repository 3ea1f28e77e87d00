"""Workers: they claim cells of an arena, play their games and store them, in this process and in helper processes."""

import contextlib
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass

from baselines.agent import Agent, Unusable
from baselines.arena.asking import described
from baselines.arena.board import Estimate
from baselines.arena.match import Match, run
from baselines.arena.queue import Cell, Queue
from baselines.arena.results import Contest, Entrant
from baselines.arena.store import Store
from baselines.registry import make_agent

log = logging.getLogger(__name__)

CLAIMED = 16
PAUSE = 0.05
HELPER = """import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its helpers
from baselines.arena.work import help_parent
help_parent(sys.argv[1], int(sys.argv[2]))
"""


@dataclass(frozen=True)
class Task:
    """What workers are told.

    Attributes:
        arena: the arena's file.
        agents: specs.
        seed: the arena's seed.
        move_seconds: how long an answer may take; None for ever.
    """

    arena: str
    agents: tuple[str, ...]
    seed: int
    move_seconds: float | None


def work(
    queue: Queue,
    agents: Mapping[str, Agent],
    task: Task,
    on: Callable[[], bool] = lambda: True,
    tick: Callable[[], None] = lambda: None,
) -> None:
    """Claim cells and do them until there is nothing to claim.

    Args:
        queue: the arena's work.
        agents: the agents by spec.
        task: the arena's seed, and how long an answer may take.
        on: asked before each claim; False ends the work.
        tick: called after each game.
    """
    stream, concurrency = _Stream(queue, task.seed, on), max(agent.concurrency for agent in agents.values())
    versions = dict(queue.entrants)  # as of when the agents were made: their files may be edited meanwhile
    while stream.claimed:
        stream.claimed = False
        matches, limit = stream.matches(), task.move_seconds
        for record in run(matches, agents, concurrency=concurrency, move_seconds=limit, versions=versions):
            queue.save(record)
            tick()
        while stream.to_measure:
            cell = stream.to_measure.pop()
            queue.done(cell, measure(cell, agents, task.move_seconds))
            tick()


class _Stream:
    """The games of cells, claimed as they are asked for; a cell to be measured is put aside and ends the stream."""

    def __init__(self, queue: Queue, seed: int, on: Callable[[], bool]):
        self.queue, self.seed, self.on = queue, seed, on
        self.last: Contest | None = None
        self.claimed = True
        self.to_measure: list[Cell] = []

    def matches(self) -> Iterator[Match]:
        while not self.to_measure and self.on() and (cells := self.queue.claim(CLAIMED, self.last)):
            self.claimed, self.last = True, cells[0].fixture.contest
            self.to_measure = [cell for cell in cells if cell.kind == "exploitability"]
            for cell in cells:
                if cell.kind == "games":
                    yield from _missing(self.queue, cell, self.seed)


def _missing(queue: Queue, cell: Cell, seed: int) -> list[Match]:
    """Give the games of a cell that are not stored; a cell of which none is missing is done."""
    matches = [match for match in cell.fixture.matches(seed) if match.id not in cell.stored]
    if not matches:
        queue.done(cell)
    return matches


def measure(cell: Cell, agents: Mapping[str, Agent], move_seconds: float | None) -> Estimate | None:
    """Measure how exploitable a cell's entrant is; None, with a warning, where that cannot be."""
    from baselines.arena.exploitability import exploitability  # solvers are loaded where something is to be solved

    contest, (entrant,), samples = cell.fixture.contest, cell.fixture.lineup, cell.fixture.deal
    try:
        agent, options = agents[entrant.spec], contest.settings
        found = exploitability(contest.env_id, agent, samples=samples, move_seconds=move_seconds, **options)
    except Unusable:
        raise
    except (Exception, SystemExit) as error:
        log.warning("the exploitability of %s at %s is unknown: %s", entrant.spec, contest.label, described(error))
        return None
    return Estimate(found.value, *found.interval)


class Crew:
    """Helper processes that work on an arena while the block lasts. None of them outlives its parent."""

    def __init__(self, task: Task, size: int):
        """Start `size` helpers."""
        self.helpers = [self._start(task) for _ in range(size)]

    def _start(self, task: Task) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-c", HELPER, json.dumps(asdict(task)), str(os.getpid())]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment)

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        for helper in self.helpers:
            helper.terminate()
        for helper in self.helpers:
            helper.wait()

    def check(self) -> None:
        """Take notice of helpers that ended, so that what they had claimed can be claimed anew."""
        for helper in self.helpers:
            helper.poll()


def help_parent(argument: str, parent: int) -> None:
    """Work on an arena, in a process of its own, until its parent has gone.

    Args:
        argument: a `Task` as JSON.
        parent: the parent's process number; it may have gone before this process has come so far as to ask.
    """
    fields = json.loads(argument)
    task = Task(**{**fields, "agents": tuple(fields["agents"])})
    agents = {spec: make_agent(spec) for spec in task.agents}
    entrants = [Entrant(spec, agent.version()) for spec, agent in agents.items()]
    with (
        contextlib.suppress(KeyboardInterrupt),
        Store(task.arena) as store,
        Queue(store, entrants) as queue,
    ):
        while os.getppid() == parent:
            work(queue, agents, task, on=lambda: os.getppid() == parent)
            time.sleep(PAUSE)
