"""Redcode as the parser reads it that the Digital Red Queen was released with (arXiv 2601.03335).

What differs from pMARS there, and is reproduced:

* `DAT 5` is `DAT $5, #0`, and `DAT 0, 0` is `DAT $0, #0`; what is missing of other instructions is `$0`.
* SEQ and SNE without a modifier have .B where pMARS has .I; without one, the modes * { } are errors.
* EQU gives a number, computed at once from the constants and the EQUs before it; of several for one name the last
  holds, in all of the program.
* Expressions are Python's: `%` is never negative for a positive divisor, `/` is an error as it leaves a fraction.
  Nothing is ever executed: expressions are read as an `ast` of numbers, names and operators.
* Errors: FOR, ROF, PIN, LDP, STP, a backslash, `&&`, `||` and `!`, `label:`, a label alone, one that begins with a
  capital, the constants MAXCYCLES, VERSION, WARRIORS, PSPACESIZE and CURLINE. The constant for cycles is CYCLES.
* `;redcode` is a marker only if letters and digits follow it at most: not `;redcode-94`.
* Neither the program's length nor its start is checked; a start outside of the program counts modulo the core.
* ` ``` ` and what follows it on a line are passed over, as they are in models' answers there.

Not reproduced: numbers here are reduced into 0..core_size-1 like everywhere; the parser leaves them as they are.
"""

import ast
import operator
import re
from collections import ChainMap
from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np

from spenvs.corewar.instructions import MODE, MODIFIER, OPCODE, Warrior, default_modifier
from spenvs.corewar.source import LINE_END, LINE_LENGTH, Place, RedcodeError

LARGEST_VALUE = 2**63 - 1

_MISSING = ("FOR", "ROF", "PIN", "LDP", "STP", "EQU")
_COMMENT = re.compile(r"\s*;(name|author|strategy|assert)\b[ \t]*(.*)", re.IGNORECASE)
_MARKER = re.compile(r"\s*;redcode\w*\s*", re.IGNORECASE)
_EQU = re.compile(r"([A-Za-z]\w*)\s+EQU\s+(.*)", re.IGNORECASE | re.ASCII)
_START = re.compile(r"(ORG|END)(?![A-Za-z_0-9])\s*(.*)", re.IGNORECASE)
_LABEL = re.compile(r"([A-Za-z]\w*)\s+", re.ASCII)
_OPCODE = re.compile(r"([A-Za-z]\w*)(?:\s*\.\s*([A-Za-z]\w*))?\s*", re.ASCII)
_EXPRESSION = re.compile(r"(?:[0-9]+(?![A-Za-z_0-9])|[A-Za-z_]\w*|[-+*/%()<>=!\s])+", re.ASCII)
_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_BINARY: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[int, int], bool]] = {
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.LtE: operator.le,
    ast.GtE: operator.ge,
}


def assemble(text: str, core_size: int, constants: Mapping[str, int]) -> Warrior:
    """Assemble a program; `constants` are the numbers that its expressions may name.

    Raises:
        RedcodeError: the program has a mistake; the message says in which line and column, and what was expected.
    """
    program = _Program(constants, core_size)
    for number, line in enumerate(LINE_END.split(text), 1):
        if not program.read(line.partition("```")[0].rstrip(), number):
            break
    return program.warrior()


