"""Policies of Stable-Baselines3 and sb3-contrib as players."""

import hashlib
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from gymnasium.spaces import Box
from numpy.typing import NDArray

from baselines.agents.policy import PolicyAgent, misfit
from spenvs.core.moves import quote
from spenvs.core.turn import Turn

PACKAGES = ("stable_baselines3", "sb3_contrib")


class SB3Agent(PolicyAgent):
    """Plays what a saved model predicts. Loading a model can run what is in the file: load what you trust."""

    def __init__(self, path: str, algorithm: str = "PPO", deterministic: bool = True):
        """Load a model.

        Args:
            path: the .zip file that `model.save` wrote.
            algorithm: its class in stable_baselines3 or sb3_contrib, as PPO, SAC or MaskablePPO.
            deterministic: whether the likeliest action is played, or one that is drawn; where a game is about what
                others cannot foresee, drawing is the better.

        Raises:
            ValueError: there is no such file, or no such algorithm.
            ImportError: Stable-Baselines3 is not installed.
        """
        self.path, self.deterministic = Path(path), deterministic
        if not self.path.is_file():
            raise ValueError(f"there is no file {path}")
        self.model = _algorithm(algorithm).load(self.path, device="cpu")
        self._masked = "Maskable" in algorithm

    def choose(self, seen: NDArray[Any], masks: NDArray[np.int8] | None, turns: Sequence[Turn]) -> NDArray[Any]:
        """Ask the model; what it draws comes from the generator of each turn."""
        seen = seen.astype(self.model.observation_space.dtype)
        if self.deterministic:
            return self._predict(seen, masks)
        import torch

        drawn = []
        for rows, turn in zip(np.split(np.arange(len(seen)), len(turns)), turns, strict=True):
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(int(turn.rng.integers(2**63)))
                drawn.append(self._predict(seen[rows], None if masks is None else masks[rows]))
        return np.concatenate(drawn)

    def _predict(self, seen: NDArray[Any], masks: NDArray[np.int8] | None) -> NDArray[Any]:
        options = {"action_masks": masks} if self._masked and masks is not None else {}
        return self.model.predict(seen, deterministic=self.deterministic, **options)[0]

    def takes(self, seen: Box, action: gymnasium.Space[Any]) -> str | None:
        """Compare the spaces that the model was trained with."""
        own, does = self.model.observation_space, self.model.action_space
        if own.shape != seen.shape:
            return misfit("observations of shape", own.shape, seen.shape)
        if type(does) is not type(action) or getattr(does, "n", 0) != getattr(action, "n", 0):
            return misfit("actions", does, action)
        return None if does.shape == action.shape else misfit("actions", does, action)

    def version(self) -> str:
        """Hash the file."""
        return hashlib.blake2b(self.path.read_bytes(), digest_size=6).hexdigest()


def _algorithm(name: str) -> Any:
    try:
        packages = [importlib.import_module(package) for package in PACKAGES]
    except ImportError:
        raise ImportError("sb3: needs Stable-Baselines3 and sb3-contrib: pip install 'spenvs[rl]'") from None
    for package in packages:
        if hasattr(found := getattr(package, name, None), "load"):
            return found
    raise ValueError(f"there is no algorithm {quote(name)} in {' or '.join(PACKAGES)}")
