"""Redcode's expressions, with the value that pMARS 0.9.2 gives them.

Whole numbers, `+ - * / %` (division toward zero), comparisons, `&& || !`, parentheses, and the registers a to z,
which `a=5` sets for the rest of the program.
"""

import re
from collections.abc import Callable

LARGEST_NUMBER = 2**31 - 1
LARGEST_VALUE = 2**63 - 1

_SPACE = re.compile(r"\s*", re.ASCII)
_NUMBER = re.compile(r"[0-9]+")
_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_OPERATOR = re.compile(r"&&|\|\||[=!<>]=|[-+*/%<>]")
_FIRST = ""  # the operator before the first value
_PRECEDENCE = {"*": 5, "/": 5, "%": 5, "+": 4, "-": 4, "&&": 2, "||": 1, _FIRST: 0}
_PRECEDENCE |= dict.fromkeys(("<", ">", "==", "!=", "<=", ">="), 3)


class ExpressionError(ValueError):
    """An expression without a value; `index` is the place in its text."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


def evaluate(text: str, registers: dict[str, int]) -> int:
    """Return the value of `text`; assignments are kept in `registers`, by capital letter.

    Raises:
        ExpressionError: it cannot be read, divides by zero, or leaves the range of 64-bit numbers.
    """
    reader = _Evaluator(text, registers)
    value = reader.expression(-1, 0, _FIRST)
    if reader.at < len(text):
        raise ExpressionError(
            f"expected an operator or the end of the expression, found {text[reader.at]!r}", reader.at
        )
    return value


def _quotient(x: int, y: int) -> int:
    size = abs(x) // abs(y)
    return size if (x < 0) == (y < 0) else -size


_CALCULATE: dict[str, Callable[[int, int], int]] = {
    _FIRST: lambda x, y: y,
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": _quotient,
    "%": lambda x, y: x - y * _quotient(x, y),
    "==": lambda x, y: x == y,
    "!=": lambda x, y: x != y,
    "<": lambda x, y: x < y,
    ">": lambda x, y: x > y,
    "<=": lambda x, y: x <= y,
    ">=": lambda x, y: x >= y,
    "&&": lambda x, y: bool(x and y),
    "||": lambda x, y: bool(x or y),
}


class _Evaluator:
    def __init__(self, text: str, registers: dict[str, int]) -> None:
        self.text, self.registers, self.at = text, registers, 0
        self.handed_back: str | None = None

    def peek(self) -> str:
        """Skip blanks; return the character after them, "" at the end."""
        self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]
        return self.text[self.at : self.at + 1]

    def calculate(self, left: int, right: int, operator: str) -> int:
        if operator in ("/", "%") and right == 0:
            raise ExpressionError("division by zero", self.at)
        value = int(_CALCULATE[operator](left, right))
        if abs(value) > LARGEST_VALUE:
            raise ExpressionError("the value does not fit in 64 bits", self.at)
        return value

    def value(self) -> int:
        """Read a number, a register, an assignment, a parenthesis, or one of these behind signs."""
        sign = self.peek()
        if sign in ("-", "+", "!"):
            self.at += 1
            value = self.value()
            return -value if sign == "-" else value if sign == "+" else int(not value)
        if sign == "(":
            self.at += 1
            value = self.expression(-1, 0, _FIRST)
            if self.peek() != ")":
                raise ExpressionError("expected ')'", self.at)
            self.at += 1
            return value
        if number := _NUMBER.match(self.text, self.at):
            return self.number(number)
        if word := _WORD.match(self.text, self.at):
            return self.register(word)
        found = repr(sign) if sign else "the end"
        raise ExpressionError(f"expected a number, a name or '(', found {found}", self.at)

    def number(self, match: re.Match[str]) -> int:
        value = int(match[0])
        if value > LARGEST_NUMBER:
            raise ExpressionError(f"{match[0]} is larger than {LARGEST_NUMBER}", self.at)
        self.at = match.end()
        return value

    def register(self, match: re.Match[str]) -> int:
        name = match[0].upper()
        if len(name) > 1 or name == "_":
            raise ExpressionError(f"{match[0]!r} is not defined", self.at)
        self.at = match.end()
        if self.peek() == "=" and self.text[self.at + 1 : self.at + 2] != "=":
            self.at += 1
            self.registers[name] = self.expression(-1, 0, _FIRST)
        return self.registers.get(name, 0)

    def operator(self) -> str:
        match = _OPERATOR.match(self.text, self.at)
        if match is None:
            raise ExpressionError(f"expected an operator, found {self.text[self.at]!r}", self.at)
        self.at = match.end()
        return match[0]

    def expression(self, outer: int, left: int, operator: str) -> int:
        """Read on behind `left operator`, inside a part of precedence `outer`.

        This is not the usual rule: behind a group that binds stronger, pMARS may take the rest before the operator
        to the left of the group (10-2*3+1 is 10-(2*3+1)), and loses an `==` there.
        """
        right = self.value()
        if self.peek() in ("", ")"):
            return self.calculate(left, right, operator)
        following = self.operator()
        self.handed_back = None
        here, ahead = _PRECEDENCE[operator], _PRECEDENCE[following]
        if here >= ahead:
            value = self.calculate(left, right, operator)
            if ahead >= outer or here <= outer:
                return self.expression(here, value, following)
            self.handed_back = None if following == "==" else following
            return value
        value = self.calculate(left, self.expression(here, right, following), operator)
        if self.handed_back and _PRECEDENCE[self.handed_back] >= outer:
            value = self.expression(ahead, value, self.handed_back)
            self.handed_back = None
        return value