class _Program:
    """The lines read so far."""

    def __init__(self, constants: Mapping[str, int], core_size: int) -> None:
        self.constants, self.core_size, self.marked = constants, core_size, False
        self.said = {"NAME": "Unknown", "AUTHOR": "Anonymous"}
        self.strategy: list[str] = []
        self.clear()

    def clear(self) -> None:
        """Forget the code, as a marker asks."""
        self.names = dict(self.constants)
        self.labels: dict[str, int] = {}
        self.lines: list[tuple[str, Place]] = []
        self.starts: list[tuple[str, Place]] = []

    def read(self, line: str, number: int) -> bool:
        """Take a line; tell whether the program goes on behind it."""
        if _MARKER.fullmatch(line):
            if self.marked:
                return False
            self.marked = True
            self.clear()
        elif comment := _COMMENT.match(line):
            self.comment(comment[1].upper(), comment[2].strip(), Place(number, comment.start(2) + 1))
        code = line.partition(";")[0].rstrip()
        text = code.lstrip()
        place = Place(number, len(code) - len(text) + 1)
        if len(text) > LINE_LENGTH:
            place.fail(f"expected a line of at most {LINE_LENGTH} characters, found {len(text)}")
        return not text or self.code(text, place)

    def comment(self, kind: str, value: str, place: Place) -> None:
        if kind == "STRATEGY":
            self.strategy.append(value)
        elif kind != "ASSERT":
            self.said[kind] = value or self.said[kind]
        elif not _evaluate(value.partition(";")[0], self.names, place):
            place.fail(f"the program says that it needs {value}, which does not hold here")

    def code(self, text: str, place: Place) -> bool:
        if equ := _EQU.fullmatch(text):
            self.names[equ[1]] = _evaluate(equ[2], self.names, Place(place.line, place.column + equ.start(2)))
            return True
        if start := _START.fullmatch(text):
            if start[2]:
                self.starts.append((start[2], Place(place.line, place.column + start.start(2))))
            return start[1].upper() != "END"
        label = _LABEL.match(text)
        if label and label[1].upper() not in OPCODE and label[1].upper() not in _MISSING:
            if label[1][0].isupper():
                place.fail(f"expected a label that begins with a small letter, found {label[1]!r}")
            self.labels[label[1]] = len(self.lines)
            text, place = text[label.end() :], Place(place.line, place.column + label.end())
        self.lines.append((text, place))
        if len(self.lines) > self.core_size:
            place.fail(f"the program has more instructions than the core has cells, {self.core_size}")
        return True

    def warrior(self) -> Warrior:
        """Put numbers for names."""
        if not self.lines:
            raise RedcodeError("expected at least one instruction, found none")
        absolute = self.names | self.labels
        starts = [_evaluate(text, absolute, place) % self.core_size for text, place in self.starts]
        code = [self.row(address, *line) for address, line in enumerate(self.lines)]
        return Warrior(
            name=self.said["NAME"],
            author=self.said["AUTHOR"],
            strategy="\n".join(self.strategy),
            code=np.array(code, dtype=np.int32),
            start=next(filter(None, starts), 0),
            core_size=self.core_size,
        )

    def row(self, address: int, text: str, place: Place) -> tuple[int, int, int, int, int, int]:
        found = _OPCODE.match(text)
        opcode = found[1].upper() if found else ""
        if found is None or opcode not in OPCODE or opcode in _MISSING:
            place.fail(f"expected an opcode, found {text.split(maxsplit=1)[0][:40]!r}")
        if found[2] and found[2].upper() not in MODIFIER:
            place.fail(f"expected a modifier ({', '.join(MODIFIER)}), found {found[2]!r}")
        operands = text[found.end() :].split(",")
        if len(operands) > 2:
            place.fail(f"expected two operands of {opcode} at most, found {len(operands)}")
        operands += [""] * (2 - len(operands))
        first = Place(place.line, place.column + found.end())
        second = Place(place.line, first.column + len(operands[0]) + 1)
        a_mode, a = self.operand(operands[0], "$", address, first)
        b_mode, b = self.operand(operands[1], "#" if opcode == "DAT" else "$", address, second)
        modifier = found[2].upper() if found[2] else _default_modifier(opcode, a_mode, b_mode, place)
        return OPCODE[opcode], MODIFIER[modifier], MODE[a_mode], a, MODE[b_mode], b

    def operand(self, text: str, mode: str, address: int, place: Place) -> tuple[str, int]:
        """Return the mode and the number of an operand; `mode` is the one that it has without any."""
        blanks = len(text) - len(text.lstrip())
        text, place = text.strip(), Place(place.line, place.column + blanks)
        if text[:1] in MODE and text:
            mode, text = text[0], text[1:]
        elif not text:
            return mode, 0
        relative = {word: self.labels[word] - address for word in _WORD.findall(text) if word in self.labels}
        return mode, _evaluate(text, ChainMap(relative, self.names), place) % self.core_size


def _default_modifier(opcode: str, a_mode: str, b_mode: str, place: Place) -> str:
    if {a_mode, b_mode} & {*"*{}"}:
        place.fail(f"expected a modifier behind {opcode}, as one of its modes is * {{ or }}")
    if opcode in ("SEQ", "SNE"):
        return "AB" if a_mode == "#" else "B"
    return default_modifier(opcode, a_mode, b_mode)


def _evaluate(text: str, names: Mapping[str, int], place: Place) -> int:
    """Return the value of an expression of Python's; it is read, never executed."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 10 and (text[0] != "0" or text == "0"):
        return int(text)
    if text and not _EXPRESSION.fullmatch(text):
        place.fail(f"expected numbers, names and + - * % ( ), found {text[:40]!r}")
    try:
        return int(_value(ast.parse(text, mode="eval").body, names, place))
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        if isinstance(error, RedcodeError):
            raise
        place.fail(f"expected an expression, found {text[:40]!r}")


def _value(node: ast.expr, names: Mapping[str, int], place: Place) -> int:
    value: int | None = None
    match node:
        case ast.Constant(value=int(number)):
            value = number
        case ast.Name(id=name):
            if name not in names:
                place.fail(f"{name!r} is not defined")
            value = names[name]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            operand = _value(node.operand, names, place)
            value = -operand if isinstance(node.op, ast.USub) else operand
        case ast.BinOp(op=op) if type(op) in _BINARY:
            left, right = _value(node.left, names, place), _value(node.right, names, place)
            if right == 0 and isinstance(op, ast.FloorDiv | ast.Mod):
                place.fail("division by zero")
            value = _BINARY[type(op)](left, right)
        case ast.Compare():
            values = [_value(part, names, place) for part in (node.left, *node.comparators)]
            signs = [_COMPARISONS.get(type(op)) for op in node.ops]
            if None not in signs:
                value = all(sign(*pair) for sign, pair in zip(signs, pairwise(values), strict=True) if sign)
        case ast.BinOp(op=ast.Div()):
            place.fail("expected a whole number, found a division with /, which leaves a fraction in this dialect")
    if value is None:
        place.fail("expected numbers, names and the operators + - * % and comparisons only")
    if abs(value) > LARGEST_VALUE:
        place.fail("the value does not fit in 64 bits")
    return int(value)
