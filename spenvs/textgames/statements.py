"""Pairs of statements of the same form, of which one is true and one false, drawn anew from a generator.

Those about sums, products, numbers, dates and words can be checked by who can reckon; those about the house only by who
has seen it.
"""

import datetime
import functools
import re
from collections.abc import Callable

import numpy as np

from spenvs.textgames.vocabulary import words
from spenvs.textgames.world import ATTRIBUTES, NAMES, phrase

Pair = tuple[str, str]
"""A true statement and a false one."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1).toordinal(), datetime.date(2099, 12, 31).toordinal()
DIVISORS = (7, 11, 13, 17, 19, 23, 29, 31)


def pair(rng: np.random.Generator, about: str) -> Pair:
    """Draw a true statement and a false one about "sums", "products", ..., or about any of them, "all"."""
    if about == "all":
        about = ABOUT[int(rng.random() * len(ABOUT))]
    return _MAKERS[about](rng)


def _sums(rng: np.random.Generator) -> Pair:
    first, second, kind, sign = rng.integers((1000, 1000, 0, 0), (10_000, 10_000, 4, 2)).tolist()
    total, wrong = first + second, (10, 20, 90, 100)[kind] * (2 * sign - 1)
    return f"{first} + {second} is {total}.", f"{first} + {second} is {total + wrong}."


def _products(rng: np.random.Generator) -> Pair:
    a, b, c, more = rng.integers((24, 24, 24, 0), (100, 100, 100, 2)).tolist()
    d = a * b // c + more
    if a * b == c * d:
        d -= 1
    left, right = f"{a} times {b}", f"{c} times {d}"
    true, false = f"{left} is greater than {right}.", f"{right} is greater than {left}."
    return (true, false) if a * b > c * d else (false, true)


def _numbers(rng: np.random.Generator) -> Pair:
    kind, times, draw, sign = rng.random(4).tolist()
    divisor = DIVISORS[int(kind * len(DIVISORS))]
    number = divisor * int(100 + 900 * times)
    other = number + (1 + int(draw * (divisor - 1))) * (1 if sign < 0.5 else -1)
    return f"{number} is divisible by {divisor}.", f"{other} is divisible by {divisor}."


def _dates(rng: np.random.Generator) -> Pair:
    day, length, shift, form = rng.integers((FIRST_DAY, 30, 1, 0), (LAST_DAY - 400, 400, 7, 2)).tolist()
    if form:
        weekday = datetime.date.fromordinal(day).weekday()
        said = f"{_date(day)} falls on a"
        return f"{said} {WEEKDAYS[weekday]}.", f"{said} {WEEKDAYS[(weekday + shift) % 7]}."
    said = f"From {_date(day)} to {_date(day + length)} it is"
    return f"{said} {length} days.", f"{said} {length + (-3, -2, -1, 1, 2, 3)[shift - 1]} days."


def _words(rng: np.random.Generator) -> Pair:
    known = _long_words()
    while True:
        first, second = [known[int(draw * len(known))] for draw in rng.random(2).tolist()]
        if 1 <= abs(len(first) - len(second)) <= 2:
            longer, shorter = (first, second) if len(first) > len(second) else (second, first)
            return f'"{longer}" has more letters than "{shorter}".', f'"{shorter}" has more letters than "{longer}".'


def _house(rng: np.random.Generator) -> Pair:
    name, kind, draw, shift = rng.random(4).tolist()
    attribute, values = list(ATTRIBUTES.items())[int(kind * len(ATTRIBUTES))]
    true = int(draw * len(values))
    false = (true + 1 + int(shift * (len(values) - 1))) % len(values)
    said = f"The {NAMES[int(name * len(NAMES))]} of this house is"
    return f"{said} {phrase(attribute, values[true])}.", f"{said} {phrase(attribute, values[false])}."


_MAKERS: dict[str, Callable[[np.random.Generator], Pair]] = {
    "sums": _sums,
    "products": _products,
    "numbers": _numbers,
    "dates": _dates,
    "words": _words,
    "house": _house,
}
ABOUT = tuple(_MAKERS)


@functools.cache
def _long_words() -> tuple[str, ...]:
    return tuple(sorted([word for word in words() if len(word) >= 7]))


def _date(ordinal: int) -> str:
    date = datetime.date.fromordinal(ordinal)
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def holds(statement: str) -> bool | None:
    """Say whether a statement is true by reckoning; None where that cannot tell, as of the house."""
    for form, check in _CHECKS:
        if found := form.fullmatch(statement):
            return check(*found.groups())
    return None


def _day(text: str) -> datetime.date:
    day, month, year = text.split()
    return datetime.date(int(year), MONTHS.index(month) + 1, int(day))


_CHECKS: tuple[tuple[re.Pattern[str], Callable[..., bool]], ...] = (
    (re.compile(r"(\d+) \+ (\d+) is (\d+)\."), lambda a, b, c: int(a) + int(b) == int(c)),
    (
        re.compile(r"(\d+) times (\d+) is greater than (\d+) times (\d+)\."),
        lambda a, b, c, d: int(a) * int(b) > int(c) * int(d),
    ),
    (re.compile(r"(\d+) is divisible by (\d+)\."), lambda a, b: int(a) % int(b) == 0),
    (re.compile(r"(\d+ \w+ \d+) falls on a (\w+)\."), lambda date, day: WEEKDAYS[_day(date).weekday()] == day),
    (
        re.compile(r"From (\d+ \w+ \d+) to (\d+ \w+ \d+) it is (\d+) days\."),
        lambda first, last, days: (_day(last) - _day(first)).days == int(days),
    ),
    (re.compile(r'"(\w+)" has more letters than "(\w+)"\.'), lambda a, b: len(a) > len(b)),
)
