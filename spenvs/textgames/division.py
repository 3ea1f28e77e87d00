"""Pools of books, hats and balls: their shares, what these are worth, and the best divisions."""

import functools
import itertools
from typing import NamedTuple

from spenvs.textgames.goods import Amounts, worth

ITEMS = ("book", "hat", "ball")
FEWEST, MOST, WORTH = 5, 7, 10


class Frontier(NamedTuple):
    """What a pool has to give.

    Attributes:
        joint: the highest sum of both seats' worths.
        nash: the highest product.
        points: the pairs of worths that are Pareto optimal.
    """

    joint: int
    nash: int
    points: frozenset[tuple[int, int]]


@functools.lru_cache(maxsize=10_000)
def frontier(pool: Amounts, first: Amounts, second: Amounts) -> Frontier:
    """Look at every division of a pool between two seats with these values."""
    points = set(zip(_worths(pool, first), reversed(_worths(pool, second)), strict=True))
    best: list[tuple[int, int]] = []
    for a, b in sorted(points, reverse=True):
        if not best or b > best[-1][1]:
            best.append((a, b))
    return Frontier(max(a + b for a, b in points), max(a * b for a, b in points), frozenset(best))


@functools.lru_cache(maxsize=10_000)
def _worths(pool: Amounts, values: Amounts) -> tuple[int, ...]:
    """Give what each share of a pool is worth; what a share leaves has its place counted from the other end."""
    return tuple([worth(share, values) for share in itertools.product(*(range(n + 1) for n in pool))])


@functools.cache
def pools() -> tuple[Amounts, ...]:
    """Give all pools of 5 to 7 items with at least one of each."""
    counts = range(1, MOST + 1)
    return tuple(pool for pool in itertools.product(counts, repeat=len(ITEMS)) if FEWEST <= sum(pool) <= MOST)


@functools.lru_cache(maxsize=1000)
def contexts(pool: Amounts) -> tuple[tuple[Amounts, Amounts], ...]:
    """Give all pairs of values for a pool that Lewis et al. would have put to their players.

    The pool is worth 10 to each, every item is worth something to somebody, and some item to both.
    """
    rows = [row for row in itertools.product(range(WORTH + 1), repeat=len(ITEMS)) if worth(pool, row) == WORTH]
    return tuple(
        (a, b)
        for a, b in itertools.product(rows, repeat=2)
        if all(x or y for x, y in zip(a, b, strict=True)) and any(x and y for x, y in zip(a, b, strict=True))
    )


@functools.lru_cache(maxsize=10_000)
def listed(share: Amounts) -> str:
    """Write a share, as "1 book, 2 hats, 0 balls"."""
    return ", ".join([count(n, item) for item, n in zip(ITEMS, share, strict=True)])


def count(n: int, item: str) -> str:
    """Write a number of one item, as "2 hats"."""
    return f"{n} {item}" if n == 1 else f"{n} {item}s"


def rest(pool: Amounts, share: Amounts) -> Amounts:
    """Give what a share leaves of the pool."""
    return tuple([there - taken for there, taken in zip(pool, share, strict=True)])
