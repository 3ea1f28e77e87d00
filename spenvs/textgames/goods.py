"""Amounts of goods, as players write them: "2 Wood, 1 Ore"."""

import functools
import re
from collections.abc import Sequence
from typing import Any

from spenvs.core.game import option
from spenvs.core.moves import IllegalMove, listing, plain, quote

Amounts = tuple[int, ...]
MOST = 1000

_COMMA = re.compile(r",|;|\+|\band\b|&")
_PART = re.compile(r"([0-9]{1,6}) ?[×*·]?x? ?([^\W\d]+(?: [^\W\d]+)*)")


@functools.lru_cache(maxsize=10_000)
def amounts(text: str, goods: tuple[str, ...]) -> Amounts:
    """Read amounts of goods; what is not named is none.

    Raises:
        IllegalMove: they are not written as "2 Wood, 1 Ore", or there is no such good.
    """
    index, read = _index(goods), [0] * len(goods)
    for part in _COMMA.split(plain(text)):
        found = _PART.fullmatch(part.strip())
        good = index.get(found[2]) if found else None
        if found is None or good is None:
            known = listing(goods)
            raise IllegalMove(
                f"goods are written <number> <good>, with commas between; got {quote(part.strip())}; goods: {known}"
            )
        read[good] += int(found[1])
    return tuple(read)


@functools.lru_cache(maxsize=10_000)
def written(amounts: Amounts, goods: tuple[str, ...]) -> str:
    """Write amounts of goods, as "2 Wood, 1 Ore"."""
    return ", ".join([f"{n} {good}" for n, good in zip(amounts, goods, strict=True) if n])


def worth(amounts: Amounts, values: Amounts) -> int:
    """Give what amounts of goods are worth at a value for each good."""
    return sum([n * value for n, value in zip(amounts, values, strict=True)])


@functools.cache
def _index(goods: tuple[str, ...]) -> dict[str, int]:
    """The goods by their plain names, one or many."""
    known: dict[str, int] = {}
    for number, good in enumerate(goods):
        known |= dict.fromkeys((plain(good), plain(good) + "s", plain(good).removesuffix("s")), number)
    return known


def amounts_option(name: str, value: Any, goods: int, most: int = MOST) -> Amounts:
    """Check an option that gives an amount of each good.

    Raises:
        ValueError: it is not a row of as many integers from 0 to `most`.
    """
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != goods:
        raise ValueError(f"{name} must be {goods} numbers; got {quote(value)}")
    return tuple(option(name, n, 0, most) for n in value)


def both_option(name: str, value: Any, goods: int) -> tuple[Amounts, Amounts] | None:
    """Check an option that gives an amount of each good for both seats: a row for both, or a row for each.

    Raises:
        ValueError: it is neither, nor None.
    """
    if value is None:
        return None
    rows = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    if rows and not isinstance(rows[0], Sequence):
        rows = [rows, rows]
    if len(rows) != 2 or any(isinstance(row, str) or len(row) != goods for row in rows):
        raise ValueError(
            f"{name} must be {goods} numbers, or two rows of {goods}, one for each seat; got {quote(value)}"
        )
    first, second = rows
    return amounts_option(name, first, goods), amounts_option(name, second, goods)
