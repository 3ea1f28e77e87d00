"""Ultimate tic-tac-toe: nine boards in a large one; the square of a move says in which board the next one is made.

The vector `s`: 0 the mover; 1 the board that the mover must play in + 1 (0: any open one); 2 the winner's seat + 1 (0:
none); 3.. who won each board (0 open, 1 X, 2 O, 3 full and won by nobody); 12.. the cells, board by board (0 empty,
1 X, 2 O). Action 9 b + c marks square c of board b.
"""

from operator import itemgetter

from spenvs.core.aec import constructors
from spenvs.core.draw import Element, Grid, Line, lines
from spenvs.core.game import FiniteGame
from spenvs.core.rules import MOVER, OVER, rule

FORCED, WINNER, OWNER, CELL = 1, 2, 3, 12
FULL = 3
SHOWN = bytes.maketrans(bytes(range(3)), b".XO")
PLACES = [27 * (row // 3) + 9 * (column // 3) + 3 * (row % 3) + column % 3 for row in range(9) for column in range(9)]
ROW = "%s %s %s | %s %s %s | %s %s %s"
TABLE = "\n------+-------+------\n".join(["\n".join([ROW] * 3)] * 3)
by_rows = itemgetter(*PLACES)


@rule
def start(s):
    s[MOVER] = 0


@rule
def legal(s, mask):
    for board in range(9):
        if s[OWNER + board] == 0 and (s[FORCED] == 0 or s[FORCED] == 1 + board):
            for cell in range(9 * board, 9 * board + 9):
                mask[cell] = s[CELL + cell] == 0


@rule
def completes(s, first, cell):
    """Whether, of the three rows of three that begin at `first`, a cell stands in a line of equal marks."""
    mark = s[first + cell]
    row, column = divmod(cell, 3)
    across, down = first + 3 * row, first + column
    return (
        (s[across] == mark and s[across + 1] == mark and s[across + 2] == mark)
        or (s[down] == mark and s[down + 3] == mark and s[down + 6] == mark)
        or (row == column and s[first] == mark and s[first + 4] == mark and s[first + 8] == mark)
        or (row + column == 2 and s[first + 2] == mark and s[first + 4] == mark and s[first + 6] == mark)
    )


@rule
def full(s, first):
    """Whether none of nine cells is zero."""
    free = 0
    for cell in range(first, first + 9):
        free += s[cell] == 0
    return free == 0


@rule
def play(s, a):
    mover, first = s[MOVER], CELL + a // 9 * 9
    board, cell = divmod(a, 9)
    s[CELL + a] = 1 + mover
    s[MOVER] = 1 - mover
    if completes(s, first, cell):
        s[OWNER + board] = 1 + mover
        if completes(s, OWNER, board):
            s[WINNER] = 1 + mover
            s[MOVER] = OVER
    elif full(s, first):
        s[OWNER + board] = FULL
    s[FORCED] = 1 + cell if s[OWNER + cell] == 0 else 0
    if full(s, OWNER):
        s[MOVER] = OVER


@rule
def score(s, r):
    if s[WINNER] > 0:
        r[s[WINNER] - 1] = 1
        r[2 - s[WINNER]] = -1


@rule
def see(s, seat, x):
    """Where X stands, where O stands (81 places each, board by board); the boards of X, those of O, the one to play in.

    The last three take nine places each; where any board may be played in, the last are zeros.
    """
    for cell in range(81):
        x[cell] = s[CELL + cell] == 1
        x[81 + cell] = s[CELL + cell] == 2
    for board in range(9):
        x[162 + board] = s[OWNER + board] == 1
        x[171 + board] = s[OWNER + board] == 2
        x[180 + board] = s[FORCED] == 1 + board


def where(s) -> str:
    """Where the mover may play, in words."""
    return f"in board {s[FORCED] - 1}" if s[FORCED] else "in any open board"


def describe(game, s, seat):
    cells = s[CELL:].astype("i1").tobytes().translate(SHOWN).decode()
    won = [f"board {board} by {'?XO'[owner]}" for board, owner in enumerate(s[OWNER:CELL].tolist()) if 0 < owner < FULL]
    head = f"You play {'XO'[seat]}. The boards, 0 to 2 above, 3 to 5 in the middle, 6 to 8 below:\n"
    turn = "" if s[MOVER] == OVER else f" player_{s[MOVER]} must play {where(s)}."
    return f"{head}{TABLE % by_rows(cells)}\nWon: {', '.join(won) or 'no board yet'}.{turn}"


def show(game, s, seat) -> list[Element]:
    mover, winner, forced = int(s[MOVER]), int(s[WINNER]), int(s[FORCED])
    cells, lined, squares = s[CELL:].tolist(), set(), [[""] * 9 for _ in range(9)]
    for board in range(9):
        marks = [".XO"[mark] for mark in cells[9 * board : 9 * board + 9]]
        top, left = board // 3 * 3, board % 3 * 3
        playable = mover != OVER and s[OWNER + board] == 0 and forced in (0, 1 + board)
        for cell, mark in enumerate(marks):
            free = str(cell) if playable else ""
            squares[top + cell // 3][left + cell % 3] = free if mark == "." else mark
        found = lines([marks[:3], marks[3:6], marks[6:]], "XO", 3)
        lined |= {(top + row, left + column) for row, column in found}
    state = f"player_{mover} to move, {where(s)}" if mover != OVER else "a draw"
    if winner:
        state = f"player_{winner - 1} wins"
    return [Grid(squares, {"X": "blue", "O": "red"}, marked=lined, blocks=3), Line(state)]


def game() -> FiniteGame:
    """Ultimate tic-tac-toe."""
    return FiniteGame(
        __name__,
        seats=2,
        actions=tuple(f"{board}:{cell}" for board in range(9) for cell in range(9)),
        cells=CELL + 81,
        view=189,
        stake=1,
        brief="Ultimate tic-tac-toe. Nine small boards form a large one. The boards, and the squares of each, are "
        "numbered from 0 to 8, row by row. In turn, player_0 with X and player_1 with O mark a free square: the move "
        '"4:2" marks square 2 of board 4. The square says in which board the other player must go on: after "4:2", in '
        "board 2; where that one is closed, in any open board. Three marks in a row, column or diagonal win a small "
        "board and close it; a full one is closed, too. Whoever wins three small boards in a row, column or diagonal "
        "of the large one wins the game. When all boards are closed without that, it is a draw.",
    )


env, raw_env, parallel_env = constructors("UltimateTicTacToe-v0")
