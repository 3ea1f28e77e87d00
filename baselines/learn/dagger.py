"""DAgger: a network learns to do what a scripted player of drones would do wherever the network itself gets to.

Ross, Gordon and Bagnell, "A Reduction of Imitation Learning and Structured Prediction to No-Regret Online Learning",
AISTATS 2011 (arXiv 1011.0686). In each round the drones fly for some steps, at first as the scripted player would, soon
as the network does; the player says what it would have done; the network learns all that was said so far.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from baselines.learn.network import Network
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.players.team import Drones, scripted

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Settings:
    """How long and how fast it learns.

    Attributes:
        rounds: how often the drones fly and the network learns.
        num_envs: worlds in which they fly, 1 drone each.
        steps: that they fly in each round.
        led: rounds after which the player never steers any more; in the first it always does.
        noise: standard deviation of what is added to each action, so that the player shows how it recovers.
        units: of each of the two hidden layers.
        kept: answers of the player that are kept; the oldest are forgotten.
        lessons: Adam's steps in each round.
        batch: answers in each of them.
        rate: of the first round; it falls to 3 percent in the last.
        clip: what the network says beyond this is right if the player says the most.
    """

    rounds: int = 100
    num_envs: int = 512
    steps: int = 100
    led: int = 4
    noise: float = 0.05
    units: int = 64
    kept: int = 2_000_000
    lessons: int = 120
    batch: int = 4096
    rate: float = 2e-3
    clip: float = 1.2


def clone(game: DroneGame, settings: Settings | None = None, seed: int = 0) -> Network:
    """Teach a network what the scripted player of a game of one drone does.

    Args:
        game: the game, with actions as the player's.
        settings: see there.
        seed: of the worlds, the noise and the network: with it and one thread of torch the network is the same.

    Raises:
        ImportError: no scripted player knows the game.
    """
    settings = settings or Settings()
    flights = Flights(game, settings, seed)
    generator = torch.Generator().manual_seed(seed)
    learner: Learner | None = None
    for turn in range(settings.rounds):
        flights.fly(learner, 1 - turn / settings.led)
        if learner is None:
            learner = Learner(flights.seen[: flights.number], settings, generator)
        learner.learn(flights, max(0.03, 1 - turn / settings.rounds))
    assert learner is not None
    return learner.network()


class Flights:
    """Worlds in which drones fly, and what the player said of it.

    Attributes:
        seen: float32 [kept, view], what drones observed.
        said: float32 [kept, 4], what the player would have done.
        number: answers so far.
    """

    def __init__(self, game: DroneGame, settings: Settings, seed: int):
        """Begin to fly."""
        self.settings, self.number = settings, 0
        self.seen = np.zeros((settings.kept, game.view), np.float32)
        self.said = np.zeros((settings.kept, 4), np.float32)
        self._batch = DroneBatch(game, settings.num_envs, seed)
        self._player = Drones(scripted(game), settings.num_envs, 1)
        self._rng = np.random.default_rng(seed)
        self._observation = self._batch.reset()
        self._fresh = np.ones(settings.num_envs, np.bool_)

    def fly(self, learner: "Learner | None", led: float) -> None:
        """Fly a round; `led` is the share of the steps that are the player's."""
        number = self.settings.num_envs
        for _ in range(self.settings.steps):
            seen, said = self._observation[:, 0], self._player.act(self._observation, self._fresh)[:, 0]
            rows = np.arange(self.number, self.number + number) % self.settings.kept
            self.seen[rows], self.said[rows] = seen, said.clip(-1, 1)
            self.number += number
            own = said if learner is None else learner.act(seen)
            action = np.where(self._rng.random((number, 1)) < led, said, own)
            action += self.settings.noise * self._rng.standard_normal(action.shape)
            self._observation, _, terminated, truncated, _ = self._batch.step(action[:, None].astype(np.float32))
            self._fresh = terminated | truncated


class Learner:
    """A network in the making; its inputs are scaled by what was seen in the first round."""

    def __init__(self, seen: Floats, settings: Settings, generator: torch.Generator):
        """Make a network that answers 0."""
        self.settings, self._generator = settings, generator
        self._middle, self._width = seen.mean(0), np.maximum(seen.std(0), 0.1)
        sizes = [seen.shape[1], settings.units, settings.units, 4]
        self.layers = [nn.Linear(a, b) for a, b in pairwise(sizes)]
        for layer, gain in zip(self.layers, (1.4, 1.4, 0.01), strict=True):
            nn.init.orthogonal_(layer.weight, gain, generator)
            nn.init.zeros_(layer.bias)
        tanhs = [part for layer in self.layers for part in (layer, nn.Tanh())]
        self.model = nn.Sequential(*tanhs[:-1])
        self._optimiser = torch.optim.Adam(self.model.parameters(), settings.rate)

    def act(self, seen: Floats) -> Floats:
        """Say what it would do now."""
        with torch.no_grad():
            return self.model(self._scaled(seen)).numpy()

    def learn(self, flights: Flights, pace: float) -> None:
        """Take the lessons of a round, at a share of the rate."""
        settings, known = self.settings, min(flights.number, self.settings.kept)
        for group in self._optimiser.param_groups:
            group["lr"] = settings.rate * pace
        for _ in range(settings.lessons):
            rows = torch.randint(known, (settings.batch,), generator=self._generator).numpy()
            own = self.model(self._scaled(flights.seen[rows])).clamp(-settings.clip, settings.clip)
            loss: Any = (own - torch.from_numpy(flights.said[rows])).square().mean()
            self._optimiser.zero_grad()
            loss.backward()
            self._optimiser.step()

    def _scaled(self, seen: Floats) -> torch.Tensor:
        return torch.from_numpy((seen - self._middle) / self._width)

    def network(self) -> Network:
        """Give the network as arrays; the scale of the inputs becomes a part of its first layer."""
        weights = [layer.weight.detach().numpy().copy() for layer in self.layers]
        biases = [layer.bias.detach().numpy().copy() for layer in self.layers]
        weights[0] /= self._width
        biases[0] -= weights[0] @ self._middle
        return Network(tuple(weights), tuple(biases))
