"""Scripted players for many worlds at once, as arrays."""

import importlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.players import loop
from spenvs.volleyball.players.player import CELLS, Player

Act = Callable[[NDArray[np.float32]], NDArray[np.float32]]


def scripted(game: DroneGame) -> Player:
    """Give the scripted player of a game.

    Raises:
        ImportError: there is none.
    """
    return importlib.import_module(f"spenvs.volleyball.players.{game.module.rpartition('.')[2]}").PLAYER


class Drones:
    """The drones of many worlds that one scripted player plays.

    Attributes:
        memory: float32 [N, D, 16], what each drone has written down.
        action: float32 [N, D, 4], filled by `act`; what other drones do may be written beside it.
    """

    def __init__(self, player: Player, num_envs: int, drones: int, which: Sequence[int] | None = None):
        """Make the players of N worlds of D drones; `which` are the drones they play, None for all."""
        self.memory = np.zeros((num_envs, drones, CELLS), np.float32)
        self.action = np.zeros((num_envs, drones, 4), np.float32)
        self._which = np.zeros((num_envs, drones), np.bool_)
        self._which[:, list(range(drones) if which is None else which)] = True
        self._fresh = np.ones(num_envs, np.bool_)
        self._plays = loop.compiled(loop.plays, player.module)

    def act(self, observation: NDArray[np.float32], fresh: NDArray[np.bool_] | None = None) -> NDArray[np.float32]:
        """Give what the drones do.

        Args:
            observation: float32 [N, D, view].
            fresh: bool [N], the worlds in which an episode begins with this observation; None for none, but for the
                first time.
        """
        if fresh is not None:
            self._fresh |= fresh
        self._plays(observation, self._fresh, self.memory, self.action, self._which, 0, len(self.memory))
        self._fresh[:] = False
        return self.action


def scores(
    game: DroneGame, num_envs: int, seed: int = 0, noise: float = 0.0, act: Act | None = None
) -> NDArray[np.float32]:
    """Let a player play one episode of a game in each of N worlds; give float32 [N, measures].

    Args:
        game: the game; all drones of both teams are played.
        num_envs: N.
        seed: of the worlds, and of the noise.
        noise: standard deviation of what is added to the actions: games that begin alike go on alike without it.
        act: gives actions, float32 [N, D, 4], for observations, float32 [N, D, view]; None for the scripted player.
    """
    batch = DroneBatch(game, num_envs, seed, autoreset_mode="Disabled")
    act = act or Drones(scripted(game), num_envs, game.drones).act
    chance, seen = np.random.default_rng(seed), batch.reset()
    while not (batch.terminated | batch.truncated).all():
        action = act(seen)
        if noise:
            action = action + np.float32(noise) * chance.standard_normal(action.shape, np.float32)
        seen = batch.step(action)[0]
    return batch.score
