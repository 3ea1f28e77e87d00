"""The assembler: Redcode as pMARS 0.9.2 reads it, by the ICWS'94 draft or by ICWS'88.

It accepts what pMARS accepts and makes the same code of it, but for these, which are errors here: a program without
instructions, a FOR that no ROF closes, numbers above 2^31 - 1, results beyond 64 bits, parentheses more than 32 deep,
and an EQU of several lines as an operand, where pMARS makes code of memory it never wrote. pMARS cuts lines after 255
characters; here a comment may be longer. It also leaves the values of its score formula in the registers S and W, and
goes on to set registers behind a mistake in an `;assert`; here all registers begin at 0.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np

from spenvs.corewar import drq_source
from spenvs.corewar.encoding import Encoding
from spenvs.corewar.expansion import Expansion
from spenvs.corewar.expressions import RULES, Rule
from spenvs.corewar.instructions import Standard, Warrior, pspace_cells
from spenvs.corewar.lenient import put_right
from spenvs.corewar.source import RedcodeError, Source, read_source, read_text

VERSION = 92
"""The constant VERSION: pMARS 0.9.2."""

LARGEST_SIZE = 2**31 - 1
"""Cells that a core may have."""

LONGEST_LENIENT = 50_000
"""Characters that a text may have to be read leniently."""

_SPLIT_NUMBER = re.compile(r"[0-9]\s+[0-9]")


def assemble(
    text: str,
    *,
    core_size: int = 8000,
    max_cycles: int = 80000,
    max_processes: int = 8000,
    max_length: int = 100,
    min_distance: int = 100,
    rounds: int = 1,
    warriors: int = 2,
    pspace_size: int | None = None,
    standard: Standard = "94",
    expr: Rule = "pmars",
    lenient: bool = False,
    compat: Literal["drq"] | None = None,
) -> Warrior:
    """Assemble a Redcode program.

    Args:
        text: its source.
        core_size: cells of the core, 1 to 2147483647. This, `max_length` and the numbers below are the constants of
            expressions (CORESIZE, MAXCYCLES, ...); most programs ask for none of the others.
        max_cycles: MAXCYCLES.
        max_processes: MAXPROCESSES.
        max_length: instructions that a program may have, from 1.
        min_distance: MINDISTANCE.
        rounds: ROUNDS.
        warriors: WARRIORS.
        pspace_size: PSPACESIZE, by default that of pMARS for such a core (`pspace_cells`).
        standard: of ICWS: "94", or "88", which has fewer opcodes and modes and no modifiers.
        expr: "standard" groups operators in the ordinary way, where pMARS has an odd one (10-2*3+1 is 5, not 3).
        lenient: whether what beginners and language models get wrong is read as they mean it: see below.
        compat: "drq" for the parser that the Digital Red Queen was released with, `expr`, `standard` and `lenient`
            aside: `spenvs.corewar.drq_source` says what is reproduced. That its simulator executes some instructions
            wrongly is no matter of the assembler.

    `lenient=True` reads what would otherwise be an error as below, with a warning for each thing; a program without
    errors means what it always means, if there is no blank between the digits of a number (pMARS reads `DAT 1 2` as
    `DAT 12`). It is for texts of at most `LONGEST_LENIENT` characters; longer ones are read as ever.

    | written | read as |
    |---|---|
    | ` ``` ` or `~~~` at the beginning of a line | nothing |
    | `//` and what follows it; a line that begins with `#` | a comment |
    | `NOP` or `DAT` without operands | `$0, $0` |
    | another opcode with one operand | with the B operand `$0` |
    | `MOV 0 1`, `ADD #4 $3`: no comma, and one place for it | with the comma (`MOV 0 <1` is a comparison) |
    | `label :` | `label:` |
    | `jmp Start` where only `start` is defined; `coresize` | the name that is defined |
    | blanks, dashes and commas from outside of ASCII | those in it |

    Labels with a colon, missing modes, a label that no instruction follows and text behind END need no leniency.

    Raises:
        RedcodeError: the program has a mistake; the message says in which line and column, and what was expected.
        ValueError: an argument is out of range.
    """
    _check(core_size, max_length, {"standard": standard, "expr": expr, "compat": compat})
    if not isinstance(text, str):
        raise RedcodeError(f"expected the program's text, found {type(text).__name__}; read a file with read_file")
    constants = {
        "CORESIZE": core_size,
        "ROUNDS": rounds,
        "MAXPROCESSES": max_processes,
        "MAXLENGTH": max_length,
        "MINDISTANCE": min_distance,
    }
    if compat:
        return drq_source.assemble(text, core_size, {**constants, "CYCLES": max_cycles})
    constants |= {
        "MAXCYCLES": max_cycles,
        "VERSION": VERSION,
        "WARRIORS": warriors,
        "PSPACESIZE": pspace_cells(core_size) if pspace_size is None else pspace_size,
    }
    source = read_source(text)
    encoded = partial(_encoded, source, constants, standard, expr)
    if not lenient or len(text) > LONGEST_LENIENT:
        return encoded()
    if not any(_SPLIT_NUMBER.search(line.text) for line in source.lines):
        with suppress(RedcodeError):
            return encoded()
    source.lines, passed_over = put_right(source.lines, {*constants})
    return encoded(passed_over)


def _check(core_size: int, max_length: int, words: dict[str, str | None]) -> None:
    """Raise ValueError where a limit is out of range, or there is no such standard, rule or parser."""
    if not 1 <= core_size <= LARGEST_SIZE or max_length < 1:
        raise ValueError(
            f"core_size must be in 1..{LARGEST_SIZE} and max_length at least 1, not {core_size} and {max_length}"
        )
    known = {"standard": ("94", "88"), "expr": RULES, "compat": (None, "drq")}
    for name, word in words.items():
        if word not in known[name]:
            raise ValueError(f"{name} must be {' or '.join(map(repr, known[name]))}, not {word!r}")


def _encoded(
    source: Source, constants: dict[str, int], standard: Standard, expr: Rule, passed_over: Sequence[str] = ()
) -> Warrior:
    """Assemble what was read; `passed_over` are warnings that come before the assembler's own."""
    core_size = constants["CORESIZE"]
    encoding = Encoding(Expansion(source.lines, constants, constants["MAXLENGTH"], expr), core_size, standard)
    return Warrior(
        name=source.name,
        author=source.author,
        strategy="\n".join(source.strategy),
        code=np.array(encoding.code, dtype=np.int32),
        start=encoding.start,
        pin=encoding.pin,
        core_size=core_size,
        standard=standard,
        warnings=(*passed_over, *encoding.warnings),
        breakpoints=tuple(encoding.breakpoints),
    )


def read_file(path: str | Path, **limits: Any) -> Warrior:
    """Assemble the program in a file, whatever its encoding and ends of lines; `limits` are those of `assemble`.

    A program without `;name` gets the file's name without its suffix.

    Raises:
        RedcodeError: the program has a mistake, or the file is longer than a megabyte; the message begins with the
            file's name.
        OSError: the file cannot be read.
    """
    path = Path(path)
    text = read_text(path)
    try:
        warrior = assemble(text, **limits)
    except RedcodeError as error:
        raise error.in_file(path.name) from None
    return replace(warrior, name=path.stem) if warrior.name == "Unknown" else warrior
