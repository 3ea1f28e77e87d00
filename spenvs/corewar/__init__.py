"""Core War: programs that fight in a shared memory.

Battles in a few lines: `assemble`, `disassemble`, `battle`, `battles`. They are loaded when they are first asked for,
so that the table of environments, `ENVIRONMENTS`, costs `import spenvs` nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from spenvs.corewar.specs import ENVIRONMENTS

if TYPE_CHECKING:
    from spenvs.corewar.instructions import Warrior
    from spenvs.corewar.listing import disassemble
    from spenvs.corewar.machine import Settings
    from spenvs.corewar.match import Result, battle, battles
    from spenvs.corewar.redcode import assemble, read_file
    from spenvs.corewar.source import RedcodeError
    from spenvs.corewar.trace import TracedBattle

__all__ = [
    "ENVIRONMENTS",
    "RedcodeError",
    "Result",
    "Settings",
    "TracedBattle",
    "Warrior",
    "assemble",
    "battle",
    "battles",
    "disassemble",
    "read_file",
]

_MODULES = {
    "RedcodeError": "source",
    "Result": "match",
    "Settings": "machine",
    "TracedBattle": "trace",
    "Warrior": "instructions",
    "assemble": "redcode",
    "battle": "match",
    "battles": "match",
    "disassemble": "listing",
    "read_file": "redcode",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
