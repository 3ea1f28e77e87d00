"""What language models and beginners write instead of Redcode, put right line by line; places stay as they are."""

import re
from itertools import pairwise
from operator import itemgetter

from spenvs.corewar.expansion import DIRECTIVES
from spenvs.corewar.instructions import OPCODE
from spenvs.corewar.source import Line, Token, tokens

_FENCE = re.compile(r"\s*(```|~~~)")
_COLON = re.compile(r"(\s*[A-Za-z_][A-Za-z_0-9]*)(\s+):")
_RESERVED = {*OPCODE, *DIRECTIVES, "EQU", "FOR", "ROF"}
_OPTIONAL_B = ("DAT", "SPL", "JMP", "NOP")
_LOOKALIKES = str.maketrans(
    dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " ")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\uff0d", "-")
    | {"\uff0c": ",", "\uff03": "#", "\uff20": "@", "\uff1b": ";", "\uff1a": ":"}
)


def put_right(lines: list[Line], constants: set[str]) -> tuple[list[Line], list[str]]:
    """Return the lines as Redcode, and a warning for each thing that was passed over or filled in.

    `constants` are the names that the assembler knows by itself.
    """
    warnings: list[tuple[int, str]] = []
    kept = [line for line in (_readable(line, warnings) for line in lines) if line.text.strip()]
    names = _Names(kept, constants)
    right = [_complete(_named(line, names, warnings), names, warnings) for line in kept]
    return right, [f"line {line}: {message}" for line, message in sorted(warnings, key=itemgetter(0))]


def _warn(warnings: list[tuple[int, str]], line: Line, message: str) -> None:
    warnings.append((line.place.line, message))


def _readable(line: Line, warnings: list[tuple[int, str]]) -> Line:
    """Take away what is no Redcode; nothing is left of a line that is none at all."""
    if line.text.lstrip().startswith(";"):
        return line
    text = line.text.translate(_LOOKALIKES)
    if text != line.text:
        _warn(warnings, line, "blanks, commas or signs from outside of ASCII are taken for those in it")
    text = text.partition(";")[0]
    if fence := _FENCE.match(text):
        _warn(warnings, line, f"the fence {fence[1]} is passed over")
        return Line("", line.place)
    if text.lstrip().startswith("#"):
        _warn(warnings, line, "a line that begins with # is taken for a comment")
        return Line("", line.place)
    text, slashes, _ = text.partition("//")
    if slashes:
        _warn(warnings, line, "what follows // is taken for a comment")
    if colon := _COLON.match(text):
        _warn(warnings, line, f"the blank between {colon[1].strip()} and ':' is passed over")
        text = f"{colon[1]}:{colon[2]}{text[colon.end() :]}"
    return Line(text.rstrip(), line.place)


class _Names:
    """The names that a program defines: those of EQU, and all of them by their spelling in small letters."""

    def __init__(self, lines: list[Line], constants: set[str]) -> None:
        self.texts: set[str] = set()
        self.known = {*constants, "CURLINE"}
        for line in lines:
            heading: list[str] = []
            for token in tokens(line.text):
                if token.kind != "word" and token.text not in ":&":
                    break
                if token.text.upper() in _RESERVED:
                    self.texts.update(heading if token.text.upper() == "EQU" else ())
                    break
                heading += [token.text] if token.kind == "word" else []
            self.known.update(heading)
        self.spellings: dict[str, list[str]] = {}
        for name in self.known:
            self.spellings.setdefault(name.lower(), []).append(name)


def _named(line: Line, names: _Names, warnings: list[tuple[int, str]]) -> Line:
    """Give names the capitals that they have where they are defined."""
    text = line.text
    for token in tokens(text):
        spellings = names.spellings.get(token.text.lower(), [])
        if len(token.text) > 1 and token.text not in names.known and len(spellings) == 1:
            text = (
                text[: token.start]
                + text[token.start : token.end].replace(token.text, spellings[0])
                + text[token.end :]
            )
            _warn(warnings, line, f"{token.text} is taken for {spellings[0]}")
    return Line(text, line.place)


def _complete(line: Line, names: _Names, warnings: list[tuple[int, str]]) -> Line:
    """Fill in the comma or the operands that an instruction lacks."""
    opcode, operands = _operands(line)
    if not opcode or any(token.text == "," or token.text in names.texts for token in operands):
        return line
    if not operands:
        if opcode not in ("DAT", "NOP"):
            return line
        _warn(warnings, line, f"{opcode} without operands is taken for {opcode} $0, $0")
        return Line(f"{line.text} $0, $0", line.place)
    gaps = [second.end - len(second.text) for first, second in pairwise(operands) if _is_gap(first, second)]
    if len(gaps) == 1:
        _warn(warnings, line, "a comma is put between the operands")
        before, behind = line.text[: gaps[0]], line.text[gaps[0] :]
        # The comma takes the place of a blank, so that columns stay right.
        return Line(f"{before[:-1] if before[-1].isspace() else before},{behind}", line.place)
    if not gaps and opcode not in _OPTIONAL_B:
        _warn(warnings, line, f"the B operand of {opcode}, which is missing, is taken for $0")
        return Line(f"{line.text}, $0", line.place)
    return line


def _operands(line: Line) -> tuple[str, list[Token]]:
    """Return the opcode of a line, "" without one, and what follows it and its modifier."""
    found = list(tokens(line.text))
    for index, token in enumerate(found):
        if token.text == ";" or token.text.upper() in _RESERVED - OPCODE.keys():
            break
        if token.text.upper() in OPCODE:
            has_modifier = found[index + 1 : index + 2] and found[index + 1].text == "."
            return token.text.upper(), found[index + (3 if has_modifier else 1) :]
    return "", []


def _is_gap(first: Token, second: Token) -> bool:
    """Whether an operand can only end at the first and another begin at the second."""
    ends = first.kind in ("number", "word") or first.text == ")"
    return ends and (second.kind in ("number", "word") or second.text in "#$@{}")
