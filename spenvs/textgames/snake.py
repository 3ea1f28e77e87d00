"""Snake: two snakes move at once, eat apples and grow; who runs into something is out.

The vector `s`: 0 the mover; 1 columns; 2 rows; 3 apples; 4 the most rounds; 5 whether apples are laid carelessly; 6 the
rounds that are over; 7-8 both players' moves in this round + 1 (0: none yet, or made); 9-10 how each snake died (0: it
lives); 11-12 the apples eaten; 13-14 the heads' squares + 1 (0: not placed yet); 15-16 the tails' squares; from 17 the
apples' squares + 1 (0: to be laid, -1: no room); then the squares, row by row from below: 0 free, or 1 + the direction
of the next piece (4: it is the head) + 5 for player_1's snake.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from spenvs.core.aec import constructors
from spenvs.core.draw import Element
from spenvs.core.game import FiniteGame, flag, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule
from spenvs.textgames.snake_table import DIRECTIONS, Board, Table, around, drawn, rules, words

COLUMNS, ROWS, APPLES, ROUNDS, CARELESS, ROUND, MOVE, DEAD, EATEN, HEAD, TAIL, APPLE = *range(1, 8), *range(9, 19, 2)
WALL, HEADS, SELF, OTHER = 1, 2, 3, 4
HERE = 4
SIGNS, APPLE_SIGN = b".oooo0xxxx1".ljust(256), ord("*")


@rule
def start(s):
    s[MOVER] = CHANCE


@rule
def step(s, square, direction):
    """The next square in a direction; -1 outside."""
    columns = s[COLUMNS]
    row, column = divmod(square, columns)
    row += (direction == 0) - (direction == 2)
    column += (direction == 1) - (direction == 3)
    inside = 0 <= row < s[ROWS] and 0 <= column < columns
    return row * columns + column if inside else -1


@rule
def legal(s, mask):
    mask[0] = mask[1] = mask[2] = mask[3] = 1


@rule
def lies(s, square):
    """The place in the list of an apple on a square; -1: there is none."""
    for place in range(APPLE, APPLE + s[APPLES]):
        if s[place] == square + 1:
            return place
    return -1


@rule
def open_squares(s, p):
    """Mark the squares where an apple may be laid, and count them."""
    grid = APPLE + s[APPLES]
    count = 0
    anyhow = s[CARELESS] > 0 and s[ROUND] == 0
    for square in range(s[COLUMNS] * s[ROWS]):
        free = s[grid + square] == 0 and (anyhow or lies(s, square) < 0)
        p[square] = free
        count += free
    return count


@rule
def far_squares(s, p):
    """Mark the inner squares farthest from the first snake, or all inner squares before it is placed; count them."""
    columns, rows = s[COLUMNS], s[ROWS]
    row, column = divmod(s[HEAD] - 1, columns)
    farthest = 0
    for r in range(1, rows - 1):
        for c in range(1, columns - 1):
            far = 1 if s[HEAD] == 0 else (r - row) ** 2 + (c - column) ** 2
            p[r * columns + c] = far
            farthest = max(far, farthest)
    count = 0
    for square in range(columns * rows):
        p[square] = p[square] == farthest
        count += p[square] > 0
    return count


@rule
def chance(s, p):
    """Place the first snake on an inner square, the second as far from it as can be, then apples on free squares."""
    count = far_squares(s, p) if s[HEAD + 1] == 0 else open_squares(s, p)
    for square in range(s[COLUMNS] * s[ROWS]):
        p[square] /= count


@rule
def wanting(s):
    """The place in the list of an apple that is to be laid; -1: none, or there is no room."""
    for place in range(APPLE, APPLE + s[APPLES]):
        if s[place] == 0:
            grid = APPLE + s[APPLES]
            for square in range(s[COLUMNS] * s[ROWS]):
                if s[grid + square] == 0 and lies(s, square) < 0:
                    return place
            s[place] = -1
    return -1


@rule
def go_on(s):
    """Begin the next round, once all apples are laid."""
    if s[ROUND] == s[ROUNDS]:
        s[MOVER] = OVER
    else:
        s[MOVER] = CHANCE if wanting(s) >= 0 else 0


@rule
def place(s, square):
    """Do what chance drew."""
    if s[HEAD + 1] == 0:
        seat = 1 if s[HEAD] > 0 else 0
        s[HEAD + seat] = square + 1
        s[TAIL + seat] = square
        s[APPLE + s[APPLES] + square] = 1 + HERE + 5 * seat
        if seat == 1:
            go_on(s)
        return
    s[wanting(s)] = square + 1
    if s[MOVE + 1] > 0:
        draw_in(s, 1)
        push_on(s, 1)
    go_on(s)


@rule
def doom(s, ahead, seat):
    """How a snake dies, whose head does not meet another, if it moves on; 0: it lives."""
    square = ahead[seat]
    cell = s[APPLE + s[APPLES] + square]
    if cell == 0:
        return 0
    owner = (cell - 1) // 5
    if s[DEAD + owner] > 0 or (s[TAIL + owner] == square and lies(s, ahead[owner]) < 0):
        return 0
    return SELF if owner == seat else OTHER


@rule
def collide(s):
    """Find out who dies in this round."""
    heads = s[HEAD] - 1, s[HEAD + 1] - 1
    ahead = ahead_of(s, 0), ahead_of(s, 1)
    for seat in range(2):
        if ahead[seat] < 0:
            s[DEAD + seat] = WALL
    if ahead[0] == ahead[1] >= 0 or (ahead[0] == heads[1] and ahead[1] == heads[0]):
        s[DEAD] = s[DEAD + 1] = HEADS
    first = doom(s, ahead, 0) if s[DEAD] == 0 else s[DEAD]
    second = doom(s, ahead, 1) if s[DEAD + 1] == 0 else s[DEAD + 1]
    s[DEAD], s[DEAD + 1] = first, second


@rule
def ahead_of(s, seat):
    """The square that a snake moves to in this round; -1 outside."""
    return step(s, s[HEAD + seat] - 1, s[MOVE + seat] - 1)


@rule
def draw_in(s, seat):
    """Turn the head the way that it goes, and take the tail up, unless there is an apple to eat."""
    grid, tail = APPLE + s[APPLES], s[TAIL + seat]
    s[grid + s[HEAD + seat] - 1] = s[MOVE + seat] + 5 * seat
    if lies(s, ahead_of(s, seat)) < 0:
        s[TAIL + seat] = step(s, tail, (s[grid + tail] - 1) % 5)
        s[grid + tail] = 0


@rule
def push_on(s, seat):
    """Put the head on the next square, and eat what lies there."""
    square = ahead_of(s, seat)
    apple = lies(s, square)
    if apple >= 0:
        s[apple] = 0
        s[EATEN + seat] += 1
    s[APPLE + s[APPLES] + square] = 1 + HERE + 5 * seat
    s[HEAD + seat] = square + 1
    s[MOVE + seat] = 0


@rule
def play(s, a):
    mover = s[MOVER]
    if mover == CHANCE:
        place(s, a)
        return
    s[MOVE + mover] = 1 + a
    if mover == 0:
        s[MOVER] = 1
        return
    collide(s)
    s[ROUND] += 1
    if s[DEAD] + s[DEAD + 1] > 0:
        s[MOVER] = OVER
        return
    draw_in(s, 0)
    if s[CARELESS] > 0 and lies(s, ahead_of(s, 0)) >= 0 and ahead_of(s, 0) != s[TAIL + 1]:
        push_on(s, 0)
        if wanting(s) >= 0:
            s[MOVER] = CHANCE
            return
        draw_in(s, 1)
    else:
        draw_in(s, 1)
        push_on(s, 0)
    push_on(s, 1)
    go_on(s)


@rule
def public(s):
    """Once both have moved, both know all."""
    return s[MOVER] != 1


@rule
def score(s, r):
    """Who outlives the other wins; otherwise who has eaten more apples."""
    lead = s[EATEN] - s[EATEN + 1]
    if (s[DEAD] > 0) != (s[DEAD + 1] > 0):
        lead = s[DEAD + 1] - s[DEAD]
    r[0] = (lead > 0) - (lead < 0)
    r[1] = -r[0]


@rule
def see(s, seat, x):
    """Planes of squares, row by row from below: own snake's pieces by what comes next, then the other's, then apples.

    A snake has five planes: the next piece is above, right, below, left, or this is the head. Apples have one plane, or
    when laid carelessly, one for each apple: the n-th marks where n or more lie. Then one-hot own move in this round
    and the other's, once it is known (4 places each), how each has died (4 each), and the rounds over in binary digits,
    the lowest first (9). All is seen but a move that the other has not answered.
    """
    squares, grid = s[COLUMNS] * s[ROWS], APPLE + s[APPLES]
    for square in range(squares):
        cell = s[grid + square] - 1
        if cell >= 0:
            x[(cell % 5 + 5 * (cell // 5 != seat)) * squares + square] = 1
    place = 10 * squares
    for n in range(s[APPLES]):
        if s[APPLE + n] > 0:
            plane = 0
            for m in range(n):
                plane += s[CARELESS] > 0 and s[APPLE + m] == s[APPLE + n]
            x[place + plane * squares + s[APPLE + n] - 1] = 1
    place += (s[APPLES] if s[CARELESS] else 1) * squares
    for each in range(2):
        owner = seat if each == 0 else 1 - seat
        if s[MOVE + owner] > 0 and (each == 0 or s[MOVER] != 1):
            x[place + 4 * each + s[MOVE + owner] - 1] = 1
        if s[DEAD + owner] > 0:
            x[place + 8 + 4 * each + s[DEAD + owner] - 1] = 1
    for digit in range(9):
        x[place + 16 + digit] = (s[ROUND] >> digit) & 1


def body(head: list[int], seat: int) -> list[int]:
    """The squares of a snake, from its head to its tail."""
    grid, square, pieces = APPLE + head[APPLES], head[TAIL + seat], []
    near = around(head[COLUMNS], head[ROWS])
    while square != head[HEAD + seat] - 1:
        pieces.append(square)
        square = near[square][head[grid + square] - 1 - 5 * seat]
    return [square, *pieces[::-1]]


@functools.lru_cache(maxsize=1024)
def board(cells: bytes, columns: int, rows: int, apples: int) -> Board:
    """Lay out what lies on the board; `cells` are those of the state from EATEN on."""
    head = [0, columns, rows, apples, *[0] * (EATEN - APPLES - 1), *np.frombuffer(cells, np.int16).tolist()]
    grid = APPLE + apples
    signs = bytearray(head[grid:]).translate(SIGNS)
    for apple in head[APPLE:grid]:
        if apple > 0 and not head[grid + apple - 1]:
            signs[apple - 1] = APPLE_SIGN
    return Board(columns, rows, signs.decode(), (body(head, 0), body(head, 1)), head[EATEN : EATEN + 2])


def read(s: NDArray[np.int16]) -> Table:
    """Lay out what a position holds."""
    head = s[:EATEN].tolist()
    shown = board(s[EATEN:].tobytes(), head[COLUMNS], head[ROWS], head[APPLES])
    return Table(shown, head[MOVER], head[ROUND], head[ROUNDS], head[MOVE : MOVE + 2], head[DEAD : DEAD + 2])


def describe(game, s, seat):
    return words(read(s), seat)


def show(game, s, seat) -> list[Element]:
    return drawn(read(s))


def game(columns: int = 5, rows: int = 5, apples: int = 2, rounds: int = 20, careless: bool = False) -> FiniteGame:
    """Snake.

    Args:
        columns: 4 to 15.
        rows: 4 to 15.
        apples: how many lie on the board, 1 to 5.
        rounds: after so many rounds, who has eaten more apples wins, 1 to 500.
        careless: apples are laid as TextArena lays them: the first may lie on one square, and a new one for player_0 is
            laid before player_1 has moved, perhaps where he moves to.
    """
    columns, rows = option("columns", columns, 4, 15), option("rows", rows, 4, 15)
    apples, rounds, careless = (
        option("apples", apples, 1, 5),
        option("rounds", rounds, 1, 500),
        flag("careless", careless),
    )
    squares = columns * rows
    return FiniteGame(
        __name__,
        seats=2,
        options=(columns, rows, apples, rounds, careless),
        actions=DIRECTIONS,
        outcomes=squares,
        draws=2 + apples + 2 * rounds,
        cells=APPLE + apples + squares,
        view=(10 + (apples if careless else 1)) * squares + 25,
        stake=1,
        hidden=True,
        simultaneous=True,
        brief=rules(columns, rows, rounds),
    )


env, raw_env, parallel_env = constructors("Snake-v0")
