"""Breakthrough by hand: steps, captures, ends, and TextArena's variant."""

import random

import pytest

from baselines.learn.alphabeta import AlphaBeta
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import breakthrough


def names(position):
    return position.named()[0]


def test_the_first_moves():
    position = Position(breakthrough.game(), 0)
    assert len(names(position)) == 22
    assert {"a2a3", "a2b3", "h2g3", "h2h3"} < set(names(position))
    position.play(position.game.names["a2b3"])
    assert {"a7a6", "h7g6"} < set(names(position))
    assert len(names(position)) == 22


def test_straight_ahead_is_no_capture_and_diagonally_is(after):
    """White's c3 meets black's c4 and d4."""
    position = after(breakthrough.game(6, 6), "c2c3 c5c4 a2a3 d5d4")
    assert "c3c4" not in names(position)
    assert {"c3b4", "c3d4"} < set(names(position))
    taken = after(breakthrough.game(6, 6), "c2c3 c5c4 a2a3 d5d4 c3d4")
    assert taken.s[breakthrough.PIECES : breakthrough.WINNER].tolist() == [12, 11]


def test_the_far_side_wins(after):
    position = after(breakthrough.game(4, 2), "a2b3 a3b2 b3a4")
    assert position.mover == OVER
    assert position.returns() == [1, -1]
    assert after(breakthrough.game(4, 2), "a2b3 a3b2 a1b2 a4b3 b2a3 b4a3 b1b2 b3a2 b2b3 a2a1").returns() == [-1, 1]


def test_diagonal_steps_may_be_left_to_captures(after):
    game = breakthrough.game(6, 6, diagonals=False)
    assert names(Position(game, 0)) == [f"{column}2{column}3" for column in "abcdef"]
    assert "c3d4" in names(after(game, "c2c3 d5d4"))


def test_who_cannot_move_loses():
    """Only where pieces do not walk diagonally: all are blocked, and the one to move has lost."""
    game, rng, stuck = breakthrough.game(4, 2, diagonals=False), random.Random(0), 0
    position = Position(game, 0)
    for _ in range(200):
        position.begin()
        while position.mover != OVER:
            last = position.mover
            assert position.legal()
            position.play(rng.choice(position.legal()))
        board = breakthrough.board(position.s)
        if "W" not in board[0] and "B" not in board[-1] and {"W", "B"} <= set("".join(board)):
            stuck += 1
            assert position.returns()[last] == 1
    assert stuck > 5


def test_every_step_has_one_name():
    for rows, columns in ((8, 8), (4, 2), (16, 16), (5, 9)):
        game = breakthrough.game(rows, columns)
        assert len(set(game.actions)) == len(game.actions) == 2 * (rows - 1) * (3 * columns - 2)


def test_the_second_player_wins_on_four_by_four():
    game = breakthrough.game(4, 4)
    verdict = AlphaBeta(game, nodes=10**7).search(game.first)
    assert verdict.proved
    assert verdict.value == pytest.approx(-1, abs=1e-6)


def test_the_board_in_words(after):
    position = after(breakthrough.game(5, 3), "a2b3")
    assert breakthrough.describe(position.game, position.s, 1) == (
        "You play B (black) and move down. The board:\n5 B B B\n4 B B B\n3 . W .\n2 . W W\n1 W W W\n  a b c"
    )


@pytest.mark.parametrize("options", [{"rows": 3}, {"columns": 1}, {"columns": 17}, {"diagonals": "yes"}])
def test_bad_options_are_refused(options):
    with pytest.raises(ValueError, match="must be"):
        breakthrough.game(**options)
