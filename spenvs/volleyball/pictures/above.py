"""A court seen from above in a terminal: a raster of colours, or letters where there are none."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from spenvs.core.draw import Element, Line, Raster
from spenvs.volleyball.pictures.scene import Scene

LENGTH, MARGIN = 60, 5
"""Squares along the court, and around it; a letter is one of them wide and two high."""
FLOOR, COURT, MARKS, NET = (44, 108, 112), (206, 148, 96), (240, 236, 224), (120, 124, 132)
TEAMS, BALL, GOAL, FAINT = ((214, 44, 40), (42, 92, 226)), (255, 222, 60), (250, 196, 40), (222, 176, 104)
LETTERS = ("123456", "abcdef")
"""What stands for the drones of the teams; the ball is o, a target x, one of another time +, a defender #."""


def table(scene: Scene) -> list[Element]:
    """Give a scene from above, x to the right, with how high everything is.

    What is farther off stands at the edge; of what is at the same place the later stands beside the other.
    """
    squares, plain = _court(scene)
    high = [f"{_letter(scene, k)} {scene.names[k] if scene.names else k} {p[2]:.1f} m" for k, p in _drones(scene)]
    if scene.ball is not None:
        high.insert(0, f"o ball {scene.ball[2]:.1f} m")
    return [Raster(squares, ["".join(row).rstrip() for row in plain.tolist()]), Line("high: " + ", ".join(high))]


def _drones(scene: Scene) -> list[tuple[int, NDArray[np.float32]]]:
    return list(enumerate(scene.positions))


def _letter(scene: Scene, k: int) -> str:
    team = int(scene.team[k])
    return LETTERS[team][int((scene.team[:k] == team).sum()) % 6]


def _court(scene: Scene) -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """Give the squares, uint8 [rows, columns, 3], and the letters, [rows / 2, columns]."""
    metre = LENGTH / scene.length
    across = 2 * round(scene.width * metre / 2)
    rows, columns = across + 1 + 2 * MARGIN, LENGTH + 1 + 2 * MARGIN
    squares, plain = np.full((rows, columns, 3), FLOOR, np.uint8), np.full((-(-rows // 2), columns), " ")
    low, left, middle = MARGIN, MARGIN, MARGIN + LENGTH // 2
    inside, sides = slice(low, low + across + 1), [low, low + across]
    squares[inside, left : left + LENGTH + 1] = COURT
    squares[sides, left : left + LENGTH + 1] = MARKS
    plain[[side // 2 for side in sides], left : left + LENGTH + 1] = "-"
    for column, colour, letter in ((left, MARKS, "|"), (left + LENGTH, MARKS, "|"), (middle, NET, "‖")):
        squares[inside, column], plain[low // 2 : sides[1] // 2 + 1, column] = colour, letter
    for column in (middle - LENGTH // 6, middle + LENGTH // 6):
        squares[inside, column], plain[low // 2 + 1 : sides[1] // 2, column] = MARKS, ":"

    def put(place: NDArray[np.float32], colour: tuple[int, int, int], letter: str, reach: int) -> None:
        column = min(max(round(middle + float(place[0]) * metre), 0), columns - 1)
        row = min(max(round((rows - 1) / 2 - float(place[1]) * metre), 0), rows - 1)
        squares[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1] = colour
        beside = plain[row // 2, column].isalnum() and column + 1 < columns
        plain[row // 2, column + beside] = letter

    _things(scene, put)
    return squares, plain


def _things(scene: Scene, put: Callable[..., None]) -> None:
    """Put what is there onto the court, the ball last."""
    for target in scene.targets:
        put(np.array(target.position), GOAL if target.active else FAINT, "x" if target.active else "+", 1)
    if scene.board is not None:
        put(np.array(scene.board.centre), TEAMS[1], "#", 1)
    for k, place in _drones(scene):
        put(place, TEAMS[int(scene.team[k])], _letter(scene, k), 1)
    if scene.ball is not None:
        put(scene.ball, BALL, "o", 0)
