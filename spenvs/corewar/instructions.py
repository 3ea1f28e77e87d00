"""The instructions of Core War, and a warrior as numbers.

The orders below are those of pMARS' codes, which its checksum of a set of warriors is made of.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

OPCODES = tuple("MOV ADD SUB MUL DIV MOD JMZ JMN DJN CMP SLT SPL DAT JMP SEQ SNE NOP LDP STP".split())  # noqa: SIM905
MODIFIERS = ("A", "B", "AB", "BA", "F", "X", "I")
MODES = tuple("#$@<>*{}")
OPCODE = {name: number for number, name in enumerate(OPCODES)}
MODIFIER = {name: number for number, name in enumerate(MODIFIERS)}
MODE = {symbol: number for number, symbol in enumerate(MODES)}

Standard = Literal["94", "88"]


@dataclass(frozen=True, eq=False)
class Warrior:
    """An assembled program.

    Attributes:
        name: by `;name`, else "Unknown" or the file's.
        author: by `;author`, else "Anonymous".
        strategy: the lines of `;strategy`.
        code: read-only int32 [length, 6]: a row holds opcode, modifier, A mode, A number, B mode and B number. Opcodes,
            modifiers and modes are places in `OPCODES`, `MODIFIERS` and `MODES`; numbers are in 0..core_size-1.
        start: the row where the first process begins, in 0..core_size-1.
        pin: the number by which warriors share P-space, None for a space of its own.
        core_size: cells of the core that it is assembled for.
        standard: of ICWS: "94" or "88".
        warnings: one sentence each, what the assembler passed over.
        breakpoints: the rows before which the source has `;break`, and those it has under `;trace`, for debuggers.
    """

    name: str
    author: str
    strategy: str
    code: NDArray[np.int32]
    start: int = 0
    pin: int | None = None
    core_size: int = 8000
    standard: Standard = "94"
    warnings: tuple[str, ...] = ()
    breakpoints: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        code = np.array(self.code, dtype=np.int32).reshape(-1, 6)
        code.setflags(write=False)
        object.__setattr__(self, "code", code)

    def __len__(self) -> int:
        """Number of instructions."""
        return len(self.code)


def default_modifier(opcode: str, a_mode: str, b_mode: str) -> str:
    """Return the modifier that an instruction written without one has (ICWS'94 draft, A.2.1.2, and pMARS)."""
    if opcode in ("DAT", "NOP"):
        return "F"
    if opcode in ("JMP", "JMZ", "JMN", "DJN", "SPL"):
        return "B"
    if a_mode == "#":
        return "AB"
    if b_mode == "#" or opcode in ("SLT", "LDP", "STP"):
        return "B"
    return "I" if opcode in ("MOV", "CMP", "SEQ", "SNE") else "F"


def pspace_cells(core_size: int) -> int:
    """Return the cells of P-space that pMARS gives a core: its own by the largest number up to 16 that divides them."""
    return core_size // max(k for k in range(1, 17) if core_size % k == 0)
