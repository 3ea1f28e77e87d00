"""Othello (Reversi) on a square board of any even size: enclose the other's discs, which turn; most discs win.

The vector `s`: 0 the mover; 1 the size n; 2 the discs of black; 3 those of white; 4.. the board with a border, n + 2
rows of n + 1 cells and one more, from the top (0 empty, 1 black, 2 white, 3 border): what lies right of a row is the
cell left of the next. Action n r + c puts a disc on row r and column c from the top left; the last one is "pass".
"""

from spenvs.core.aec import constructors
from spenvs.core.draw import Element, Grid, Line
from spenvs.core.game import FiniteGame, option
from spenvs.core.moves import quote
from spenvs.core.rules import MOVER, OVER, rule

SIZE, DISCS, CELL = 1, 2, 4
BORDER = 3
SHOWN = bytes.maketrans(bytes(range(4)), b".BW#")
LETTERS = "abcdefghijklmnop"


@rule
def place(s, row, column):
    """Where a square lies in the vector."""
    return CELL + (row + 1) * (s[SIZE] + 1) + column + 1


@rule
def start(s):
    n = s[SIZE]
    for i in range(CELL, s.size):
        s[i] = BORDER
    for row in range(n):
        for column in range(n):
            s[place(s, row, column)] = 0
    middle = n // 2
    s[place(s, middle - 1, middle)] = s[place(s, middle, middle - 1)] = 1
    s[place(s, middle - 1, middle - 1)] = s[place(s, middle, middle)] = 2
    s[DISCS] = s[DISCS + 1] = 2


@rule
def enclosed(s, at, step, disc):
    """How many of the other's discs lie in one direction between a place and the next disc of this kind."""
    n, there = 0, at + step
    while s[there] == 3 - disc:
        there += step
        n += 1
    return n if s[there] == disc else 0


@rule
def encloses(s, at, disc):
    """Whether a disc put on a free place encloses any."""
    width = s[SIZE] + 1
    for step in (1, width - 1, width, width + 1):
        if enclosed(s, at, step, disc) > 0 or enclosed(s, at, -step, disc) > 0:
            return True
    return False


@rule
def can_move(s, disc):
    at = CELL
    while at < s.size and not (s[at] == 0 and encloses(s, at, disc)):
        at += 1
    return at < s.size


@rule
def legal(s, mask):
    n, disc, moves = s[SIZE], s[MOVER] + 1, 0
    for row in range(n):
        for column in range(n):
            at = place(s, row, column)
            if s[at] == 0 and encloses(s, at, disc):
                mask[n * row + column] = 1
                moves += 1
    mask[n * n] = moves == 0


@rule
def turn(s, at, disc):
    """Turn all that a disc just put down encloses; give how many those are."""
    width, turned = s[SIZE] + 1, 0
    for step in (1, width - 1, width, width + 1):
        for way in (step, -step):
            n = enclosed(s, at, way, disc)
            for k in range(1, n + 1):
                s[at + k * way] = disc
            turned += n
    return turned


@rule
def play(s, a):
    """A pass is a move of its own; the game is over once neither player can move."""
    n, mover = s[SIZE], s[MOVER]
    s[MOVER] = 1 - mover
    if a == n * n:
        return
    at = place(s, a // n, a % n)
    s[at] = mover + 1
    turned = turn(s, at, mover + 1)
    s[DISCS + mover] += 1 + turned
    s[DISCS + 1 - mover] -= turned
    if not can_move(s, 2 - mover) and not can_move(s, 1 + mover):
        s[MOVER] = OVER


@rule
def score(s, r):
    if s[DISCS] != s[DISCS + 1]:
        winner = 0 if s[DISCS] > s[DISCS + 1] else 1
        r[winner] = 1
        r[1 - winner] = -1


@rule
def see(s, seat, x):
    """Where black stands, where white stands, row by row from the top; then whether black is to move."""
    n = s[SIZE]
    for row in range(n):
        for column in range(n):
            disc = s[place(s, row, column)]
            x[n * row + column] = disc == 1
            x[n * n + n * row + column] = disc == 2
    x[2 * n * n] = s[MOVER] == 0


def board(s) -> list[str]:
    """The rows from the top, one character a square."""
    n = int(s[SIZE])
    cells = s[CELL:].astype("i1").tobytes().translate(SHOWN).decode()
    return [cells[i : i + n] for i in range(n + 2, (n + 1) ** 2, n + 1)]


def describe(game, s, seat):
    rows = board(s)
    width = len(str(len(rows)))
    drawn = [f"{i:>{width}} {' '.join(row)}" for i, row in enumerate(rows, 1)]
    letters = " " * (width + 1) + " ".join(LETTERS[: len(rows)])
    counts = f"Discs: B {s[DISCS]}, W {s[DISCS + 1]}."
    return "\n".join([f"You play {('B (black)', 'W (white)')[seat]}. The board:", letters, *drawn, counts])


def show(game, s, seat) -> list[Element]:
    mover, black, white, rows = int(s[MOVER]), int(s[DISCS]), int(s[DISCS + 1]), board(s)
    state = "a draw" if black == white else f"player_{int(white > black)} wins"
    if mover != OVER:
        state = f"player_{mover} ({('black', 'white')[mover]}) to move"
    names = [str(i) for i in range(1, len(rows) + 1)]
    squares = [[square.replace(".", "·") for square in row] for row in rows]
    grid = Grid(squares, {"B": "black", "W": "white"}, "stones", LETTERS[: len(rows)], sides=names)
    return [grid, Line(f"black {black}, white {white}: {state}")]


def game(size: int = 8) -> FiniteGame:
    """Othello.

    Args:
        size: rows and columns of the board, an even number from 4 to 16.
    """
    size = option("size", size, 4, 16)
    if size % 2:
        raise ValueError(f"size must be even; got {quote(size)}")
    squares = tuple(f"{LETTERS[column]}{row + 1}" for row in range(size) for column in range(size))
    return FiniteGame(
        __name__,
        seats=2,
        options=(size,),
        actions=(*squares, "pass"),
        cells=CELL + (size + 2) * (size + 1) + 1,
        view=2 * size * size + 1,
        stake=1,
        brief=f"Othello (Reversi) on {size} by {size} squares; columns have letters, rows numbers from the top. In "
        "turn, player_0 with black discs (B) and player_1 with white ones (W) put a disc on a free square so that it "
        "encloses, in at least one row, column or diagonal, discs of the other player without a gap between itself and "
        "another disc of its own; all that it encloses turn to its colour. A move is named by its square, as "
        '"d3". Who cannot move must pass. When neither player can move, the game is over, and whoever has more discs '
        "wins.",
    )


env, raw_env, parallel_env = constructors("Othello-v0")
