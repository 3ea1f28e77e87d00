"""Hex (Piet Hein, 1942): connect your two sides of a board of hexagons; somebody always does.

The vector `s`: 0 the mover; 1 the size n; 2 whether the second player may swap; 3 the number of moves made; 4 the
winner's seat + 1 (0: none); 5.. the cells, row by row (0 empty, otherwise 1 + the stone's player + 2 times what it is
connected to: 1 the first of its player's sides, 2 the second, 3 both). Player 0 connects top and bottom, player 1 left
and right. With the swap, the last action is "swap".
"""

import numpy as np

from spenvs.core.aec import constructors
from spenvs.core.draw import Element, Grid, Line
from spenvs.core.game import FiniteGame, flag, option
from spenvs.core.rules import MOVER, OVER, rule

SIZE, SWAP, COUNT, WINNER, CELL = range(1, 6)
BOTH = 3
BELOW, BESIDE = (0, 0, -1, -1, 1, 1), (-1, 1, 0, 1, -1, 0)
SHOWN = bytes.maketrans(bytes(range(9)), b".XOXOXOXO")
LETTERS = "abcdefghijklmnopqrs"


@rule
def start(s):
    s[MOVER] = 0


@rule
def legal(s, mask):
    cells = s[SIZE] * s[SIZE]
    board = s[CELL:]
    for cell in range(cells):
        mask[cell] = board[cell] == 0
    if s[SWAP] == 1 and s[COUNT] == 1:
        mask[cells] = 1


@rule
def beside(s, cell, k):
    """The k-th of the six neighbours of a cell; -1 beyond the edge."""
    n = s[SIZE]
    row, column = cell // n + BELOW[k], cell % n + BESIDE[k]
    return row * n + column if 0 <= row < n and 0 <= column < n else -1


@rule
def edges(s, cell, seat):
    """Which of a player's sides a cell lies at."""
    n = s[SIZE]
    along = cell // n if seat == 0 else cell % n
    return (1 if along == 0 else 0) + (2 if along == n - 1 else 0)


@rule
def spread(s, cell):
    """Turn all that are connected with a stone into stones of the same kind."""
    waiting = np.empty(s[SIZE] * s[SIZE], np.int16)
    waiting[0], count, stone = cell, 1, s[CELL + cell]
    while count > 0:
        count -= 1
        here = waiting[count]
        for k in range(6):
            there = beside(s, here, k)
            if there >= 0 and s[CELL + there] > 0 and (s[CELL + there] - stone) % 2 == 0 and s[CELL + there] != stone:
                s[CELL + there] = stone
                waiting[count] = there
                count += 1


@rule
def put(s, cell, seat):
    """Put a stone on a cell; give what it is connected to."""
    touched = edges(s, cell, seat)
    for k in range(6):
        there = beside(s, cell, k)
        if there >= 0 and s[CELL + there] > 0 and (s[CELL + there] - 1) % 2 == seat:
            touched |= (s[CELL + there] - 1) // 2
    s[CELL + cell] = 1 + seat + 2 * touched
    if touched > 0:
        spread(s, cell)
    return touched


@rule
def play(s, a):
    """A swap takes the first stone off, and puts one of the other player on the cell across the long diagonal."""
    n, mover = s[SIZE], s[MOVER]
    s[COUNT] += 1
    s[MOVER] = 1 - mover
    if a == n * n:
        first = 0
        while s[CELL + first] == 0:
            first += 1
        s[CELL + first] = 0
        a = first % n * n + first // n
    if put(s, a, mover) == BOTH:
        s[WINNER] = 1 + mover
        s[MOVER] = OVER


@rule
def score(s, r):
    r[s[WINNER] - 1] = 1
    r[2 - s[WINNER]] = -1


@rule
def see(s, seat, x):
    """Where X stands, where O stands, row by row; then whether X is to move."""
    cells = s[SIZE] * s[SIZE]
    board, second = s[CELL:], x[cells:]
    for cell in range(cells):
        stone = board[cell]
        x[cell] = stone & 1
        second[cell] = (stone > 0) & (stone & 1 == 0)
    x[2 * cells] = s[MOVER] == 0


def board(s) -> list[str]:
    """The rows from the top, one character a cell."""
    n = int(s[SIZE])
    cells = s[CELL:].astype("i1").tobytes().translate(SHOWN).decode()
    return [cells[row * n : (row + 1) * n] for row in range(n)]


def describe(game, s, seat):
    rows = board(s)
    width = len(str(len(rows)))
    letters = " " * (width + 1) + " ".join(LETTERS[: len(rows)])
    drawn = [f"{' ' * i}{i + 1:>{width}} {' '.join(row)}" for i, row in enumerate(rows)]
    role = "X and connect top and bottom" if seat == 0 else "O and connect left and right"
    return "\n".join([f"You play {role}. The board:", letters, *drawn])


def show(game, s, seat) -> list[Element]:
    mover, winner, n = int(s[MOVER]), int(s[WINNER]), int(s[SIZE])
    state = f"player_{winner - 1} wins" if winner else f"player_{mover} to move"
    cells = s[CELL:].tolist()
    joined = [divmod(cell, n) for cell, stone in enumerate(cells) if winner and stone == winner + 2 * BOTH]
    numbers = [str(i) for i in range(1, n + 1)]
    squares = [row.replace(".", "·") for row in board(s)]
    colours = {"X": "red", "O": "blue"}
    grid = Grid(squares, colours, "hexes", LETTERS[:n], joined, numbers, edges=("red", "blue"))
    roles = "player_0: X, red, top to bottom; player_1: O, blue, left to right"
    return [grid, Line(roles), Line(state)]


def game(size: int = 7, swap: bool = False) -> FiniteGame:
    """Hex.

    Args:
        size: rows and columns of the board, 2 to 19.
        swap: the second player may answer the first move by taking it over, mirrored, which makes the game even.
    """
    size, swap = option("size", size, 2, 19), flag("swap", swap)
    cells = tuple(f"{LETTERS[column]}{row + 1}" for row in range(size) for column in range(size))
    pie = (
        ' As its first move, player_1 may say "swap": the stone of player_0 becomes one of player_1 on the mirrored '
        "cell, so that a2 becomes b1."
    )
    return FiniteGame(
        __name__,
        seats=2,
        options=(size, swap),
        actions=(*cells, "swap") if swap else cells,
        cells=CELL + size * size,
        view=2 * size * size + 1,
        stake=1,
        brief=f"Hex on {size} by {size} hexagons; columns have letters, rows numbers, and each row stands half a cell "
        "further to the right than the one above. A cell touches six others: b2 touches a2, c2, b1, c1, a3 and b3. In "
        "turn, player_0 puts an X on a free cell and player_1 an O. player_0 wins by a chain of touching X from the "
        "top row to the bottom row, player_1 by a chain of touching O from the left column to the right one."
        f"{pie * swap}",
    )


env, raw_env, parallel_env = constructors("Hex-v0")
