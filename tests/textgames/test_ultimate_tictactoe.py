"""Ultimate tic-tac-toe by hand: where one must play, what closes a board, how it ends."""

import random

import pytest

from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import ultimate_tictactoe


@pytest.fixture
def then(after):
    return lambda moves: after(ultimate_tictactoe.game(), moves)


def boards(position):
    return sorted({name.split(":")[0] for name in position.named()[0]})


def test_the_square_says_in_which_board_the_next_move_is_made(then):
    assert boards(then("")) == list("012345678")
    assert then("4:2").named()[0] == [f"2:{square}" for square in range(9)]
    assert then("4:2 2:4").named()[0] == [f"4:{square}" for square in (0, 1, 3, 4, 5, 6, 7, 8)]


@pytest.mark.parametrize("line", ["012", "345", "678", "036", "147", "258", "048", "246"])
def test_every_line_wins_a_board(line):
    """X completes it in board 0, in which nobody may play any more."""
    position = Position(ultimate_tictactoe.game(), 0)
    s = position.s
    for square in line[:2]:
        s[ultimate_tictactoe.CELL + int(square)] = 1
    position.play(int(line[2]))
    assert s[ultimate_tictactoe.OWNER] == 1
    assert all(int(name[0]) != 0 for name in position.named()[0])


def test_random_games_follow_the_rules_written_down_a_second_time():
    lines = ["012", "345", "678", "036", "147", "258", "048", "246"]
    position, rng, ends = Position(ultimate_tictactoe.game(), 0), random.Random(0), set()

    def winner(marks):
        return next((m for m in "XO" for line in lines if all(marks[int(i)] == m for i in line)), None)

    for _ in range(200):
        position.begin()
        cells, forced, turn = [["."] * 9 for _ in range(9)], None, 0
        while position.mover != OVER:
            closed = [winner(board) is not None or "." not in board for board in cells]
            allowed = [b for b in range(9) if not closed[b] and forced in (None, b)]
            expected = [f"{b}:{c}" for b in allowed for c in range(9) if cells[b][c] == "."]
            assert position.named()[0] == expected
            name = rng.choice(expected)
            board, cell = int(name[0]), int(name[2])
            position.play(position.game.names[name])
            cells[board][cell] = "XO"[turn % 2]
            forced = None if winner(cells[cell]) or "." not in cells[cell] else cell
            turn += 1
        large = [winner(board) or "." for board in cells]
        won = winner(large)
        assert position.returns() == {"X": [1, -1], "O": [-1, 1], None: [0, 0]}[won]
        assert won or all("." not in board or winner(board) for board in cells)
        ends.add(won)
    assert ends == {"X", "O", None}


def test_the_boards_in_words(then):
    position = then("4:2 2:4")
    text = ultimate_tictactoe.describe(position.game, position.s, 0).splitlines()
    assert text[0].startswith("You play X.")
    assert text[1:4] == [". . . | . . . | . . .", ". . . | . . . | . O .", ". . . | . . . | . . ."]
    assert text[5] == ". . . | . . X | . . ."
    assert text[-1] == "Won: no board yet. player_0 must play in board 4."
