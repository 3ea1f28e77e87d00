"""A core with its warriors: the settings of a battle, what they allow, and the state that the last round left."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TypeVar

import numpy as np

from . import mars
from .instructions import Warrior, pspace_cells

LARGEST_CORE = mars.FIELD
MOST_PROCESSES = 1 << 22
MOST_WARRIORS, MOST_ROUNDS, MOST_THREADS = 64, 1_000_000, 1024

Machine = TypeVar("Machine")
Task = TypeVar("Task")
Done = TypeVar("Done")


def check_number(name: str, value: object, most: int, least: int = 1) -> None:
    """Raise ValueError where a value is no whole number in this range."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value <= most:
        raise ValueError(f"{name} is {value!r}, expected a whole number from {least} to {most}")


@dataclass(frozen=True)
class Settings:
    """The settings of a battle, with pMARS' defaults.

    Attributes:
        core_size: cells, 1 to 16,777,215.
        max_cycles: instructions of each warrior in a round, 1 to 2**40.
        max_processes: of each warrior, 1 to 4,194,304.
        min_distance: cells between the first cells of two warriors, at least `max_length`.
        max_length: instructions of a warrior.
        read_limit: cells around an instruction that it can read (ICWS'94 draft), a divisor of the core's size; None for
            all of them, as pMARS has it.
        write_limit: likewise, that it can write to.

    Raises:
        ValueError: no battle could have them.
    """

    core_size: int = 8000
    max_cycles: int = 80000
    max_processes: int = 8000
    min_distance: int = 100
    max_length: int = 100
    read_limit: int | None = None
    write_limit: int | None = None

    def __post_init__(self) -> None:
        limits = {
            "core_size": LARGEST_CORE,
            "max_cycles": 1 << 40,
            "max_processes": MOST_PROCESSES,
            "min_distance": LARGEST_CORE,
            "max_length": LARGEST_CORE,
        }
        for name, most in limits.items():
            check_number(name, getattr(self, name), most)
        if self.min_distance < self.max_length:
            raise ValueError(
                f"min_distance is {self.min_distance}, expected at least max_length, which is {self.max_length}"
            )
        for name in ("read_limit", "write_limit"):
            limit = getattr(self, name)
            if limit is None:
                continue
            check_number(name, limit, self.core_size)
            if self.core_size % limit:
                raise ValueError(f"{name} is {limit}, expected a divisor of core_size, which is {self.core_size}")

    @property
    def limits(self) -> tuple[int, int] | None:
        """Cells that an instruction can read and write; None where it is all of them."""
        limits = int(self.read_limit or self.core_size), int(self.write_limit or self.core_size)
        return None if limits == (self.core_size, self.core_size) else limits

    @property
    def pspace_size(self) -> int:
        """Cells of P-space: the core's size by the largest number up to 16 that divides it."""
        return pspace_cells(self.core_size)


def pack(code: np.ndarray, core_size: int) -> np.ndarray:
    """The cells, int64 [length], of an int array [length, 6]."""
    opcode, modifier, a_mode, a, b_mode, b = np.asarray(code, np.int64).T
    kind = opcode << 3 | modifier | a_mode << 8 | b_mode << 11
    return a % core_size | b % core_size << mars.B_SHIFT | kind << mars.KIND_SHIFT


def unpack(cells: np.ndarray) -> np.ndarray:
    """The int array [length, 6] of cells; numbers are 0 to the core's size less one."""
    kind = cells >> mars.KIND_SHIFT
    a, b = cells & mars.FIELD, cells >> mars.B_SHIFT & mars.FIELD
    return np.stack([kind >> 3 & 31, kind & 7, kind >> 8 & 7, a, kind >> 11 & 7, b], axis=1)


def _check(index: int, warrior: Warrior, settings: Settings) -> None:
    """Raise ValueError where a warrior cannot fight."""
    if warrior.core_size != settings.core_size:
        raise ValueError(
            f"warrior {index} is assembled for a core of {warrior.core_size} cells, expected {settings.core_size}"
        )
    if not 1 <= len(warrior) <= settings.max_length:
        raise ValueError(
            f"warrior {index} has {len(warrior)} instructions, expected 1 to {settings.max_length} (max_length)"
        )
    fields = warrior.code[:, [0, 1, 2, 4]]
    if (fields < 0).any() or (fields > (mars.STP, mars.MOD_I, mars.A_POSTINCREMENT, mars.A_POSTINCREMENT)).any():
        raise ValueError(f"warrior {index} has an instruction with an opcode, modifier or mode that does not exist")
    check_number(f"the start of warrior {index}", warrior.start, settings.core_size - 1, least=0)


