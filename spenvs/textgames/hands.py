"""Hands of poker in words: who does what, in turn, and what is won."""

import functools
from collections.abc import Sequence

FOLD = 0


@functools.lru_cache(maxsize=4096)
def order(players: int, starter: int) -> tuple[int, ...]:
    """The players, from the one who begins on."""
    return (*range(starter, players), *range(starter))


@functools.lru_cache(maxsize=4096)
def played(actions: tuple[int, ...], names: tuple[str, ...], seats: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """The actions of a round, each after its player, in whose order they come; and the players who have not folded."""
    done, left, n = [], [*seats], 0
    for action in actions:
        n %= len(left)
        done.append(f"player_{left[n]} {names[action]}")
        if action == FOLD:
            left.pop(n)
        else:
            n += 1
    return ", ".join(done) or "nothing", tuple(left)


@functools.lru_cache(maxsize=4096)
def counted(won: tuple[int, ...], parts: int = 1) -> str:
    """What each player has won or lost, where so many parts make a chip."""
    return ", ".join([f"player_{i} {count / parts:+g}" for i, count in enumerate(won)])


@functools.lru_cache(maxsize=4096)
def put_in(chips: tuple[int, ...]) -> str:
    """The chips that each player has put in."""
    return "Chips put in: " + ", ".join([f"player_{i} {count}" for i, count in enumerate(chips)])


def showdown(cards: Sequence[int], names: Sequence[str]) -> str:
    """The cards that were shown; one that was not is negative. Cards are numbered from 1."""
    return (
        ", ".join([f"player_{i} showed {names[card - 1]}" for i, card in enumerate(cards) if card > 0]) or "no showdown"
    )
