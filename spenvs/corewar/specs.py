"""The environments of Core War."""

from typing import Any

from spenvs.registry import EnvSpec

HILLS: dict[str, dict[str, Any]] = {
    "94nop": {"pspace": False},
    "94": {},
    "88": {"standard": "88"},
    "nano": {"core_size": 80, "max_cycles": 800, "max_processes": 80, "max_length": 5, "min_distance": 5},
    "tiny": {"core_size": 800, "max_cycles": 8000, "max_processes": 800, "max_length": 20, "min_distance": 20},
    "lp": {"max_processes": 8, "max_length": 200, "min_distance": 200},
    "94x": {
        "core_size": 55440,
        "max_cycles": 500_000,
        "max_processes": 10_000,
        "max_length": 200,
        "min_distance": 200,
        "rounds": 2,
    },
}
"""The settings of the hills on which people let their warriors fight, where they differ from the defaults."""

DRQ = {"rewards": "survival", "rounds": 20, "lenient": True}
DRQ_DIFFERS = (
    "Digital Red Queen's battles: 20 placements, each program in its part of the core, the first always moves first, "
    "battles go on until all are dead, and the return is the shared survival less 1. Instructions are pMARS' where "
    "DRQ's simulator has faults. By default 4 placements as pMARS makes them are fought until one program is left."
)
SOURCES = (
    "Dewdney (1984), Core War",
    "the ICWS'94 draft standard, and pMARS 0.9.2",
    "Kumar et al. (2026), Digital Red Queen, arXiv 2601.03335, for the rewards by survival",
)

ENVIRONMENTS = (
    EnvSpec(
        "CoreWarDuel-v0",
        "spenvs.corewar.duel",
        "Write a program that fights another player's program in a shared memory.",
        family="corewar",
        tags=("program", "simultaneous", "hidden"),
        presets={**HILLS, "drq": DRQ},
        differs={"drq": DRQ_DIFFERS},
        sources=SOURCES,
        moves="text",
    ),
    EnvSpec(
        "CoreWarArena-v0",
        "spenvs.corewar.arena",
        "Write a program that fights those of several other players, all at once in a shared memory.",
        family="corewar",
        seats=4,
        tags=("program", "simultaneous", "hidden", "many players"),
        presets={"multi": {"players": 8, "rewards": "hill"}, "drq": DRQ},
        differs={"drq": DRQ_DIFFERS},
        sources=SOURCES,
        moves="text",
    ),
    EnvSpec(
        "CoreWarEvolve-v0",
        "spenvs.corewar.evolve",
        "Write a program that fights another's, see how it went and what the other wrote, and write a better one.",
        family="corewar",
        tags=("program", "simultaneous", "hidden", "repeated"),
        presets={
            "nano": HILLS["nano"],
            "champions": {"champions": 3, "rounds": 2},
            "survival": {"rewards": "survival", "rounds": 2},
        },
        sources=SOURCES,
        moves="text",
    ),
    EnvSpec(
        "CoreWarStep-v0",
        "spenvs.corewar.editor",
        "Write a program key by key, see it fight another player's, and go on from there.",
        family="corewar",
        tags=("program", "hidden", "repeated", "chance"),
        presets={
            "nano": {"lines": 5, "edits": 24, "core_size": 80, "max_cycles": 800, "max_processes": 80},
            "tiny": {"lines": 20, "edits": 80, "max_cycles": 8000, "max_processes": 800},
            "94": {
                "lines": 25,
                "edits": 100,
                "core_size": 8000,
                "max_cycles": 80000,
                "max_processes": 8000,
                "min_distance": 100,
            },
        },
        sources=SOURCES[:2],
    ),
)
