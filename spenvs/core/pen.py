"""What draws the pictures of tables: shapes and words on an image, with Pillow and its own font.

Everything is drawn three times as large as it will be and then scaled down, which smooths the edges. All measures are
pixels of the finished picture.
"""

import functools
import unicodedata
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFont

SCALE = 3

Colour = tuple[int, int, int]


class Pen:
    """What draws on an image, in pixels of the finished picture."""

    def __init__(self, image: Image.Image):
        self.image, self.ink = image, ImageDraw.Draw(image)

    @classmethod
    def on(cls, mode: str, width: float, height: float, ground: tuple[int, ...]) -> "Pen":
        """Give a pen on an image of its own."""
        return cls(Image.new(mode, (round(width) * SCALE, round(height) * SCALE), ground))

    def box(self, x: float, y: float, width: float, height: float, fill: Colour, radius: float = 0) -> None:
        """Fill a rectangle with rounded corners."""
        corners = (x * SCALE, y * SCALE, (x + width) * SCALE - 1, (y + height) * SCALE - 1)
        self.ink.rounded_rectangle(corners, radius * SCALE, fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """Fill a circle around a point."""
        self.ink.ellipse([v * SCALE for v in (x - radius, y - radius, x + radius, y + radius)], fill)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        """Draw a circle whose line lies within the radius."""
        corners = [v * SCALE for v in (x - radius, y - radius, x + radius, y + radius)]
        self.ink.ellipse(corners, None, colour, round(width * SCALE))

    def stroke(self, x: float, y: float, to_x: float, to_y: float, width: float, colour: Colour) -> None:
        """Draw a line with round ends."""
        self.ink.line([v * SCALE for v in (x, y, to_x, to_y)], colour, round(width * SCALE))
        self.disc(x, y, width / 2, colour)
        self.disc(to_x, to_y, width / 2, colour)

    def shape(self, corners: Sequence[float], fill: Colour) -> None:
        """Fill a polygon given as x, y, x, y, ..."""
        self.ink.polygon([v * SCALE for v in corners], fill)

    def write(self, x: float, y: float, text: str, size: float, colour: Colour, anchor: str = "mm") -> None:
        """Write a text, anchored as Pillow names it: "mm" around the point, "lm" right of it, "rm" left of it."""
        self.ink.text((x * SCALE, y * SCALE), spelled(text), colour, font(size), anchor)

    def paste(self, image: Image.Image, x: float, y: float) -> None:
        """Lay another image, with transparency, on this one."""
        self.image.paste(image, (round(x * SCALE), round(y * SCALE)), image)


@functools.lru_cache(maxsize=64)
def font(size: float) -> Any:
    """Give the font that Pillow brings along."""
    return ImageFont.load_default(round(size * SCALE))


def spelled(text: str) -> str:
    """Spell a text with the letters that Pillow's font has."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def length(text: str, size: float) -> float:
    """Measure a text."""
    return font(size).getlength(spelled(text)) / SCALE


def darker(colour: Colour, share: float) -> Colour:
    """Give a share of a colour's light."""
    red, green, blue = colour
    return round(red * share), round(green * share), round(blue * share)
