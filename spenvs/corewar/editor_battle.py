"""A battle between the programs that two seats wrote in Core War's editor."""

import numpy as np
from numba import carray, types

from spenvs.core.compiling import apart, pointer
from spenvs.core.rules import rule
from spenvs.corewar.editor_page import (
    A_MODE,
    B_MODE,
    COUNT,
    CYCLES,
    DISTANCE,
    FIELDS,
    FIRST,
    LINE,
    LINES,
    LOST,
    MODIFIER,
    OPCODE,
    PLACEMENTS,
    PROCESSES,
    ROUND,
    SERIES,
    SHARE,
    SIZE,
    THOUSANDS,
    WON,
    A,
    B,
    page,
    record,
)  # fmt: skip
from spenvs.corewar.mars import B_SHIFT, EXECUTED, KIND_SHIFT
from spenvs.corewar.mars import play as fight
from spenvs.corewar.placement import next_seed

ROOM = EXECUTED + 1


@rule
def programs(s):
    """Both seats' programs, packed as MARS takes them: cells, lengths and starts."""
    codes, lengths, starts = np.zeros((2, s[LINES]), np.int64), np.zeros(2, np.int64), np.zeros(2, np.int64)
    for seat in range(2):
        here = page(s, seat)
        lengths[seat], starts[seat] = s[here + COUNT], s[here + FIRST]
        for n in range(s[here + COUNT]):
            line = here + LINE + FIELDS * n
            kind = s[line + OPCODE] << 3 | s[line + MODIFIER] | s[line + A_MODE] << 8 | s[line + B_MODE] << 11
            codes[seat, n] = s[line + A] | s[line + B] << B_SHIFT | kind << KIND_SHIFT
    return codes, lengths, starts


@rule
def place(s, series):
    """Where the programs stand in each placement of a series, as pMARS places two warriors from a seed."""
    places = np.zeros((s[PLACEMENTS], 2), np.int64)
    seed = next_seed(1 + series)
    for n in range(s[PLACEMENTS]):
        places[n, 1] = s[DISTANCE] + seed % (s[SIZE] + 1 - 2 * s[DISTANCE])
        seed = next_seed(seed)
    return places


@rule
def private_cells(size):
    """Cells of P-space: the core's by the largest number up to 16 that divides it."""
    share = 16
    while size % share != 0:
        share -= 1
    return size // share


@rule
def queue_cells(processes):
    """Cells of the queue of a warrior: a power of two above the number of its processes."""
    span = 1
    while span <= processes:
        span *= 2
    return span


@apart(types.int64, types.int64, types.int64)
def _battle_at(address, cells, series):
    """Let the programs of the vector at an address fight, and fill the round's record.

    All that MARS works in is made for this battle, so that threads may fight at a time.
    """
    s = carray(pointer(address, np.int16), cells)
    codes, lengths, starts = programs(s)
    places = place(s, series)
    size, processes, cycles = np.int64(s[SIZE]), np.int64(s[PROCESSES]), 1000 * s[THOUSANDS] + s[CYCLES]
    core, queue = np.empty(size, np.int64), np.empty(2 * queue_cells(processes), np.uint16)
    private, room = np.zeros((2, private_cells(size)), np.int64), np.zeros((4, 2), np.int64)
    heads, tails, order, deaths = room[0], room[1], room[2], room[3]
    firsts, bank, last, state = np.arange(len(places)) % 2, np.arange(2), np.full(2, size - 1), np.zeros(ROOM, np.int64)
    table = np.zeros((2, 4), np.int64)
    executed = fight(
        codes, lengths, starts, places, firsts, processes, cycles, core, queue, heads, tails, order, state, deaths,
        private, bank, last, table, None,
    )  # fmt: skip
    here = record(s, s[ROUND])
    s[here + SERIES] = 1 + series
    s[here + WON], s[here + LOST] = table[0, 0], table[1, 0]
    s[here + SHARE] = 1000 * executed // (2 * cycles * len(places))


@rule
def battle(s, series):
    """Let both programs fight, and fill the round's record."""
    _battle_at(s.ctypes.data, s.size, series)
