"""The core as a picture: whose each cell is, what happened there last, and where processes stand.

Each warrior has a colour, which is the stronger the more was done to a cell: read, changed by one, written, executed.
What is fresh is lighter. A white mark in a cell is the process that its warrior executes next, a pale one any other.
"""

from collections.abc import Iterable
from math import ceil, log1p, sqrt

import numpy as np
from numpy.typing import NDArray

from spenvs.core.draw import Bars, Element, Line, Raster
from spenvs.core.draw import ansi as draw_ansi
from spenvs.core.pen import SCALE, Pen, length
from spenvs.corewar.glyphs import GLYPHS, SIDE
from spenvs.corewar.instructions import Warrior
from spenvs.corewar.trace import ACCESSES, PROCESS_DIED, UNTOUCHED, WAS_EXECUTED, TracedBattle

GROUND, BLACK, WHITE = (30, 33, 39), (18, 20, 24), (255, 255, 255)
HUES = ("56B4E9", "E69F00", "009E73", "CC79A7", "F0E442", "D55E00", "0072B2", "999999")
"""The colours of Okabe and Ito (2008), which differ for the colour-blind as well, those first that shine on black."""
SHADES = np.array([0.0, 0.3, 0.42, 0.62, 0.62, 1.0, 0.8])
"""How strong the colour of a cell is, by what was done to it last."""
LIGHTER = 0.45
PLAIN_WIDTH, PLAIN_LINES = 80, 20
DIGITS, LETTERS = ".1234567890", ".abcdefghiz"
MARKS = ("." * 11, ":" * 11, "+" * 11, LETTERS, LETTERS, DIGITS, "X" * 11, "*" * 11)
"""The letters for what was done to a cell last, by its owner; the last row is for processes."""
WIDTH, LEAST_WIDTH, LARGEST_SCALE, LONGEST_NAME = 600, 480, 32, 24
FOOTER_LINE, TEXT, FAINT = 20, 14, (190, 190, 190)


def palette(warriors: int) -> NDArray[np.uint8]:
    """Give the colours of nobody and of each warrior, uint8 [warriors + 1, 3]."""
    colours = [tuple(bytes.fromhex(hue)) for hue in HUES[:warriors]]
    for extra in range(len(colours), warriors):
        colours.append(_hue((extra * 0.618034 + 0.46) % 1))
    return np.array([GROUND, *colours], np.uint8)


def _hue(turn: float) -> tuple[int, ...]:
    """Give a clear colour of the circle, of which 0 and 1 are red."""
    return tuple(round(255 * (0.45 + 0.5 * min(max(abs((turn + k) % 1 * 6 - 3) - 1, 0), 1))) for k in (0, 2 / 3, 1 / 3))


def columns_for(size: int) -> int:
    """Give how many cells stand in a row of a core's picture, which is then about 4 : 3 and full if it can be."""
    ideal = sqrt(size * 4 / 3)
    full = [n for n in range(ceil(0.75 * ideal), int(1.3 * ideal) + 1) if size % n == 0]
    return min(full, key=lambda n: abs(n - ideal), default=round(ideal))


def rgb(battle: TracedBattle, scale: int | None = None, fresh: int | None = None) -> NDArray[np.uint8]:
    """Draw the core and below it a line for each warrior, uint8 [height, width, 3].

    Args:
        battle: what to draw.
        scale: pixels of a cell's side, of which the core is by default about 600 wide; from 8 on each shows its opcode.
        fresh: the instructions after which an access no longer shines, by default a fortieth of the core's size.
    """
    core = cells(battle, scale or _scale(battle), fresh)
    width = max(core.shape[1], LEAST_WIDTH)
    above = np.full((core.shape[0], width, 3), BLACK, np.uint8)
    left = (width - core.shape[1]) // 2
    above[:, left : left + core.shape[1]] = core
    return np.concatenate([above, _footer(battle, width)])


