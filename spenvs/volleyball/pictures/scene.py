"""What a picture of drone volleyball shows at one moment: court, drones, ball, its trail, marks and words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGEST = 1e4
"""Farthest from the net that anything drawn may be, in m."""


@dataclass(frozen=True)
class Board:
    """The defender of Set and Spike: a disc that moves by itself; its centre in m and its normal, of length 1."""

    centre: tuple[float, float, float]
    normal: tuple[float, float, float]
    radius: float = 0.5


@dataclass(frozen=True)
class Target:
    """A place to reach or to hit: a ring around it, on the ground if that is where it is.

    Attributes:
        position: its centre in m.
        radius: how near is near enough, in m.
        active: whether it is the one to reach now; the others are paler.
    """

    position: tuple[float, float, float]
    radius: float
    active: bool = True


@dataclass(frozen=True, eq=False)
class Scene:
    """A moment of a game. All lengths are in m; team 0 plays at x > 0, the net stands at x = 0, and z is up.

    Attributes:
        length: of the court, along x.
        width: of the court, along y.
        net_top: height of the net's upper edge.
        net_band: height of its mesh, from the upper edge down.
        positions: of the D drones, float32 [D, 3].
        quaternions: their attitudes (w, x, y, z), from body to world, float32 [D, 4]; they are normalised.
        team: of each drone, 0 or 1, int8 [D].
        ball: its centre, float32 [3], or None where the task has none.
        trail: where the ball was, the oldest place first, float32 [T, 3].
        trail_team: whose ball it was then, 0 or 1, int8 [T].
        path: where the ball will be, float32 [P, 3]; drawn as dots, with a ring where it comes down.
        flashes: drones whose racket has just hit the ball.
        foul: the place of a foul on the ground, (x, y).
        targets: places to reach or to hit.
        board: the defender of Set and Spike.
        names: of the drones; by default their numbers.
        teams: the names of both teams.
        score: points of both teams; None draws no box.
        serving: the team that serves, which has a dot in the box.
        caption: a line below the box, such as "rally 12   hits 2/3   set -> spike".
        speed: of the last hit in m/s.
    """

    length: float
    width: float
    net_top: float
    net_band: float
    positions: NDArray[np.float32]
    quaternions: NDArray[np.float32]
    team: NDArray[np.int8]
    ball: NDArray[np.float32] | None = None
    trail: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 3), np.float32))
    trail_team: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))
    path: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 3), np.float32))
    flashes: Collection[int] = ()
    foul: tuple[float, float] | None = None
    targets: Sequence[Target] = ()
    board: Board | None = None
    names: Sequence[str] = ()
    teams: tuple[str, str] = ("RED", "BLUE")
    score: tuple[int, int] | None = None
    serving: int | None = None
    caption: str = ""
    speed: float | None = None

    def __post_init__(self) -> None:
        """Turn what was given into arrays.

        Raises:
            ValueError: a court or net of no size, arrays of other shapes, no numbers, or something beyond 10 km.
        """
        for name in ("length", "width", "net_top", "net_band"):
            if not 0 < getattr(self, name) < LARGEST:
                raise ValueError(f"a scene's {name} is a length in m; got {getattr(self, name)}")
        drones = len(self.positions)
        self._keep("positions", (drones, 3))
        self._keep("quaternions", (drones, 4))
        if drones and np.linalg.norm(self.quaternions, axis=1).min() < 1e-6:
            raise ValueError("an attitude is a quaternion (w, x, y, z) other than 0; got one that is 0")
        self._keep("trail", (len(self.trail), 3))
        self._keep("path", (len(self.path), 3))
        if self.ball is not None:
            self._keep("ball", (3,))
        self._teams("team", drones)
        self._teams("trail_team", len(self.trail))
        self._check(drones)

    def _check(self, drones: int) -> None:
        if not all(0 <= drone < drones for drone in self.flashes):
            raise ValueError(f"a scene's flashes are drones from 0 to {drones - 1}; got {list(self.flashes)}")
        if self.names and len(self.names) != drones:
            raise ValueError(f"a scene names all of its {drones} drones or none; got {len(self.names)} names")
        board = self.board and (*self.board.centre, *self.board.normal, self.board.radius)
        targets = [(*target.position, target.radius) for target in self.targets]
        said: dict[str, Any] = {"foul": self.foul, "speed": self.speed, "board": board, "targets": targets}
        for name, numbers in said.items():
            if numbers is not None and not (np.abs(numbers) < LARGEST).all():
                raise ValueError(f"a scene's {name} is told in m or m/s, in numbers below 10,000; got {numbers}")

    def _keep(self, name: str, shape: tuple[int, ...]) -> None:
        array = np.array(getattr(self, name), np.float32)
        if array.size == 0 and shape[0] == 0:
            array = array.reshape(shape)
        if array.shape != shape:
            raise ValueError(f"a scene's {name} have shape {list(shape)}; got {list(array.shape)}")
        far = ~(np.abs(array) < LARGEST)
        if far.any():
            raise ValueError(f"a scene's {name} are numbers of m within 10 km; got {array[far][0]}")
        object.__setattr__(self, name, array)

    def _teams(self, name: str, number: int) -> None:
        array = np.array(getattr(self, name), np.int8)
        if array.shape != (number,) or not ((array == 0) | (array == 1)).all():
            raise ValueError(f"a scene's {name} says 0 or 1 for each of {number}; got {array.tolist()}")
        object.__setattr__(self, name, array)
