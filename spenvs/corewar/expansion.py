"""The assembler's first pass: what stands for something else is replaced, and one line is left for each instruction.

EQU texts, FOR blocks and names that are known already are replaced here, in the order of the source; names that are
known only later are left to the second pass. What a name means thus depends on where it stands, exactly as in pMARS.
"""

import re
from enum import IntEnum
from typing import Literal

from spenvs.corewar.expressions import ExpressionError, Rule, evaluate
from spenvs.corewar.instructions import OPCODE
from spenvs.corewar.names import Budget, Counter, Equ, Label, Names
from spenvs.corewar.source import LINE_LENGTH, Line, Pieces, Place, Token, token_at

DEPTH = 50
"""How deep EQU texts and FOR blocks may stand in one another."""

LABELS = 7
"""Labels that one instruction may have, as in pMARS."""

DIRECTIVES = ("ORG", "END", "PIN")
_TO_BLANK = re.compile(r"\S*", re.ASCII)
_BLANK = re.compile(r"\s", re.ASCII)


class _Met(IntEnum):
    """What has been read of a line; the order tells where a label or an opcode may still come."""

    DROPPED = -1
    NOTHING = 0
    LABEL = 1
    OPERAND = 2
    INSTRUCTION = 3
    DIRECTIVE = 4
    FOR = 5
    ROF = 6


class _Cursor:
    """A place in a list of lines."""

    def __init__(self, lines: list[Line], index: int = -1) -> None:
        self.lines, self.index = lines, index

    def peek(self) -> Line | None:
        return self.lines[self.index + 1] if self.index + 1 < len(self.lines) else None

    def next(self) -> Line | None:
        line = self.peek()
        self.index += line is not None
        return line


class _Reader:
    """A line while it is read: where, what has been met, and the text that it becomes."""

    def __init__(self, line: Line, out: Pieces, met: _Met = _Met.NOTHING) -> None:
        self.line, self.out, self.met, self.index = line, out, met, 0

    def add(self, text: str, place: Place) -> None:
        """Append `text`, and a blank where the source has one next."""
        self.out.add(text, place)
        if _BLANK.match(self.line.text, self.index):
            self.out.add(" ", place)


