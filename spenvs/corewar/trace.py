"""A battle that is watched step by step, with what happened to each cell, and that can be put back or copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import mars
from .instructions import Warrior
from .machine import Mars, Settings, check_number, pack, unpack

UNTOUCHED = 0
WAS_READ, WAS_CHANGED = mars.WAS_READ, mars.WAS_CHANGED
FIELD_WRITTEN, CELL_WRITTEN = mars.FIELD_WRITTEN, mars.CELL_WRITTEN
WAS_EXECUTED, PROCESS_DIED = mars.WAS_EXECUTED, mars.PROCESS_DIED
ACCESSES = ("untouched", "read", "incremented or decremented", "field written", "written", "executed", "died here")
"""What the numbers in `TracedBattle.access` mean."""


@dataclass(frozen=True)
class Snapshot:
    """All of a battle that changes: copies of its arrays by name. `TracedBattle.restore` takes it."""

    arrays: Mapping[str, np.ndarray]


def _places(places: ArrayLike | None, warriors: Sequence[Warrior], size: int) -> NDArray[np.int64]:
    """The addresses of the warriors' first cells, checked."""
    if places is None:
        return np.array([k * size // len(warriors) for k in range(len(warriors))])
    found = np.asarray(places)
    if found.shape != (len(warriors),) or found.dtype.kind not in "iu":
        raise ValueError(f"places are {places!r}, expected {len(warriors)} whole numbers, an address for each warrior")
    if (found < 0).any() or (found >= size).any():
        raise ValueError(f"places are {found.tolist()}, expected addresses from 0 to {size - 1}")
    taken = np.zeros(size, np.bool_)
    for at, warrior in zip(found, warriors, strict=True):
        cells = (at + np.arange(len(warrior))) % size
        if taken[cells].any():
            raise ValueError(f"places are {found.tolist()}, where warriors overlap; expected each in cells of its own")
        taken[cells] = True
    return found.astype(np.int64)


class TracedBattle:
    """One round of a battle, by pMARS' rules, stopped wherever one likes. P-space is empty at its start.

    Attributes:
        owner: uint8 [core_size], the last warrior to touch a cell, from 1; 0 is nobody. Cells that warriors were loaded
            to are theirs, written at 0.
        access: uint8 [core_size], what it did, a place in `ACCESSES`; of several things that one instruction did to a
            cell, the highest.
        stamp: int64 [core_size], the number of that instruction, from 1.
        turns: int64 [warriors], instructions that each has executed.
    """

    def __init__(
        self,
        warriors: Sequence[Warrior],
        settings: Settings | None = None,
        places: ArrayLike | None = None,
        first: int = 0,
        read_limit: int | None = None,
        write_limit: int | None = None,
    ) -> None:
        """Load the warriors.

        Args:
            warriors: 1 to 64, assembled for the core of the settings.
            settings: of the core, by default pMARS'.
            places: the addresses of the warriors' first cells, evenly spread where they are not given.
            first: the warrior that moves first.
            read_limit: goes before that of the settings.
            write_limit: likewise.

        Raises:
            ValueError: the settings, the warriors or the places allow no battle.
        """
        settings = settings or Settings()
        self.settings = replace(
            settings,
            read_limit=settings.read_limit if read_limit is None else read_limit,
            write_limit=settings.write_limit if write_limit is None else write_limit,
        )
        self.warriors = tuple(warriors)
        self._machine = machine = Mars(self.warriors, self.settings)
        count, size = len(self.warriors), self.settings.core_size
        check_number("first", first, count - 1, least=0)
        self.places = _places(places, self.warriors, size)
        self.owner, self.access = np.zeros((2, size), np.uint8)
        self.stamp = np.zeros(size, np.int64)
        self._covered = np.zeros((count, size), np.bool_)
        self.turns = np.zeros(count, np.int64)
        mars.begin(
            machine.codes, machine.lengths, machine.starts, self.places, int(first), self.settings.max_cycles,
            machine.core, machine.queue.reshape(-1), machine.heads, machine.tails, machine.order, machine.state,
        )  # fmt: skip
        for k, warrior in enumerate(self.warriors):
            cells = (self.places[k] + np.arange(len(warrior))) % size
            self.owner[cells], self.access[cells] = k + 1, CELL_WRITTEN

    def step(self, instructions: int = 1) -> int:
        """Execute so many instructions, fewer where the battle ends before; returns how many."""
        check_number("instructions", instructions, 2**62, least=0)
        m = self._machine
        executed: int = mars.melee(
            m.core, m.queue.reshape(-1), m.heads, m.tails, self.settings.max_processes, m.state, int(instructions),
            m.pspace, m.bank, m.last, m.deaths, m.order, self.settings.limits,
            (self.owner, self.access, self.stamp, self._covered, self.turns),
        )  # fmt: skip
        return executed

    @property
    def over(self) -> bool:
        """Whether fewer than two warriors live (of one: none), or the cycles are used up."""
        enough = min(2, len(self.warriors))
        return bool(self._machine.state[mars.LEFT] <= 0 or self._machine.state[mars.ALIVE] < enough)

    @property
    def executed(self) -> int:
        """Instructions executed by all warriors."""
        return int(self._machine.state[mars.EXECUTED])

    @property
    def mover(self) -> int:
        """The warrior that executes the next instruction; -1 when the battle is over."""
        return -1 if self.over else int(self._machine.state[mars.MOVER])

    @property
    def alive(self) -> NDArray[np.bool_]:
        """Which warriors have processes, bool [warriors]."""
        return self._machine.heads != self._machine.tails

    @property
    def deaths(self) -> list[int]:
        """The warriors that died, the first one first."""
        return [int(w) for w in self._machine.deaths[: len(self.warriors) - int(self.alive.sum())]]

    @property
    def cycle(self) -> int:
        """Instructions that every living warrior has executed, at least."""
        alive = self.alive
        return int(self.turns[alive].min() if alive.any() else self.turns.max())

    @property
    def core(self) -> NDArray[np.int32]:
        """The cells, int32 [core_size, 6], rows as in `Warrior.code`."""
        return unpack(self._machine.core).astype(np.int32)

    def cell(self, address: int) -> NDArray[np.int32]:
        """One cell, int32 [6]; the address is taken modulo the core's size."""
        at = address % self.settings.core_size
        return unpack(self._machine.core[at : at + 1]).astype(np.int32)[0]

    def put(self, address: int, row: ArrayLike) -> None:
        """Change a cell from outside, to a row as in `Warrior.code`; the address is taken modulo the core's size."""
        at = address % self.settings.core_size
        self._machine.core[at] = pack(np.asarray(row)[None], self.settings.core_size)[0]

    def processes(self, warrior: int) -> NDArray[np.int64]:
        """The addresses of a warrior's processes, the next to be executed first."""
        return self._machine.processes(warrior)

    @property
    def process_counts(self) -> NDArray[np.int64]:
        """How many processes each warrior has, int64 [warriors]."""
        return self._machine.tails - self._machine.heads

    @property
    def coverage(self) -> NDArray[np.int64]:
        """How many addresses each warrior's processes were sent to, int64 [warriors]; its start does not count."""
        return self._covered.sum(axis=1)

    def pspace(self, warrior: int) -> NDArray[np.int64]:
        """A copy of a warrior's P-space, int64 [pspace_size]; cell 0 is the result of its last round."""
        private = self._machine.pspace[self._machine.bank[warrior]].copy()
        private[0] = self._machine.last[warrior]
        return private

    def _arrays(self) -> dict[str, np.ndarray]:
        m = self._machine
        return {
            "core": m.core, "queue": m.queue, "heads": m.heads, "tails": m.tails, "order": m.order, "state": m.state,
            "deaths": m.deaths, "pspace": m.pspace, "last": m.last, "owner": self.owner, "access": self.access,
            "stamp": self.stamp, "covered": self._covered, "turns": self.turns,
        }  # fmt: skip

    def snapshot(self) -> Snapshot:
        """Where the battle stands, for `restore`."""
        return Snapshot({name: array.copy() for name, array in self._arrays().items()})

    def restore(self, snapshot: Snapshot) -> None:
        """Put the battle where it stood.

        Raises:
            ValueError: the snapshot is of a battle of more or fewer warriors, or of other settings.
        """
        arrays = self._arrays()
        if any(array.shape != snapshot.arrays[name].shape for name, array in arrays.items()):
            raise ValueError("the snapshot is of another battle, expected one with as many warriors and these settings")
        for name, array in arrays.items():
            array[:] = snapshot.arrays[name]

    def copy(self) -> "TracedBattle":
        """A battle that stands where this one does, and goes on by itself."""
        twin = TracedBattle(self.warriors, self.settings, self.places)
        twin.restore(self.snapshot())
        return twin
