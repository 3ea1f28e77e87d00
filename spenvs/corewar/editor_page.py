"""The page that a program is written on in Core War's editor: where everything stands, and what each key does to it.

The vector `s`: 0 the mover; 1 the lines that a program may have; 2 the edits in a round; 3 the rounds; 4 the placements
in a battle; 5 the cells of the core; 6 the processes of a program; 7-8 the cycles of a placement, in thousands and
what is left of them; 9 the cells between two programs; 10 the rounds that are over; 11 the edits of the seat to move.
Then a page for each seat, with what it writes, and another for each with what it wrote for the last battle: the number
of lines, the line at the cursor, the line where the program starts, and for each line opcode, modifier, A mode, A
number, B mode and B number, as in `Warrior.code`. Then a record of each round: the series of placements (from 1, 0:
none yet), the placements that player_0 and player_1 won, the share of the cycles that were played, in thousandths, and
both seats' edits (from 1, 0: none).
"""

from spenvs.core.rules import rule
from spenvs.corewar.editor_table import (
    ABOVE,
    BELOW,
    CLEAR,
    DELETE,
    DOWN,
    KEYS,
    LESS,
    MODES,
    MODIFIERS,
    MORE,
    NEGATE,
    NUMBERS,
    OPCODES,
    START,
    UP,
)  # fmt: skip
from spenvs.corewar.mars import DAT, DIRECT, MOD_F

LINES, EDITS, ROUNDS, PLACEMENTS, SIZE, PROCESSES, THOUSANDS, CYCLES, DISTANCE, ROUND, USED, PAGE = range(1, 13)
COUNT, CURSOR, FIRST, LINE = range(4)
OPCODE, MODIFIER, A_MODE, A, B_MODE, B, FIELDS = range(7)
SERIES, WON, LOST, SHARE, EDIT = range(5)


@rule
def page(s, seat):
    """Where what a seat writes begins; 2 and 3 stand for what both wrote for the last battle."""
    return PAGE + seat * (LINE + FIELDS * s[LINES])


@rule
def fought(s, seat):
    """Where what a seat wrote for the last battle begins."""
    return page(s, 2 + seat)


@rule
def record(s, number):
    """Where the record of a round begins."""
    return page(s, 4) + number * (EDIT + 2 * s[EDITS])


@rule
def empty(s, line):
    """Write the instruction that an empty core is full of."""
    s[line + OPCODE], s[line + MODIFIER] = DAT, MOD_F
    s[line + A_MODE] = s[line + B_MODE] = DIRECT
    s[line + A] = s[line + B] = 0


@rule
def magnitude(s, number):
    """How far a number is from 0, either way round the core."""
    return min(number, s[SIZE] - number)


@rule
def legal_keys(s, number, mask, keys):
    """Mark what can be done to a number: a digit, unless the number grows beyond half the core; other changes."""
    size = s[SIZE]
    for digit in range(10):
        mask[keys + digit] = 10 * magnitude(s, number) + digit <= size // 2 and (number > 0 or digit > 0)
    mask[keys + MORE] = mask[keys + LESS] = 1
    mask[keys + NEGATE] = 2 * number % size != 0
    mask[keys + CLEAR] = number > 0


@rule
def press(s, cell, key):
    """Change a number: a digit behind those it has, one more or less, the other sign, or 0."""
    size, number = s[SIZE], s[cell]
    if key < MORE:
        digits = 10 * magnitude(s, number) + key
        number = digits if 2 * number <= size else size - digits
    elif key == MORE:
        number += 1
    elif key == LESS:
        number += size - 1
    else:
        number = size - number if key == NEGATE else 0
    s[cell] = number % size


@rule
def insert(s, here, at):
    """Put an empty line at a place, and the cursor on it; the start stays with its line."""
    first = here + LINE
    for cell in range(first + FIELDS * s[here + COUNT] - 1, first + FIELDS * at - 1, -1):
        s[cell + FIELDS] = s[cell]
    empty(s, first + FIELDS * at)
    s[here + COUNT] += 1
    s[here + FIRST] += s[here + FIRST] >= at
    s[here + CURSOR] = at


@rule
def delete(s, here):
    """Take the line at the cursor out. The cursor, and the start if it was there, is then on the next one, or last."""
    at, last = s[here + CURSOR], s[here + COUNT] - 1
    first = here + LINE
    for cell in range(first + FIELDS * at, first + FIELDS * last):
        s[cell] = s[cell + FIELDS]
    for cell in range(first + FIELDS * last, first + FIELDS * (last + 1)):
        s[cell] = 0
    s[here + COUNT] = last
    s[here + CURSOR] = min(at, last - 1)
    s[here + FIRST] = min(s[here + FIRST] - (s[here + FIRST] > at), last - 1)


@rule
def edit(s, here, a):
    """Change a page as an action says."""
    line = here + LINE + FIELDS * s[here + CURSOR]
    if a < MODIFIERS:
        s[line + OPCODE] = a - OPCODES
    elif a < MODES:
        s[line + MODIFIER] = a - MODIFIERS
    elif a < NUMBERS:
        s[line + A_MODE if a < MODES + 8 else line + B_MODE] = (a - MODES) % 8
    elif a < BELOW:
        press(s, line + A if a < NUMBERS + KEYS else line + B, (a - NUMBERS) % KEYS)
    elif a == BELOW or a == ABOVE:  # noqa: SIM109 - `in` costs more
        insert(s, here, s[here + CURSOR] + (a == BELOW))
    elif a == DELETE:
        delete(s, here)
    elif a == UP:
        s[here + CURSOR] -= 1
    elif a == DOWN:
        s[here + CURSOR] += 1
    elif a == START:
        s[here + FIRST] = s[here + CURSOR]
