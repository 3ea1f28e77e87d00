"""Connect Four on any board, with any length of line.

The vector `s`: 0 the mover; 1 rows; 2 columns; 3 how many in a row; 4 what a draw pays, in thousandths; 5 the number of
discs; 6 the winner's seat + 1 (0: none); 7.. how many discs each column holds; then the cells, row by row from the top
(0 empty, 1 X, 2 O).
"""

from spenvs.core.aec import constructors
from spenvs.core.draw import Element, Grid, Line, lines
from spenvs.core.game import FiniteGame, option, thousandths
from spenvs.core.rules import MOVER, OVER, rule

ROWS, COLUMNS, LINE, DRAW, COUNT, WINNER, HEIGHT = range(1, 8)
SHOWN = bytes.maketrans(bytes(range(3)), b".XO")


@rule
def start(s):
    s[MOVER] = 0


@rule
def legal(s, mask):
    for column in range(s[COLUMNS]):
        mask[column] = s[HEIGHT + column] < s[ROWS]


@rule
def run(s, place, step, most):
    """Count the discs of the same player that follow a disc in one direction, looking at `most` cells."""
    disc, n = s[place], 0
    while n < most and s[place + (n + 1) * step] == disc:
        n += 1
    return n


@rule
def completes(s, row, column):
    """Whether the disc that was dropped last stands in a line that is long enough."""
    columns = s[COLUMNS]
    place = HEIGHT + columns + row * columns + column
    below, right = s[ROWS] - 1 - row, columns - 1 - column
    line = s[LINE] - 1
    return (
        run(s, place, columns, below) >= line
        or run(s, place, 1, right) + run(s, place, -1, column) >= line
        or run(s, place, columns + 1, min(below, right)) + run(s, place, -columns - 1, min(row, column)) >= line
        or run(s, place, columns - 1, min(below, column)) + run(s, place, 1 - columns, min(row, right)) >= line
    )


@rule
def play(s, a):
    rows, columns, mover = s[ROWS], s[COLUMNS], s[MOVER]
    row = rows - 1 - s[HEIGHT + a]
    s[HEIGHT + columns + row * columns + a] = 1 + mover
    s[HEIGHT + a] += 1
    s[COUNT] += 1
    s[MOVER] = OVER if s[COUNT] == rows * columns else 1 - mover
    if completes(s, row, a):
        s[MOVER] = OVER
        s[WINNER] = 1 + mover


@rule
def score(s, r):
    if s[WINNER] > 0:
        r[s[WINNER] - 1] = 1
        r[2 - s[WINNER]] = -1
    else:
        r[0] = r[1] = s[DRAW] / 1000


@rule
def see(s, seat, x):
    """Two planes, row by row from the top: where X stands, where O stands."""
    cells = s[ROWS] * s[COLUMNS]
    board, second = s[HEIGHT + s[COLUMNS] :], x[cells:]
    for cell in range(cells):
        x[cell] = board[cell] == 1
        second[cell] = board[cell] == 2


def board(s) -> list[str]:
    """The rows from the top, one character a cell."""
    columns = int(s[COLUMNS])
    cells = s[HEIGHT + columns :].astype("i1").tobytes().translate(SHOWN).decode()
    return [cells[i : i + columns] for i in range(0, len(cells), columns)]


def describe(game, s, seat):
    width = len(game.actions[-1])
    rows = [(" " * width).join(row).rjust(len(row) * (width + 1) - 1) for row in board(s)]
    numbers = " ".join([name.rjust(width) for name in game.actions])
    return "\n".join([f"You play {'XO'[seat]}. The board, column numbers below:", *rows, numbers])


def show(game, s, seat) -> list[Element]:
    mover, winner, rows = int(s[MOVER]), int(s[WINNER]), board(s)
    state = f"player_{mover} to move" if mover != OVER else f"player_{winner - 1} wins" if winner else "a draw"
    line = lines(rows, "XO", int(s[LINE])) if winner else ()
    return [Grid(rows, {"X": "red", "O": "yellow"}, "discs", game.actions, line), Line(state)]


def game(rows: int = 6, columns: int = 7, line: int = 4, draw: float = 0.0) -> FiniteGame:
    """Connect Four on any board.

    Args:
        rows: 1 to 20.
        columns: 1 to 20.
        line: how many discs in a row, column or diagonal win, from 2 to the longer side.
        draw: what a draw pays to each player, from -1 to 1 in thousandths; unless it is 0, the game is not zero-sum.
    """
    rows, columns = option("rows", rows, 1, 20), option("columns", columns, 1, 20)
    line = option("line", line, 2, max(rows, columns, 2))
    return FiniteGame(
        __name__,
        seats=2,
        options=(rows, columns, line, thousandths("draw", draw)),
        actions=tuple(str(column) for column in range(columns)),
        cells=HEIGHT + columns + rows * columns,
        view=2 * rows * columns,
        stake=1,
        zero_sum=draw == 0,
        brief=f"Connect {line}. The board has {rows} rows and {columns} columns, numbered from 0 at the left. In "
        "turn, two players, player_0 with X and player_1 with O, drop a disc into a column that is not full; it "
        f"falls to the lowest free cell. Whoever first has {line} discs in a row, column or diagonal wins; a full "
        f"board is a draw{f', which pays {draw:+g} to each' if draw else ''}.",
    )


env, raw_env, parallel_env = constructors("ConnectFour-v0")
