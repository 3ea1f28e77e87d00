"""The elements of a table (`spenvs.core.draw`) as lines of text, with ANSI's colours or as plain text."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from spenvs.core.draw import Bars, Cards, Dice, Element, Grid, Heaps, Line, Raster, labels

Codes = Mapping[str, tuple[str, str]]
"""What to write before and behind a text, by style."""

COLOUR_CODES = {"red": "91", "yellow": "93", "blue": "94", "green": "92", "white": "97", "black": "90"}
COLOURED = {style: (f"\x1b[{code}m", "\x1b[0m") for style, code in {**COLOUR_CODES, "faint": "2", "bold": "1"}.items()}
PLAIN = dict.fromkeys(COLOURED, ("", ""))
SUITS = {"♠": "bold", "♣": "bold", "♥": "red", "♦": "red"}
COVERED = "▒▒▒"
ROUND, SQUARE = tuple("╭─╮│╰╯"), tuple("┌─┐│└┘")
RULED_ROWS, SHOWN_COUNTERS, BAR_LENGTH = 6, 30, 30
EIGHTHS = " ▏▎▍▌▋▊▉█"


def draw(table: Sequence[Element], colour: bool, width: int | None, height: int | None) -> str:
    """Draw a table: see `spenvs.core.draw.ansi`."""
    others = [element for element in table if not isinstance(element, Raster)]
    if height and others:
        height = max(height - len(draw(others, colour, None, None).split("\n")), 1)
    codes = COLOURED if colour else PLAIN
    indent = max((len(name) for element in table for name in labels(element)), default=0)
    drawn: list[str] = []
    for element in table:
        match element:
            case Line():
                drawn += element.rows
            case Grid():
                drawn += _grid(element, codes)
            case Heaps():
                drawn += _heaps(element, indent, codes)
            case Cards():
                drawn += _boxes(element, ROUND, indent, codes)
            case Dice():
                drawn += _boxes(element, SQUARE, indent, codes)
            case Bars():
                drawn += _bars(element, indent, codes)
            case Raster():
                drawn += _raster(_shrunk(element.squares, width, height)) if colour else element.plain
    return "\n".join(line.rstrip() for line in drawn)


def _painted(text: str, style: str, codes: Codes) -> str:
    before, behind = codes[style]
    return f"{before}{text}{behind}"


def _grid(grid: Grid, codes: Codes) -> list[str]:
    shown = {square: _shown(grid, square, codes) for row in grid.squares for square in row}
    width = max(map(len, [*shown.values(), *grid.heads, " "]))
    painted = {
        square: _painted(text.center(width), grid.colours.get(square, "faint"), codes) for square, text in shown.items()
    }
    if grid.style == "hexes":
        return _hexes(grid, painted, width, codes)
    cells = [[f" {painted[square]} " for square in row] for row in grid.squares]
    for i, j in grid.marked:
        cells[i][j] = f"[{painted[grid.squares[i][j]]}]"
    columns = range(len(cells[0]))
    block = grid.blocks or (1 if len(cells) <= RULED_ROWS and grid.style != "discs" else max(len(cells), len(columns)))
    groups = [columns[j : j + block] for j in columns[::block]]
    heads = " ".join(["".join([f" {head.center(width)} " for head in grid.heads[j.start : j.stop]]) for j in groups])
    rows = ["│".join(["".join(row[j.start : j.stop]) for j in groups]) for row in cells]
    sides, blank = _sides(grid, codes)
    if grid.style == "discs":
        above = [_painted(f"{blank} {heads}", "faint", codes)] if grid.heads else []
        framed = [f"{side}│{row}│" for side, row in zip(sides, rows, strict=True)]
        return [*above, *framed, f"{blank}└{'─' * (width + 2) * len(columns)}┘"]
    drawn = [_painted(blank + heads, "faint", codes)] if grid.heads else []
    rule = blank + "┼".join(["─" * (width + 2) * len(j) for j in groups])
    for i, (side, line) in enumerate(zip(sides, rows, strict=True)):
        drawn += [rule] * (i > 0 and i % block == 0) + [side + line]
    return drawn


def _sides(grid: Grid, codes: Codes) -> tuple[list[str], str]:
    """What stands before each row, and what is as wide as that."""
    if not grid.sides:
        return [""] * len(grid.squares), ""
    width = max(map(len, grid.sides))
    return [_painted(side.rjust(width), "faint", codes) for side in grid.sides], " " * width


def _hexes(grid: Grid, painted: Mapping[str, str], width: int, codes: Codes) -> list[str]:
    """Each row stands half a cell further to the right than the one above."""
    sides, blank = _sides(grid, codes)
    heads = " ".join(["", *(head.center(width) for head in grid.heads)])
    drawn = [_painted(blank + heads, "faint", codes)] if grid.heads else []
    for i, (side, row) in enumerate(zip(sides, grid.squares, strict=True)):
        marked = [(i, j) in grid.marked for j in range(-1, len(row) + 1)]
        gaps = [" []|"[here + 2 * before] for before, here in itertools.pairwise(marked)]
        cells = [gap + painted[square] for gap, square in zip(gaps, row, strict=False)]
        drawn.append(" " * (i * (width + 1) // 2) + side + "".join(cells) + gaps[-1])
    return drawn


def _shown(grid: Grid, square: str, codes: Codes) -> str:
    if grid.style == "marks":
        return square
    return _disc(square, codes) if square in grid.colours else "·" if grid.style == "discs" else square


def _disc(piece: str, codes: Codes) -> str:
    """Without colours, only its letter tells one disc from another."""
    return "●" if codes is COLOURED else piece


def _boxes(row: Cards | Dice, frame: tuple[str, ...], indent: int, codes: Codes) -> list[str]:
    """Draw faces in boxes side by side, the owner before them and the note behind."""
    owner = _painted(f"▸ {row.owner.ljust(indent)}", "bold", codes) if row.turn else f"  {row.owner.ljust(indent)}"
    if not row.faces:
        return [f"{owner}  {row.note}"]
    left, flat, right, side, low_left, low_right = frame
    faces = [COVERED if face is None else str(face) for face in row.faces]
    shown = [face.center(3) if len(face) < 4 else f" {face} " for face in faces]
    colours = row.colours if isinstance(row, Cards) else {}
    painted = [_painted(f, colours.get(f.strip()) or SUITS.get(f.strip()[-1:], "bold"), codes) for f in shown]
    top = "".join(left + flat * len(face) + right for face in shown)
    bottom = "".join(low_left + flat * len(face) + low_right for face in shown)
    blank = " " * (indent + 4)
    return [blank + top, f"{owner}  {''.join(side + face + side for face in painted)}  {row.note}", blank + bottom]


def _heaps(heaps: Heaps, indent: int, codes: Codes) -> list[str]:
    room = 2 * min(max(heaps.sizes), SHOWN_COUNTERS + 1)
    lines = []
    for name, size in heaps.rows:
        counters = "● " * min(size, SHOWN_COUNTERS) + ("… " if size > SHOWN_COUNTERS else "")
        number = _painted(str(size), "faint", codes)
        lines.append(f"  {name.ljust(indent)}  {_painted(counters.ljust(room), 'yellow', codes)} {number}")
    return lines


def _bars(bars: Bars, indent: int, codes: Codes) -> list[str]:
    lines = []
    for (name, share, note), (red, green, blue) in zip(bars.rows, bars.colours, strict=True):
        whole, part = divmod(round(min(max(share, 0.0), 1.0) * 8 * BAR_LENGTH), 8)
        bar = ("█" * whole + EIGHTHS[part] * (part > 0)).ljust(BAR_LENGTH)
        painted = f"\x1b[38;2;{red};{green};{blue}m{bar}\x1b[0m" if codes is COLOURED else bar
        lines.append(f"  {name.ljust(indent)}  {painted} {_painted(note, 'faint', codes)}")
    return lines


def _shrunk(squares: NDArray[np.uint8], width: int | None, height: int | None) -> NDArray[np.uint8]:
    """Put blocks of squares together, each in its mean colour, until a raster has room."""
    rows, columns = squares.shape[:2]
    factor = max(-(-columns // (width or columns)), -(-rows // (2 * height if height else rows)), 1)
    if factor == 1:
        return squares
    padded = np.pad(squares, [(0, -rows % factor), (0, -columns % factor), (0, 0)], mode="edge")
    blocks = padded.reshape(len(padded) // factor, factor, -1, factor, 3)
    return blocks.mean(axis=(1, 3)).astype(np.uint8)


def _raster(squares: NDArray[np.uint8]) -> list[str]:
    """Two rows of squares in each line of half blocks: the upper one in the letters' colour, the lower one behind."""
    lines = []
    for upper, lower in itertools.zip_longest(squares[::2].tolist(), squares[1::2].tolist()):
        line, last = "", None
        for pair in zip(upper, lower or [None] * len(upper), strict=True):
            if pair != last:
                (red, green, blue), below = pair
                behind = "48;2;{};{};{}".format(*below) if below else "49"
                line += f"\x1b[38;2;{red};{green};{blue};{behind}m"
                last = pair
            line += "▀"
        lines.append(line + "\x1b[0m")
    return lines
