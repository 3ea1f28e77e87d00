"""Tic-tac-toe by hand: lines, boards, variants."""

import pytest

from spenvs.core.rules import OVER
from spenvs.textgames import tictactoe


@pytest.mark.parametrize("line", ["0 1 2", "3 4 5", "6 7 8", "0 3 6", "1 4 7", "2 5 8", "0 4 8", "2 4 6"])
def test_every_line_wins(after, line):
    a, b, c = line.split()
    d, e = [cell for cell in "012345678" if cell not in line][:2]
    position = after(tictactoe.game(), f"{a} {d} {b} {e} {c}")
    assert position.mover == OVER
    assert position.returns() == [1, -1]
    assert position.legal() == ()


def test_player_1_may_win(after):
    assert after(tictactoe.game(), "0 3 1 4 8 5").returns() == [-1, 1]


def test_a_full_board_is_a_draw(after):
    position = after(tictactoe.game(), "0 1 2 4 3 5 7 6 8")
    assert position.mover == OVER
    assert position.returns() == [0, 0]


def test_a_line_on_the_last_square_wins(after):
    assert after(tictactoe.game(), "0 1 2 3 4 5 7 6 8").returns() == [1, -1]


def test_misere_loses_by_a_line(after):
    assert after(tictactoe.game(misere=True), "0 3 1 4 2").returns() == [-1, 1]


def test_wild_marks_are_anybodys(after):
    """Player_1 completes a line of player_0's marks."""
    game = tictactoe.game(wild=True)
    assert after(game, "X0 X1").mover == 0
    assert after(game, "X0 X1 O4 X2").returns() == [-1, 1]
    assert after(game, "O0 X1 O4 O8").returns() == [-1, 1]
    assert after(tictactoe.game(wild=True, misere=True), "X0 X1 O4 X2").returns() == [1, -1]


def test_no_line_runs_over_the_edge(after):
    """On three rows of four squares: 2, 3, 4 are not in a row, nor 3, 4, 5, nor 1, 6, 8 in a diagonal."""
    game = tictactoe.game(rows=3, columns=4)
    for moves in ("2 0 3 1 4", "3 0 4 1 5", "1 0 6 2 8"):
        assert after(game, moves).mover == 1
    assert after(game, "1 0 6 2 11").returns() == [1, -1]
    assert after(game, "2 0 5 1 8").returns() == [1, -1]


def test_longer_lines_count_from_the_middle(after):
    game = tictactoe.game(rows=1, columns=9, line=4)
    assert after(game, "0 8 1 7 3 6").mover == 0
    assert after(game, "0 8 1 7 3 6 2").returns() == [1, -1]


def test_squares_show_their_number(after):
    position = after(tictactoe.game(), "4 0")
    assert tictactoe.describe(position.game, position.s, 0).endswith("O 1 2\n3 X 5\n6 7 8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rows": 0}, "rows must be an integer from 1 to 19; got 0"),
        ({"columns": 20}, "columns must be an integer from 1 to 19; got 20"),
        ({"line": 4}, "line must be an integer from 2 to 3; got 4"),
        ({"misere": "yes"}, "misere must be True or False; got 'yes'"),
        ({"wild": 2}, "wild must be True or False; got 2"),
        ({"rows": True}, "rows must be an integer from 1 to 19; got True"),
    ],
)
def test_bad_options_are_refused(options, said):
    with pytest.raises(ValueError, match="must be") as refusal:
        tictactoe.game(**options)
    assert str(refusal.value) == said


def test_a_draw_may_pay(after):
    position = after(tictactoe.game(draw=0.1), "0 1 2 4 3 5 7 6 8")
    assert position.returns() == [0.1, 0.1]
    assert after(tictactoe.game(draw=0.1), "0 3 1 4 2").returns() == [1, -1]
    assert after(tictactoe.game(draw=-0.125), "0 1 2 4 3 5 7 6 8").returns() == [-0.125, -0.125]
    assert tictactoe.game().zero_sum
    assert not tictactoe.game(draw=0.1).zero_sum
    assert "pays +0.1 to each" in tictactoe.game(draw=0.1).brief


@pytest.mark.parametrize("draw", [1.5, -2, 0.1234, "0.1", True, float("nan"), None])
def test_a_bad_draw_is_refused(draw):
    with pytest.raises(ValueError, match=r"^draw must be a number from -1 to 1 with at most three decimals; got "):
        tictactoe.game(draw=draw)
