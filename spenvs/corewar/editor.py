"""Core War as an editor: two seats write programs instruction by instruction, and see them fight after each round.

The vector `s` is laid out in `spenvs.corewar.editor_page`.
"""

from typing import Any

from spenvs.core.aec import constructors
from spenvs.core.draw import Element
from spenvs.core.game import FiniteGame, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule
from spenvs.corewar.editor_battle import battle
from spenvs.corewar.editor_page import (
    A_MODE,
    B_MODE,
    COUNT,
    CURSOR,
    EDIT,
    EDITS,
    FIELDS,
    FIRST,
    LINE,
    LINES,
    LOST,
    MODIFIER,
    OPCODE,
    PAGE,
    PLACEMENTS,
    ROUND,
    ROUNDS,
    SERIES,
    SHARE,
    SIZE,
    USED,
    WON,
    A,
    B,
    edit,
    empty,
    fought,
    legal_keys,
    magnitude,
    page,
    record,
)  # fmt: skip
from spenvs.corewar.editor_table import (
    ABOVE,
    ACTIONS,
    BELOW,
    DELETE,
    DOWN,
    KEYS,
    MODES,
    MODIFIERS,
    NUMBERS,
    OPCODES,
    START,
    SUBMIT,
    UP,
    Battle,
    Page,
    brief,
    drawn,
    words,
)  # fmt: skip

SERIES_DRAWN, TENTHS = 64, 10
ONE_HOT = 19 + 7 + 8 + 8


@rule
def start(s):
    """Give both seats a page with one empty line."""
    for seat in range(4):
        here = page(s, seat)
        s[here + COUNT] = 1
        empty(s, here + LINE)


@rule
def chance(s, p):
    """Draw a series of placements."""
    for n in range(SERIES_DRAWN):
        p[n] = 1.0 / SERIES_DRAWN


@rule
def legal(s, mask):
    """Mark the edits that change something, and submitting."""
    here = page(s, s[MOVER])
    line = here + LINE + FIELDS * s[here + CURSOR]
    for a in range(NUMBERS):
        mask[a] = 1
    mask[OPCODES + s[line + OPCODE]] = mask[MODIFIERS + s[line + MODIFIER]] = 0
    mask[MODES + s[line + A_MODE]] = mask[MODES + 8 + s[line + B_MODE]] = 0
    legal_keys(s, s[line + A], mask, NUMBERS)
    legal_keys(s, s[line + B], mask, NUMBERS + KEYS)
    mask[BELOW] = mask[ABOVE] = s[here + COUNT] < s[LINES]
    mask[DELETE] = s[here + COUNT] > 1
    mask[UP] = s[here + CURSOR] > 0
    mask[DOWN] = s[here + CURSOR] + 1 < s[here + COUNT]
    mask[START] = s[here + FIRST] != s[here + CURSOR]
    mask[SUBMIT] = 1


@rule
def play(s, a):
    """Edit a page, or fight a battle."""
    seat = s[MOVER]
    if seat == CHANCE:
        battle(s, a)
        for cell in range(page(s, 0), page(s, 2)):
            s[cell + page(s, 2) - PAGE] = s[cell]
        s[ROUND] += 1
        s[MOVER] = OVER if s[ROUND] == s[ROUNDS] else 0
        return
    s[record(s, s[ROUND]) + EDIT + seat * s[EDITS] + s[USED]] = 1 + a
    s[USED] += 1
    edit(s, page(s, seat), a)
    if a == SUBMIT or s[USED] == s[EDITS]:
        s[USED] = 0
        s[MOVER] = 1 if seat == 0 else CHANCE


@rule
def score(s, r):
    """The mean over all rounds of the share of the placements that were won, less the share that were lost."""
    points = 0.0
    for n in range(s[ROUNDS]):
        points += s[record(s, n) + WON] - s[record(s, n) + LOST]
    r[0] = points / (s[ROUNDS] * s[PLACEMENTS])
    r[1] = -r[0]


