"""What the tables of games are made of: boards, cards, dice, heaps, bars, rasters of colours and lines of text.

A game describes its table once, as a list of elements from top to bottom; `ansi` and `pixels` draw it. A piece or face
is a short text; what it looks like is the business of `spenvs.core.letters` and `spenvs.core.picture`.
"""

import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Line:
    """A line of text; a long one is broken."""

    text: str

    @property
    def rows(self) -> list[str]:
        """The lines that it takes."""
        return textwrap.wrap(self.text, LINE_WIDTH) or [""]


@dataclass(frozen=True)
class Grid:
    """A board.

    Attributes:
        squares: what each square shows, row by row.
        colours: the colour of each piece, by what it shows: red, yellow, blue, green, white or black. Squares that
            show anything else are free: they are faint.
        style: "marks" draws X and O as strokes and writes the rest, "discs" draws pieces as discs and leaves the other
            squares empty, "stones" draws pieces as discs and writes the rest, "hexes" does so on hexagons, each row
            half a cell further to the right than the one above.
        heads: what stands above the columns.
        marked: squares to point out, as (row, column).
        sides: what stands left of the rows.
        blocks: how many squares wide and high the blocks are that stronger lines divide the board into; 0: none.
        edges: the colours of the edges above and below, and of those at the left and right; only hexes have them.
    """

    squares: Sequence[Sequence[str]]
    colours: Mapping[str, str] = field(default_factory=dict)
    style: Literal["marks", "discs", "stones", "hexes"] = "marks"
    heads: Sequence[str] = ()
    marked: Collection[tuple[int, int]] = ()
    sides: Sequence[str] = ()
    blocks: int = 0
    edges: tuple[str, str] | tuple[()] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for a colour that there is not."""
        _check_colours({*self.colours.values(), *self.edges})


@dataclass(frozen=True)
class Cards:
    """A row of cards.

    Attributes:
        owner: whose they are.
        faces: what each shows, None for one that lies face down. A last letter out of ♠♥♦♣ is its suit.
        note: what stands behind them.
        turn: whether the owner is to move.
        colours: the colour of the paper that a face is printed on, by what it shows, as for `Grid`.
    """

    owner: str
    faces: Sequence[str | None]
    note: str = ""
    turn: bool = False
    colours: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ValueError for a colour that there is not."""
        _check_colours(set(self.colours.values()))


@dataclass(frozen=True)
class Dice:
    """A row of dice: what each shows, 1 to 6, None for one that is covered; the rest as for `Cards`."""

    owner: str
    faces: Sequence[int | None]
    note: str = ""
    turn: bool = False


@dataclass(frozen=True)
class Heaps:
    """Heaps of counters or chips, each with its name: its number, counted from 1, where `names` are not given."""

    sizes: Sequence[int]
    names: Sequence[str] = ()

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Each heap's name and size."""
        return list(zip(self.names or map(str, range(1, len(self.sizes) + 1)), self.sizes, strict=True))


@dataclass(frozen=True)
class Bars:
    """Bars below one another, for numbers beside each other.

    Attributes:
        rows: each bar's name, its length as a share of the longest that can be, 0 to 1, and what stands behind it.
        colours: of each bar: red, green and blue, 0 to 255.
    """

    rows: Sequence[tuple[str, float, str]]
    colours: Sequence[tuple[int, int, int]]


@dataclass(frozen=True, eq=False)
class Raster:
    """A picture made of small squares, such as a map seen from above.

    Attributes:
        squares: the colour of each, uint8 [rows, columns, 3].
        plain: the same without colours, as lines of text of at most 80 letters.
        fine: the same with more detail, uint8 [height, width, 3], for pictures; None if the squares are all there is.
    """

    squares: NDArray[np.uint8]
    plain: Sequence[str]
    fine: NDArray[np.uint8] | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Raster):
            return NotImplemented
        return [*self.plain] == [*other.plain] and np.array_equal(self.squares, other.squares)

    __hash__ = None  # type: ignore[assignment]


Element = Line | Grid | Cards | Dice | Heaps | Bars | Raster
COLOURS = ("red", "yellow", "blue", "green", "white", "black")
LINE_WIDTH = 76


def lines(squares: Sequence[Sequence[str]], pieces: Collection[str], length: int) -> set[tuple[int, int]]:
    """Find the squares, as (row, column), that stand in lines of equal pieces of at least this length."""
    known = set(pieces)
    shown = {(i, j): piece for i, row in enumerate(squares) for j, piece in enumerate(row) if piece in known}
    found: set[tuple[int, int]] = set()
    for (row, column), piece in shown.items():
        for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
            line = [(row + i * down, column + i * right) for i in range(length)]
            if all(shown.get(square) == piece for square in line):
                found.update(line)
    return found


def pixels(table: Sequence[Element], title: str = "") -> NDArray[np.uint8]:
    """Draw a table as a picture, uint8 [height, width, 3]. The same table gives the same bytes."""
    from spenvs.core.picture import draw  # Pillow is loaded when the first picture is drawn

    return draw(table, title)


def ansi(table: Sequence[Element], colour: bool = True, width: int | None = None, height: int | None = None) -> str:
    """Draw a table as lines of text, with ANSI's colours or as plain text.

    Args:
        table: what to draw.
        colour: whether to use colours.
        width: columns of the terminal, where a raster of colours that has more is drawn smaller.
        height: likewise its lines, where the table has more.
    """
    from spenvs.core.letters import draw

    return draw(table, colour, width, height)


def _check_colours(used: set[str]) -> None:
    if unknown := used - set(COLOURS):
        raise ValueError(f"a piece is {', '.join(COLOURS)}; got {', '.join(sorted(unknown))}")


def labels(element: Element) -> list[str]:
    """What stands before the rows of an element; those of a table are aligned."""
    match element:
        case Heaps():
            return [name for name, _ in element.rows]
        case Bars():
            return [name for name, *_ in element.rows]
        case Cards() | Dice():
            return [element.owner]
    return []
