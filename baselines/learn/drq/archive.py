"""MAP-Elites (Mouret and Clune, 2015, arXiv 1504.04909): the best program of each kind of behaviour."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np

from baselines.learn.drq.candidate import Candidate

Cell = tuple[int, ...]

EDGES: Mapping[str, tuple[int, ...]] = {
    "tsp": (1, 10, 100, 1000, 10000),
    "mc": (10, 100, 500, 1000, 4000),
    "uo": (4, 6, 8, 10, 14),
    "pl": (5, 12, 20, 35, 60),
}
"""Where the bins of each axis end: a value falls into the first bin whose edge is above it, the last has none.

tsp: processes spawned in all. mc: memory coverage, the addresses that processes stood at. uo: unique opcodes.
pl: program length. Those of the Digital Red Queen (arXiv 2601.03335).
"""
BINS = 6


def bins(values: Mapping[str, float], axes: Sequence[str]) -> Cell:
    """Give the bin on each axis, 0 to 5 each."""
    return tuple(bisect_right(EDGES[axis], values[axis]) for axis in axes)


class Archive:
    """The elites of one round.

    Attributes:
        elites: the best candidate of each cell, in the order in which the cells were first filled.
    """

    def __init__(self, axes: Sequence[str] = ("tsp", "mc"), single_cell: bool = False):
        """Begin with no elites.

        Args:
            axes: the behaviours that tell cells apart, of `EDGES`.
            single_cell: keep only one elite, whatever it does: the ablation without MAP-Elites.
        """
        self.axes, self.single_cell = tuple(axes), single_cell
        self.elites: dict[Cell, Candidate] = {}

    def cell(self, values: Mapping[str, float]) -> Cell:
        """Give the cell of a behaviour."""
        return (0,) * len(self.axes) if self.single_cell else bins(values, self.axes)

    def place(self, candidate: Candidate) -> bool:
        """Take a candidate in if its cell is empty or it is strictly better than the one there; say whether."""
        if math.isinf(candidate.fitness):
            return False
        cell = self.cell(candidate.behaviour)
        if cell in self.elites and candidate.fitness <= self.elites[cell].fitness:
            return False
        self.elites[cell] = candidate
        return True

    @property
    def best(self) -> Candidate | None:
        """The elite of the highest fitness, of equal ones that of the cell that was filled first; None if empty."""
        return max(self.elites.values(), key=lambda elite: elite.fitness, default=None)

    def choose(self, rng: np.random.Generator) -> Candidate:
        """Draw an elite, each cell with the same probability."""
        return list(self.elites.values())[rng.integers(len(self.elites))]
