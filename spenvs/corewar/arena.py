"""Several players each write a program, unseen by the others; then all programs fight in one memory."""

from spenvs.core.game import option
from spenvs.corewar.contest import CoreWar
from spenvs.corewar.environment import constructors
from spenvs.corewar.options import core_war


def game(
    players: int = 4,
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
    """A melee of several programs. Each player hands one in; then they fight from several placements.

    Args:
        players: how many players there are, 2 to 64.
        rounds: placements from which a battle is fought, 1 to 1000; in the first player_0 moves first, then the next.
        rewards: "outcome", -1 for the dead, what they lose in equal parts for the survivors; "hill", pMARS'
            points (players² - 1, divided by the number of survivors, rounded down) as a part of the most; "survival",
            Digital Red Queen's shared survival, less the 1 that all get if all survive: programs are placed as there,
            always move in the order of the seats, and battles go on until all are dead.
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
    return core_war(option("players", players, 2, 64), locals())


env, raw_env, parallel_env = constructors("CoreWarArena-v0")
