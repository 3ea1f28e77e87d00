"""Programs proposed by rules, without a language model: random ones, random changes, and crossover.

The changes are those of Core War's evolvers: another opcode, modifier, mode or number, a number one more or less, a
line inserted, deleted, doubled or swapped, another start.
"""

from collections.abc import Sequence

import numpy as np

from baselines.learn.drq.candidate import Candidate, Proposal, Task
from baselines.learn.drq.genome import OPCODES_94, Genome, Row, read
from spenvs.corewar.instructions import MODES, MODIFIERS
from spenvs.corewar.machine import Settings

LONGEST_NEW = 12
NEAR = 6
STEPS = (7, 8, 12, 13, 95, 100, 653, 1143, 2365, 2376, 2667, 3039, 3044, 3359, 3364, 5334, -10, -50)
"""Distances that suit a core of 8000 cells: steps of bombers that hit evenly, and of imp rings (3 * 2667 = 8001)."""
EDITS = {"field": 0.60, "nudge": 0.10, "insert": 0.10, "delete": 0.08, "double": 0.05, "swap": 0.04, "start": 0.03}
"""The share of each kind of change."""
CHANGES = (1, 1, 1, 2, 3)
"""How many changes a child has; one of these."""


class RuleMutator:
    """Proposes programs by rules. The same generator gives the same program."""

    name = "rules"

    def __init__(self, settings: Settings | None = None):
        """Propose programs for a core of these settings."""
        self.settings = settings or Settings()

    def propose(self, tasks: Sequence[Task]) -> list[Proposal]:
        """Make a program for each task."""
        return [Proposal(self._made(task).source(self.settings.core_size)) for task in tasks]

    def close(self) -> None:
        """Do nothing: it holds nothing."""

    def _made(self, task: Task) -> Genome:
        parents = [self._genome(parent) for parent in task.parents]
        if not parents:
            return self.new(task.rng)
        if len(parents) == 1:
            return self.mutate(parents[0], task.rng)
        return self.crossover(parents[0], parents[1], task.rng)

    def _genome(self, parent: Candidate) -> Genome:
        return Genome.of(read(parent.source, self.settings))

    def new(self, rng: np.random.Generator) -> Genome:
        """Draw a program of 1 to 12 instructions."""
        length = int(rng.integers(1, min(LONGEST_NEW, self.settings.max_length) + 1))
        return Genome(tuple(self._row(rng) for _ in range(length)), int(rng.integers(length)))

    def mutate(self, parent: Genome, rng: np.random.Generator) -> Genome:
        """Change a program in one to three places."""
        child = parent
        for _ in range(int(rng.choice(CHANGES))):
            child = self._edited(child, str(rng.choice(list(EDITS), p=list(EDITS.values()))), rng)
        return child

    def crossover(self, first: Genome, second: Genome, rng: np.random.Generator) -> Genome:
        """Join the beginning of one program to the end of another; the start is the first one's, if it is there."""
        head = int(rng.integers(1, len(first.rows) + 1))
        rest = int(rng.integers(len(second.rows)))
        rows = (first.rows[:head] + second.rows[rest:])[: self.settings.max_length]
        return Genome(rows, first.start if first.start < len(rows) else 0)

    def _edited(self, program: Genome, edit: str, rng: np.random.Generator) -> Genome:
        """Make one change; one that the length forbids becomes a change of a field."""
        rows, start, length = list(program.rows), program.start, len(program.rows)
        i, j = int(rng.integers(length)), int(rng.integers(length))
        full = length >= self.settings.max_length
        if edit in ("insert", "double") and not full:
            rows.insert(i, self._row(rng) if edit == "insert" else rows[j])
            start += i <= start
        elif edit == "delete" and length > 1:
            del rows[i]
            start = min(start - (i < start), length - 2)
        elif edit == "swap" and length > 1:
            rows[i], rows[j] = rows[j], rows[i]
        elif edit == "start" and length > 1:
            start = j
        elif edit == "nudge":
            rows[i] = self._nudged(rows[i], rng)
        else:
            rows[i] = self._with_new_field(rows[i], rng)
        return Genome(tuple(rows), start)

    def _row(self, rng: np.random.Generator) -> Row:
        return tuple(self._field(field, rng) for field in range(6))  # type: ignore[return-value]

    def _field(self, field: int, rng: np.random.Generator) -> int:
        """Draw the value of a field, of the six in their order."""
        if field == 0:
            return int(rng.choice(OPCODES_94))
        if field in (3, 5):
            return self._number(rng)
        return int(rng.integers(len(MODIFIERS if field == 1 else MODES)))

    def _number(self, rng: np.random.Generator) -> int:
        """Draw a number: a near one half of the time, else a good step or any."""
        size, kind = self.settings.core_size, rng.random()
        if kind < 0.5:
            return int(rng.integers(-NEAR, NEAR + 1)) % size
        return int(rng.choice(STEPS)) % size if kind < 0.8 else int(rng.integers(size))

    def _with_new_field(self, row: Row, rng: np.random.Generator) -> Row:
        field = int(rng.integers(6))
        return (*row[:field], self._field(field, rng), *row[field + 1 :])  # type: ignore[return-value]

    def _nudged(self, row: Row, rng: np.random.Generator) -> Row:
        """Add 1 to a number, or take it off."""
        field = (3, 5)[int(rng.integers(2))]
        number = (row[field] + (1, -1)[int(rng.integers(2))]) % self.settings.core_size
        return (*row[:field], number, *row[field + 1 :])  # type: ignore[return-value]
