"""Simple Tak: Tak with flat stones only, which stay where they are put. Connect two opposite sides of the board.

The vector `s`: 0 the mover; 1 the size n; 2 the number of stones; 3 the winner's seat + 1 (0: none); 4.. the squares,
row by row (0 empty, otherwise 1 + the stone's player + 2 times the sum of the sides that it is connected to: 1 top,
2 bottom, 4 left, 8 right).
"""

import numpy as np

from spenvs.core.aec import constructors
from spenvs.core.draw import Element, Grid, Line
from spenvs.core.game import FiniteGame, option
from spenvs.core.rules import MOVER, OVER, rule

SIZE, COUNT, WINNER, CELL = range(1, 5)
TOP, BOTTOM, LEFT, RIGHT = 1, 2, 4, 8
BELOW, BESIDE = (-1, 1, 0, 0), (0, 0, -1, 1)


@rule
def start(s):
    s[MOVER] = 0


@rule
def legal(s, mask):
    board = s[CELL:]
    for square in range(board.size):
        mask[square] = board[square] == 0


@rule
def neighbour(s, square, k):
    """The k-th of the four neighbours of a square; -1 beyond the edge."""
    n = s[SIZE]
    row, column = square // n + BELOW[k], square % n + BESIDE[k]
    return row * n + column if 0 <= row < n and 0 <= column < n else -1


@rule
def sides(s, square):
    """The sides that a square lies at."""
    last = s[SIZE] - 1
    row, column = divmod(square, s[SIZE])
    found = TOP if row == 0 else BOTTOM if row == last else 0
    return found | (LEFT if column == 0 else RIGHT if column == last else 0)


@rule
def spread(s, square):
    """Turn all that are connected with a stone into stones of the same kind."""
    waiting = np.empty(s[SIZE] * s[SIZE], np.int16)
    waiting[0], count, stone = square, 1, s[CELL + square]
    while count > 0:
        count -= 1
        here = waiting[count]
        for k in range(4):
            there = neighbour(s, here, k)
            if there >= 0 and s[CELL + there] > 0 and (s[CELL + there] - stone) % 2 == 0 and s[CELL + there] != stone:
                s[CELL + there] = stone
                waiting[count] = there
                count += 1


@rule
def put(s, square, seat):
    """Put a stone on a square; give the sides that it is connected to."""
    touched = sides(s, square)
    for k in range(4):
        there = neighbour(s, square, k)
        if there >= 0 and s[CELL + there] > 0 and (s[CELL + there] - 1) % 2 == seat:
            touched |= (s[CELL + there] - 1) // 2
    s[CELL + square] = 1 + seat + 2 * touched
    if touched > 0:
        spread(s, square)
    return touched


@rule
def is_road(touched):
    """Whether these are two opposite sides, or more."""
    return touched & 3 == TOP | BOTTOM or touched & 12 == LEFT | RIGHT


@rule
def play(s, a):
    mover = s[MOVER]
    s[COUNT] += 1
    s[MOVER] = OVER if s[COUNT] == s[SIZE] * s[SIZE] else 1 - mover
    if is_road(put(s, a, mover)):
        s[WINNER] = 1 + mover
        s[MOVER] = OVER


@rule
def score(s, r):
    if s[WINNER] > 0:
        r[s[WINNER] - 1] = 1
        r[2 - s[WINNER]] = -1


@rule
def see(s, seat, x):
    """Two planes, row by row: where X stands, where O stands."""
    board, second = s[CELL:], x[s[SIZE] * s[SIZE] :]
    for square in range(board.size):
        stone = board[square]
        x[square] = stone & 1
        second[square] = (stone > 0) & (stone & 1 == 0)


def squares(s) -> list[list[str]]:
    """What each square shows: a stone, or its number where it is free."""
    n = int(s[SIZE])
    shown = ["OX"[stone % 2] if stone else str(square) for square, stone in enumerate(s[CELL:].tolist())]
    return [shown[i : i + n] for i in range(0, n * n, n)]


def describe(game, s, seat):
    width = len(game.actions[-1])
    board = "\n".join([" ".join([square.rjust(width) for square in row]) for row in squares(s)])
    return f"You play {'XO'[seat]}. The board (free squares show their number):\n{board}"


def show(game, s, seat) -> list[Element]:
    mover, winner, n = int(s[MOVER]), int(s[WINNER]), int(s[SIZE])
    state = f"player_{mover} to move" if mover != OVER else f"player_{winner - 1} wins" if winner else "a draw"
    stones = s[CELL:].tolist()
    joined = [divmod(square, n) for square, stone in enumerate(stones) if stone and is_road((stone - 1) // 2)]
    return [
        Grid(squares(s), {"X": "red", "O": "blue"}, "stones", marked=joined),
        Line(f"player_0: X, red; player_1: O, blue; {state}"),
    ]


def game(size: int = 4) -> FiniteGame:
    """Simple Tak.

    Args:
        size: rows and columns of the board, 2 to 16.
    """
    size = option("size", size, 2, 16)
    return FiniteGame(
        __name__,
        seats=2,
        options=(size,),
        actions=tuple(str(square) for square in range(size * size)),
        cells=CELL + size * size,
        view=2 * size * size,
        stake=1,
        brief=f"Simple Tak on {size} by {size} squares, numbered from 0, row by row. In turn, player_0 puts a stone X "
        "and player_1 a stone O on a free square. Whoever has a road of his own stones from the top row to the bottom "
        "row, or from the left column to the right one, wins. Stones of a road lie side by side or one above the "
        "other, not diagonally. A full board is a draw.",
    )


env, raw_env, parallel_env = constructors("SimpleTak-v0")
