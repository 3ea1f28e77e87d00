"""Drones that fly as networks do which were cloned from scripted players (`baselines.learn.dagger`)."""

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from gymnasium.spaces import Box, Discrete
from numpy.typing import NDArray

from baselines.agents.policy import PolicyAgent, misfit
from baselines.learn.network import Network
from spenvs.core.turn import Turn
from spenvs.registry import UnknownName

FOLDER = Path(__file__).parent / "clones"
"""Holds the networks that come with the package, each named after the module of its game."""


class CloneAgent(PolicyAgent):
    """A network plays, its outputs being the action; in numbered actions, the legal one with the highest output."""

    def __init__(self, network: Network, game: str = "", name: str = ""):
        """Take the network, and which game it was made for: the name of its module, if it should play no other."""
        self.network, self.game, self.name = network, game, name

    def choose(self, seen: NDArray[Any], masks: NDArray[np.int8] | None, turns: Sequence[Turn]) -> NDArray[Any]:
        """Ask the network."""
        out = self.network(seen.astype(np.float32))
        return out if masks is None else np.where(masks, out, -np.inf).argmax(1)

    def takes(self, seen: Box, action: gymnasium.Space[Any]) -> str | None:
        """Compare the numbers that go in and come out."""
        wanted = (seen.shape[0], int(action.n) if isinstance(action, Discrete) else int(np.prod(action.shape or ())))
        own = (self.network.inputs, self.network.outputs)
        return None if own == wanted else misfit("inputs and outputs", own, wanted)

    def plays(self, env: Any) -> str | None:
        """Say why it cannot play an environment."""
        game = getattr(env, "game", None)
        module, control = getattr(game, "module", "").rpartition(".")[2], getattr(game, "control", "")
        if self.game and (module, control) != (self.game, "prt"):
            return f"it was made for {self.game} with control='prt'"
        return super().plays(env)

    def version(self) -> str:
        """Hash the network."""
        digest = hashlib.blake2b(digest_size=6)
        for name, array in self.network.parameters():
            digest.update(name.encode() + array.tobytes())
        return digest.hexdigest()


@functools.cache
def names() -> tuple[str, ...]:
    """Give the names of the networks that come with the package."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.npz")))


def clone(name: str) -> CloneAgent:
    """Make the player of one of our own networks, or of a file that ends in .npz (`Network.save`).

    Raises:
        UnknownName: there is no network of that name.
        ValueError: there is no such file, or it holds no network.
    """
    if name.lower().endswith(".npz"):
        return CloneAgent(Network.load(name))
    if name not in names():
        raise UnknownName("network", name, names())
    return CloneAgent(Network.load(FOLDER / f"{name}.npz"), name)
