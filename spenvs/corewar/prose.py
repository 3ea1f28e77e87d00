"""Telling lines of Redcode from prose."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise

from spenvs.corewar.expansion import DIRECTIVES
from spenvs.corewar.instructions import OPCODES
from spenvs.corewar.source import LINE_LENGTH, tokens

# A line's shape has a character for each token: o opcode, d ORG, PIN or END, e EQU, f FOR, r ROF, n number, w another
# word, m one of the modes # $ @ { }, b one of * < >, which are modes and operators, s sign, x another operator.
_LETTERS = dict.fromkeys(OPCODES, "o") | dict.fromkeys(DIRECTIVES, "d") | {"EQU": "e", "FOR": "f", "ROF": "r"}
_LETTERS |= dict.fromkeys("#$@{}", "m") | dict.fromkeys("*<>", "b") | dict.fromkeys("+-", "s")
_LETTERS |= dict.fromkeys(("/", "%", "=", "&&", "||"), "x") | {mark: mark for mark in "!():,.&"}
_NAME = "w(?:&w)*"
_LABEL = f"{_NAME}:?"
_VALUE = rf"(?:n|{_NAME})\)*"
_EXPRESSION = rf"[s!(]*{_VALUE}(?:[xsb!][xsb!(]*{_VALUE})*"
_OPERAND = f"[mb]?{_EXPRESSION}"
_OPERANDS = f"(?:{_OPERAND}(?:,{_OPERAND}|m{_EXPRESSION}|n)?|m{_EXPRESSION}{_EXPRESSION})"
_CODE = re.compile(rf"(?:{_LABEL})?o(?:\.w)?(?:{_OPERANDS})?|(?:{_LABEL})?d(?:{_EXPRESSION})?|(?:{_LABEL}){{0,7}}e.*|r")
_LABELLED = re.compile(rf"(?:{_LABEL}){{2,7}}(?:o(?:\.w)?|d){_OPERANDS}")
_LOOSE = re.compile(f"(?:{_LABEL})?[od]w")
_LABEL_ALONE = re.compile(_LABEL)
_LABELS_ALONE = re.compile(f"(?:{_LABEL}){{2,7}}")
_MISTAKEN = re.compile(r"(?!.*www)w.*[nm,].*[^.:!,]|o.*")
_FOR = re.compile(rf"(?:{_LABEL}){{0,7}}f{_EXPRESSION}")
_USE = re.compile(rf"(?:{_LABEL})?w(?:\.w)?(?:{_OPERANDS})?")
_COMMENT = re.compile(r";|//")
_MARK = re.compile(r"\s*;redcode(?![A-Za-z_0-9])", re.IGNORECASE)


class _Kind(Enum):
    """What a line is.

    POSSIBLE is code where it stands beside code, BETWEEN only where it stands between lines of code, and ALONE is a
    single word, which may be a label.
    """

    CODE = auto()
    POSSIBLE = auto()
    BETWEEN = auto()
    ALONE = auto()
    COMMENT = auto()
    BLANK = auto()
    PROSE = auto()


_SHAPES = (
    (_Kind.ALONE, (_LABEL_ALONE,)),
    (_Kind.BETWEEN, (_LABELS_ALONE,)),
    (_Kind.POSSIBLE, (_LABELLED, _LOOSE, _FOR)),
    (_Kind.CODE, (_CODE,)),
    (_Kind.POSSIBLE, (_MISTAKEN,)),
)


class _Line:
    """A line taken apart: its shape, its words that are not of the language, and its kind."""

    def __init__(self, text: str) -> None:
        code, *comment = _COMMENT.split(text, maxsplit=1)
        self.marks = _MARK.match(text) is not None
        self.words: list[str] = []
        self.ends = False
        self.shape = self._shape(code.rstrip())
        self.kind = self._kind(bool(comment))

    def _shape(self, code: str) -> str:
        if len(code) > LINE_LENGTH:
            return "?"
        shape = ""
        for token in tokens(code):
            if token.kind == "number":
                shape += "n"
            elif token.kind == "word" and token.text.upper() not in _LETTERS:
                shape += "w"
                self.words.append(token.text)
            else:
                shape += _LETTERS.get(token.text.upper(), "?")
                self.ends |= token.text.upper() == "END"
        return shape

    def _kind(self, commented: bool) -> _Kind:
        if not self.shape:
            return _Kind.COMMENT if commented else _Kind.BLANK
        for kind, shapes in _SHAPES:
            if any(shape.fullmatch(self.shape) for shape in shapes):
                return kind
        return _Kind.PROSE

    def uses(self, macros: set[str]) -> bool:
        """Whether it begins with a name that stands for instructions."""
        return not macros.isdisjoint(self.words[:2]) and _USE.fullmatch(self.shape) is not None


def programs(lines: Sequence[str]) -> Iterator[range]:
    """Yield which lines hold a program each: runs of Redcode, with the comments before them, that END may end.

    A line of prose that could be an instruction ("jmp back") counts only beside others, and a word alone only as a
    label: followed by code, or used by it.
    """
    read = _read(lines)
    _mark_blocks(read)
    _resolve(read)
    first = last = None  # of the run: its first line, and its last line of code
    for index, line in enumerate(read):
        if last is not None and first is not None and (line.kind is _Kind.PROSE or line.marks):
            yield range(first, last + 1)
            first = last = None
        if line.kind is _Kind.PROSE:
            first = None
        elif line.kind is not _Kind.BLANK:
            first = index if first is None else first
            last = index if line.kind is _Kind.CODE else last
            if line.kind is _Kind.CODE and line.ends and line not in read[index + 1 : index + 2]:
                yield range(first, index + 1)
                first = last = None
    if first is not None and last is not None:
        yield range(first, last + 1)


def _read(lines: Sequence[str]) -> list[_Line]:
    """Take the lines apart; those that a backslash joins are one."""
    read: list[_Line] = []
    parts: list[str] = []
    for index, text in enumerate(lines):
        joined = text.rstrip("\r\n")
        parts.append(joined.removesuffix("\\"))
        if not joined.endswith("\\") or index == len(lines) - 1:
            read += [_Line("".join(parts))] * len(parts)
            parts.clear()
    return read


def _mark_blocks(lines: list[_Line]) -> None:
    """Take all that stands between FOR and its ROF for code: it may be a comment in many lines."""
    opened: list[int] = []
    blocks: list[tuple[int, int]] = []  # none within another
    for index, line in enumerate(lines):
        if _FOR.fullmatch(line.shape):
            opened.append(index)
        elif line.shape == "r" and opened:
            begin = opened.pop()
            while blocks and blocks[-1][0] > begin:
                blocks.pop()
            blocks.append((begin, index))
    for begin, end in blocks:
        for line in lines[begin : end + 1]:
            line.kind, line.ends = _Kind.CODE, False


def _resolve(lines: list[_Line]) -> None:
    """Decide about the lines that are code only for what stands elsewhere."""
    defined = [line for line in lines if "e" in line.shape and line.words and not {*"ofr"}.isdisjoint(line.shape)]
    macros = {line.words[0] for line in defined}
    for line in lines:
        line.kind = _Kind.CODE if line.uses(macros) else line.kind
    used = {word for line in lines if line.kind is _Kind.CODE for word in line.words}
    for line in lines:
        if line.kind in (_Kind.POSSIBLE, _Kind.ALONE) and not used.isdisjoint(line.words[-1:]):
            line.kind = _Kind.CODE
    for _ in range(2):  # as lines of either kind may connect those of the other
        _join_neighbours(lines)
        _join_labels(lines)
    for line in lines:
        if line.kind in (_Kind.POSSIBLE, _Kind.BETWEEN, _Kind.ALONE):
            line.kind = _Kind.PROSE


def _join_neighbours(lines: list[_Line]) -> None:
    """Take what may be code for code beside other code."""
    for order in (lines, lines[::-1]):
        for beside, line in pairwise(order):
            if line.kind is _Kind.POSSIBLE and beside.kind is _Kind.CODE:
                line.kind = _Kind.CODE


def _join_labels(lines: list[_Line]) -> None:
    """Take words alone for labels where code follows, and several on a line only if it stands before them, too."""
    labels = (_Kind.ALONE, _Kind.BETWEEN)
    code = (_Kind.CODE, _Kind.COMMENT)
    after = [False]  # whether only such lines stand between this one and code before it
    for before, line in pairwise(lines):
        after.append(line.kind in labels and (before.kind in code or after[-1]))
    for index in range(len(lines) - 2, -1, -1):
        line = lines[index]
        if lines[index + 1].kind in code and (line.kind is _Kind.ALONE or after[index]):
            line.kind = _Kind.CODE