def _banks(warriors: Sequence[Warrior]) -> np.ndarray:
    """Which P-space each warrior uses: one of its own, or that of the first warrior with its PIN."""
    first: dict[int, int] = {}
    return np.array([k if w.pin is None else first.setdefault(w.pin, k) for k, w in enumerate(warriors)])


class Mars:
    """A core, its warriors' processes and P-space. One thread may use it at a time.

    Attributes:
        core: cells, int64 [core_size].
        pspace: int64 [warriors, pspace_size], rows by `bank`; cell 0 stands in `last`.
        state: who moves next, who moved before, the budget left, warriors alive, instructions executed in this round.
        table: ends of rounds, int64 [warriors, 2 * warriors]: survived with 1, 2, ... warriors alive, died as one of
            1, 2, ...
        instructions: executed in all rounds.
    """

    def __init__(self, warriors: Sequence[Warrior], settings: Settings) -> None:
        count, size = len(warriors), settings.core_size
        if not 1 <= count <= MOST_WARRIORS:
            raise ValueError(f"there are {count} warriors, expected 1 to {MOST_WARRIORS}")
        if size < count * settings.min_distance:
            raise ValueError(
                f"core_size is {size}, expected at least {count * settings.min_distance}: "
                f"{count} warriors with min_distance {settings.min_distance}"
            )
        for k, warrior in enumerate(warriors):
            _check(k, warrior, settings)
        self.settings = settings
        self.lengths = np.array([len(w) for w in warriors])
        self.starts = np.array([w.start for w in warriors])
        self.codes = np.zeros((count, self.lengths.max()), np.int64)
        for row, warrior in zip(self.codes, warriors, strict=True):
            row[: len(warrior)] = pack(warrior.code, size)
        self.uses_pspace = any((w.code[:, 0] >= mars.LDP).any() for w in warriors)
        self.core = np.full(size, mars.EMPTY, np.int64)
        address = np.uint16 if size <= 1 << 16 else np.uint32
        self.queue: np.ndarray = np.zeros((count, 1 << (int(settings.max_processes) + 1).bit_length()), address)
        self.heads, self.tails, self.order, self.deaths = np.zeros((4, count), np.int64)
        self.state = np.zeros(5, np.int64)
        self.bank = _banks(warriors)
        self.pspace = np.zeros((count, settings.pspace_size), np.int64)
        self.last = np.full(count, size - 1)
        self.table = np.zeros((count, 2 * count), np.int64)
        self.instructions = 0

    def play(self, places: np.ndarray, first: int | np.ndarray = 0) -> None:
        """Play a round for each row of `places`, int64 [rounds, warriors].

        Warrior `first` moves first in the first round, then the next one, and so on; or int64 [rounds] says who does.
        """
        firsts = first if np.ndim(first) else (first + np.arange(len(places))) % len(self.heads)
        self.instructions += mars.play(
            self.codes, self.lengths, self.starts, places, firsts, self.settings.max_processes,
            self.settings.max_cycles, self.core, self.queue.reshape(-1), self.heads, self.tails, self.order,
            self.state, self.deaths, self.pspace, self.bank, self.last, self.table, self.settings.limits,
        )  # fmt: skip

    def processes(self, warrior: int) -> np.ndarray:
        """The addresses of a warrior's processes, the next to be executed first."""
        row = self.queue[warrior]
        return row[np.arange(self.heads[warrior], self.tails[warrior]) % len(row)].astype(np.int64)


def share(machines: Sequence[Machine], tasks: Iterable[Task], play: Callable[[Machine, Task], Done]) -> list[Done]:
    """Play each task on whichever machine is free, in as many threads as there are machines."""
    if len(machines) == 1:
        return [play(machines[0], task) for task in tasks]
    free: SimpleQueue[Machine] = SimpleQueue()
    for machine in machines:
        free.put(machine)

    def played(task: Task) -> Done:
        machine = free.get()
        try:
            return play(machine, task)
        finally:
            free.put(machine)

    with ThreadPoolExecutor(len(machines)) as pool:
        return list(pool.map(played, tasks))
