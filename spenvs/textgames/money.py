"""Prices, as players write them: "$12" or "12.50". Amounts of money are integers, in cents."""

import functools
import re
import unicodedata
from typing import Any

import numpy as np

from spenvs.core.moves import IllegalMove, quote

CENTS, HIGHEST = 100, 1_000_000
_PRICE = re.compile(r"\$? ?([0-9]{1,9})(?:\.([0-9]{1,2}))?(?: ?(?:\$|dollars?|usd))?")


@functools.lru_cache(maxsize=10_000)
def price(text: str, unit: int) -> int:
    """Read a price, as "$12" or "12.50", in cents; `unit` is 1 or, where prices are whole numbers, 100.

    Raises:
        IllegalMove: it is none, or out of range.
    """
    found = _PRICE.fullmatch(unicodedata.normalize("NFKC", text).casefold().strip())
    if found is None:
        raise IllegalMove(f"a price is written as $12{' or $12.50' if unit == 1 else ''}; got {quote(text)}")
    cents = int(found[1]) * CENTS + int((found[2] or "0").ljust(2, "0"))
    if cents % unit:
        raise IllegalMove(f"prices are whole dollars here; got {quote(text)}")
    if not 0 < cents <= HIGHEST * CENTS:
        raise IllegalMove(f"a price is more than $0 and at most {money(HIGHEST * CENTS)}; got {quote(text)}")
    return cents


@functools.lru_cache(maxsize=10_000)
def money(cents: int) -> str:
    """Write cents as "$12" or "$12.50"."""
    return f"${cents // CENTS}" if cents % CENTS == 0 else f"${cents // CENTS}.{cents % CENTS:02}"


def cents_option(name: str, value: Any, unit: int) -> int:
    """Check an option that is an amount of dollars, and give it in cents; `unit` as for `price`.

    Raises:
        ValueError: it is none, out of range, or no multiple of the unit.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 <= value <= HIGHEST:
        raise ValueError(f"{name} must be an amount of dollars from 0 to {HIGHEST}; got {quote(value)}")
    cents = round(float(value) * CENTS)
    if cents % unit or abs(cents - float(value) * CENTS) > 1e-6:
        kind = "whole dollars" if unit > 1 else "dollars and cents"
        raise ValueError(f"{name} must be in {kind}; got {quote(value)}")
    return cents
