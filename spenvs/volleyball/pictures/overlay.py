"""What television lays over a picture: score, caption, speed of the last hit, names, and a small map.

Every piece is drawn once, kept, and blended into the pixels; only a caption that changes costs more.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from spenvs.core.pen import SCALE, Colour, Pen, length
from spenvs.volleyball.pictures.camera import View
from spenvs.volleyball.pictures.scene import Scene

LEAST_HEIGHT, FULL_HEIGHT = 144, 360
"""Heights of pictures below which words would not be legible, and for which measures here are in pixels."""
TEAMS: tuple[Colour, Colour] = ((226, 58, 52), (52, 112, 240))
PALE_TEAMS: tuple[Colour, Colour] = ((255, 168, 158), (166, 202, 255))
PANEL, INK, FAINT, GOLD = (11, 18, 34), (244, 246, 250), (176, 186, 204), (246, 198, 70)
COURT = (214, 158, 105)
PANEL_SHARE = 0.86
MAP_WIDTH, MAP_HEIGHT, MAP_EDGE, EDGE = 120, 60, 1.5, 10
NAME, ABOVE = 11, 0.45
"""Size of the names, and how far above a drone its name stands, in m."""

Patch = NDArray[np.float32]


def lay(image: NDArray[np.uint8], scene: Scene, seen: View, labels: bool) -> None:
    """Lay words and map over a picture.

    Args:
        image: uint8 [H, W, 3], written; one less than 144 high stays as it is.
        scene: what it shows.
        seen: what its camera sees.
        labels: whether names stand above the drones.
    """
    height, width = image.shape[:2]
    if height < LEAST_HEIGHT:
        return
    unit = height / FULL_HEIGHT
    if labels:
        _names(image, scene, seen, unit)
    top = EDGE * unit
    if scene.score is not None:
        box = _score_box(scene.teams, scene.score, scene.serving, unit)
        _blend(image, box, width / 2, top + box.shape[0] / 2)
        top += box.shape[0] + 4 * unit
    if scene.caption:
        line = _pill(scene.caption, 12, INK, unit)
        _blend(image, line, width / 2, top + line.shape[0] / 2)
    if scene.speed is not None:
        speed = _pill(f"{scene.speed:.1f} m/s", 14, GOLD, unit)
        _blend(image, speed, EDGE * unit + speed.shape[1] / 2, height - EDGE * unit - speed.shape[0] / 2)
    if not seen.parallel and len(set(scene.team.tolist())) == 2:
        _map(image, scene, unit)


def _names(image: NDArray[np.uint8], scene: Scene, seen: View, unit: float) -> None:
    """Write each name above its drone; further up, or below it, where it would hide the ball or another name."""
    size = (image.shape[1], image.shape[0])
    above, depth = seen.pixels(scene.positions + np.array([0, 0, ABOVE]), size)
    below, _ = seen.pixels(scene.positions - np.array([0, 0, ABOVE]), size)
    taken: list[NDArray[np.float64]] = [] if scene.ball is None else [seen.pixels(scene.ball, size)[0][0]]
    for k in np.argsort(depth):
        if depth[k] > 0:
            name = _name(scene.names[k] if scene.names else str(k), PALE_TEAMS[scene.team[k]], unit)
            room = np.array([name.shape[1], name.shape[0]]) * [0.8, 0.7]
            places = [above[k] - [0, i * room[1]] for i in range(4)] + [below[k] + [0, i * room[1]] for i in range(4)]
            place = next((place for place in places if not _hides(place, taken, room)), above[k])
            taken.append(place)
            _blend(image, name, *place)


def _hides(place: NDArray[np.float64], taken: list[NDArray[np.float64]], room: NDArray[np.float64]) -> bool:
    return any((np.abs(place - each) < room).all() for each in taken)


def _map(image: NDArray[np.uint8], scene: Scene, unit: float) -> None:
    height, width = image.shape[:2]
    x, y = width - (EDGE + MAP_WIDTH / 2) * unit, height - (EDGE + MAP_HEIGHT / 2) * unit
    _blend(image, _ground(scene.length, scene.width, unit), x, y)
    metre = _metre(scene.length, scene.width) * unit
    inside = np.array([MAP_WIDTH / 2 - 4, MAP_HEIGHT / 2 - 4]) * unit

    def dot(place: NDArray[np.float32], radius: float, colour: Colour) -> None:
        right, down = np.clip(metre * place[:2] * [1, -1], -inside, inside)
        _blend(image, _dot(colour, radius, unit), x + right, y + down)

    for place, team in zip(scene.positions, scene.team, strict=True):
        dot(place, 3.2, TEAMS[team])
    if scene.ball is not None:
        dot(scene.ball, 2.4, GOLD)


def _metre(length: float, width: float) -> float:
    """Pixels of a metre on the map."""
    return min(MAP_WIDTH / (length + 2 * MAP_EDGE), MAP_HEIGHT / (width + 2 * MAP_EDGE))


def _blend(image: NDArray[np.uint8], patch: Patch, x: float, y: float) -> None:
    """Lay a patch on a picture with its middle at a place; what lies outside is left out."""
    height, width = patch.shape[:2]
    left, top = round(x - width / 2), round(y - height / 2)
    rows = slice(*np.clip((top, top + height), 0, image.shape[0]).tolist())
    columns = slice(*np.clip((left, left + width), 0, image.shape[1]).tolist())
    if rows.start < rows.stop and columns.start < columns.stop:
        part = patch[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        under = image[rows, columns]
        image[rows, columns] = (under * (1 - part[..., 3:]) + part[..., :3] + 0.5).astype(np.uint8)


def _patch(pen: Pen) -> Patch:
    """Give what a pen has drawn as float32 [height, width, 4]: colours, times their share, and shares, 0 to 1."""
    drawn = np.asarray(pen.image.reduce(SCALE), np.float32)
    share = drawn[..., 3:] / 255
    return np.concatenate([drawn[..., :3] * share, share], axis=-1)


@functools.lru_cache(maxsize=64)
def _score_box(teams: tuple[str, str], score: tuple[int, int], serving: int | None, unit: float) -> Patch:
    """Team 0 stands on the right, as it does on the court."""
    name, points = 15 * unit, 19 * unit
    side = max(length(team, name) for team in teams) + 30 * unit
    middle, height = 84 * unit, 30 * unit
    width = 2 * side + middle
    pen = Pen.on("RGBA", width, height, (*PANEL, 0))
    _panel(pen, width, height, 7 * unit)
    pen.box(side, 0, middle, height, (28, 40, 66))
    y = height / 2
    for team, towards in ((1, -1), (0, 1)):
        edge = width / 2 + towards * (width / 2 - 7 * unit)
        pen.box(edge - 2 * unit, 7 * unit, 4 * unit, height - 14 * unit, TEAMS[team], 2 * unit)
        x = width / 2 + towards * (middle / 2 + (side - 8 * unit) / 2)
        pen.write(x, y, teams[team], name, PALE_TEAMS[team])
        pen.write(width / 2 + towards * 24 * unit, y, str(score[team]), points, INK)
        if serving == team:
            pen.disc(width / 2 + towards * (middle / 2 - 5 * unit), 6 * unit, 2.6 * unit, GOLD)
    pen.write(width / 2, y - unit, ":", points, FAINT)
    return _patch(pen)


@functools.lru_cache(maxsize=128)
def _pill(text: str, size: float, colour: Colour, unit: float) -> Patch:
    width, height = length(text, size * unit) + size * unit, 1.5 * size * unit
    pen = Pen.on("RGBA", width, height, (*PANEL, 0))
    _panel(pen, width, height, height / 2.4)
    pen.write(width / 2, height / 2, text, size * unit, colour)
    return _patch(pen)


@functools.lru_cache(maxsize=64)
def _name(text: str, colour: Colour, unit: float) -> Patch:
    """Write a name with a dark rim."""
    width, height, rim = length(text, NAME * unit) + 4 * unit, 1.5 * NAME * unit, 0.9 * unit
    pen = Pen.on("RGBA", width, height, (*PANEL, 0))
    for x, y in ((-1, 0), (1, 0), (0, -1), (0, 1), (-0.7, -0.7), (0.7, -0.7), (-0.7, 0.7), (0.7, 0.7)):
        pen.write(width / 2 + x * rim, height / 2 + y * rim, text, NAME * unit, PANEL)
    pen.write(width / 2, height / 2, text, NAME * unit, colour)
    return _patch(pen)


def _panel(pen: Pen, width: float, height: float, radius: float) -> None:
    pen.box(0, 0, width, height, (*PANEL, round(255 * PANEL_SHARE)), radius)  # type: ignore[arg-type]


@functools.lru_cache(maxsize=8)
def _ground(length: float, width: float, unit: float) -> Patch:
    pen = Pen.on("RGBA", MAP_WIDTH * unit, MAP_HEIGHT * unit, (*PANEL, 0))
    _panel(pen, MAP_WIDTH * unit, MAP_HEIGHT * unit, 5 * unit)
    metre = _metre(length, width) * unit
    x, y = MAP_WIDTH / 2 * unit, MAP_HEIGHT / 2 * unit
    across, down = length * metre / 2, width * metre / 2
    pen.box(x - across - unit, y - down - unit, 2 * (across + unit), 2 * (down + unit), INK)
    pen.box(x - across, y - down, 2 * across, 2 * down, COURT)
    for share in (-1 / 3, 0, 1 / 3):
        pen.box(x + share * across - unit / 2, y - down, unit, 2 * down, INK)
    return _patch(pen)


@functools.lru_cache(maxsize=16)
def _dot(colour: Colour, radius: float, unit: float) -> Patch:
    side = 2 * (radius + 1) * unit
    pen = Pen.on("RGBA", side, side, (*PANEL, 0))
    pen.disc(side / 2, side / 2, (radius + 0.8) * unit, PANEL)
    pen.disc(side / 2, side / 2, radius * unit, colour)
    return _patch(pen)
