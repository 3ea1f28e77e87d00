"""Core War: programs that fight in a shared memory."""

from spenvs.corewar.instructions import Warrior
from spenvs.corewar.listing import disassemble
from spenvs.corewar.match import Result, battle, battles
from spenvs.corewar.redcode import assemble
from spenvs.corewar.source import RedcodeError

__all__ = ["RedcodeError", "Result", "Warrior", "assemble", "battle", "battles", "disassemble"]
