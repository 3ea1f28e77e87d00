"""A program as evolution changes it: rows of numbers and a start, from Redcode and to it."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from spenvs.corewar.instructions import OPCODES, Warrior
from spenvs.corewar.listing import cell_text
from spenvs.corewar.machine import Settings
from spenvs.corewar.redcode import assemble

Row = tuple[int, int, int, int, int, int]
OPCODES_94 = tuple(i for i, name in enumerate(OPCODES) if name not in ("LDP", "STP"))
"""The opcodes of ICWS'94, as numbers; P-space is pMARS' own."""
_GAP = re.compile(r"([#$@<>*{}]) ")
LINE = 200
"""Comments are broken after so many characters: pMARS reads lines of up to 255."""


@dataclass(frozen=True)
class Genome:
    """A program.

    Attributes:
        rows: opcode, modifier, A mode, A number, B mode and B number of each instruction, as in `Warrior.code`.
        start: the row where the first process begins.
    """

    rows: tuple[Row, ...]
    start: int = 0

    @classmethod
    def of(cls, warrior: Warrior) -> "Genome":
        """Take a warrior's code; a start outside of it, which only an assembler can make, becomes 0."""
        rows = tuple(tuple(row) for row in warrior.code.tolist())
        return cls(rows, warrior.start if warrior.start < len(rows) else 0)

    def source(self, core_size: int) -> str:
        """Write the program in Redcode that every assembler of ICWS'94 reads."""
        return "\n".join([f"ORG {self.start}", *listed(self.rows, core_size), "END"]) + "\n"


def read(source: str, settings: Settings, compat: Literal["drq"] | None = None) -> Warrior:
    """Assemble what a candidate was proposed as, leniently: models leave things out.

    Raises:
        RedcodeError: it is no program.
    """
    return assemble(
        source,
        core_size=settings.core_size,
        max_cycles=settings.max_cycles,
        max_processes=settings.max_processes,
        max_length=settings.max_length,
        min_distance=settings.min_distance,
        lenient=True,
        compat=compat,
    )


def listed(rows: Iterable[Sequence[int]], core_size: int) -> list[str]:
    """Write instructions, one a line."""
    return [_GAP.sub(r"\1", " ".join(cell_text(row, core_size).split())) for row in rows]


def opcodes_of(warrior: Warrior) -> int:
    """Count the different opcodes of a program."""
    return len(np.unique(warrior.code[:, 0]))


def red_file(warrior: Warrior, name: str, comments: Iterable[str] = (), author: str = "") -> str:
    """Write a warrior's code as a file for pMARS and hills, with comments that no assembler takes for directives."""
    head = [";redcode-94", f";name {name}", *([f";author {author}"] if author else [])]
    said = [
        f"; {part}".rstrip() for comment in comments for line in comment.splitlines() or [""] for part in _cut(line)
    ]
    pin = [] if warrior.pin is None else [f"PIN {warrior.pin}"]
    settings, lines = f";assert CORESIZE == {warrior.core_size}", listed(warrior.code.tolist(), warrior.core_size)
    return "\n".join([*head, *said, settings, f"ORG {warrior.start}", *pin, *lines, "END"]) + "\n"


def _cut(line: str) -> list[str]:
    """Take a line apart so that each part fits into a comment; what is not printable ASCII becomes a question mark."""
    plain = "".join(c if c.isascii() and c.isprintable() else " " if c == "\t" else "?" for c in line)
    parts = textwrap.wrap(plain, LINE, drop_whitespace=False, break_on_hyphens=False)
    return [part.rstrip("\\ ") for part in parts] or [""]  # a backslash would join the next line to the comment
