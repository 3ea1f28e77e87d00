"""Breakthrough (Dan Troyka, 2000): pieces walk forward; whoever brings one to the far side wins.

The vector `s`: 0 the mover; 1 rows; 2 columns; 3 whether a piece may walk diagonally without capturing; 4 the pieces
of white (player_0); 5 those of black; 6 the winner's seat + 1 (0: none); 7.. the squares, row by row from white's side
(0 empty, 1 white, 2 black). Actions are the steps up, by white, and then those down, by black: row by row of where
they begin, within a row square by square, and for each to the left, straight and to the right, as far as the board
goes.
"""

from spenvs.core.aec import constructors
from spenvs.core.draw import Element, Grid, Line
from spenvs.core.game import FiniteGame, flag, option
from spenvs.core.rules import MOVER, OVER, rule

ROWS, COLUMNS, DIAGONALS, PIECES, WINNER, CELL = 1, 2, 3, 4, 6, 7
SHOWN = bytes.maketrans(bytes(range(3)), b".WB")
LETTERS = "abcdefghijklmnop"


@rule
def start(s):
    squares, two = s[ROWS] * s[COLUMNS], 2 * s[COLUMNS]
    s[PIECES] = s[PIECES + 1] = two
    for i in range(two):
        s[CELL + i] = 1
        s[CELL + squares - 1 - i] = 2


@rule
def may_step(there, side, other, diagonals):
    """Whether a piece may step to a side (-1 left, 0 straight, 1 right) where `there` stands (0: nothing)."""
    return (there == 0 and (side == 0 or diagonals == 1)) or (there == other and side != 0)


@rule
def legal(s, mask):
    columns, seat, diagonals = s[COLUMNS], s[MOVER], s[DIAGONALS]
    first, last, ahead = (0, s[ROWS] - 1, columns) if seat == 0 else (1, s[ROWS], -columns)
    action = 0 if seat == 0 else (s[ROWS] - 1) * (3 * columns - 2)  # straight ahead: nothing is left of the first
    for row in range(first, last):
        left = CELL + row * columns
        for place in range(left, left + columns):
            if s[place] == 1 + seat:
                for side in range(-1 if place > left else 0, 2 if place < left + columns - 1 else 1):
                    mask[action + side] = may_step(s[place + ahead + side], side, 2 - seat, diagonals)
            action += 3
        action -= 2


@rule
def stuck(s):
    """Whether the mover has no step, which can be only where free squares are entered straight ahead."""
    columns, seat = s[COLUMNS], s[MOVER]
    first, last, ahead = (0, s[ROWS] - 1, columns) if seat == 0 else (1, s[ROWS], -columns)
    for row in range(first, last):
        left = CELL + row * columns
        for place in range(left, left + columns):
            if s[place] == 1 + seat:
                for side in range(-1 if place > left else 0, 2 if place < left + columns - 1 else 1):
                    if may_step(s[place + ahead + side], side, 2 - seat, s[DIAGONALS]):
                        return False
    return True


@rule
def play(s, a):
    rows, columns, mover = s[ROWS], s[COLUMNS], s[MOVER]
    row, step = divmod(a, 3 * columns - 2)
    row -= mover * (rows - 2)
    column, side = (step + 1) // 3, (step + 1) % 3 - 1
    ahead = row + 1 - 2 * mover
    target = CELL + ahead * columns + column + side
    if s[target] > 0:
        s[PIECES + 1 - mover] -= 1
    s[CELL + row * columns + column] = 0
    s[target] = 1 + mover
    s[MOVER] = 1 - mover
    home = ahead == (0 if mover == 1 else rows - 1)
    if home or s[PIECES + 1 - mover] == 0 or (s[DIAGONALS] == 0 and stuck(s)):
        s[MOVER] = OVER
        s[WINNER] = 1 + mover


@rule
def score(s, r):
    r[s[WINNER] - 1] = 1
    r[2 - s[WINNER]] = -1


@rule
def see(s, seat, x):
    """Where white stands, where black stands, row by row from white's side; then whether white is to move."""
    squares = s[ROWS] * s[COLUMNS]
    for square in range(squares):
        x[square] = s[CELL + square] == 1
        x[squares + square] = s[CELL + square] == 2
    x[2 * squares] = s[MOVER] == 0


def board(s) -> list[str]:
    """The rows from black's side, one character a square."""
    rows, columns = int(s[ROWS]), int(s[COLUMNS])
    cells = s[CELL:].astype("i1").tobytes().translate(SHOWN).decode()
    return [cells[row * columns : (row + 1) * columns] for row in reversed(range(rows))]


def describe(game, s, seat):
    rows = board(s)
    width = len(str(len(rows)))
    drawn = [f"{len(rows) - i:>{width}} {' '.join(row)}" for i, row in enumerate(rows)]
    letters = " " * (width + 1) + " ".join(LETTERS[: len(rows[0])])
    role = "W (white) and move up" if seat == 0 else "B (black) and move down"
    return "\n".join([f"You play {role}. The board:", *drawn, letters])


def show(game, s, seat) -> list[Element]:
    mover, rows = int(s[MOVER]), board(s)
    state = f"player_{s[WINNER] - 1} wins" if mover == OVER else f"player_{mover} ({('white', 'black')[mover]}) to move"
    names = [str(i) for i in range(len(rows), 0, -1)]
    squares = [[square.replace(".", "·") for square in row] for row in rows]
    grid = Grid(squares, {"W": "white", "B": "black"}, "stones", LETTERS[: len(rows[0])], sides=names)
    return [grid, Line(f"white {s[PIECES]} pieces, black {s[PIECES + 1]}: {state}")]


def names(rows: int, columns: int) -> list[str]:
    """The steps in the order of their numbers, as "a2b3"."""
    return [
        f"{LETTERS[column]}{row + 1}{LETTERS[column + side]}{row + 1 + ahead}"
        for ahead, first in ((1, 0), (-1, 1))
        for row in range(first, first + rows - 1)
        for column in range(columns)
        for side in (-1, 0, 1)
        if 0 <= column + side < columns
    ]


def game(rows: int = 8, columns: int = 8, diagonals: bool = True) -> FiniteGame:
    """Breakthrough.

    Args:
        rows: 4 to 16.
        columns: 2 to 16.
        diagonals: a piece may also walk diagonally to a free square; otherwise only straight ahead, and who cannot
            move loses. It captures diagonally in either case.
    """
    rows, columns = option("rows", rows, 4, 16), option("columns", columns, 2, 16)
    diagonals = flag("diagonals", diagonals)
    step = "straight or diagonally to a free square" if diagonals else "straight to a free square"
    lost = "" if diagonals else ", or can no longer move,"
    return FiniteGame(
        __name__,
        seats=2,
        options=(rows, columns, diagonals),
        actions=tuple(names(rows, columns)),
        cells=CELL + rows * columns,
        view=2 * rows * columns + 1,
        stake=1,
        brief=f"Breakthrough on {rows} rows of {columns} squares; columns have letters, rows numbers from below. "
        "player_0 with white pieces (W) begins in the two lowest rows and moves up, player_1 with black ones (B) "
        "begins in the two highest and moves down. In turn, they move one piece one row forward: "
        f"{step}, or diagonally to capture a piece of the other player. "
        '"a2b3" moves the piece on a2 to b3. Whoever brings a piece to the last row wins; who has lost all '
        f"pieces{lost} loses.",
    )


env, raw_env, parallel_env = constructors("Breakthrough-v0")
