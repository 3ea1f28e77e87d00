"""Many battles at once on an NVIDIA GPU, from the same source as on the CPU; needs numba-cuda.

A thread of the GPU plays a round, with a core and queues of its own; where a warrior uses P-space it plays all rounds
of the battle, since each depends on the last one. numba-cuda compiles `spenvs.corewar.mars.play` as it is, so that
results are those of `spenvs.corewar.battles`.
"""

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.corewar.instructions import Warrior
from spenvs.corewar.machine import MOST_ROUNDS, Mars, Settings, check_number
from spenvs.corewar.mars import play
from spenvs.corewar.match import Result
from spenvs.corewar.placement import SEEDS, place

try:
    from numba import cuda
except ImportError as error:
    raise ImportError('battles on a GPU need numba-cuda: pip install "spenvs[gpu]"') from error

BLOCK = 64
"""Threads of a block; they play neighbouring tasks, which is to say the same warriors."""
MOST_AT_ONCE = 1 << 24
MEMORY = 0.8
"""Share of the GPU's free memory that cores and queues may take."""

Ints = NDArray[np.int64]


def battles_gpu(
    groups: Sequence[Sequence[Warrior]],
    rounds: int = 1,
    seed: int = 1,
    settings: Settings | None = None,
    at_once: int | None = None,
) -> list[Result]:
    """Let each group of warriors fight a battle on the GPU, all with the same settings and seed.

    The results are those of `battles(groups, rounds, seed=seed, settings=settings)`. `at_once` is the number of threads
    of the GPU; None for as many as there are rounds, or as its free memory holds: with pMARS' defaults a round of two
    warriors takes 139 kB. The first call compiles for some seconds.

    Raises:
        ValueError: the settings or the warriors allow no battle.
        RuntimeError: there is no GPU that numba-cuda can use.
    """
    if not cuda.is_available():
        raise RuntimeError("numba-cuda finds no NVIDIA GPU with a driver that it can use")
    settings = settings or Settings()
    check_number("rounds", rounds, MOST_ROUNDS)
    check_number("seed", seed, SEEDS - 1, least=0)
    if at_once is not None:
        check_number("at_once", at_once, MOST_AT_ONCE)
    found: dict[int, Result] = {}
    for count in sorted({len(group) for group in groups}):
        of = [k for k, group in enumerate(groups) if len(group) == count]
        found |= zip(of, _fight([groups[k] for k in of], rounds, seed, settings, at_once), strict=True)
    return [found[k] for k in range(len(groups))]


def _fight(
    groups: Sequence[Sequence[Warrior]], rounds: int, seed: int, settings: Settings, at_once: int | None
) -> list[Result]:
    """Let groups of equally many warriors fight."""
    count = len(groups[0])
    programs, whole = _programs(groups, settings)
    places = place(rounds, count, settings.core_size, settings.min_distance, seed)
    firsts = np.arange(rounds) % count
    tasks = _tasks(whole, rounds)
    tables, executed = _play(tasks, (*programs, places, firsts), count, settings, at_once)
    table = np.zeros((len(groups), count, 2 * count), np.int64)
    instructions = np.zeros(len(groups), np.int64)
    np.add.at(table, tasks[:, 0], tables)
    np.add.at(instructions, tasks[:, 0], executed)
    return [
        Result(rows[:, :count], rows[:, count:].sum(axis=1), seed, int(done))
        for rows, done in zip(table, instructions, strict=True)
    ]


def _programs(groups: Sequence[Sequence[Warrior]], settings: Settings) -> tuple[tuple[Ints, ...], list[bool]]:
    """Give codes [groups, warriors, cells], lengths, starts and P-spaces [groups, warriors], and who uses P-space."""
    codes, rows, whole = [], [], []
    for group in groups:
        machine = Mars(group, settings)
        codes.append(machine.codes)
        rows.append((machine.lengths, machine.starts, machine.bank))
        whole.append(machine.uses_pspace)
    packed = np.zeros((len(codes), len(groups[0]), max(code.shape[1] for code in codes)), np.int64)
    for cells, code in zip(packed, codes, strict=True):
        cells[:, : code.shape[1]] = code
    return (packed, *np.array(rows, np.int64).transpose(1, 0, 2).copy()), whole


def _tasks(whole: Sequence[bool], rounds: int) -> Ints:
    """Give what a thread plays: group, first round, and round after the last, int64 [tasks, 3]."""
    rows = []
    for group, together in enumerate(whole):
        step = rounds if together else 1
        rows += [(group, start, start + step) for start in range(0, rounds, step)]
    return np.array(rows, np.int64)


def _play(
    tasks: Ints, inputs: Sequence[Ints], count: int, settings: Settings, at_once: int | None
) -> tuple[Ints, Ints]:
    """Play tasks, so many at once or as many as the memory holds; give their tables and instructions."""
    size, span = settings.core_size, 1 << (settings.max_processes + 1).bit_length()
    address = np.uint16 if size <= 1 << 16 else np.uint32
    each = (
        8 * size + np.dtype(address).itemsize * span * count + 8 * count * (settings.pspace_size + 2 * count + 5) + 48
    )
    held = MEMORY * cuda.current_context().get_memory_info()[0] / each
    most = int(max(1, min(len(tasks), at_once or held)))
    room = (
        cuda.device_array((most, size), np.int64),
        cuda.device_array((most, count * span), address),
        cuda.device_array((5, most, count), np.int64),
        cuda.device_array((most, 5), np.int64),
        cuda.device_array((most, count, settings.pspace_size), np.int64),
    )
    given = [cuda.to_device(array) for array in inputs]
    kernel = _kernel(settings.limits)
    tables, executed = [], []
    for start in range(0, len(tasks), most):
        part = tasks[start : start + most]
        table = cuda.to_device(np.zeros((len(part), count, 2 * count), np.int64))
        done = cuda.to_device(np.zeros(len(part), np.int64))
        launch = kernel[(len(part) + BLOCK - 1) // BLOCK, BLOCK]
        launch(cuda.to_device(part), *given, settings.max_processes, settings.max_cycles, *room, table, done)
        tables.append(table.copy_to_host())
        executed.append(done.copy_to_host())
    return np.concatenate(tables), np.concatenate(executed)


@functools.cache
def _kernel(limits: tuple[int, int] | None) -> Any:
    """Make the kernel: limits are a constant of it, since a kernel's argument cannot be None."""

    def run(
        tasks, codes, lengths, starts, banks, places, firsts, processes, cycles, cores, queues, work, state, pspaces,
        tables, executed,
    ):  # fmt: skip
        i = cuda.grid(1)  # type: ignore[call-arg, var-annotated]
        if i < tasks.shape[0]:
            group, first, end = tasks[i, 0], tasks[i, 1], tasks[i, 2]
            last, heads, tails, order, deaths = work[0, i], work[1, i], work[2, i], work[3, i], work[4, i]
            for k in range(last.shape[0]):
                last[k] = cores.shape[1] - 1
                for cell in range(pspaces.shape[2]):
                    pspaces[i, k, cell] = 0
            executed[i] = play(
                codes[group], lengths[group], starts[group], places[first:end], firsts[first:end], processes, cycles,
                cores[i], queues[i], heads, tails, order, state[i], deaths, pspaces[i], banks[group], last, tables[i],
                limits,
            )  # fmt: skip

    return cuda.jit(run)
