"""What the runs of a Red Queen are measured by: generality, convergence, and cycles among champions.

The paper (arXiv 2601.03335) measures genotypes by an embedding of the source that only a service has; here their
distance is that of editing one program into the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spenvs.corewar.instructions import Warrior
from spenvs.corewar.machine import Settings
from spenvs.corewar.survival import survival

Floats = NDArray[np.float64]
TOLERANCE = 1e-9
"""Scores that differ by no more are equal: they are sums over many cycles."""
SHUFFLES = 10_000


@dataclass(frozen=True)
class Generality:
    """How a program does against warriors that it was not made against: counts of them."""

    defeats: int
    ties: int
    losses: int

    @property
    def share(self) -> float:
        """The paper's generality: the share of warriors that are defeated or tied with. A bare imp ties with many."""
        return (self.defeats + self.ties) / max(1, self.defeats + self.ties + self.losses)

    @classmethod
    def of(cls, scores: Sequence[float], others: Sequence[float]) -> "Generality":
        """Count, from a program's mean scores in its duels and those of its opponents."""
        ahead = np.asarray(scores) - np.asarray(others)
        defeats, losses = int((ahead > TOLERANCE).sum()), int((ahead < -TOLERANCE).sum())
        return cls(defeats, len(ahead) - defeats - losses, losses)


def duels(
    warrior: Warrior,
    opponents: Mapping[str, Warrior],
    placements: int = 20,
    settings: Settings | None = None,
    threads: int = 1,
) -> tuple[dict[str, float], dict[str, float]]:
    """Let a warrior fight each opponent alone, from the first slot, with the paper's score.

    Returns:
        Its mean scores by opponent, which are its phenotype, and theirs: 0 to 2, 1 where both survive.
    """
    scores, others = {}, {}
    for name, opponent in opponents.items():
        mean = survival((warrior, opponent), placements, 0, settings, threads).scores.mean(axis=0)
        scores[name], others[name] = float(mean[0]), float(mean[1])
    return scores, others


def total_variance(vectors: Floats) -> float:
    """Give how far vectors, float [n, dimensions], are spread: the sum of the variances of their coordinates.

    Of the phenotypes that independent runs have in the same round, it falls where the runs converge.
    """
    return float(np.var(vectors, axis=0).sum())


def rates_of_change(phenotypes: Floats) -> Floats:
    """Give the distances between the phenotypes of successive rounds: from float [rounds, hold-out], [rounds - 1]."""
    return np.linalg.norm(np.diff(phenotypes, axis=0), axis=1)


def genotype_distance(first: Warrior, second: Warrior) -> float:
    """Give how many instructions are to be inserted, deleted or replaced to make one program the other.

    Replacing an instruction counts as the share of its six fields that differ. 0 for equal code, at most the length of
    the longer one (Levenshtein, 1966, with weights). Where programs start is not looked at.
    """
    a, b = first.code, second.code
    replaced = (a[:, None, :] != b[None, :, :]).mean(axis=2)
    row = np.arange(len(b) + 1, dtype=np.float64)
    for i in range(len(a)):
        above, row = row, np.empty_like(row)
        row[0] = i + 1
        for j in range(len(b)):
            row[j + 1] = min(above[j + 1] + 1, row[j] + 1, above[j] + replaced[i, j])
    return float(row[-1])


def genotype_variance(warriors: Sequence[Warrior]) -> float:
    """Give how far programs are spread: half the mean square of their distances, which for vectors is the variance."""
    distances = [[genotype_distance(a, b) for b in warriors] for a in warriors]
    return float(np.mean(np.square(distances))) / 2


def margins(
    warrior: Warrior,
    rivals: Sequence[Warrior],
    placements: int = 20,
    settings: Settings | None = None,
    threads: int = 1,
) -> list[float]:
    """Give by how much a warrior's mean score is above that of each rival in duels from both slots, -2 to 2."""
    ahead = []
    for rival in rivals:
        first = survival((warrior, rival), placements, 0, settings, threads).scores.mean(axis=0)
        second = survival((rival, warrior), placements, 0, settings, threads).scores.mean(axis=0)
        ahead.append(float(first[0] - first[1] + second[1] - second[0]) / 2)
    return ahead


def defeats(ahead: Floats) -> NDArray[np.bool_]:
    """Give who defeats whom, bool [n, n]: [i, j] is True where i defeats j.

    Args:
        ahead: what `margins` gives of each warrior with those before it, float [n, n]; only entries [i, j] with j < i
            are looked at.
    """
    lower = np.tril(ahead, -1)
    return (lower - lower.T) > TOLERANCE


def cycles(won: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Give the triples of warriors of which each defeats the next and the last the first, from what `defeats` gives.

    Each is there once, and begins with its lowest number.
    """
    n = len(won)
    return [
        (i, j, k)
        for i in range(n)
        for j in range(i + 1, n)
        if won[i, j]
        for k in range(i + 1, n)
        if won[j, k] and won[k, i]
    ]


@dataclass(frozen=True)
class Trend:
    """A line through values of successive rounds: value = intercept + slope * ln(round).

    Attributes:
        intercept: the value of the first round.
        slope: how much a round e times later has more.
        p_value: the share of the values' orders that have a slope at least as steep, either way (10,000 drawn ones).
            Rounds that resemble the one before make it too small.
    """

    intercept: float
    slope: float
    p_value: float


def trend(values: Sequence[float], seed: int = 0) -> Trend:
    """Fit values of rounds 1, 2, ... by the logarithm of the round, as the paper does; the orders come from `seed`.

    Raises:
        ValueError: there are fewer than three values.
    """
    heights = np.asarray(values, np.float64)
    if len(heights) < 3:
        raise ValueError(f"a trend takes at least 3 rounds, not {len(heights)}")
    across = np.log(np.arange(1, len(heights) + 1))
    centred = (across - across.mean()) / np.square(across - across.mean()).sum()
    slope = float(centred @ heights)
    shuffled = np.random.default_rng(seed).permuted(np.tile(heights, (SHUFFLES, 1)), axis=1) @ centred
    steeper = int((np.abs(shuffled) >= abs(slope) - TOLERANCE).sum())
    return Trend(float(heights.mean() - slope * across.mean()), slope, (1 + steeper) / (1 + SHUFFLES))
