"""What the debugger shows of a battle, as lines of text."""

from collections.abc import Container, Iterable, Sequence

import numpy as np

from spenvs.corewar.listing import cell_text
from spenvs.corewar.picture import living, shown_name, summary
from spenvs.corewar.trace import ACCESSES, TracedBattle

SHOWN_PROCESSES, SHOWN_PSPACE = 20, 64


def numbered(battle: TracedBattle, warrior: int) -> str:
    """Give a warrior's number, counted from 1, and name."""
    return f"{warrior + 1} {shown_name(battle.warriors[warrior])}"


def instruction(battle: TracedBattle, address: int) -> str:
    """Give an address and the instruction there."""
    text = cell_text(battle.cell(address).tolist(), battle.settings.core_size)
    return f"{address % battle.settings.core_size:05d}  {text.rstrip()}"


def state(battle: TracedBattle) -> str:
    """Say in a line what is executed next, or how the battle came out."""
    if battle.over:
        return summary(battle)
    mover = battle.mover
    name = numbered(battle, mover)
    return f"cycle {battle.cycle}  {name:14}  {instruction(battle, int(battle.processes(mover)[0]))}"


def cells(battle: TracedBattle, addresses: Iterable[int], breakpoints: Container[int]) -> str:
    """List cells: `>` is before the one executed next, `*` before one with a breakpoint.

    Behind each stand the last warrior to touch it, what it did, and whose processes stand there.
    """
    size = battle.settings.core_size
    queues = [battle.processes(k) for k in range(len(battle.warriors))]
    following = -1 if battle.over else int(queues[battle.mover][0])
    lines = []
    for each in addresses:
        at = each % size
        marks = (">" if at == following else " ") + ("*" if at in breakpoints else " ")
        owner = int(battle.owner[at])
        notes = [f"{owner} {ACCESSES[battle.access[at]]}"] if owner else []
        notes += [_standing(k, queue, at) for k, queue in enumerate(queues) if (queue == at).any()]
        lines.append(f"{marks} {instruction(battle, at):34} {', '.join(notes)}".rstrip())
    return "\n".join(lines)


def _standing(warrior: int, queue: np.ndarray, address: int) -> str:
    """Say how many processes of a warrior stand at an address."""
    count = int((queue == address).sum())
    what = "process" if count == 1 else f"{count} processes"
    return f"{what} of {warrior + 1}{', its next' if queue[0] == address else ''}"


def processes(battle: TracedBattle, warrior: int) -> str:
    """List what a warrior's processes execute, the next one first."""
    queue = battle.processes(warrior)
    lines = [f"{numbered(battle, warrior)}: {living(len(queue))}"]
    lines += [f"  {instruction(battle, int(at))}" for at in queue[:SHOWN_PROCESSES]]
    more = len(queue) - SHOWN_PROCESSES
    return "\n".join([*lines, f"  and {more} more"] if more > 0 else lines)


def status(battle: TracedBattle) -> str:
    """Say for each warrior how many processes and cells it has, and what it executes next."""
    left = battle.settings.max_cycles - battle.cycle
    lines = [f"cycle {battle.cycle}, {left} left; {battle.executed} instructions executed"]
    for k in range(len(battle.warriors)):
        queue = battle.processes(k)
        mark = ">" if k == battle.mover else " "
        owned = f"{int((battle.owner == k + 1).sum())} owned"
        following = f"  next {instruction(battle, int(queue[0]))}" if len(queue) else ""
        lines.append(f"{mark} {numbered(battle, k):20} {living(len(queue)):>16} {owned:>12}{following}")
    return "\n".join([*lines, summary(battle)] if battle.over else lines)


def pspace(battle: TracedBattle, warrior: int) -> str:
    """List the cells of a warrior's P-space that are not 0; cell 0 is the result of its last round."""
    cells = battle.pspace(warrior)
    used = [int(at) for at in np.flatnonzero(cells)]
    shown = [f"{at}: {cells[at]}" for at in used[:SHOWN_PSPACE]]
    more = [f"and {len(used) - SHOWN_PSPACE} more"] if len(used) > SHOWN_PSPACE else []
    return f"{numbered(battle, warrior)}, {len(cells)} cells; not 0: {', '.join([*shown, *more]) or 'none'}"


def found(battle: TracedBattle, addresses: Sequence[int], most: int) -> str:
    """List the first cells of those that were found, and say how many there are."""
    lines = [instruction(battle, at) for at in addresses[:most]]
    more = len(addresses) - most
    return "\n".join([*lines, f"and {more} more"] if more > 0 else lines) or "no cell is like that"
