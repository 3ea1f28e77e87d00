"""A scene packed into arrays for the ray caster, with where in the picture each thing may be."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spenvs.volleyball.pictures.bodies import BALL_RADIUS
from spenvs.volleyball.pictures.camera import NEAREST, View
from spenvs.volleyball.pictures.hall import FREE_X, FREE_Y, Court
from spenvs.volleyball.pictures.raycast import BALL, BALL_SHADOW, DISC, DRONE, DRONE_SHADOW, HALO, RING, ROD, STRAND
from spenvs.volleyball.pictures.scene import Scene
from spenvs.volleyball.pictures.shapes import SUN_X, SUN_Y, SUN_Z

STRAIGHT = 0.01
"""How far a trail may be from a straight line that is drawn for it, in m."""
UP = np.array([0, 0, 1e-3], np.float32)
SUN = np.array([SUN_X, SUN_Y, SUN_Z]) / SUN_Z
"""What a shadow is away from what casts it, by height."""
TEAM_LIGHT = np.array([[0.80, 0.035, 0.030], [0.030, 0.16, 0.88]])
"""Light of the teams' rackets."""
GLOW_LIGHT = np.array([[1.0, 0.22, 0.12], [0.16, 0.48, 1.0]])
WHITE, GOLD, ALARM, STEEL = (1.0, 1.0, 0.95), (1.0, 0.72, 0.05), (0.95, 0.02, 0.02), (0.42, 0.44, 0.47)
POST, POST_AWAY = 0.04, 0.15
"""Radius of the net's posts, and how far outside of the court they stand, in m."""
ANTENNA, PIECES, THIN = 0.8, 6, 0.015
"""How high the antennae rise above the net and their radius, in m, and of how many pieces they are."""
HULL = np.array([[x, y, z] for x in (-0.325, 0.345) for y in (-0.255, 0.255) for z in (-0.12, 0.02)])
"""Corners of a box about a drone, in its frame, in m."""
CUBE, FLAT = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]), np.array([1, 1, 0])
SHADOW, ROOM = 0.14, 1.5
"""Radius about the shadow of the ball in m, and room around everything in pixels."""


class Stage(NamedTuple):
    """All that is drawn, as float32 arrays; colours are light.

    Attributes:
        camera: [13], eye, forward, right and up (see `View`), and the length of the last.
        parallel: whether rays are parallel, float32.
        court: the measures of the court.
        drones: [D, 15], see `spenvs.volleyball.pictures.airframe`.
        balls: [B, 3], centres.
        rods: [R, 10], round posts: from (0 to 2), to (3 to 5), radius, colour (7 to 9).
        discs: [K, 10], centre, normal, radius, colour.
        rings: [G, 9], on the floor: x, y, radius, half width, colour (4 to 6), strength, how dark the inside is.
        strands: [S, 13], glowing: from, to, half widths there (6, 7), colour (8 to 10), strengths there (11, 12).
        halos: [H, 9], shells that glow: centre, radius, half width, colour (5 to 7), strength.
        kinds: int32 [N], what there is to see.
        which: int32 [N], the row of each in the array of its kind.
        boxes: [N, 4], where in the picture it may be: left, upper, right, lower edge.
    """

    camera: NDArray[np.float32]
    parallel: np.float32
    court: Court
    drones: NDArray[np.float32]
    balls: NDArray[np.float32]
    rods: NDArray[np.float32]
    discs: NDArray[np.float32]
    rings: NDArray[np.float32]
    strands: NDArray[np.float32]
    halos: NDArray[np.float32]
    kinds: NDArray[np.int32]
    which: NDArray[np.int32]
    boxes: NDArray[np.float32]


