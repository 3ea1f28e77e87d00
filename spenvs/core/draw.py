"""Boards, cards, dice and heaps, as pictures and as terminal text.

A game describes its table once, as a list of elements from top to bottom; `pixels` and `ansi` draw it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont


@dataclass(frozen=True)
class Line:
    """A line of text."""

    text: str


@dataclass(frozen=True)
class Grid:
    """A board: what each square shows, and the colour of those that show a piece; the others are faint."""

    squares: Sequence[Sequence[str]]
    colours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cards:
    """A row of cards: what each shows, None for one that lies face down."""

    owner: str
    faces: Sequence[str | None]
    note: str = ""


@dataclass(frozen=True)
class Dice:
    """A row of dice: what each shows, None for one that is covered."""

    owner: str
    faces: Sequence[int | None]
    note: str = ""


@dataclass(frozen=True)
class Heaps:
    """Heaps of counters, each with its number."""

    sizes: Sequence[int]


Element = Line | Grid | Cards | Dice | Heaps


def ansi(table: Sequence[Element], colour: bool = True) -> str:
    """Draw a table as text, with colours or without."""
    return "\n".join(str(element) for element in table)


def pixels(table: Sequence[Element], title: str = "") -> NDArray[np.uint8]:
    """Draw a table as a picture, uint8 [height, width, 3]."""
    image = Image.new("RGB", (480, 360), "white")
    ImageDraw.Draw(image).text((10, 10), ansi(table, False), "black", ImageFont.load_default(14))
    return np.asarray(image)
