"""Redcode's expressions, with the value that pMARS 0.9.2 gives them, or by the ordinary rules.

Whole numbers, `+ - * / %` (division toward zero), comparisons, `&& || !`, parentheses, and the registers a to z,
which `a=5` sets for the rest of the program.
"""

import re
from collections.abc import Callable
from typing import Literal, get_args

Rule = Literal["pmars", "standard"]
"""How operators group: "standard" is by precedence and from left to right, "pmars" mostly so."""

RULES: tuple[Rule, ...] = get_args(Rule)

LARGEST_NUMBER = 2**31 - 1
LARGEST_VALUE = 2**63 - 1

NESTED = 32
"""How deep parentheses and assignments may stand in one another."""

_SPACE = re.compile(r"\s*", re.ASCII)
_NUMBER = re.compile(r"[0-9]+")
_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_OPERATOR = re.compile(r"&&|\|\||[=!<>]=|[-+*/%<>]")
_PLAIN = re.compile(r"\s*(-?[0-9]{1,9})\s*", re.ASCII)
_FIRST = ""  # the operator before the first value
_PRECEDENCE = {"*": 5, "/": 5, "%": 5, "+": 4, "-": 4, "&&": 2, "||": 1, _FIRST: 0}
_PRECEDENCE |= dict.fromkeys(("<", ">", "==", "!=", "<=", ">="), 3)


class ExpressionError(ValueError):
    """An expression without a value; `index` is the place in its text."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


def evaluate(text: str, registers: dict[str, int], rule: Rule = "pmars") -> int:
    """Return the value of `text`; assignments are kept in `registers`, by capital letter.

    Raises:
        ExpressionError: it cannot be read, divides by zero, or leaves the range of 64-bit numbers.
    """
    if plain := _PLAIN.fullmatch(text):
        return int(plain[1])
    reader = _Evaluator(text, registers, rule)
    value = reader.expression()
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
    def __init__(self, text: str, registers: dict[str, int], rule: Rule) -> None:
        self.text, self.registers, self.at = text, registers, 0
        self.rule = rule
        self.depth = 0
        self.handed_back: str | None = None

    def peek(self) -> str:
        """Skip blanks; return the character after them, "" at the end."""
        self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]
        return self.text[self.at : self.at + 1]

    def expression(self) -> int:
        """Read all up to the end or a closing parenthesis."""
        self.depth += 1
        if self.depth > NESTED:
            raise ExpressionError(f"parentheses stand more than {NESTED} deep in one another", self.at)
        value = self.pmars(-1, 0, _FIRST) if self.rule == "pmars" else self.standard(1)
        self.depth -= 1
        return value

    def calculate(self, left: int, right: int, operator: str) -> int:
        if operator in ("/", "%") and right == 0:
            raise ExpressionError("division by zero", self.at)
        value = int(_CALCULATE[operator](left, right))
        if abs(value) > LARGEST_VALUE:
            raise ExpressionError("the value does not fit in 64 bits", self.at)
        return value

    def value(self) -> int:
        """Read a number, a register, an assignment, a parenthesis, or one of these behind signs."""
        signs = ""
        while (found := self.peek()) and found in "-+!":
            signs += found
            self.at += 1
        value = self.unsigned(found)
        for sign in reversed(signs):
            value = -value if sign == "-" else value if sign == "+" else int(not value)
        return value

    def unsigned(self, found: str) -> int:
        if found == "(":
            self.at += 1
            value = self.expression()
            if self.peek() != ")":
                raise ExpressionError("expected ')'", self.at)
            self.at += 1
            return value
        if number := _NUMBER.match(self.text, self.at):
            return self.number(number)
        if word := _WORD.match(self.text, self.at):
            return self.register(word)
        raise ExpressionError(f"expected a number, a name or '(', found {repr(found) if found else 'the end'}", self.at)

    def number(self, match: re.Match[str]) -> int:
        digits = match[0].lstrip("0") or "0"  # Python converts no more than some thousand digits
        if len(digits) > 10 or int(digits) > LARGEST_NUMBER:
            raise ExpressionError(f"{match[0]} is larger than {LARGEST_NUMBER}", self.at)
        self.at = match.end()
        return int(digits)

    def register(self, match: re.Match[str]) -> int:
        name = match[0].upper()
        if len(name) > 1 or name == "_":
            raise ExpressionError(f"{match[0]!r} is not defined", self.at)
        self.at = match.end()
        if self.peek() == "=" and self.text[self.at + 1 : self.at + 2] != "=":
            self.at += 1
            self.registers[name] = self.expression()
        return self.registers.get(name, 0)

    def operator(self) -> str:
        match = _OPERATOR.match(self.text, self.at)
        if match is None:
            raise ExpressionError(f"expected an operator, found {self.text[self.at]!r}", self.at)
        self.at = match.end()
        return match[0]

    def standard(self, least: int) -> int:
        """Read on while operators bind at least that strong."""
        left = self.value()
        while self.peek() not in ("", ")"):
            begin, operator = self.at, self.operator()
            if _PRECEDENCE[operator] < least:
                self.at = begin
                return left
            left = self.calculate(left, self.standard(_PRECEDENCE[operator] + 1), operator)
        return left

    def pmars(self, outer: int, left: int, operator: str) -> int:
        """Read on behind `left operator`, inside a part of precedence `outer`.

        This is not the usual rule: behind a group that binds stronger, pMARS may take the rest before the operator
        to the left of the group (10-2*3+1 is 10-(2*3+1)), and loses an `==` there.
        """
        while True:
            right = self.value()
            if self.peek() in ("", ")"):
                return self.calculate(left, right, operator)
            following = self.operator()
            self.handed_back = None
            here, ahead = _PRECEDENCE[operator], _PRECEDENCE[following]
            if here < ahead:
                break
            left = self.calculate(left, right, operator)
            if ahead < outer and here > outer:
                self.handed_back = None if following == "==" else following
                return left
            outer, operator = here, following
        value = self.calculate(left, self.pmars(here, right, following), operator)
        if self.handed_back and _PRECEDENCE[self.handed_back] >= outer:
            value = self.pmars(ahead, value, self.handed_back)
            self.handed_back = None
        return value