def packed(scene: Scene, seen: View, size: tuple[int, int]) -> Stage:
    """Pack a scene for the ray caster, with where in a picture of (width, height) pixels each thing may be."""
    drones, shown = _drones(scene), _Shown(seen, size)
    balls = _table([] if scene.ball is None else [scene.ball], 3)
    rods, discs, rings = _posts(scene), _boards(scene), _rings(scene)
    strands, halos = _strands(scene), _halos(scene)
    bodies = drones[:, None, :3] + HULL @ drones[:, 3:12].reshape(-1, 3, 3).swapaxes(1, 2)
    shown.add(DRONE, bodies)
    shown.add(BALL, _cubes(balls, BALL_RADIUS))
    shown.add(ROD, np.hstack([_cubes(rods[:, :3], rods[:, 6]), _cubes(rods[:, 3:6], rods[:, 6])]))
    shown.add(DISC, _cubes(discs[:, :3], discs[:, 6]))
    shown.add(DRONE_SHADOW, bodies - bodies[..., 2:] * SUN)
    shown.add(BALL_SHADOW, _cubes(balls - balls[:, 2:] * SUN, SHADOW) * FLAT)
    shown.add(RING, _cubes(rings[:, :3] * FLAT, rings[:, 2] + rings[:, 3] + 0.05) * FLAT)
    glows = strands[:, 6:8].max(axis=1)
    shown.add(STRAND, np.hstack([_cubes(strands[:, :3], glows), _cubes(strands[:, 3:6], glows)]))
    shown.add(HALO, _cubes(halos[:, :3], halos[:, 3] + halos[:, 4]))
    return Stage(
        seen.packed(), np.float32(seen.parallel), court(scene),
        drones, balls, rods, discs, rings, strands, halos, *shown.listed(),
    )  # fmt: skip


def court(scene: Scene) -> Court:
    """Give the measures of a scene's court for compiled functions."""
    x, y = scene.length / 2, scene.width / 2
    return Court(*map(np.float32, (x, y, scene.net_top, scene.net_top - scene.net_band, x + FREE_X, y + FREE_Y)))


class _Shown:
    """Collects what there is to see and where in the picture it may be."""

    def __init__(self, seen: View, size: tuple[int, int]) -> None:
        self.view, self.size = seen, size
        self.kinds: list[NDArray[np.int32]] = []
        self.which: list[NDArray[np.int32]] = []
        self.boxes: list[NDArray[np.float64]] = []

    def add(self, kind: int, hulls: NDArray[np.floating]) -> None:
        """Add things of one kind, each within the convex hull of some points, [N, P, 3] in m."""
        places, depth = self.view.pixels(hulls.reshape(-1, 3), self.size)
        places, depth = places.reshape(*hulls.shape[:2], 2), depth.reshape(hulls.shape[:2])
        low, high = places.min(axis=1), places.max(axis=1)
        cut = np.flatnonzero((depth.min(axis=1) < NEAREST) & (not self.view.parallel))
        middle = np.array(self.size) / 2
        close = middle + (places[cut] - middle) * np.maximum(depth[cut], NEAREST)[..., None] / NEAREST
        low[cut], high[cut] = np.minimum(low[cut], close.min(axis=1)), np.maximum(high[cut], close.max(axis=1))
        which = np.flatnonzero(depth.max(axis=1) > NEAREST)
        self.boxes.append(np.hstack([low - ROOM, high + ROOM])[which])
        self.which.append(which.astype(np.int32))
        self.kinds.append(np.full(len(which), kind, np.int32))

    def listed(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
        """Give kinds, rows and boxes of all."""
        return np.concatenate(self.kinds), np.concatenate(self.which), np.concatenate(self.boxes).astype(np.float32)


def _cubes(centres: NDArray[np.floating], halves: ArrayLike) -> NDArray[np.float64]:
    """Give the corners of cubes, [N, 8, 3], from centres [N, 3] and half sides, [N] or one for all."""
    return centres[:, None] + CUBE * np.broadcast_to(np.asarray(halves, float), len(centres))[:, None, None]


def _table(rows: Sequence[Sequence[float]] | Sequence[NDArray[np.floating]], columns: int) -> NDArray[np.float32]:
    return np.array(rows, np.float32).reshape(-1, columns)


def _drones(scene: Scene) -> NDArray[np.float32]:
    table = np.empty((len(scene.positions), 15), np.float32)
    w, x, y, z = (scene.quaternions / np.linalg.norm(scene.quaternions, axis=1, keepdims=True)).T
    table[:, :3] = scene.positions
    table[:, 3:6] = np.stack([1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)], -1)
    table[:, 6:9] = np.stack([2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)], -1)
    table[:, 9:12] = np.stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)], -1)
    table[:, 12:] = TEAM_LIGHT[scene.team]
    table[list(scene.flashes), 12:] = WHITE
    return table


