"""The faces of cards and dice, as small pictures to be laid on a table."""

import functools
import math

from PIL import Image

from spenvs.core.pen import Colour, Pen, length

CARD_WIDTH, CARD_HEIGHT, DIE = 62, 88, 46
PAPER, RIM, INK, BACK, LATTICE = (251, 248, 240), (206, 200, 186), (42, 46, 56), (146, 52, 56), (196, 122, 118)
DARK = 120
SUITS = {"♠": INK, "♣": INK, "♥": (200, 48, 48), "♦": (200, 48, 48)}

# In quarters of a sign's size, from its middle: discs (right, down, radius), and the corners of one polygon.
SIGNS: dict[str, tuple[tuple[tuple[float, float, float], ...], tuple[tuple[float, float], ...]]] = {
    "♥": (((-0.9, -0.7, 1.05), (0.9, -0.7, 1.05)), ((-1.8, -0.2), (1.8, -0.2), (0, 2.1))),
    "♦": ((), ((0, -2.2), (1.7, 0), (0, 2.2), (-1.7, 0))),
    "♠": (
        ((-0.9, 0.5, 1.05), (0.9, 0.5, 1.05)),
        ((0, -2.2), (1.8, 0), (0.3, 1), (0.8, 2.2), (-0.8, 2.2), (-0.3, 1), (-1.8, 0)),
    ),
    "♣": (((-1.1, 0.4, 1), (1.1, 0.4, 1), (0, -1.1, 1)), ((0, -0.5), (0.8, 2.2), (-0.8, 2.2))),
}
PIPS = {
    1: ((0, 0),),
    2: ((-1, -1), (1, 1)),
    3: ((-1, -1), (0, 0), (1, 1)),
    4: ((-1, -1), (-1, 1), (1, -1), (1, 1)),
    5: ((-1, -1), (-1, 1), (0, 0), (1, -1), (1, 1)),
    6: ((-1, -1), (-1, 0), (-1, 1), (1, -1), (1, 0), (1, 1)),
}


@functools.lru_cache(maxsize=256)
def card(face: str | None, paper: Colour | None = None) -> Image.Image:
    """Draw a card: its rank in two corners, its suit, rank or word in the middle; None is one that lies face down."""
    pen = _blank(CARD_WIDTH, CARD_HEIGHT, 7, paper or PAPER)
    width, height = CARD_WIDTH, CARD_HEIGHT
    if face is None:
        return _hatched(pen, width, height)
    suit = face[-1:] if face[-1:] in SUITS else ""
    rank, colour = face.removesuffix(suit), SUITS.get(suit, PAPER if paper and luma(paper) < DARK else INK)
    corner = rank if len(rank) < 3 else rank[0].upper()
    for _ in range(2):  # the second corner is the first, upside down
        pen.write(12, 14, corner, 15, colour)
        if suit:
            _pip(pen, suit, 12, 28, 9)
        pen = Pen(pen.image.rotate(180))
    if suit:
        _pip(pen, suit, width / 2, height / 2, 28)
    else:
        pen.write(
            width / 2, height / 2, rank, 34 if len(rank) < 3 else min(18, 18 * (width - 12) / length(rank, 18)), colour
        )
    return pen.image


def luma(colour: Colour) -> float:
    """Say how bright a colour looks, 0 to 255 (ITU-R BT.601)."""
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _blank(width: float, height: float, radius: float, fill: Colour) -> Pen:
    """Give a pen on a rounded piece of paper with a rim."""
    pen = Pen.on("RGBA", width, height, (*RIM, 0))
    pen.box(0, 0, width, height, RIM, radius)
    pen.box(0.7, 0.7, width - 1.4, height - 1.4, fill, radius - 0.7)
    return pen


def _hatched(pen: Pen, width: float, height: float, step: float = 8) -> Image.Image:
    """Draw the back of a card: a lattice within a frame."""
    back = Pen.on("RGBA", width, height, (*BACK, 255))
    for i in range(-math.ceil(height / step), math.ceil((width + height) / step)):
        back.stroke(i * step, 0, i * step + height, height, 1, LATTICE)
        back.stroke(i * step, height, i * step + height, 0, 1, LATTICE)
    frame = Pen.on("RGBA", width, height, (*PAPER, 0))
    frame.box(5, 5, width - 10, height - 10, BACK, 4)
    pen.image.paste(back.image, (0, 0), frame.image)
    return pen.image


def _pip(pen: Pen, suit: str, x: float, y: float, size: float) -> None:
    """Draw the sign of a suit around a point."""
    discs, corners = SIGNS[suit]
    unit, colour = size / 4, SUITS[suit]
    for right, down, radius in discs:
        pen.disc(x + right * unit, y + down * unit, radius * unit, colour)
    pen.shape([origin + unit * step for corner in corners for origin, step in zip((x, y), corner, strict=True)], colour)


@functools.lru_cache(maxsize=16)
def die(face: int | None) -> Image.Image:
    """Draw a die: pips, or the number above six; None is one that is covered."""
    if face is None:
        pen = _blank(DIE, DIE, 9, BACK)
        pen.write(DIE / 2, DIE / 2, "?", 22, LATTICE)
        return pen.image
    pen = _blank(DIE, DIE, 9, PAPER)
    for right, down in PIPS.get(face, ()):
        pen.disc(DIE / 2 + 0.27 * DIE * right, DIE / 2 + 0.27 * DIE * down, 0.09 * DIE, INK)
    if face not in PIPS:
        pen.write(DIE / 2, DIE / 2, str(face), 22, INK)
    return pen.image
