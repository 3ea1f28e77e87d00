"""Tic-tac-toe on any board: m rows, n columns, k in a row; misère (a line loses) and wild (either mark) variants.

The vector `s`: 0 the mover; 1 rows; 2 columns; 3 how many in a row; 4 misère; 5 wild; 6 what a draw pays, in
thousandths; 7 the number of marks; 8 the winner's seat + 1 (0: none); 9.. the cells, row by row (0 empty, 1 X, 2 O).
"""

from spenvs.core.aec import constructors
from spenvs.core.draw import Element, Grid, Line, lines
from spenvs.core.game import FiniteGame, flag, option, thousandths
from spenvs.core.rules import MOVER, OVER, rule

ROWS, COLUMNS, LINE, MISERE, WILD, DRAW, COUNT, WINNER, CELL = range(1, 10)
MARKS = ("", "X", "O")


@rule
def start(s):
    s[MOVER] = 0


@rule
def legal(s, mask):
    cells = s[ROWS] * s[COLUMNS]
    for cell in range(cells):
        mask[cell] = s[CELL + cell] == 0
    if s[WILD]:
        mask[cells : 2 * cells] = mask[:cells]


@rule
def run(s, cell, step, most):
    """Count the equal marks that follow a cell in one direction, looking at `most` cells."""
    mark, n = s[CELL + cell], 0
    while n < most and s[CELL + cell + (n + 1) * step] == mark:
        n += 1
    return n


@rule
def completes(s, cell):
    """Whether a mark stands in a line that is long enough."""
    columns = s[COLUMNS]
    row, left = divmod(cell, columns)
    below, right = s[ROWS] - 1 - row, columns - 1 - left
    line = s[LINE] - 1
    return (
        run(s, cell, 1, right) + run(s, cell, -1, left) >= line
        or run(s, cell, columns, below) + run(s, cell, -columns, row) >= line
        or run(s, cell, columns + 1, min(below, right)) + run(s, cell, -columns - 1, min(row, left)) >= line
        or run(s, cell, columns - 1, min(below, left)) + run(s, cell, 1 - columns, min(row, right)) >= line
    )


@rule
def play(s, a):
    cells, mover = s[ROWS] * s[COLUMNS], s[MOVER]
    cell, mark = (a % cells, a // cells) if s[WILD] else (a, mover)
    s[CELL + cell] = 1 + mark
    s[COUNT] += 1
    s[MOVER] = OVER if s[COUNT] == cells else 1 - mover
    if s[COUNT] >= s[LINE] and completes(s, cell):
        s[MOVER] = OVER
        s[WINNER] = 1 + (1 - mover if s[MISERE] else mover)


@rule
def score(s, r):
    if s[WINNER] > 0:
        r[s[WINNER] - 1] = 1
        r[2 - s[WINNER]] = -1
    else:
        r[0] = r[1] = s[DRAW] / 1000


@rule
def see(s, seat, x):
    """Two planes, row by row: where X stands, where O stands."""
    cells = s[ROWS] * s[COLUMNS]
    board, second = s[CELL:], x[cells:]
    for cell in range(cells):
        x[cell] = board[cell] == 1
        second[cell] = board[cell] == 2


def squares(s) -> list[list[str]]:
    """What each square shows: a mark, or its number where it is free."""
    rows, columns = int(s[ROWS]), int(s[COLUMNS])
    shown = [MARKS[mark] or str(cell) for cell, mark in enumerate(s[CELL : CELL + rows * columns].tolist())]
    return [shown[row * columns : (row + 1) * columns] for row in range(rows)]


def describe(game, s, seat):
    width = len(str(int(s[ROWS]) * int(s[COLUMNS]) - 1))
    board = "\n".join([" ".join([square.rjust(width) for square in row]) for row in squares(s)])
    role = "" if s[WILD] else f"You play {MARKS[1 + seat]}. "
    return f"{role}The board (free squares show their number):\n{board}"


def show(game, s, seat) -> list[Element]:
    mover, winner, board = int(s[MOVER]), int(s[WINNER]), squares(s)
    state = f"player_{mover} to move" if mover != OVER else f"player_{winner - 1} wins" if winner else "a draw"
    line = lines(board, "XO", int(s[LINE])) if winner else ()
    return [Grid(board, {"X": "blue", "O": "red"}, marked=line), Line(state)]


def game(
    rows: int = 3, columns: int = 3, line: int = 3, misere: bool = False, wild: bool = False, draw: float = 0.0
) -> FiniteGame:
    """Tic-tac-toe on any board.

    Args:
        rows: 1 to 19.
        columns: 1 to 19.
        line: how many equal marks in a row, column or diagonal end the game, from 2 to the longer side.
        misere: whoever completes a line loses instead of winning.
        wild: both players may place X or O, and any line counts.
        draw: what a draw pays to each player, from -1 to 1 in thousandths; unless it is 0, the game is not zero-sum.
    """
    rows, columns = option("rows", rows, 1, 19), option("columns", columns, 1, 19)
    line = option("line", line, 2, max(rows, columns, 2))
    misere, wild = flag("misere", misere), flag("wild", wild)
    cells = rows * columns
    numbers = [str(cell) for cell in range(cells)]
    actions = [mark + number for mark in "XO" for number in numbers] if wild else numbers
    marking = (
        "place X or O on a free square"
        if wild
        else "place their mark, X for player_0 and O for player_1, on a free square"
    )
    return FiniteGame(
        __name__,
        seats=2,
        options=(rows, columns, line, misere, wild, thousandths("draw", draw)),
        actions=tuple(actions),
        cells=CELL + cells,
        view=2 * cells,
        stake=1,
        brief=f"Tic-tac-toe on {rows} rows of {columns} squares, numbered from 0. In turn, two players {marking}. "
        f"Whoever completes {line} equal marks in a row, column or diagonal {'loses' if misere else 'wins'}; a full "
        f"board is a draw{f', which pays {draw:+g} to each' if draw else ''}.",
        zero_sum=draw == 0,
    )


env, raw_env, parallel_env = constructors("TicTacToe-v0")