def _posts(scene: Scene) -> NDArray[np.float32]:
    """The posts of the net, and its antennae, which are red and white by turns."""
    top = scene.net_top
    rows: list[tuple[float, ...]] = []
    for side in (-1, 1):
        y = side * (scene.width / 2 + POST_AWAY)
        rows.append((0, y, 0, 0, y, top + 0.05, POST, *STEEL))
        y = side * scene.width / 2
        for k, colour in enumerate((WHITE, ALARM) * (PIECES // 2)):
            low, high = (top + ANTENNA * each / PIECES for each in (k, k + 1))
            rows.append((0, y, low, 0, y, high, THIN, *colour))
    return _table(rows, 10)


def _boards(scene: Scene) -> NDArray[np.float32]:
    board = scene.board
    return _table([(*board.centre, *board.normal, board.radius, *TEAM_LIGHT[1])] if board else [], 10)


def _rings(scene: Scene) -> NDArray[np.float32]:
    """Rings on the floor: below drones in their team's colour, at targets, at a foul, and where the ball will land."""
    rows = [
        (x, y, 0.24, 0.03, *TEAM_LIGHT[team], 0.75, 0.6)
        for (x, y, _), team in zip(scene.positions, scene.team, strict=True)
    ]
    for target in scene.targets:
        x, y, z = target.position
        strength = (0.9 if target.active else 0.4) * (1 if z < 0.3 else 0.4)
        rows.append((x, y, target.radius, 0.04, *GOLD, strength, 0))
    if len(scene.path):
        rows.append((*scene.path[-1, :2], 0.22, 0.03, *WHITE, 0.8, 0))
    if scene.foul is not None:
        rows += [(*scene.foul, radius, 0.05, *ALARM, 0.95, 0) for radius in (0.12, 0.42)]
    return _table(rows, 9)


def _strands(scene: Scene) -> NDArray[np.float32]:
    """The trail of the ball, thicker and brighter towards it, and its path as dots."""
    places = scene.trail if scene.ball is None else np.concatenate([scene.trail, scene.ball[None]])
    team = np.append(scene.trail_team, scene.trail_team[-1:])[: len(places)]
    kept = _bends(places, team)
    young = kept / max(len(places) - 1, 1)
    rows = []
    for k in range(len(kept) - 1):
        ends, widths, shares = places[kept[k : k + 2]], 0.02 + 0.05 * young[k : k + 2], 0.15 + 0.75 * young[k : k + 2]
        rows.append((*ends[0], *ends[1], *widths, *GLOW_LIGHT[team[kept[k]]], *shares))
    rows += [(*place, *(place + UP), 0.03, 0.03, *WHITE, 0.75, 0.75) for place in scene.path]
    return _table(rows, 13)


def _bends(places: NDArray[np.float32], team: NDArray[np.int8]) -> NDArray[np.intp]:
    """Give which places of a trail are enough: every second, twice, where they lie between those beside them."""
    kept = np.arange(len(places))
    for _ in range(2):
        before, here, behind = kept[:-2:2], kept[1:-1:2], kept[2::2]
        off = np.linalg.norm(places[here] - (places[before] + places[behind]) / 2, axis=1)
        kept = np.setdiff1d(kept, here[(off < STRAIGHT) & (team[before] == team[here])])
    return kept


def _halos(scene: Scene) -> NDArray[np.float32]:
    """Shells: around targets in the air, and around rackets that have just hit the ball."""
    rows = []
    for target in scene.targets:
        if target.position[2] >= 0.3:
            rows.append((*target.position, target.radius, 0.04, *GOLD, 0.9 if target.active else 0.35))
            rows.append((*target.position, 0, target.radius, *GOLD, 0.12 if target.active else 0.05))
    rows += [(*p, 0.0, 0.42, *GLOW_LIGHT[t], 0.30) for p, t in zip(scene.positions, scene.team, strict=True)]
    rows += [(*scene.positions[k], 0.0, 0.42, *WHITE, 0.55) for k in scene.flashes]
    if scene.ball is not None:
        rows.append((*scene.ball, 0.0, 0.22, *WHITE, 0.35))
    return _table(rows, 9)
