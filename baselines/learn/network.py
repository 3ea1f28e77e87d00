"""A small network as arrays: what a learner leaves behind, and what an agent plays with, without any framework."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from spenvs.core.moves import quote

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Network:
    """Layers of tanh units, and a last one without: x -> W tanh(... tanh(V x + a) ...) + b.

    Attributes:
        weights: float32 [units, inputs] of each layer.
        biases: float32 [units] of each layer.
    """

    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    def __post_init__(self) -> None:
        """Refuse layers that do not fit together."""
        shapes = [weight.shape for weight in self.weights]
        fit = shapes and all(len(shape) == 2 for shape in shapes)
        fit = fit and [bias.shape for bias in self.biases] == [shape[:1] for shape in shapes]
        if not fit or any(a[0] != b[1] for a, b in pairwise(shapes)):
            raise ValueError(f"the layers do not fit together: {quote(shapes)}")

    @property
    def inputs(self) -> int:
        """Numbers that go in."""
        return self.weights[0].shape[1]

    @property
    def outputs(self) -> int:
        """Numbers that come out."""
        return self.weights[-1].shape[0]

    def __call__(self, x: Floats) -> Floats:
        """Give what comes out, float32 [..., outputs], for float32 [..., inputs]."""
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            x = np.tanh(x @ weight.T + bias)
        return x @ self.weights[-1].T + self.biases[-1]

    def parameters(self) -> Iterable[tuple[str, Floats]]:
        """Give the arrays by the names that they have in a file: "weight_0", "bias_0", "weight_1", ..."""
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            yield f"weight_{i}", weight
            yield f"bias_{i}", bias

    def save(self, path: str | Path) -> None:
        """Write a file of numpy's, which ends in .npz; the same network gives the same bytes."""
        arrays: dict[str, Any] = dict(self.parameters())
        np.savez(Path(path), **arrays)

    @classmethod
    def load(cls, path: str | Path) -> "Network":
        """Read what `save` wrote.

        Raises:
            ValueError: there is no such file, or it holds no network.
        """
        if not Path(path).is_file():
            raise ValueError(f"there is no file {path}")
        try:
            with np.load(BytesIO(Path(path).read_bytes()), allow_pickle=False) as file:
                layers = range(len(file.files) // 2)
                weights = tuple(file[f"weight_{i}"].astype(np.float32) for i in layers)
                biases = tuple(file[f"bias_{i}"].astype(np.float32) for i in layers)
                return cls(weights, biases)
        except (BadZipFile, OSError, EOFError, KeyError, TypeError, AttributeError, ValueError):
            raise ValueError(f"{path} holds no network: weight_0, bias_0, weight_1, ... were expected") from None
