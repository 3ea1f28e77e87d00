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

DRQ = {"rewards": "survival", "rounds": 20}
SOURCES = ("Dewdney (1984), Core War", "Durham et al. (1994), the ICWS'94 draft standard", "pMARS 0.9.2")
DRQ_SOURCE = "Kumar et al. (2026), Digital Red Queen, arXiv 2601.03335, for survival and the preset drq"

ENVIRONMENTS = (
    EnvSpec(
        "CoreWarDuel-v0",
        "spenvs.corewar.duel",
        "Write a program that fights another player's program in a shared memory.",
        family="corewar",
        tags=("program", "code", "simultaneous", "hidden"),
        presets={**HILLS, "drq": DRQ},
        differs={
            "drq": "Digital Red Queen's duel: 20 placements, each program in its half of the core, the first always "
            "moves first, and the return is the shared survival less 1. Instructions are pMARS' where DRQ's simulator "
            "has faults. By default 4 placements as pMARS makes them are fought, and the return is wins less losses.",
        },
        sources=(*SOURCES, DRQ_SOURCE),
        numbered=False,
    ),
)
