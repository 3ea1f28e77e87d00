"""Who watches a world step by step, and tells of each moment what a picture of it shows."""

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.pictures.scene import Scene
from spenvs.volleyball.worlds import BALL_V, BODY, GROUND, NET, QW, QZ, Worlds, X, Z

TRAIL, FLASH, SPOT = 0.8, 0.12, 1.0
"""How long the ball's trail is, a racket flashes after a hit, and the place of a fault is marked, in s."""
APART = 0.06
"""A touch is another hit if the racket has not touched the ball for so long, in s."""


class Spectator:
    """Remembers what a picture shows of the last moments of one world.

    Attributes:
        time: since the episode began, in s.
        hits: touches of the ball by rackets in this episode.
        speed: of the ball after the last of them, in m/s; None before the first.
        last: the team that touched the ball last; 0 before the first touch.
    """

    def __init__(self, game: DroneGame, world: int = 0):
        """Watch one of the worlds of a game."""
        self.game, self.world = game, world
        self.team = np.array([game.teams == 2 and k >= game.drones // 2 for k in range(game.drones)], np.int8)
        self._trail: deque[tuple[NDArray[np.float32], int]] = deque(maxlen=max(round(TRAIL / game.clock.step), 1))
        self.begin()

    def begin(self) -> None:
        """Forget all: an episode begins."""
        self.time, self.hits, self.last = 0.0, 0, 0
        self.speed: float | None = None
        self._touched: dict[int, float] = {}
        self._spot: tuple[float, tuple[float, float]] | None = None
        self._trail.clear()

    def scene(self, worlds: Worlds, **parts: Any) -> Scene:
        """Give the scene of this moment; to be called once after the reset and once after each step.

        Args:
            worlds: the worlds, as they are now.
            parts: further parts of the scene, or others than these: score, caption, targets, ball=None and so on.
        """
        drone, ball = worlds.drone[self.world], worlds.ball[self.world]
        self._see(int(worlds.contact[self.world]), ball)
        court, now = self.game.court, self.time
        trail = list(self._trail)
        seen = {
            "positions": drone[:, X : Z + 1],
            "quaternions": drone[:, QW : QZ + 1],
            "team": self.team,
            "ball": ball[X : Z + 1],
            "trail": np.array([place for place, _ in trail], np.float32),
            "trail_team": np.array([team for _, team in trail], np.int8),
            "flashes": [k for k, when in self._touched.items() if now - when < FLASH],
            "foul": self._spot[1] if self._spot and now - self._spot[0] < SPOT else None,
            "speed": self.speed,
            "names": self.game.names,
        }
        self._trail.append((ball[X : Z + 1].copy(), self.last))
        self.time += self.game.clock.step
        seen |= parts
        if seen["ball"] is None:
            seen |= {"trail": np.empty((0, 3), np.float32), "trail_team": np.empty(0, np.int8)}
        return Scene(court.length, court.width, court.net, court.band, **seen)

    def _see(self, contact: int, ball: NDArray[np.float32]) -> None:
        """Note what touches the ball: rackets, and the place of what is a fault in most games."""
        for k in range(self.game.drones):
            if contact >> k & 1:
                if self.time - self._touched.get(k, -np.inf) > APART:
                    self.hits, self.last = self.hits + 1, int(self.team[k])
                self._touched[k], self.speed = self.time, float(np.linalg.norm(ball[BALL_V:]))
        bodies = (1 << self.game.drones) - 1 << BODY
        if contact & (bodies | GROUND | NET) and self._spot is None:
            self._spot = self.time, (float(ball[X]), float(ball[X + 1]))
