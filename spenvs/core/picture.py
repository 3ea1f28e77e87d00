"""The elements of a table (`spenvs.core.draw`) drawn as a picture, from top to bottom."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spenvs.core.draw import Bars, Cards, Dice, Element, Grid, Heaps, Line, Raster, labels
from spenvs.core.faces import CARD_HEIGHT, CARD_WIDTH, DIE, card, die
from spenvs.core.pen import SCALE, Colour, Pen, darker, length

MARGIN, GAP, LEAST_WIDTH, HAND = 30, 14, 560, 390
COUNTER, TEXT, LINE, TITLE = 24, 16, 22, 20
BOARD, LEAST_SQUARE, MOST_SQUARE = 420, 30, 92
BAR, BAR_THICKNESS, RASTER, RIM = 240, 14, 600, 6

FELT, SHADE, LIGHT, FAINT, GOLD = (39, 86, 70), (27, 64, 52), (243, 239, 226), (150, 186, 170), (240, 196, 83)
FRAME, WOOD, GROOVE, PALE, GLOW = (84, 60, 42), (226, 196, 152), (188, 154, 108), (170, 138, 96), (255, 228, 150)
RACK, HOLE = (45, 88, 165), (30, 64, 124)
PIECES = {
    "red": (207, 63, 54),
    "yellow": (240, 194, 47),
    "blue": (43, 96, 176),
    "green": (63, 143, 91),
    "white": LIGHT,
    "black": (44, 46, 52),
}


def draw(table: Sequence[Element], title: str = "") -> NDArray[np.uint8]:
    """Draw a table: uint8 [height, width, 3], as large as it needs to be."""
    indent = max((length(name, TEXT) + 18 for element in table for name in labels(element)), default=0)
    sizes = [_size(element, indent) for element in table]
    top = MARGIN + (34 if title else 0)
    inside = max([LEAST_WIDTH, length(title, TITLE), *(width for width, _ in sizes)])
    height = top + sum(height for _, height in sizes) + GAP * max(len(sizes) - 1, 0) + MARGIN
    pen = Pen.on("RGB", inside + 2 * MARGIN, height, FRAME)
    pen.box(6, 6, inside + 2 * MARGIN - 12, height - 12, SHADE, 10)
    pen.box(6, 9, inside + 2 * MARGIN - 12, height - 15, FELT, 10)
    if title:
        pen.write(MARGIN, MARGIN + 8, title, TITLE, LIGHT, "lm")
    y: float = top
    for element, (width, tall) in zip(table, sizes, strict=True):
        match element:
            case Line():
                for i, row in enumerate(element.rows):
                    pen.write(MARGIN, y + (i + 0.5) * LINE, row, TEXT, LIGHT, "lm")
            case Grid():
                _grid(pen, element, MARGIN + (inside - width) / 2, y)
            case Cards() | Dice():
                _row(pen, element, MARGIN, y, indent)
            case Heaps():
                _heaps(pen, element, MARGIN, y, indent)
            case Bars():
                _bars(pen, element, MARGIN, y, indent)
            case Raster():
                _raster(pen, element, MARGIN + (inside - width) / 2, y)
        y += tall + GAP
    return np.asarray(pen.image.reduce(SCALE))


def _size(element: Element, indent: float) -> tuple[float, float]:
    """Measure an element: width and height."""
    match element:
        case Line():
            return max(length(row, TEXT) for row in element.rows), LINE * len(element.rows)
        case Grid():
            side, edge, head, left = _measures(element)
            rows, columns = len(element.squares), len(element.squares[0])
            if element.style == "hexes":
                return left + (columns + rows / 2 - 0.5) * side + 2 * edge, head + _hex_top(rows, side) + 2 * edge
            return left + columns * side + 2 * edge, rows * side + 2 * edge + head
        case Heaps():
            most = max(element.sizes)
            return indent + most * _heap_step(element) + 50, len(element.sizes) * (COUNTER + 12)
        case Bars():
            notes = max((length(note, TEXT) for *_, note in element.rows), default=0)
            return indent + BAR + 12 + notes, len(element.rows) * LINE
        case Raster():
            height, width = _enlarged(element).shape[:2]
            return width + 2 * RIM, height + 2 * RIM
        case Cards() | Dice():
            width, height = _face_size(element)
            row = width + (len(element.faces) - 1) * _step(element) + 18 if element.faces else 0
            return indent + row + length(element.note, TEXT), height


# Boards


def _measures(grid: Grid) -> tuple[float, float, float, float]:
    """Give a square's side, the width of the edge around the board, and the room above it and left of it for names."""
    rows, columns = len(grid.squares), len(grid.squares[0])
    most = columns + rows / 2 if grid.style == "hexes" else max(rows, columns)
    side = min(max(BOARD // most, LEAST_SQUARE), MOST_SQUARE)
    return side, 10, 24 if grid.heads else 0, 26 if grid.sides else 0


def _grid(pen: Pen, grid: Grid, x: float, y: float) -> None:
    if grid.style == "hexes":
        _hexes(pen, grid, x, y)
        return
    side, edge, head, left = _measures(grid)
    x += left
    for column, name in enumerate(grid.heads):
        pen.write(x + edge + (column + 0.5) * side, y + head / 2 - 2, name, TEXT, FAINT)
    y += head
    for i, name in enumerate(grid.sides):
        pen.write(x - 8, y + edge + (i + 0.5) * side, name, TEXT, FAINT, "rm")
    width, height = len(grid.squares[0]) * side + 2 * edge, len(grid.squares) * side + 2 * edge
    pen.box(x, y + 4, width, height, SHADE, 12)
    pen.box(x, y, width, height, RACK if grid.style == "discs" else GROOVE, 12)
    draw_square = {"discs": _hole, "stones": _point}.get(grid.style, _square)
    for i, row in enumerate(grid.squares):
        for j, shown in enumerate(row):
            colour = PIECES.get(grid.colours.get(shown, ""))
            draw_square(pen, shown, colour, (i, j) in grid.marked, x + edge + j * side, y + edge + i * side, side)
    if grid.blocks:
        for i in range(grid.blocks, len(grid.squares), grid.blocks):
            pen.box(x + edge, y + edge + i * side - 2, width - 2 * edge, 4, FRAME)
        for j in range(grid.blocks, len(grid.squares[0]), grid.blocks):
            pen.box(x + edge + j * side - 2, y + edge, 4, height - 2 * edge, FRAME)


def _point(pen: Pen, shown: str, colour: Colour | None, marked: bool, x: float, y: float, side: float) -> None:
    """Draw a square of wood with a stone on it, or with what is written there."""
    if colour is None:
        _square(pen, shown, colour, marked, x, y, side)
        return
    pen.box(x + 1, y + 1, side - 2, side - 2, GLOW if marked else WOOD, 0.06 * side)
    _stone(pen, colour, x + side / 2, y + side / 2, 0.38 * side)


def _stone(pen: Pen, colour: Colour, x: float, y: float, radius: float) -> None:
    pen.disc(x, y + 0.1 * radius, radius, PALE)
    pen.disc(x, y, radius, darker(colour, 0.82))
    pen.disc(x, y - 0.04 * radius, 0.84 * radius, colour)


def _hex_top(rows: int, side: float) -> float:
    """How high this many rows of hexagons are, of which each is `side` wide and stands on a corner."""
    return ((rows - 1) * 1.5 + 2) * side / math.sqrt(3)


def _hexes(pen: Pen, grid: Grid, x: float, y: float) -> None:
    side, edge, head, left = _measures(grid)
    x, pitch = x + left + edge, 1.5 * side / math.sqrt(3)
    for column, name in enumerate(grid.heads):
        pen.write(x + (column + 0.5) * side, y + head / 2 - 4, name, TEXT, FAINT)
    y += head + edge
    places = {
        (i, j): (x + (j + i / 2 + 0.5) * side, y + side / math.sqrt(3) + i * pitch)
        for i, row in enumerate(grid.squares)
        for j in range(len(row))
    }
    for colour, ends, (right, below) in _edges(grid):
        for i, j in ends:
            across, down = places[i, j]
            _hexagon(pen, across + right * side, down + below * side, side, colour)
    for (i, j), (across, down) in places.items():
        shown, marked = grid.squares[i][j], (i, j) in grid.marked
        _hexagon(pen, across, down, side, GROOVE)
        _hexagon(pen, across, down, side - 2, GLOW if marked else WOOD)
        if shown in grid.colours:
            _stone(pen, PIECES[grid.colours[shown]], across, down, 0.36 * side)
        else:
            pen.write(across, down, shown, min(0.26 * side, TEXT), PALE)
    for row, name in enumerate(grid.sides):
        across, down = places[row, 0]
        pen.write(across - 0.75 * side, down, name, TEXT, FAINT, "rm")


def _edges(grid: Grid) -> list[tuple[Colour, list[tuple[int, int]], tuple[float, float]]]:
    """For each edge that has a colour: its hexagons, and how far it sticks out under them to the right and below."""
    if not grid.edges:
        return []
    rows, columns = range(len(grid.squares)), range(len(grid.squares[0]))
    ends, sides = (PIECES[colour] for colour in grid.edges)
    return [
        (sides, [(i, 0) for i in rows], (-0.14, 0.08)),
        (sides, [(i, columns[-1]) for i in rows], (0.14, -0.08)),
        (ends, [(0, j) for j in columns], (0, -0.16)),
        (ends, [(rows[-1], j) for j in columns], (0, 0.16)),
    ]


def _hexagon(pen: Pen, x: float, y: float, width: float, colour: Colour) -> None:
    """Fill a hexagon around a point that stands on a corner."""
    half, up = width / 2, width / math.sqrt(3)
    low = up / 2
    pen.shape(
        (x, y - up, x + half, y - low, x + half, y + low, x, y + up, x - half, y + low, x - half, y - low), colour
    )


def _hole(pen: Pen, shown: str, colour: Colour | None, marked: bool, x: float, y: float, side: float) -> None:
    x, y, radius = x + side / 2, y + side / 2, 0.41 * side
    pen.disc(x, y, radius, HOLE)
    if colour is None:
        pen.disc(x, y + 0.03 * side, radius - 0.03 * side, FELT)
        return
    pen.disc(x, y, radius - 0.02 * side, darker(colour, 0.82))
    pen.disc(x, y, 0.31 * side, colour)
    if marked:
        pen.ring(x, y, 0.2 * side, 0.06 * side, LIGHT)


def _square(pen: Pen, shown: str, colour: Colour | None, marked: bool, x: float, y: float, side: float) -> None:
    pen.box(x + 1, y + 1, side - 2, side - 2, GLOW if marked else WOOD, 0.06 * side)
    x, y, reach = x + side / 2, y + side / 2, 0.24 * side
    if colour is None:
        pen.write(x, y, shown, min(0.26 * side, TEXT), PALE)
    elif shown == "X":
        pen.stroke(x - reach, y - reach, x + reach, y + reach, 0.11 * side, colour)
        pen.stroke(x - reach, y + reach, x + reach, y - reach, 0.11 * side, colour)
    elif shown == "O":
        pen.ring(x, y, 0.31 * side, 0.11 * side, colour)
    else:
        size = 0.5 * side
        pen.write(x, y, shown, min(size, 0.9 * side * size / max(length(shown, size), 1)), colour)


# Cards and dice


def _face_size(row: Cards | Dice) -> tuple[float, float]:
    return (CARD_WIDTH, CARD_HEIGHT) if isinstance(row, Cards) else (DIE, DIE)


def _step(row: Cards | Dice) -> float:
    """From one card to the next: those of a large hand overlap."""
    width, _ = _face_size(row)
    return min(width + 8, (HAND - width) / max(len(row.faces) - 1, 1))


def _row(pen: Pen, row: Cards | Dice, x: float, y: float, indent: float) -> None:
    width, height = _face_size(row)
    middle = y + height / 2
    if row.turn:
        pen.shape((x - 13, middle - 5, x - 13, middle + 5, x - 5, middle), GOLD)
    pen.write(x, middle, row.owner, TEXT, GOLD if row.turn else LIGHT, "lm")
    x += indent
    for face in _faces(row):
        pen.paste(face, x, y)
        x += _step(row)
    if row.faces:
        x += width - _step(row) + 18
    pen.write(x, middle, row.note, TEXT, FAINT, "lm")


def _faces(row: Cards | Dice) -> list[Image.Image]:
    if isinstance(row, Dice):
        return [die(face) for face in row.faces]
    return [card(face, PIECES.get(row.colours.get(face or "", ""))) for face in row.faces]


# Heaps


def _heap_step(heaps: Heaps) -> float:
    """From one counter to the next: those of large heaps overlap."""
    return min(COUNTER + 5, HAND / max(*heaps.sizes, 1))


def _heaps(pen: Pen, heaps: Heaps, x: float, y: float, indent: float) -> None:
    left, step = x + indent, _heap_step(heaps)
    for name, size in heaps.rows:
        middle = y + COUNTER / 2 + 4
        pen.write(x, middle, name, TEXT, LIGHT, "lm")
        for i in range(size):
            centre = left + COUNTER / 2 + i * step
            pen.disc(centre, middle + 2, COUNTER / 2, SHADE)
            pen.disc(centre, middle, COUNTER / 2, darker(GOLD, 0.8))
            pen.disc(centre, middle, COUNTER / 2 - 3, GOLD)
        end = left + (size - 1) * step + COUNTER + 12 if size else left
        pen.write(end, middle, str(size), TEXT, LIGHT, "lm")
        y += COUNTER + 12


# Bars and rasters


def _bars(pen: Pen, bars: Bars, x: float, y: float, indent: float) -> None:
    left = x + indent
    for (name, share, note), colour in zip(bars.rows, bars.colours, strict=True):
        top, middle = y + (LINE - BAR_THICKNESS) / 2, y + LINE / 2
        pen.write(x, middle, name, TEXT, LIGHT, "lm")
        pen.box(left, top, BAR, BAR_THICKNESS, SHADE, 4)
        if share > 0:
            pen.box(left, top, max(min(share, 1) * BAR, 8), BAR_THICKNESS, colour, 4)
        pen.write(left + BAR + 12, middle, note, TEXT, FAINT, "lm")
        y += LINE


def _enlarged(raster: Raster) -> NDArray[np.uint8]:
    """Give a raster's pixels: its fine ones, or its squares as large as there is room for."""
    if raster.fine is not None:
        return raster.fine
    side = max(RASTER // max(raster.squares.shape[:2]), 1)
    return raster.squares.repeat(side, axis=0).repeat(side, axis=1)


def _raster(pen: Pen, raster: Raster, x: float, y: float) -> None:
    pixels = _enlarged(raster)
    pen.box(x, y, pixels.shape[1] + 2 * RIM, pixels.shape[0] + 2 * RIM, SHADE, RIM)
    larger = pixels.repeat(SCALE, axis=0).repeat(SCALE, axis=1)
    pen.image.paste(Image.fromarray(larger), (round(x + RIM) * SCALE, round(y + RIM) * SCALE))
