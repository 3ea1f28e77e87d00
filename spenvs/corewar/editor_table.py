"""The keys of Core War's editor, and a page of it in words and drawn."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from spenvs.core.draw import Element, Grid, Line
from spenvs.corewar import instructions

MODE_NAMES = (
    "immediate", "direct", "B-indirect", "B-predecrement", "B-postincrement", "A-indirect", "A-predecrement",
    "A-postincrement",
)  # fmt: skip
NUMBER_KEYS = (*(f"digit {digit}" for digit in range(10)), "+1", "-1", "negate", "clear")

ACTIONS = (
    *(f"opcode {name}" for name in instructions.OPCODES),
    *(f"modifier {name}" for name in instructions.MODIFIERS),
    *(f"{field}-mode {name}" for field in "AB" for name in MODE_NAMES),
    *(f"{field}-number {key}" for field in "AB" for key in NUMBER_KEYS),
    "insert below", "insert above", "delete line", "line up", "line down", "start here", "submit",
)  # fmt: skip
"""The names of all actions; the constants below say where each kind begins."""

OPCODES = 0
MODIFIERS = OPCODES + len(instructions.OPCODES)
MODES = MODIFIERS + len(instructions.MODIFIERS)
NUMBERS = MODES + 2 * len(MODE_NAMES)
KEYS = len(NUMBER_KEYS)
MORE, LESS, NEGATE, CLEAR = range(10, KEYS)
BELOW, ABOVE, DELETE, UP, DOWN, START, SUBMIT = range(NUMBERS + 2 * KEYS, len(ACTIONS))

HEADS, COLOURS = ("op", "mod", "A", "B"), ("blue", "green", "black", "black")
Instruction = tuple[int, ...]
"""Opcode, modifier, A mode, A number, B mode, B number, as in a row of `Warrior.code`."""


@dataclass(frozen=True)
class Page:
    """What a seat writes: its lines, and which of them, from 0, the cursor is on and the program starts with."""

    lines: Sequence[Instruction]
    cursor: int
    start: int


@dataclass(frozen=True)
class Battle:
    """How a battle ended for one seat: placements won, lost and tied, and the share of the cycles that were played."""

    won: int
    lost: int
    tied: int
    share: float


def signed(number: int, core_size: int) -> int:
    """Give a number as it is written: those above half the core are negative."""
    return number - core_size if 2 * number > core_size else number


@functools.lru_cache(maxsize=1 << 14)
def fields(line: Instruction, core_size: int) -> tuple[str, str, str, str]:
    """Give an instruction as its opcode, its modifier, its A operand and its B operand."""
    opcode, modifier, a_mode, a, b_mode, b = line
    operands = (f"{instructions.MODES[mode]}{signed(n, core_size)}" for mode, n in ((a_mode, a), (b_mode, b)))
    return instructions.OPCODES[opcode], instructions.MODIFIERS[modifier], *operands  # type: ignore[return-value]


def written(line: Instruction, core_size: int) -> str:
    """Give an instruction as Redcode."""
    opcode, modifier, a, b = fields(line, core_size)
    return f"{opcode}.{modifier} {a}, {b}"


def listing(page: Page, core_size: int, cursor: bool) -> str:
    """List a page line by line: numbers from 1, `>` at the cursor, START where the program starts."""
    rows = []
    for n, line in enumerate(page.lines):
        at = ">" if cursor and n == page.cursor else " "
        rows.append(f"{at}{n + 1:3} {'START' if n == page.start else '':5} {written(line, core_size)}")
    return "\n".join(rows)


def told(battle: Battle) -> str:
    """Say how a battle ended, in the words of who fought it."""
    return (
        f"you won {battle.won} placements, lost {battle.lost} and tied {battle.tied}; "
        f"{battle.share:.0%} of the cycles were played"
    )


def words(
    own: Page, others: Page, battles: Sequence[Battle], rounds: int, left: int, core_size: int, writing: bool
) -> str:
    """Say what a seat knows.

    Args:
        own: what it writes.
        others: what the other wrote for the last battle.
        battles: those that are over, the first one first.
        rounds: how many there will be.
        left: the edits that are left in this round.
        core_size: cells of the core.
        writing: whether it is the seat's turn.
    """
    over, edits = len(battles) == rounds, "1 edit" if left == 1 else f"{left} edits"
    now = "" if over else f"Round {len(battles) + 1} of {rounds}, {edits} left.\n"
    past = "".join(f"Battle {n}: {told(battle)}.\n" for n, battle in enumerate(battles, 1))
    theirs = f"The other's program in the last battle:\n{listing(others, core_size, False)}\n" if battles else ""
    return f"{now}{past}{theirs}Your program:\n{listing(own, core_size, writing)}"


def squares(page: Page, lines: int, core_size: int) -> list[list[str]]:
    """Give the squares that show a page: opcode (with * where the program starts), modifier and operands."""
    rows = [["", "", "", ""] for _ in range(lines)]
    for n, line in enumerate(page.lines):
        opcode, modifier, *operands = fields(line, core_size)
        rows[n] = [opcode + "*" * (n == page.start), f".{modifier}", *operands]
    return rows


def drawn(
    pages: Sequence[Page], writer: int | None, battle: Battle | None, head: str, lines: int, core_size: int
) -> list[Element]:
    """Draw both programs side by side.

    Args:
        pages: what is to be seen of each seat's.
        writer: the seat whose cursor is shown, None for none.
        battle: the last one, as player_0 fought it; None before the first.
        head: what stands above.
        lines: how many a program may have.
        core_size: cells of the core.
    """
    left, right = (squares(page, lines, core_size) for page in pages)
    rows = [[*a, "", *b] for a, b in zip(left, right, strict=True)]
    colours = {
        shown: colour for row in rows for shown, colour in zip(row, (*COLOURS, "", *COLOURS), strict=True) if shown
    }
    marked = [] if writer is None else [(pages[writer].cursor, 5 * writer + column) for column in range(4)]
    grid = Grid(rows, colours, heads=(*HEADS, "", *HEADS), sides=[str(n + 1) for n in range(lines)], marked=marked)
    last = "no battle yet"
    if battle is not None:
        last = f"last battle: player_0 won {battle.won}, player_1 won {battle.lost}, {battle.tied} were ties"
    return [Line(head), Line("left: player_0, right: player_1, * start"), grid, Line(last)]


def brief(
    lines: int, edits: int, rounds: int, placements: int, core_size: int, processes: int, cycles: int, distance: int
) -> str:
    """Say the rules in a few sentences."""
    modes = ", ".join(f"{sign} {name}" for sign, name in zip(instructions.MODES, MODE_NAMES, strict=True))
    times = f"There are {rounds} rounds" if rounds > 1 else "There is one round"
    return (
        f"Core War, written key by key. Each of two players has a program in Redcode (ICWS'94, with P-space) of 1 to "
        f"{lines} lines, at first the one line DAT.F $0, $0. {times}. In a round, first player_0 and then player_1 "
        f"makes edits, {edits} at most or until submitting, unseen by the other. Then the programs fight in a core of "
        f"{core_size} cells from {placements} placements, at least {distance} cells apart, each for at most "
        f"{cycles} cycles, with at most {processes} processes each: whoever has no process left loses. They take turns "
        "to move first. Then both see both programs, and go on from there. A return is the share of the placements "
        "that one won, less the share that one lost, averaged over the rounds.\n"
        "What is edited is the line at the cursor. Its opcode, modifier and modes are replaced; the modes are "
        f"{modes}. To a number, a digit is added behind those that it has, or one is added or taken off, or its sign "
        "is changed, or it becomes 0. A new line is DAT.F $0, $0, and the cursor moves to it. Numbers of other lines "
        "stay as they are when lines come and go."
    )