@rule
def bits(s):
    """Places for a number: its sign, and the binary digits of how far it is from 0."""
    count, most = 1, s[SIZE] // 2
    while most > 0:
        count += 1
        most //= 2
    return count


@rule
def fill(x, at, count):
    """Mark as many places as are counted."""
    for n in range(count):
        x[at + n] = 1


@rule
def see_number(s, number, x, at):
    """Whether a number is negative, and how far it is from 0 in binary digits, the lowest first."""
    x[at] = 2 * number > s[SIZE]
    rest = magnitude(s, number)
    while rest > 0:
        at += 1
        x[at] = rest % 2
        rest //= 2


@rule
def see_page(s, here, x, at):
    """For each line: one-hot opcode, modifier, A mode, B mode; A number, B number; whether the program starts here."""
    wide = bits(s)
    for n in range(s[here + COUNT]):
        line = here + LINE + FIELDS * n
        x[at + s[line + OPCODE]] = x[at + 19 + s[line + MODIFIER]] = 1
        x[at + 26 + s[line + A_MODE]] = x[at + 34 + s[line + B_MODE]] = 1
        see_number(s, s[line + A], x, at + ONE_HOT)
        see_number(s, s[line + B], x, at + ONE_HOT + wide)
        x[at + ONE_HOT + 2 * wide] = n == s[here + FIRST]
        at += ONE_HOT + 2 * wide + 1


@rule
def edits_left(s, seat):
    """How many edits a seat has left in this round."""
    if s[MOVER] == seat:
        return s[EDITS] - s[USED]
    return s[EDITS] if s[MOVER] == 0 else 0


