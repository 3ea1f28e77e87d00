"""The assembler's first pass: what stands for something else is replaced, and one line is left for each instruction.

EQU texts, FOR blocks and names that are known already are replaced here, in the order of the source; names that are
known only later are left to the second pass. What a name means thus depends on where it stands, exactly as in pMARS.
"""

import re
from typing import Literal

from spenvs.corewar.expressions import ExpressionError, Rule, evaluate
from spenvs.corewar.instructions import OPCODE
from spenvs.corewar.names import Budget, Counter, Equ, Label, Names
from spenvs.corewar.reader import Cursor, Met, Reader
from spenvs.corewar.source import LINE_LENGTH, Line, Pieces, Place, Token, token_at

DEPTH = 50
"""How deep EQU texts and FOR blocks may stand in one another."""

LABELS = 7
"""Labels that one instruction may have, as in pMARS."""

DIRECTIVES = ("ORG", "END", "PIN")
_TO_BLANK = re.compile(r"\S*", re.ASCII)


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
        self._cursor = Cursor(lines)
        while not self._ended and (line := self._cursor.next()) is not None:
            if self._read_whole(line) == Met.ROF:
                line.place.fail("ROF without FOR; expected FOR before the lines to repeat")
        if self._pending:
            self._warn(f"no instruction follows the label {' '.join(self._pending)}")

    def _warn(self, message: str, place: Place | None = None) -> None:
        self.warnings.append(f"line {place.line}: {message}" if place else message)

    def _read_whole(self, line: Line) -> Met:
        """Read a line that stands by itself, and keep it when it is an instruction."""
        reader = Reader(line, Pieces())
        met = self._read(reader)
        if met == Met.INSTRUCTION:
            self.instructions.append(reader.out)
        return met

    def _read(self, reader: Reader) -> Met:
        """Read the rest of a line."""
        met = None
        while met is None:
            met = self._read_token(reader)
        return met

    def _deepen(self, place: Place) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            place.fail(f"EQU texts or FOR blocks stand more than {DEPTH} deep in one another")

    def _read_token(self, reader: Reader) -> Met | None:
        """Read one token; return what the line is once that is known."""
        token = token_at(reader.line.text, reader.index)
        if token is None:
            return reader.met
        place = reader.line.at(token.start)
        self.budget.spend(place, token.end - reader.index)
        reader.index = token.end
        if token.text == ";":
            if reader.met == Met.NOTHING and not self._skipping:
                self._read_comment(reader, place)
            return reader.met
        if self._skipping:
            return self._skip(reader, token)
        if len(token.text) > LINE_LENGTH:
            place.fail(f"expected a word of at most {LINE_LENGTH} characters, found one of {len(token.text)}")
        if token.kind == "word":
            return self._read_word(reader, token, place)
        if reader.met <= Met.LABEL:
            behind = f" behind the label {self._pending[-1]!r}" if reader.met == Met.LABEL else ""
            place.fail(f"expected a label or an opcode{behind}, found {token.text!r}")
        if token.kind == "number" and reader.out.text[-1:].isdigit():
            self._warn(f"the blank before {token.text} is passed over: it goes on the number before it", place)
        reader.out.add(token.text, place)
        return None

    def _skip(self, reader: Reader, token: Token) -> Met | None:
        """Look, in a block that is left out, only for what opens and closes blocks."""
        word = token.text.upper()
        if word in ("FOR", "ROF"):
            self._skipping += 1 if word == "FOR" else -1
            return Met.DROPPED
        if token.kind != "word" or token.text == "CURLINE" or word == "EQU" or word in OPCODE or word in DIRECTIVES:
            return Met.NOTHING
        reader.met = Met.NOTHING
        return None

    def _read_word(self, reader: Reader, token: Token, place: Place) -> Met | None:
        word, at_start = token.text.upper(), reader.met <= Met.LABEL
        reserved = word in ("FOR", "ROF", "EQU") or word in OPCODE or word in DIRECTIVES
        if reserved and not at_start:
            place.fail(f"expected an operand, found {token.text!r}")
        if word == "ROF":
            return Met.ROF
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

    def _read_instruction(self, reader: Reader, word: str, place: Place) -> Met:
        """Read the operands, then let the labels before it mean this instruction."""
        # What follows an opcode without a blank is left as it is: the modifier, and whatever else stands there.
        glued = _TO_BLANK.match(reader.line.text, reader.index)[0]  # type: ignore[index]
        reader.out.add(word, place)
        reader.index += len(glued)
        reader.add(glued, reader.line.at(reader.index - len(glued)))
        reader.met = Met.DIRECTIVE if word in DIRECTIVES else Met.OPERAND
        if self._read(reader) == Met.DROPPED:
            return Met.DROPPED
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
        return Met.INSTRUCTION

    def _bind(self, labels: list[str]) -> None:
        for label in labels:
            self.names.add(label, Label(self._address))

    def _read_name(self, reader: Reader, token: Token, place: Place) -> Met | None:
        name = self._concatenate(reader, token.text)
        meaning = self.names.find(name)
        if isinstance(meaning, Equ):
            self._substitute(reader, meaning, name, place)
            return None
        if meaning is not None and reader.met <= Met.LABEL:
            self._warn(f"the line is passed over, as it defines {name} again", place)
            return Met.DROPPED
        if isinstance(meaning, Counter):
            reader.add(f"{meaning.value:02d}", place)
        elif isinstance(meaning, Label):
            absolute = reader.met == Met.DIRECTIVE
            reader.add(str(meaning.address - (0 if absolute else self._address)), place)
        elif reader.met > Met.LABEL:
            reader.add(name, place)
        else:
            if len(self._pending) == LABELS:
                place.fail(f"{name} is label number {LABELS + 1} for one instruction, {LABELS} are allowed")
            self._pending.append(name)
            reader.met = Met.LABEL
            reader.index += reader.line.text.startswith(":", reader.index)
        return None

    def _concatenate(self, reader: Reader, name: str) -> str:
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

    def _substitute(self, reader: Reader, equ: Equ, name: str, place: Place) -> None:
        """Read the text of an EQU in the place of its name."""
        if equ.busy:
            place.fail(f"the text of {name} contains {name} itself")
        if name in self._predefined and reader.met <= Met.LABEL:
            place.fail(f"expected a label or an opcode, found the constant {name}")
        if len(equ.lines) > 1 and reader.met in (Met.OPERAND, Met.DIRECTIVE):
            place.fail(f"the text of {name} has {len(equ.lines)} lines, too many for an operand")
        self._deepen(place)
        equ.busy, outer, self._cursor = True, self._cursor, Cursor(equ.lines, 0)
        inner = Reader(equ.lines[0], reader.out, reader.met)
        met = self._read(inner)
        while not self._ended and (line := self._cursor.next()) is not None:
            if met == Met.INSTRUCTION and not self._skipping:
                self.instructions.append(inner.out)
            inner = Reader(line, Pieces())
            met = self._read(inner)
        equ.busy, self._cursor, self._depth = False, outer, self._depth - 1
        reader.out, reader.met = inner.out, met
        if reader.at_blank():
            reader.out.add(" ", place)

    def _define(self, reader: Reader, place: Place) -> Met:
        """Take the rest of this line, and of those that begin with EQU, as the text for the names before it."""
        if not self._pending:
            self._warn("an EQU without a name is passed over", place)
            return Met.OPERAND
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
        return Met.OPERAND

    def _repeat(self, reader: Reader) -> Met:
        """Read a FOR block as often as it says; the last label before it is its counter."""
        start = reader.line.at(reader.index)
        index = self._pending.pop() if self._pending else None
        self._bind(self._pending)
        self._pending = []
        reader.out, reader.met = Pieces(), Met.OPERAND
        self._read(reader)
        count = self._evaluate(reader.out, start)
        if count <= 0:
            self._skipping += 1
            return Met.FOR
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
        return Met.FOR

    def _read_block(self, cursor: Cursor, start: Place) -> None:
        while not self._ended:
            line = cursor.next()
            if line is None:
                start.fail("FOR without ROF; expected a line ROF behind those to repeat")
            if self._read_whole(line) == Met.ROF:
                return

    def _evaluate(self, text: Pieces, place: Place) -> int:
        try:
            return evaluate(text.text, self.registers, self.rule)
        except ExpressionError as error:
            (text.at(error.index) if text.text else place).fail(str(error))

    def _read_comment(self, reader: Reader, place: Place) -> None:
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

    def _check(self, reader: Reader, index: int, place: Place) -> None:
        """Evaluate the condition of an `;assert`, which begins at `index`."""
        condition = Reader(reader.line, Pieces(), Met.OPERAND)
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
