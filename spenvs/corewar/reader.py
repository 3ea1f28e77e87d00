"""Where the assembler's first pass is: in a list of lines, and within a line."""

import re
from enum import IntEnum

from spenvs.corewar.source import Line, Pieces, Place

_BLANK = re.compile(r"\s", re.ASCII)


class Met(IntEnum):
    """What has been read of a line; the order tells where a label or an opcode may still come."""

    DROPPED = -1
    NOTHING = 0
    LABEL = 1
    OPERAND = 2
    INSTRUCTION = 3
    DIRECTIVE = 4
    FOR = 5
    ROF = 6


class Cursor:
    """A place in a list of lines."""

    def __init__(self, lines: list[Line], index: int = -1) -> None:
        self.lines, self.index = lines, index

    def peek(self) -> Line | None:
        """Return the next line, None at the end."""
        return self.lines[self.index + 1] if self.index + 1 < len(self.lines) else None

    def next(self) -> Line | None:
        """Go to the next line."""
        line = self.peek()
        self.index += line is not None
        return line


class Reader:
    """A line while it is read: where, what has been met, and the text that it becomes."""

    def __init__(self, line: Line, out: Pieces, met: Met = Met.NOTHING) -> None:
        self.line, self.out, self.met, self.index = line, out, met, 0

    def add(self, text: str, place: Place) -> None:
        """Append `text`, and a blank where the source has one next."""
        self.out.add(text, place)
        if self.at_blank():
            self.out.add(" ", place)

    def at_blank(self) -> bool:
        """Whether a blank stands next in the source."""
        return _BLANK.match(self.line.text, self.index) is not None