@rule
def see(s, seat, x):
    """Own page and what the other wrote for the last battle (see `see_page`); cursor; edits left; round; battles.

    The line at the cursor and the rounds that are over are one-hot. All else is as many ones as it counts: the edits
    left, and for each battle, the last one first, the placements won, those lost, and tenths of the cycles played.
    """
    size = s[LINES] * (ONE_HOT + 2 * bits(s) + 1)
    see_page(s, page(s, seat), x, 0)
    see_page(s, fought(s, 1 - seat), x, size)
    at = 2 * size
    x[at + s[page(s, seat) + CURSOR]] = 1
    at += s[LINES]
    fill(x, at, edits_left(s, seat))
    at += s[EDITS]
    x[at + s[ROUND]] = 1
    at += s[ROUNDS] + 1
    for n in range(s[ROUND]):
        here = record(s, s[ROUND] - 1 - n)
        fill(x, at, s[here + WON + seat])
        at += s[PLACEMENTS]
        fill(x, at, s[here + LOST - seat])
        at += s[PLACEMENTS]
        fill(x, at, (s[here + SHARE] + 50) // 100)
        at += TENTHS


@rule
def rethink(s, truth, seat, p):
    """Weigh what the other did in this round; of rounds that are over, with all their edits, nothing is a secret."""
    here = record(s, s[ROUND])
    if s[MOVER] == CHANCE:
        p[truth[here + SERIES] - 1] = 1.0
        return
    edits = here + EDIT + s[MOVER] * s[EDITS]
    if truth[ROUND] > s[ROUND]:
        p[truth[edits + s[USED]] - 1] = 1.0
        return
    legal(s, p)
    total = p.sum()
    for a in range(SUBMIT + 1):
        p[a] /= total
    done = s[USED] + 1
    submitted = truth[MOVER] != s[MOVER] and (done == s[EDITS] or truth[edits + done] == 0)
    if not submitted:
        p[SUBMIT] = 0.0
    elif done < s[EDITS]:
        for a in range(SUBMIT):
            p[a] = 0.0


def read(s, seat: int, last: bool = False) -> Page:
    """Give the program that a seat writes, or the one it wrote for the last battle."""
    here = fought(s, seat) if last else page(s, seat)
    cells = s[here : here + LINE + FIELDS * s.item(LINES)].tolist()
    lines = [tuple(cells[n : n + FIELDS]) for n in range(LINE, LINE + FIELDS * cells[COUNT], FIELDS)]
    return Page(lines, cells[CURSOR], cells[FIRST])


def limits(game: FiniteGame) -> dict[str, Any]:
    """Give the limits that programs of a game have, as `assemble` takes them."""
    lines, _, _, _, size, processes, thousands, rest, distance = game.options
    return {
        "core_size": size,
        "max_cycles": 1000 * thousands + rest,
        "max_processes": processes,
        "max_length": lines,
        "min_distance": distance,
    }


def battles(s, seat: int) -> list[Battle]:
    """Give how the battles ended for a seat, the first one first."""
    told = []
    for number in range(s[ROUND]):
        here = record(s, number)
        _, *both, share = s[here : here + EDIT].tolist()
        won, lost = both[seat], both[1 - seat]
        told.append(Battle(won, lost, s.item(PLACEMENTS) - won - lost, share / 1000))
    return told


def describe(game, s, seat):
    """What a seat writes, how the battles ended, and what the other wrote for the last one."""
    own, others, left = read(s, seat), read(s, 1 - seat, last=True), edits_left(s, seat)
    return words(own, others, battles(s, seat), s.item(ROUNDS), left, s.item(SIZE), s[MOVER] == seat)


def show(game, s, seat) -> list[Element]:
    """Both programs; a seat sees the other's as it fought last."""
    head = s[:PAGE].tolist()
    mover, over = head[MOVER], head[MOVER] == OVER
    pages = [read(s, each, last=seat not in (-1, each)) for each in range(2)]
    known = not over and seat in (-1, mover)
    now = "the end" if over else f"round {head[ROUND] + 1} of {head[ROUNDS]}: player_{mover} writes"
    left = f", {head[EDITS] - head[USED]} edits left" if known else ""
    last = battles(s, 0)[-1] if head[ROUND] else None
    return drawn(pages, mover if known else None, last, now + left, head[LINES], head[SIZE])


def game(
    lines: int = 8,
    edits: int = 32,
    rounds: int = 3,
    placements: int = 8,
    core_size: int = 800,
    max_cycles: int = 4000,
    max_processes: int = 64,
    min_distance: int | None = None,
) -> FiniteGame:
    """Core War as an editor, for two players.

    Args:
        lines: how many instructions a program may have, 1 to 100.
        edits: how many each player may make in a round, submitting included, 1 to 250.
        rounds: 1 to 20; programs stay from round to round.
        placements: how often the programs fight in a round, 1 to 100, each time from another place.
        core_size: cells of the core, 2 to 32767.
        max_cycles: instructions of each program until a fight is a tie, 1 to 1000000.
        max_processes: of each program, 1 to 32767.
        min_distance: cells between the beginnings of the programs, at least `lines`; as many as that if left out.
    """
    lines, edits = option("lines", lines, 1, 100), option("edits", edits, 1, 250)
    rounds, placements = option("rounds", rounds, 1, 20), option("placements", placements, 1, 100)
    core_size = option("core_size", core_size, 2 * lines, 32767)
    cycles = option("max_cycles", max_cycles, 1, 1_000_000)
    processes = option("max_processes", max_processes, 1, 32767)
    distance = option("min_distance", lines if min_distance is None else min_distance, lines, core_size // 2)
    number = 1 + (core_size // 2).bit_length()
    return FiniteGame(
        __name__,
        seats=2,
        options=(lines, edits, rounds, placements, core_size, processes, *divmod(cycles, 1000), distance),
        actions=ACTIONS,
        cells=PAGE + 4 * (LINE + FIELDS * lines) + rounds * (EDIT + 2 * edits),
        view=2 * lines * (ONE_HOT + 2 * number + 1) + lines + edits + rounds + 1 + rounds * (2 * placements + TENTHS),
        stake=1,
        outcomes=SERIES_DRAWN,
        draws=rounds,
        hidden=True,
        secret=True,
        brief=brief(lines, edits, rounds, placements, core_size, processes, cycles, distance),
    )


env, raw_env, parallel_env = constructors("CoreWarStep-v0")
