"""What players hand in: programs as text or as arrays, how they are read, drawn, and shown to others."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spenvs.core.moves import IllegalMove, quote
from spenvs.core.transcript import MOST_TALK, tame
from spenvs.corewar.instructions import MODES, MODIFIERS, OPCODE, OPCODES, Standard, Warrior
from spenvs.corewar.listing import cell_text, disassemble
from spenvs.corewar.machine import Settings
from spenvs.corewar.redcode import assemble
from spenvs.corewar.source import RedcodeError

LONGEST = 50_000
"""Characters of a program's text at most."""
KINDS = (len(OPCODES), len(MODIFIERS), len(MODES), len(MODES))
MOST_DRAWN, REACH = 8, 9
OPCODES_88 = ("MOV", "ADD", "SUB", "JMP", "JMZ", "JMN", "DJN", "CMP", "SLT", "SPL")
_MODE = re.compile(r"(?<=[#$@<>*{}]) ")
_FENCE = re.compile(r"^[ ]*(?:`{3,}|~{3,}).*\n?", re.MULTILINE)
_TOUCHING = re.compile(r"[<＜﹤](?=\S)")


@dataclass(frozen=True, eq=False)
class Program:
    """A program that was handed in: its text as its author wrote it, and what the assembler made of it."""

    source: str
    warrior: Warrior

    def __deepcopy__(self, memo: object) -> "Program":
        return self

    @property
    def warnings(self) -> list[str]:
        """What the assembler says about lines of it, as "line 2: ..."."""
        return [tame(warning) for warning in self.warrior.warnings if warning.startswith("line ")]

    def shown(self, how: str) -> str:
        """Show it to others, each line indented, so that no line of it can look like another's words.

        Args:
            how: "source", tame; or "disassembly", which stands for a source that is too long, too.
        """
        if how == "source" and len(self.source) <= MOST_TALK // 2:
            text = tame(_TOUCHING.sub("< ", self.source))  # a mode, which is not to be taken for a tag
        else:
            text = "\n".join(map(_close, disassemble(self.warrior).splitlines()))
        return indented(text)


def _close(line: str) -> str:
    """Write a line of a listing without its many blanks."""
    return _MODE.sub("", " ".join(line.split()))


def fenced(source: str) -> str:
    """Write a program as a code block, in which it is found again as it is (`spenvs.corewar.answer`)."""
    return f"```redcode\n{source}\n```"


def unfenced(source: str) -> str:
    """Leave out lines that begin or end code blocks, which only stand where the assembler does not look."""
    return _FENCE.sub("", source).strip("\n")


def indented(text: str) -> str:
    """Put four spaces before each line."""
    return "\n".join([f"    {line}" for line in text.splitlines()])


