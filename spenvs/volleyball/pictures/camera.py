"""Cameras: from where a court is seen, and where in the picture a place appears."""

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spenvs.volleyball.pictures.scene import Scene

CAMERAS = ("broadcast", "endline", "top", "side", "ball", "chase:<drone>")
WIDE = 16 / 9
"""The shape of picture that the angles are made for; narrower ones see as much from left to right."""
BROADCAST = ((1.5, -11.5, 5.2), (0.2, 0.0, 1.5), 42.0)
ENDLINE = ((10.5, -4.5, 4.2), (0.0, 0.2, 1.4), 48.0)
"""Where the eye is on a court 12 m long, what it looks at, and the angle from the lower to the upper edge."""
LEAST_SHARE = 0.85
"""How near the eye comes on a small court, as a share: nearer, it would not see a high ball."""
NEAREST = 0.05
"""How far in front of a camera things begin to be seen, in m."""
MARGIN, TOP = 1.6, 12.0
"""What is seen around the court from above, and from how high, in m."""
BEHIND, ABOVE, AHEAD = 2.5, 1.0, 2.0
"""Where the chasing camera is behind and above its drone, and how far ahead of it it looks, in m."""


@dataclass(frozen=True, eq=False)
class View:
    """What a camera sees.

    A place p appears at (right, down) pixels from the middle of the picture, in units of half its height: at
    ((p - eye) . right, -(p - eye) . up) in parallel projection, else at the same divided by (p - eye) . forward, with
    both axes divided by their own square of length.

    Attributes:
        eye: the middle of the picture in parallel projection, else the place of the camera; float64 [3], in m.
        forward: the direction of view, of length 1.
        right: from the middle of the picture up to half its height to the right, at distance 1.
        up: from the middle of the picture to its upper edge, at distance 1.
        parallel: whether rays are parallel; right and up are then in m.
    """

    eye: NDArray[np.float64]
    forward: NDArray[np.float64]
    right: NDArray[np.float64]
    up: NDArray[np.float64]
    parallel: bool = False

    def pixels(self, points: ArrayLike, size: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Say where points, [N, 3], appear in a picture of (width, height) pixels.

        Returns:
            float64 [N, 2], columns and rows; and float64 [N], how far in front of the camera they are, in m. In
            perspective, what is not at least 5 cm in front of it appears where it would at 5 cm.
        """
        away = np.asarray(points, np.float64).reshape(-1, 3) - self.eye
        depth = away @ self.forward
        across = np.stack([away @ self.right / (self.right @ self.right), -(away @ self.up) / (self.up @ self.up)], -1)
        if not self.parallel:
            across /= np.maximum(depth, NEAREST)[:, None]
        return (across * size[1] + np.array(size)) / 2, depth

    def scale(self, depth: ArrayLike, size: tuple[int, int]) -> NDArray[np.float64]:
        """Say how many pixels a metre is, at distances in front of the camera."""
        ahead = np.ones_like(np.asarray(depth, float)) if self.parallel else np.maximum(np.asarray(depth, float), 1e-6)
        return size[1] / 2 / float(np.linalg.norm(self.up)) / ahead

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @functools.cached_property
    def _key(self) -> tuple[bool, bytes]:
        return self.parallel, self.packed().tobytes()

    def packed(self) -> NDArray[np.float32]:
        """Give the camera for the ray caster: eye, forward, right and up, and the length of the last; float32 [13]."""
        axes = (self.eye, self.forward, self.right, self.up, [np.linalg.norm(self.up)])
        return np.concatenate(axes).astype(np.float32)

    def towards(self, other: "View", share: float) -> "View":
        """Give a view that has gone a share, 0 to 1, of the way to another; a camera's low-pass filter."""
        eye, forward, up = (
            (1 - share) * mine + share * its
            for mine, its in zip((self.eye, self.forward, self.up), (other.eye, other.forward, other.up), strict=True)
        )
        half = (1 - share) * np.linalg.norm(self.up) + share * np.linalg.norm(other.up)
        return _facing(eye, forward, up, float(half), other.parallel)


def view(scene: Scene, camera: str = "broadcast", size: tuple[int, int] = (640, 360)) -> View:
    """Give what a camera sees of a scene.

    Args:
        scene: the scene. With two teams the cameras hang on the court; with one they hold whatever there is in view.
        camera: `broadcast`, from the side and above; `endline`, from behind team 0; `top`, straight from above with x
            to the right; `side`, from far off at the height of the net; `ball`, from beside the court and turning
            with the ball; `chase:<k>`, from behind drone k, towards the net.
        size: (width, height) of the picture in pixels.

    Raises:
        ValueError: there is no such camera or drone.
    """
    widen = max(1.0, WIDE * size[1] / size[0])
    name, _, drone = camera.partition(":")
    if name == "chase" and drone.isdecimal() and int(drone) < len(scene.positions):
        return _chase(scene, int(drone), widen)
    match camera:
        case "broadcast" | "endline":
            return _hung(scene, *(BROADCAST if camera == "broadcast" else ENDLINE), widen)
        case "top":
            high = max(scene.width / 2 + MARGIN, (scene.length / 2 + MARGIN) * size[1] / size[0])
            return _facing(np.array([0.0, 0, TOP]), np.array([0.0, 0, -1]), np.array([0.0, 1, 0]), high, True)
        case "side":
            return _aside(scene, widen)
        case "ball":
            return _following(scene, widen)
    raise ValueError(f"the cameras are {', '.join(CAMERAS)}, of {len(scene.positions)} drones; got {camera!r}")


def _facing(
    eye: NDArray[np.float64], forward: NDArray[np.float64], up: NDArray[np.float64], half: float, parallel: bool = False
) -> View:
    """Make the axes orthogonal; `half` is half of the height of the picture, at distance 1."""
    forward = forward / np.linalg.norm(forward)
    right = np.cross(forward, up)
    right /= np.linalg.norm(right)
    return View(eye, forward, right * half, np.cross(right, forward) * half, parallel)


def _looking(eye: ArrayLike, at: ArrayLike, half: float) -> View:
    place = np.asarray(eye, float)
    return _facing(place, np.asarray(at, float) - place, np.array([0.0, 0, 1]), half)


def _hung(
    scene: Scene, eye: tuple[float, float, float], at: tuple[float, float, float], angle: float, widen: float
) -> View:
    half = math.tan(math.radians(angle / 2)) * widen
    if _both_teams(scene):
        higher = at[2] + max(1 - scene.length / 12, 0.0)
        return _looking(np.array(eye) * _share(scene), (*at[:2], higher), half)
    return _holding(_shown(scene), np.array(at) - eye, half, widen)


def _share(scene: Scene) -> float:
    """How far off cameras hang, as a share of what they do on a court 12 m long."""
    return max(0.1 + 0.9 * scene.length / 12, LEAST_SHARE)


def _aside(scene: Scene, widen: float) -> View:
    """See heights and distances from the net without perspective misleading much."""
    half = math.tan(math.radians(8)) * widen
    if not _both_teams(scene):
        return _holding(_shown(scene), np.array([0.0, 1.0, -0.04]), half, widen)
    x, y, top = scene.length / 2 + 0.6, scene.width / 2, 5.4
    corners = np.array([[i, j, k] for i in (-x, x) for j in (-y, y) for k in (0, top)])
    return _holding(corners, np.array([0, 1, -0.04]), half, widen)


def _chase(scene: Scene, drone: int, widen: float) -> View:
    """Keep between a drone and its end line, looking across the net: its nose may point anywhere."""
    ahead = np.array([1.0 if scene.team[drone] else -1.0, 0, 0])
    place = scene.positions[drone].astype(float)
    half = math.tan(math.radians(33)) * widen
    return _looking(place - BEHIND * ahead + [0, 0, ABOVE], place + AHEAD * ahead + [0, 0, 0.4], half)


def _following(scene: Scene, widen: float) -> View:
    """Turn with the ball, or with the drones where there is none, and keep the floor in view."""
    at = scene.positions.mean(axis=0) if scene.ball is None and len(scene.positions) else scene.ball
    x, y, z = (0.0, 0.0, 2.0) if at is None else at.astype(float)
    eye = np.array(BROADCAST[0]) * _share(scene) + [0.5 * x, 0, 0]
    return _looking(eye, [x, 0.5 * y, 0.7 * min(max(z, 0.0), 6.0) + 0.3], math.tan(math.radians(15)) * widen)


def _both_teams(scene: Scene) -> bool:
    return len(set(scene.team.tolist())) == 2


def _shown(scene: Scene) -> NDArray[np.float64]:
    """Give corners of the box about all that matters in a task: drones and room to fly, ball, targets, board."""
    room = np.array([1.6, 1.6, 0.0])
    points = [np.array([[4.5, 0.0, 0.0], [4.5, 0.0, 4.8]])]
    points += [place.astype(float) + sign * room for place in scene.positions for sign in (-1, 1)]
    points += [np.array(target.position) + sign * target.radius for target in scene.targets for sign in (-1, 1)]
    if scene.ball is not None:
        points.append(scene.ball.astype(float))
    if scene.board is not None:
        points.append(np.array(scene.board.centre, float))
    places = np.concatenate([np.reshape(each, (-1, 3)) for each in points])
    low, high = np.minimum(places.min(0), [4.5, 0, 0]), places.max(0)
    low[2] = max(low[2], 0.0)
    return np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])


def _holding(points: NDArray[np.float64], forward: NDArray[np.float64], half: float, widen: float) -> View:
    """Look in a direction from where all points are just in view."""
    toward = _facing(np.zeros(3), np.asarray(forward, float), np.array([0.0, 0, 1]), half)
    middle = (points.min(0) + points.max(0)) / 2
    away = points - middle
    across = np.abs(away @ toward.right) / (toward.right @ toward.right) * widen / WIDE
    along = np.abs(away @ toward.up) / (toward.up @ toward.up)
    distance = 1.06 * (np.maximum(across, along) - away @ toward.forward).max()
    return View(middle - distance * toward.forward, toward.forward, toward.right, toward.up)
