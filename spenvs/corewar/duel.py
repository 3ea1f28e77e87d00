"""Two players each write a program, unseen by the other; then the programs fight."""

from spenvs.corewar.contest import CoreWar
from spenvs.corewar.environment import constructors
from spenvs.corewar.options import core_war


def game(
    rounds: int = 4,
    rewards: str = "outcome",
    core_size: int = 8000,
    max_cycles: int = 80000,
    max_processes: int = 8000,
    max_length: int = 100,
    min_distance: int = 100,
    read_limit: int | None = None,
    write_limit: int | None = None,
    standard: str = "94",
    pspace: bool = True,
    lenient: bool = False,
    reveal: str = "disassembly",
    programs: str = "text",
) -> CoreWar:
    """A duel of two programs. Each player hands one in; then they fight from several placements.

    Args:
        rounds: placements from which a battle is fought, 1 to 1000; in the first player_0 moves first, then the next.
        rewards: "outcome", wins less losses as a part of the placements; "hill", pMARS' points (3 for a win, 1 for a
            tie) as a part of the most; "survival", Digital Red Queen's shared survival, less the 1 that both get if
            both survive: programs are placed as there, the first always moves first, and battles go on to the end.
        core_size: cells of the memory, 1 to 100000.
        max_cycles: instructions of each program, after which the living tie, 1 to 1000000.
        max_processes: processes that a program may have, 1 to 100000.
        max_length: instructions that a program may have, 1 to 1000.
        min_distance: cells between the first cells of programs, at least `max_length`.
        read_limit: cells around an instruction that it can read, a divisor of `core_size`; None: all.
        write_limit: cells around an instruction that it can write to, a divisor of `core_size`; None: all.
        standard: "94", the ICWS'94 draft as pMARS has it, or "88", ICWS'88.
        pspace: whether programs may use P-space, a memory that lasts from placement to placement.
        lenient: whether what language models get wrong is read as they mean it, as missing operands, with a warning.
        reveal: what others see of a program after the battle: "none", its "disassembly", or its "source".
        programs: what action spaces hold: "text", or "array", int64 [6 * max_length], a program's rows one after
            another (both are taken in any case).
    """
    return core_war(2, locals())


env, raw_env, parallel_env = constructors("CoreWarDuel-v0")