@dataclass(frozen=True)
class Entry:
    """What a program has to be, to be let in: see the arguments of a game of the same names."""

    settings: Settings
    warriors: int
    rounds: int
    standard: Standard
    pspace: bool
    lenient: bool

    def read(self, source: str) -> Program:
        """Assemble a program.

        Raises:
            IllegalMove: it has a mistake, or holds what these rules do not let in.
        """
        if len(source) > LONGEST:
            raise IllegalMove(f"the program has {len(source)} characters, expected {LONGEST} at most")
        try:
            program = _assembled(source, self)
        except RedcodeError as error:
            raise IllegalMove(" ".join(tame(str(error)).split())) from None
        codes = program.warrior.code[:, 0]
        if not self.pspace and (codes >= OPCODE["LDP"]).any():
            raise IllegalMove("the program uses P-space (LDP or STP), which these rules do not have")
        return program

    def listing(self, rows: NDArray[np.integer]) -> str:
        """Write an array of instructions, [length, 6] or [6 * length], as a program, without empty cells at its end.

        Raises:
            IllegalMove: (unparsed) it is no such array; or a row is no instruction of the standard.
        """
        if rows.ndim == 1 and rows.size % 6 == 0:
            rows = rows.reshape(-1, 6)
        if rows.ndim != 2 or rows.shape[1] != 6 or not 1 <= len(rows) <= self.settings.max_length:
            wanted = f"[1 to {self.settings.max_length}, 6]"
            raise IllegalMove(f"a program as an array has the shape {wanted}; got {list(rows.shape)}", "unparsed")
        size = self.settings.core_size
        kinds = rows[:, [0, 1, 2, 4]]
        if (kinds < 0).any() or (kinds >= KINDS).any():
            row = int(np.flatnonzero(((kinds < 0) | (kinds >= KINDS)).any(axis=1))[0])
            raise IllegalMove(f"row {row} has an opcode, modifier or mode that there is not: {rows[row].tolist()}")
        code = np.concatenate([rows[:, :3], rows[:, 3:4] % size, rows[:, 4:5], rows[:, 5:] % size], axis=1)
        used = np.flatnonzero((code != EMPTY).any(axis=1))
        code = code[: used[-1] + 1 if len(used) else 1]
        text = "\n".join([_close(cell_text(row, size, self.standard)) for row in code.tolist()])
        if self.standard == "88" and (self.read(text).warrior.code != code).any():
            raise IllegalMove("the array holds an instruction whose modifier ICWS'88 does not have")
        return text

    def draw(self, rng: np.random.Generator) -> str:
        """Draw a short program, of 1 to 8 instructions."""
        length = 1 + int(rng.random() * min(MOST_DRAWN, self.settings.max_length))
        draw = _drawn_88 if self.standard == "88" else _drawn
        return "\n".join([draw(picks, self.pspace) for picks in rng.random((length, 6)).tolist()])


EMPTY = np.array([OPCODE["DAT"], MODIFIERS.index("F"), MODES.index("$"), 0, MODES.index("$"), 0])
"""The row of a cell that nobody has written to: DAT.F $0, $0."""


@functools.lru_cache(maxsize=256)
def rows(program: Program | None, most: int) -> tuple[tuple[int, ...], int, int]:
    """Give a program's rows in a row, with zeros for those up to `most`, their number, and the first process' row."""
    if program is None:
        return (0,) * (6 * most), 0, 0
    code = tuple(program.warrior.code.reshape(-1).tolist())
    return code + (0,) * (6 * most - len(code)), len(program.warrior), program.warrior.start


@functools.lru_cache(maxsize=256)
def _assembled(source: str, entry: Entry) -> Program:
    at = entry.settings
    warrior = assemble(
        source,
        core_size=at.core_size,
        max_cycles=at.max_cycles,
        max_processes=at.max_processes,
        max_length=at.max_length,
        min_distance=at.min_distance,
        rounds=entry.rounds,
        warriors=entry.warriors,
        standard=entry.standard,
        lenient=entry.lenient,
    )
    return Program(source, warrior)


def _picked(pick: float, among: Sequence[str]) -> str:
    return among[int(pick * len(among))]


def _number(pick: float) -> int:
    return int(pick * (2 * REACH + 1)) - REACH


def _drawn(picks: Sequence[float], pspace: bool) -> str:
    """Write an instruction by six numbers from 0 to 1."""
    opcode, modifier, a_mode, a, b_mode, b = picks
    names = OPCODES if pspace else OPCODES[: OPCODE["LDP"]]
    operands = f"{_picked(a_mode, MODES)}{_number(a)}, {_picked(b_mode, MODES)}{_number(b)}"
    return f"{_picked(opcode, names)}.{_picked(modifier, MODIFIERS)} {operands}"


def _drawn_88(picks: Sequence[float], pspace: bool) -> str:
    """Write one that ICWS'88 has, too: none of those drawn has an immediate operand where that is forbidden."""
    opcode, immediate, a_mode, a, b_mode, b = picks
    name = _picked(opcode, OPCODES_88)
    first = "#" if immediate < 0.3 and name in ("MOV", "ADD", "SUB", "CMP", "SLT") else _picked(a_mode, "$@<")
    return f"{name} {first}{_number(a)}, {_picked(b_mode, '$@<')}{_number(b)}"


def no_action(action: object) -> IllegalMove:
    """Make the complaint about an action that is neither a text nor an array of integers."""
    got = " ".join(quote(action).split())
    return IllegalMove(f"an action is a text or an array of integers, [length, 6]; got {got}", "unparsed")