def _footer(battle: TracedBattle, width: int) -> NDArray[np.uint8]:
    height = FOOTER_LINE * (len(battle.warriors) + 1) + 12
    pen = Pen.on("RGB", width, height, BLACK)
    bars = _bars(battle)
    indent = max(length(name, TEXT) for name, *_ in bars.rows) + 24
    bar = max(width - indent - length("8000 processes, 8000 cells", TEXT) - 24, 60)
    for k, ((name, share, note), colour) in enumerate(zip(bars.rows, bars.colours, strict=True)):
        middle = 8 + (k + 0.5) * FOOTER_LINE
        pen.write(12, middle, name, TEXT, colour, "lm")
        pen.box(indent, middle - 5, bar, 10, GROUND, 3)
        if share > 0:
            pen.box(indent, middle - 5, max(share * bar, 6), 10, colour, 3)
        pen.write(width - 12, middle, note, TEXT, FAINT, "rm")
    pen.write(12, height - 4 - FOOTER_LINE / 2, summary(battle), TEXT, FAINT, "lm")
    return np.asarray(pen.image.reduce(SCALE))


def elements(battle: TracedBattle, fresh: int | None = None) -> list[Element]:
    """Describe the same as the table of a game, for `spenvs.core.draw`."""
    columns = columns_for(battle.settings.core_size)
    squares = _laid(_marked(battle, fresh), columns)
    fine = cells(battle, _scale(battle), fresh)
    return [Raster(squares, plain(battle), fine), _bars(battle), Line(summary(battle))]


