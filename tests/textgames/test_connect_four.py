"""Connect Four by hand, and by the numbers of positions that others have counted."""

import pytest

from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import connect_four


def test_positions_after_each_number_of_moves():
    """As in OEIS A212693 (Tromp)."""
    game = connect_four.game()
    level, counts = {Position(game, 0).s.tobytes(): Position(game, 0)}, []
    for _ in range(6):
        counts.append(len(level))
        following = {}
        for position in level.values():
            for action in position.legal():
                child = position.copy()
                child.play(action)
                following.setdefault(child.s.tobytes(), child)
        level = following
    assert [*counts, len(level)] == [1, 7, 49, 238, 1120, 4263, 16422]


@pytest.mark.parametrize(
    "moves",
    [
        "3 0 3 0 3 0 3",
        "0 0 1 1 2 2 3",
        "6 6 5 5 3 3 4",
        "0 1 1 2 2 3 2 3 3 6 3",
        "6 5 5 4 4 3 4 3 3 0 3",
    ],
    ids=["column", "row", "row, from within", "rising", "falling"],
)
def test_four_in_a_line_win(after, moves):
    position = after(connect_four.game(), moves)
    assert position.mover == OVER
    assert position.returns() == [1, -1]
    assert after(connect_four.game(), moves.rpartition(" ")[0]).mover != OVER


def test_no_line_runs_over_the_edge(after):
    """Columns 5, 6 of one row and 0, 1 of the next are no line."""
    assert after(connect_four.game(), "5 0 6 1 0 2 1").mover != OVER


def test_player_1_may_win(after):
    assert after(connect_four.game(), "0 3 0 3 0 3 1 3").returns() == [-1, 1]


def test_a_full_column_is_closed(after):
    position = after(connect_four.game(), "0 0 0 0 0 0")
    assert position.legal() == (1, 2, 3, 4, 5, 6)


def test_a_full_board_is_a_draw(after):
    position = after(connect_four.game(2, 3, 3), "0 1 2 0 1 2")
    assert position.mover == OVER
    assert position.returns() == [0, 0]


def test_a_line_on_the_last_cell_wins(after):
    assert after(connect_four.game(1, 4, 2), "0 2 3 1").returns() == [-1, 1]


def test_the_board_in_words(after):
    position = after(connect_four.game(3, 4), "1 1 3")
    assert connect_four.describe(position.game, position.s, 1).splitlines()[1:] == [
        ". . . .",
        ". O . .",
        ". X . X",
        "0 1 2 3",
    ]


def test_wide_boards_stay_aligned(after):
    position = after(connect_four.game(2, 11), "10 0")
    lines = connect_four.describe(position.game, position.s, 0).splitlines()[1:]
    assert len({len(line) for line in lines}) == 1
    assert lines[-1].split() == [str(column) for column in range(11)]


def test_bad_options_are_refused():
    with pytest.raises(ValueError, match=r"^line must be an integer from 2 to 7; got 8$"):
        connect_four.game(line=8)
    with pytest.raises(ValueError, match=r"^rows must be an integer from 1 to 20; got '6'$"):
        connect_four.game(rows="6")
