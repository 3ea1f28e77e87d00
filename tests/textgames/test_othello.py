"""Othello by hand: turning discs, passes, ends, and what is known of small boards."""

import random

import pytest

from baselines.learn.alphabeta import AlphaBeta
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import othello


def test_the_first_moves():
    position = Position(othello.game(), 0)
    assert position.named()[0] == ["d3", "c4", "f5", "e6"]
    position.play(position.game.names["d3"])
    assert position.named()[0] == ["c3", "e3", "c5"]


def test_what_is_enclosed_turns(after):
    """In a column, in a diagonal, and in a row."""
    assert othello.board(after(othello.game(4), "b1").s) == [".B..", ".BB.", ".BW.", "...."]
    assert othello.board(after(othello.game(4), "b1 a1").s) == ["WB..", ".WB.", ".BW.", "...."]
    assert othello.board(after(othello.game(4), "b1 a3").s) == [".B..", ".BB.", "WWW.", "...."]


def test_lines_end_at_the_edge():
    """No line runs from the end of a row into the next, in any position of random games."""
    position, rng = Position(othello.game(6), 0), random.Random(0)
    for _ in range(50):
        position.begin()
        while position.mover != OVER:
            own, other = "BW"[position.mover], "WB"[position.mover]
            rows = othello.board(position.s)
            assert set(position.named()[0]) == (slow_moves(rows, own, other) or {"pass"})
            position.play(rng.choice(position.legal()))
        board = "".join(othello.board(position.s))
        assert (board.count("B") > board.count("W")) == (position.returns() == [1, -1])
        assert [board.count("B"), board.count("W")] == position.s[othello.DISCS : othello.CELL].tolist()


def slow_moves(rows, own, other):
    """The squares from which a line of the other's discs leads to an own one, found by looking at words."""
    n, found = len(rows), set()
    for row in range(n):
        for column in range(n):
            for down in (-1, 0, 1):
                for right in (-1, 0, 1):
                    ray = [(row + down * k, column + right * k) for k in range(1, n)]
                    word = "".join(rows[i][j] for i, j in ray if 0 <= i < n and 0 <= j < n and (down or right))
                    turned = len(word) - len(word.lstrip(other))
                    if rows[row][column] == "." and turned and word[turned : turned + 1] == own:
                        found.add(f"{othello.LETTERS[column]}{row + 1}")
    return found


def test_who_cannot_move_passes_and_the_other_goes_on():
    position, rng, passed = Position(othello.game(4), 0), random.Random(1), 0
    for _ in range(100):
        position.begin()
        while position.mover != OVER:
            if "pass" in position.named()[0]:
                assert position.named()[0] == ["pass"]
                mover, board = position.mover, othello.board(position.s)
                position.play(position.legal()[0])
                assert position.mover == 1 - mover
                assert othello.board(position.s) == board
                assert "pass" not in position.named()[0]
                passed += 1
            position.play(rng.choice(position.legal()))
    assert passed > 20


def test_white_wins_on_four_by_four():
    """By 11 to 3, with two squares left."""
    game = othello.game(4)
    verdict = AlphaBeta(game, nodes=10**7).search(game.first)
    assert verdict.proved
    assert verdict.value == pytest.approx(-1, abs=1e-6)


def test_the_board_in_words(after):
    position = after(othello.game(4), "b1")
    assert othello.describe(position.game, position.s, 1) == (
        "You play W (white). The board:\n  a b c d\n1 . B . .\n2 . B B .\n3 . B W .\n4 . . . .\nDiscs: B 4, W 1."
    )


def test_wide_boards_stay_aligned():
    position = Position(othello.game(16), 0)
    lines = othello.describe(position.game, position.s, 0).splitlines()[1:-1]
    assert {len(line) for line in lines} == {2 + 2 * 16}


@pytest.mark.parametrize("size", [2, 5, 18, "8"])
def test_bad_sizes_are_refused(size):
    with pytest.raises(ValueError, match=r"^size must be "):
        othello.game(size)