def _scale(battle: TracedBattle) -> int:
    return min(max(WIDTH // columns_for(battle.settings.core_size), 1), LARGEST_SCALE)


def ansi(battle: TracedBattle, colour: bool = True, width: int | None = None, height: int | None = None) -> str:
    """Draw the same for a terminal, small enough for its width and height where they are given."""
    return draw_ansi(elements(battle), colour, width, height)


def summary(battle: TracedBattle) -> str:
    """Say when it is and, at the end, how the battle came out."""
    names = [shown_name(warrior) for warrior, alive in zip(battle.warriors, battle.alive, strict=True) if alive]
    when = f"cycle {battle.cycle} of {battle.settings.max_cycles}"
    if not battle.over:
        return when
    if len(battle.warriors) == 1 or len(names) > 1:
        return f"{when}: {_listed(names)} survived" if names else f"{when}: {shown_name(battle.warriors[0])} died"
    return f"{when}: {names[0]} has won" if names else f"{when}: all died"


def shown_name(warrior: Warrior) -> str:
    """Give a warrior's name, cut and without what a terminal could obey: it may come from anywhere."""
    name = "".join(letter if letter.isprintable() else "?" for letter in warrior.name)
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def living(processes: int) -> str:
    """Say how many processes there are."""
    return f"{processes} process{'es' * (processes > 1)}" if processes else "dead"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _bars(battle: TracedBattle) -> Bars:
    """Give a bar for each warrior: its processes, on a scale where each doubling counts the same."""
    rows = []
    for k, warrior in enumerate(battle.warriors):
        processes, owned = len(battle.processes(k)), int((battle.owner == k + 1).sum())
        share = log1p(processes) / log1p(battle.settings.max_processes)
        rows.append((f"{k + 1} {shown_name(warrior)}", share, f"{living(processes)}, {owned} cell{'s' * (owned != 1)}"))
    return Bars(rows, [tuple(colour) for colour in palette(len(battle.warriors))[1:].tolist()])


# Colours


def _colours(battle: TracedBattle, fresh: int | None) -> NDArray[np.float64]:
    """Give the colour of each cell, float [core_size, 3]."""
    base = palette(len(battle.warriors)).astype(np.float64)[battle.owner]
    shade = SHADES[battle.access][:, None]
    colours = np.array(GROUND) * (1 - shade) + base * shade
    if fresh is None:
        fresh = battle.settings.core_size // 40
    age = battle.executed - battle.stamp
    light = np.where(battle.access > UNTOUCHED, LIGHTER * np.clip((fresh - age) / max(fresh, 1), 0, 1), 0)[:, None]
    return colours * (1 - light) + 255 * light


def _heads(battle: TracedBattle) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the addresses that warriors execute next, and those of all their other processes."""
    queues = [battle.processes(k) for k in range(len(battle.warriors))]
    return _joined(queue[:1] for queue in queues), _joined(queue[1:] for queue in queues)


def _joined(parts: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.unique(np.concatenate([np.empty(0, np.int64), *parts]))


def _marked(battle: TracedBattle, fresh: int | None) -> NDArray[np.uint8]:
    """Give one colour for each cell, that of a process where one stands, uint8 [core_size, 3]."""
    colours = _colours(battle, fresh)
    following, others = _heads(battle)
    colours[others] += (255 - colours[others]) * 0.4
    colours[following] = WHITE
    return colours.astype(np.uint8)


def _laid(colours: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """Lay cells out in rows, [rows, columns, ...]; what remains of the last row is black."""
    rows = -(-len(colours) // columns)
    laid = np.empty((rows * columns, *colours.shape[1:]), np.uint8)
    laid[:] = BLACK
    laid[: len(colours)] = colours
    return laid.reshape(rows, columns, *colours.shape[1:])


# Pixels


def cells(battle: TracedBattle, scale: int = 6, fresh: int | None = None) -> NDArray[np.uint8]:
    """Draw the core alone, uint8 [rows * scale, columns * scale, 3], with columns from `columns_for`."""
    columns = columns_for(battle.settings.core_size)
    if scale < 4:
        return _laid(_marked(battle, fresh), columns).repeat(scale, axis=0).repeat(scale, axis=1)
    inner = scale - 1
    colours = _colours(battle, fresh)
    tiles = np.empty((len(colours), scale, scale, 3), np.uint8)
    tiles[:] = BLACK
    tiles[:, :inner, :inner] = colours[:, None, None]
    died = np.flatnonzero(battle.access == PROCESS_DIED)
    cross = np.eye(inner, dtype=bool) | np.eye(inner, dtype=bool)[::-1]
    tiles[died, :inner, :inner] = np.where(cross[..., None], WHITE, tiles[died, :inner, :inner])
    edge = 1 if inner >= SIDE + 2 else inner // 4
    mark = slice(edge, inner - edge)
    following, others = _heads(battle)
    tiles[others, mark, mark] = (colours[others] * 0.35 + 255 * 0.65)[:, None, None]
    tiles[following, mark, mark] = WHITE
    if inner >= SIDE + 2:
        _sign(tiles, battle, colours)
    return _laid(tiles, columns).swapaxes(1, 2).reshape(-1, columns * scale, 3)


def _sign(tiles: NDArray[np.uint8], battle: TracedBattle, colours: NDArray[np.float64]) -> None:
    """Draw the opcodes of all cells that are somebody's: dark on what is bright, else light."""
    owned = np.flatnonzero((battle.owner > 0) & (battle.access != PROCESS_DIED))
    inner = tiles.shape[1] - 1
    larger = (inner - 2) // SIDE
    first = (inner - larger * SIDE) // 2
    signs = GLYPHS[battle.core[owned, 0]].repeat(larger, axis=1).repeat(larger, axis=2)
    bright = battle.access[owned] == WAS_EXECUTED
    bright |= np.isin(owned, np.concatenate(_heads(battle)))
    ink = np.where(bright[:, None], colours[owned] * 0.3, colours[owned] * 0.5 + 255 * 0.5)[:, None, None]
    where = slice(first, first + larger * SIDE)
    tiles[owned, where, where] = np.where(signs[..., None], ink, tiles[owned, where, where])


# Letters


def plain(battle: TracedBattle) -> list[str]:
    """Draw the core in lines of letters, each for some cells on end, of which the liveliest counts.

    `.` is untouched, `:` read, `+` changed by one, a to i written by a warrior, 1 to 9 executed by one, `X` where a
    process died, `*` where one stands; the tenth warrior and those after it are z and 0.
    """
    size = battle.settings.core_size
    each = -(-size // (PLAIN_WIDTH * PLAIN_LINES))
    owner = np.minimum(battle.owner, len(DIGITS) - 1)
    rank = battle.access.astype(np.int64)
    for heads in _heads(battle):
        rank[heads] = len(ACCESSES)
    letters = np.array([list(row) for row in MARKS])[rank, owner]
    rank, letters = (np.pad(x, (0, -size % each)) for x in (rank, letters))
    best = rank.reshape(-1, each).argmax(axis=1)
    text = "".join(letters.reshape(-1, each)[np.arange(len(best)), best])
    return [text[i : i + PLAIN_WIDTH] for i in range(0, len(text), PLAIN_WIDTH)]
