"""The battles of a hill: which are to be fought, and fighting them in threads; a battle that is known is not fought."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from baselines.arena.fixtures import digest
from baselines.arena.hill.entrants import Entrant
from baselines.arena.hill.rules import Rules
from baselines.arena.hill.store import HillStore
from spenvs.corewar.match import battles

Line = tuple[Entrant, ...]
Report = Callable[[int, int], None]


class Fights:
    """All battles of a hill, by its rules.

    The warriors of a battle stand in the order of their programs' hashes, and all battles have the same seed, so that a
    result does not depend on who came first. Neither do the rounds of a battle depend on the threads.
    """

    def __init__(self, store: HillStore, rules: Rules, rounds: int, seed: int, threads: int | None):
        self.rules, self.rounds, self.seed = rules, rounds, seed
        self._store = store
        self._threads = threads or os.cpu_count() or 1

    def lines(self, entrants: Sequence[Entrant]) -> list[Line]:
        """Give the battles among entrants: all pairs or, in a melee, one of all."""
        ordered = sorted(entrants, key=lambda entrant: entrant.program)
        return [tuple(ordered)] if self.rules.melee else list(combinations(ordered, 2))

    def result(self, line: Line) -> NDArray[np.int64]:
        """Give the result of a battle that was fought: rounds survived with 1, 2, ... alive, int64 [W, W]."""
        found = self._store.result(self._id(line))
        if found is None:
            raise LookupError(f"{' and '.join(entrant.name for entrant in line)} have not met yet")
        return found

    def fight(self, entrants: Sequence[Entrant], report: Report | None = None) -> None:
        """Fight the battles among entrants that were not fought yet, and keep each result as it comes.

        `report` is called with the number of battles fought and of all.
        """
        lines = self.lines(entrants)
        left = [line for line in lines if self._store.result(self._id(line)) is None]
        fought = len(lines) - len(left)
        pool = ThreadPoolExecutor(self._threads)
        running: dict[Future[NDArray[np.int64]], Line] = {pool.submit(self._survived, line): line for line in left}
        try:
            for future in as_completed(list(running)):
                self._store.keep(self._id(running.pop(future)), future.result())
                fought += 1
                if report:
                    report(fought, len(lines))
        finally:  # when it is cut off, what is being fought comes to its end, and is kept
            pool.shutdown(cancel_futures=True)
            for future, line in running.items():
                if not future.cancelled() and not future.exception():
                    self._store.keep(self._id(line), future.result())

    def _survived(self, line: Line) -> NDArray[np.int64]:
        group = [entrant.warrior for entrant in line]
        return battles([group], self.rounds, seed=self.seed, settings=self.rules.settings)[0].survived

    def _id(self, line: Line) -> str:
        return digest(self.rules.key(), self.rounds, self.seed, [entrant.program for entrant in line])
