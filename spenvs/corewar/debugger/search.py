"""Finding instructions in a core."""

import re

import numpy as np
from numpy.typing import NDArray

from spenvs.corewar.instructions import MODE, MODIFIER, OPCODE

_PATTERN = re.compile(
    r"(?P<opcode>[A-Z]+|_)(?:\.(?P<modifier>[A-Z]+))?"
    r"(?:\s+(?P<a_mode>[#$@<>*{}])?\s*(?P<a>[-+]?\d+|_)?)?"
    r"(?:\s*,\s*(?P<b_mode>[#$@<>*{}])?\s*(?P<b>[-+]?\d+|_)?)?"
)
_COLUMNS = (("opcode", OPCODE), ("modifier", MODIFIER), ("a_mode", MODE), ("a", None), ("b_mode", MODE), ("b", None))


def matching(core: NDArray[np.int32], pattern: str) -> list[int]:
    """Give the addresses of the cells that are like a pattern, an instruction of which parts may be left out.

    "MOV", "SPL.B #0", "DAT , <-1": what is not there, or is "_", may be anything, modes and numbers each for itself.

    Args:
        core: int [core_size, 6], rows as in `Warrior.code`.
        pattern: what to look for.

    Raises:
        ValueError: it is no such pattern.
    """
    found = _PATTERN.fullmatch(pattern.strip().upper())
    if not found:
        raise ValueError(
            f"{pattern!r} is no instruction; expected one as in MOV.I $0, $1, parts of which may be missing"
        )
    same = np.ones(len(core), np.bool_)
    for column, (part, numbers) in enumerate(_COLUMNS):
        wanted = found[part]
        if wanted in (None, "_"):
            continue
        if numbers is None:
            same &= core[:, column] == int(wanted) % len(core)
        elif wanted in numbers:
            same &= core[:, column] == numbers[wanted]
        else:
            raise ValueError(f"there is no {part} {wanted}; there are {', '.join(numbers)}")
    return [int(at) for at in np.flatnonzero(same)]
