"""Moments of games to draw, made by hand; running this file writes the golden pictures anew."""

import math
from pathlib import Path

import numpy as np
from PIL import Image

from spenvs.volleyball.pictures.picture import draw
from spenvs.volleyball.pictures.scene import Scene, Target

GOLDEN = Path(__file__).parent / "golden"
CAMERAS = ("broadcast", "endline", "top", "side", "ball", "chase:1")
COURTS = {"1v1": (6.0, 3.0, 2.43, 0.76), "3v3": (12.0, 6.0, 2.43, 0.76), "6v6": (18.0, 9.0, 2.43, 0.76)}
PLACES = [(2, -1.2, 1.9), (1.6, 1.4, 2.4), (4.5, 0.3, 1.6), (-2.0, 1.6, 2.0), (-1.3, -1.2, 2.7), (-4.6, -0.4, 1.5)]
SEEN = (160, 90)


def tilted(about, angle):
    """The quaternion of a turn about an axis."""
    axis = np.array(about) / np.linalg.norm(about)
    return [math.cos(angle / 2), *(math.sin(angle / 2) * axis)]


def flight(start, velocity, until, step=0.02):
    """Where a ball without drag is, from its start on."""
    t = np.arange(0, until, step)[:, None]
    return np.array(start) + np.array(velocity) * t - np.array([0, 0, 4.905]) * t * t


def rally(**changed):
    """3v3 a moment after a pass of red's third drone."""
    ball = flight((4.5, 0.3, 1.8), (-3.6, 1.6, 5.2), 0.75)
    parts = {
        "positions": np.array(PLACES),
        "quaternions": np.array([tilted((0.3 * k, 1, 0.2 * k), 0.12 * k - 0.3) for k in range(6)]),
        "team": np.array([0, 0, 0, 1, 1, 1]),
        "ball": ball[-1],
        "trail": ball[:-1],
        "trail_team": np.zeros(len(ball) - 1),
        "score": (7, 5),
        "serving": 0,
        "caption": "rally 12   hits 2/3   set -> spike",
        "speed": 6.4,
    }
    return Scene(*COURTS["3v3"], **{**parts, **changed})


def task(**changed):
    """A single drone on its way between two targets."""
    parts = {
        "positions": np.array([[6.4, 1.9, 2.1]]),
        "quaternions": np.array([tilted((1, 1, 0), 0.4)]),
        "team": np.array([0]),
        "targets": (Target((9, 4.5, 2), 0.6), Target((4.5, 0, 2), 0.6, False)),
    }
    return Scene(18, 9, 2.43, 1.0, **{**parts, **changed})


def golden(camera):
    """The file of a camera's golden picture."""
    return GOLDEN / f"{camera.replace(':', '')}.png"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for camera in CAMERAS:
        Image.fromarray(draw(rally(flashes=[2], foul=(3, 2)), SEEN, camera)).save(golden(camera), optimize=True)
