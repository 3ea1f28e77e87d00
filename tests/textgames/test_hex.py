"""Hex by hand: chains, neighbours, the swap, and what is known of small boards."""

import random

import pytest

from baselines.learn.alphabeta import AlphaBeta
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import hex


def test_chains_connect_top_and_bottom_or_left_and_right(after):
    game = hex.game(3)
    assert after(game, "b1 a1 b2 a2 b3").returns() == [1, -1]
    assert after(game, "a1 a2 c3 b2 b3 c2").returns() == [-1, 1]
    assert after(game, "a2 b1 b2 a1 c2").mover == 1


def test_a_cell_touches_six_others(after):
    """From b2: c1 lies above it, a3 below; a1 and c3 do not touch it."""
    game = hex.game(3)
    assert after(game, "c1 a1 b2 c3 a3").mover == OVER
    assert after(game, "a1 c1 b2 a3 c3").mover == 1


@pytest.mark.parametrize("size", [2, 5, 9])
def test_somebody_always_wins(size):
    """Nobody can block without connecting (Nash)."""
    position, rng = Position(hex.game(size), 0), random.Random(size)
    for _ in range(50):
        position.begin()
        while position.mover != OVER:
            position.play(rng.choice(position.legal()))
        assert sorted(position.returns()) == [-1, 1]
        assert len(position.path) <= size * size


def test_the_same_board_is_the_same_position_by_whatever_moves(after):
    game = hex.game(4)
    assert (after(game, "a1 d4 b2 d3 a2 d2").s == after(game, "b2 d2 a2 d4 a1 d3").s).all()


def test_the_swap_takes_the_first_stone_over_mirrored(after):
    game = hex.game(4, swap=True)
    assert "swap" not in Position(game, 0).named()[0]
    assert "swap" in after(game, "b1").named()[0]
    position = after(game, "b1 swap")
    assert hex.board(position.s) == ["....", "O...", "....", "...."]
    assert position.mover == 0
    assert "swap" not in position.named()[0]
    assert "swap" not in after(game, "b1 swap c3").named()[0]
    assert "swap" not in after(game, "b1 c1").named()[0]


def test_a_stone_that_was_swapped_is_connected_to_its_new_side(after):
    """The stone on b1 becomes one on a2, at the left side of player_1, who goes on from there."""
    assert after(hex.game(3, swap=True), "b1 swap a1 b2 c1 c2").returns() == [-1, 1]


def test_the_first_player_wins_and_with_the_swap_the_second():
    """Nash's strategy stealing, by search."""
    for size, swap, value in ((2, False, 1), (2, True, -1), (3, False, 1), (3, True, -1), (4, False, 1)):
        game = hex.game(size, swap)
        verdict = AlphaBeta(game, nodes=10**7).search(game.first)
        assert verdict.proved
        assert verdict.value == pytest.approx(value, abs=1e-6)


def test_the_board_in_words(after):
    position = after(hex.game(3), "a2 c1")
    assert hex.describe(position.game, position.s, 1) == (
        "You play O and connect left and right. The board:\n  a b c\n1 . . O\n 2 X . .\n  3 . . ."
    )


def test_bad_options_are_refused():
    with pytest.raises(ValueError, match=r"^size must be an integer from 2 to 19; got 20$"):
        hex.game(20)
    with pytest.raises(ValueError, match=r"^swap must be True or False; got 'yes'$"):
        hex.game(swap="yes")