class Expansion:
    """The first pass over `lines`: afterwards `instructions` holds a text for each instruction and directive."""

    def __init__(self, lines: list[Line], predefined: dict[str, int], max_length: int, rule: Rule) -> None:
        self.names, self.budget, self.max_length, self.rule = Names(predefined), Budget(), max_length, rule
        self.registers: dict[str, int] = {}
        self._predefined = predefined
        self.instructions: list[Pieces] = []
        self.warnings: list[str] = []
        self.asserted = False
        self.breakpoints: list[int] = []
        self._marks: Literal["none", "next", "all"] = "none"
        self._address = self._skipping = self._depth = 0
        self._pending: list[str] = []
        self._ended = False
        self._cursor = _Cursor(lines)
        while not self._ended and (line := self._cursor.next()) is not None:
            if self._read_whole(line) == _Met.ROF:
                line.place.fail("ROF without FOR; expected FOR before the lines to repeat")
        if self._pending:
            self._warn(f"no instruction follows the label {' '.join(self._pending)}")

    def _warn(self, message: str, place: Place | None = None) -> None:
        self.warnings.append(f"line {place.line}: {message}" if place else message)

    def _read_whole(self, line: Line) -> _Met:
        """Read a line that stands by itself, and keep it when it is an instruction."""
        reader = _Reader(line, Pieces())
        met = self._read(reader)
        if met == _Met.INSTRUCTION:
            self.instructions.append(reader.out)
        return met

    def _read(self, reader: _Reader) -> _Met:
        """Read the rest of a line."""
        met = None
        while met is None:
            met = self._read_token(reader)
        return met

    def _deepen(self, place: Place) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            place.fail(f"EQU texts or FOR blocks stand more than {DEPTH} deep in one another")

    def _read_token(self, reader: _Reader) -> _Met | None:
        """Read one token; return what the line is once that is known."""
        token = token_at(reader.line.text, reader.index)
        if token is None:
            return reader.met
        place = reader.line.at(token.start)
        self.budget.spend(place, token.end - reader.index)
        reader.index = token.end
        if token.text == ";":
            if reader.met == _Met.NOTHING and not self._skipping:
                self._read_comment(reader, place)
            return reader.met
        if self._skipping:
            return self._skip(reader, token)
        if len(token.text) > LINE_LENGTH:
            place.fail(f"expected a word of at most {LINE_LENGTH} characters, found one of {len(token.text)}")
        if token.kind == "word":
            return self._read_word(reader, token, place)
        if reader.met <= _Met.LABEL:
            behind = f" behind the label {self._pending[-1]!r}" if reader.met == _Met.LABEL else ""
            place.fail(f"expected a label or an opcode{behind}, found {token.text!r}")
        if token.kind == "number" and reader.out.text[-1:].isdigit():
            self._warn(f"the blank before {token.text} is passed over: it goes on the number before it", place)
        reader.out.add(token.text, place)
        return None

    def _skip(self, reader: _Reader, token: Token) -> _Met | None:
        """Look, in a block that is left out, only for what opens and closes blocks."""
        word = token.text.upper()
        if word in ("FOR", "ROF"):
            self._skipping += 1 if word == "FOR" else -1
            return _Met.DROPPED
        if token.kind != "word" or token.text == "CURLINE" or word == "EQU" or word in OPCODE or word in DIRECTIVES:
            return _Met.NOTHING
        reader.met = _Met.NOTHING
        return None

    def _read_word(self, reader: _Reader, token: Token, place: Place) -> _Met | None:
        word, at_start = token.text.upper(), reader.met <= _Met.LABEL
        reserved = word in ("FOR", "ROF", "EQU") or word in OPCODE or word in DIRECTIVES
        if reserved and not at_start:
            place.fail(f"expected an operand, found {token.text!r}")
        if word == "ROF":
            return _Met.ROF
        if word == "FOR":
            return self._repeat(reader)
        if word == "EQU":
            return self._define(reader, place)
        if reserved:
            return self._read_instruction(reader, word, place)
        if token.text != "CURLINE":
            return self._read_name(reader, token, place)
        if at_start:
            place.fail("expected a label or an opcode, found CURLINE, which is for operands")
        reader.add(str(self._address), place)
        return None

    def _read_instruction(self, reader: _Reader, word: str, place: Place) -> _Met:
        """Read the operands, then let the labels before it mean this instruction."""
        # What follows an opcode without a blank is left as it is: the modifier, and whatever else stands there.
        glued = _TO_BLANK.match(reader.line.text, reader.index)[0]  # type: ignore[index]
        reader.out.add(word, place)
        reader.index += len(glued)
        reader.add(glued, reader.line.at(reader.index - len(glued)))
        reader.met = _Met.DIRECTIVE if word in DIRECTIVES else _Met.OPERAND
        if self._read(reader) == _Met.DROPPED:
            return _Met.DROPPED
        self._bind(self._pending)
        self._pending = []
        if word == "END":
            self._ended = True
        elif word not in DIRECTIVES:
            if self._marks != "none":
                self.breakpoints.append(self._address)
                self._marks = "all" if self._marks == "all" else "none"
            self._address += 1
            if self._address > self.max_length:
                place.fail(f"the program has more than {self.max_length} instructions")
        return _Met.INSTRUCTION

    def _bind(self, labels: list[str]) -> None:
        for label in labels:
            self.names.add(label, Label(self._address))

    def _read_name(self, reader: _Reader, token: Token, place: Place) -> _Met | None:
        name = self._concatenate(reader, token.text)
        meaning = self.names.find(name)
        if isinstance(meaning, Equ):
            self._substitute(reader, meaning, name, place)
            return None
        if meaning is not None and reader.met <= _Met.LABEL:
            self._warn(f"the line is passed over, as it defines {name} again", place)
            return _Met.DROPPED
        if isinstance(meaning, Counter):
            reader.add(f"{meaning.value:02d}", place)
        elif isinstance(meaning, Label):
            absolute = reader.met == _Met.DIRECTIVE
            reader.add(str(meaning.address - (0 if absolute else self._address)), place)
        elif reader.met > _Met.LABEL:
            reader.add(name, place)
        else:
            if len(self._pending) == LABELS:
                place.fail(f"{name} is label number {LABELS + 1} for one instruction, {LABELS} are allowed")
            self._pending.append(name)
            reader.met = _Met.LABEL
            reader.index += reader.line.text.startswith(":", reader.index)
        return None

    def _concatenate(self, reader: _Reader, name: str) -> str:
        """Return `name` with the number of each FOR counter that is joined to it by `&`."""
        text = reader.line.text
        while text.startswith("&", reader.index) and text[reader.index + 1 : reader.index + 2].isalpha():
            word = token_at(text, reader.index + 1)
            if word is None or word.kind != "word":
                break
            meaning = self.names.find(word.text)
            if not isinstance(meaning, Counter):
                reader.line.at(word.start).fail(f"expected the counter of a FOR block after '&', found {word.text!r}")
            self.budget.spend(reader.line.at(word.start), len(name))
            name += f"{meaning.value:02d}"
            reader.index = word.end
        return name

    def _substitute(self, reader: _Reader, equ: Equ, name: str, place: Place) -> None:
        """Read the text of an EQU in the place of its name."""
        if equ.busy:
            place.fail(f"the text of {name} contains {name} itself")
        if name in self._predefined and reader.met <= _Met.LABEL:
            place.fail(f"expected a label or an opcode, found the constant {name}")
        if len(equ.lines) > 1 and reader.met in (_Met.OPERAND, _Met.DIRECTIVE):
            place.fail(f"the text of {name} has {len(equ.lines)} lines, too many for an operand")
        self._deepen(place)
        equ.busy, outer, self._cursor = True, self._cursor, _Cursor(equ.lines, 0)
        inner = _Reader(equ.lines[0], reader.out, reader.met)
        met = self._read(inner)
        while not self._ended and (line := self._cursor.next()) is not None:
            if met == _Met.INSTRUCTION and not self._skipping:
                self.instructions.append(inner.out)
            inner = _Reader(line, Pieces())
            met = self._read(inner)
        equ.busy, self._cursor, self._depth = False, outer, self._depth - 1
        reader.out, reader.met = inner.out, met
        if _BLANK.match(reader.line.text, reader.index):
            reader.out.add(" ", place)

    def _define(self, reader: _Reader, place: Place) -> _Met:
        """Take the rest of this line, and of those that begin with EQU, as the text for the names before it."""
        if not self._pending:
            self._warn("an EQU without a name is passed over", place)
            return _Met.OPERAND
        equ = Equ([reader.line.rest(reader.index)])
        for name in self._pending:
            self.names.add(name, equ)
        self._pending = []
        while (line := self._cursor.peek()) is not None:
            word = token_at(line.text, 0)
            if word is None or word.text.upper() != "EQU":
                break
            self.budget.spend(line.at(word.start), word.end)
            equ.lines.append(line.rest(word.end))
            self._cursor.next()
        return _Met.OPERAND

    def _repeat(self, reader: _Reader) -> _Met:
        """Read a FOR block as often as it says; the last label before it is its counter."""
        start = reader.line.at(reader.index)
        index = self._pending.pop() if self._pending else None
        self._bind(self._pending)
        self._pending = []
        reader.out, reader.met = Pieces(), _Met.OPERAND
        self._read(reader)
        count = self._evaluate(reader.out, start)
        if count <= 0:
            self._skipping += 1
            return _Met.FOR
        self._deepen(start)
        counter = Counter()
        if index is not None:
            self.names.add(index, counter)
        cursor = self._cursor
        first = cursor.index
        while counter.value <= count and not self._ended:
            cursor.index = first
            self._read_block(cursor, start)
            counter.value += 1
        if index is not None:
            self.names.remove(index, counter)
        self._depth -= 1
        return _Met.FOR

    def _read_block(self, cursor: _Cursor, start: Place) -> None:
        while not self._ended:
            line = cursor.next()
            if line is None:
                start.fail("FOR without ROF; expected a line ROF behind those to repeat")
            if self._read_whole(line) == _Met.ROF:
                return

    def _evaluate(self, text: Pieces, place: Place) -> int:
        try:
            return evaluate(text.text, self.registers, self.rule)
        except ExpressionError as error:
            (text.at(error.index) if text.text else place).fail(str(error))

    def _read_comment(self, reader: _Reader, place: Place) -> None:
        """Do what a comment says: stop at the next instruction or at all of them, or check a condition."""
        word = token_at(reader.line.text, reader.index)
        kind = word.text.upper() if word else ""
        if word and kind == "ASSERT":
            self._check(reader, word.end, place)
        elif kind == "BREAK":
            self._marks = "next"
        elif word and kind == "TRACE":
            state = token_at(reader.line.text, word.end)
            self._marks = "none" if state and state.text.upper() == "OFF" else "all"

    def _check(self, reader: _Reader, index: int, place: Place) -> None:
        """Evaluate the condition of an `;assert`, which begins at `index`."""
        condition = _Reader(reader.line, Pieces(), _Met.OPERAND)
        condition.index = index
        self._read(condition)
        try:
            value = evaluate(condition.out.text, self.registers, self.rule)
        except ExpressionError as error:
            self._warn(f"this ;assert is passed over: {error}", place)
            return
        self.asserted = True
        if value == 0:
            needs = reader.line.text[index:].strip()
            place.fail(f"the program says that it needs {needs}, which does not hold here")
