"""Nim: Bouton's theorem, moves and options."""

import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import nim


@functools.cache
def wins(heaps, misere):
    """Whether the player to move wins, by our rules and search."""
    position = Position(nim.game(heaps, misere), 0)
    for action in position.legal():
        child = position.copy()
        child.play(action)
        if child.mover == OVER:
            if child.returns()[0] > 0:
                return True
        elif not wins(tuple(sorted(size for size in nim.heaps(child.s) if size)), misere):
            return True
    return False


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.booleans())
def test_boutons_theorem(heaps, misere):
    """The player to move loses where the exclusive or of the heaps is 0; misère with heaps of 1 only, where it is 1."""
    parity = functools.reduce(lambda a, b: a ^ b, heaps)
    lost = parity == (1 if misere and max(heaps) == 1 else 0)
    assert wins(tuple(sorted(heaps)), misere) != lost


def test_moves_name_the_heap_and_what_is_taken(after):
    game = nim.game((2, 3))
    assert game.actions == ("1:1", "1:2", "2:1", "2:2", "2:3")
    position = after(game, "2:2")
    assert nim.heaps(position.s) == [2, 1]
    assert [game.actions[a] for a in position.legal()] == ["1:1", "1:2", "2:1"]
    assert nim.describe(game, position.s, 1) == "Heap 1 holds 2, heap 2 holds 1."


def test_the_last_counter_wins_or_loses(after):
    assert after(nim.game((1, 2)), "2:2 1:1").returns() == [-1, 1]
    assert after(nim.game((1, 2), misere=True), "2:2 1:1").returns() == [1, -1]
    assert after(nim.game((3,)), "1:3").returns() == [1, -1]


@pytest.mark.parametrize("heaps", [(), "12", 3, [0, 1], [101], [1.5], [1] * 21, None])
def test_bad_heaps_are_refused(heaps):
    with pytest.raises(ValueError, match=r"heaps must be .*; got "):
        nim.game(heaps)
