"""Networks of torch as players."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from gymnasium.spaces import Box
from numpy.typing import NDArray

from baselines.agents.policy import PolicyAgent
from spenvs.core.turn import Turn


class TorchAgent(PolicyAgent):
    """Plays what a network answers: the action itself, or where actions are numbered a logit for each.

    The network takes float32 [rows, view] and gives float32 [rows, numbers of an action]; it must have been exported
    for any number of rows:

        program = torch.export.export(actor, (example,), dynamic_shapes=({0: torch.export.Dim("rows")},))
        torch.export.save(program, "actor.pt2")
    """

    def __init__(self, path: str, deterministic: bool = True):
        """Load a network.

        Args:
            path: the .pt2 file that `torch.export.save` wrote.
            deterministic: where actions are numbered, whether the likeliest legal one is played, or one is drawn.

        Raises:
            ValueError: there is no such file.
            ImportError: torch is not installed.
        """
        try:
            import torch
        except ImportError:
            raise ImportError("torch: needs PyTorch: pip install 'spenvs[rl]'") from None
        self.path, self.deterministic = Path(path), deterministic
        if not self.path.is_file() or self.path.suffix != ".pt2":
            raise ValueError(f"there is no file {path} that ends in .pt2, as torch.export.save writes it")
        self._network, self._tensor = torch.export.load(self.path).module(), torch.from_numpy

    def choose(self, seen: NDArray[Any], masks: NDArray[np.int8] | None, turns: Sequence[Turn]) -> NDArray[Any]:
        """Ask the network; what is drawn comes from the generator of each turn."""
        out = self._network(self._tensor(seen.astype(np.float32))).detach().numpy()
        if masks is None:
            return out
        out = np.where(masks, out, -np.inf)
        if not self.deterministic:
            out = out + np.stack([turn.rng.gumbel(size=out.shape[1]) for turn in turns])
        return out.argmax(1)

    def takes(self, seen: Box, action: gymnasium.Space[Any]) -> str | None:
        """Let it play everywhere: a file does not say what the network was made for."""
        return None

    def version(self) -> str:
        """Hash the file."""
        return hashlib.blake2b(self.path.read_bytes(), digest_size=6).hexdigest()
