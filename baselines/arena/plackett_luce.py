"""Plackett-Luce with ties and seat terms, fitted by Newton's method to many weightings of the same outcomes at once.

An entrant i in seat s has the log-strength e = t_i + g_s. The first place goes to a seat with probability proportional
to exp(e), the second to one of the rest, and so on; with two seats this is Bradley-Terry. Tied seats count as the
average of the log-likelihood over all orders in which they may stand: with two seats, as half a win for each.

Plackett (1975), The analysis of permutations; Hunter (2004), MM algorithms for generalized Bradley-Terry models.
"""

import functools
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_STEPS = 100
LONGEST_STEP = 2.0
PRECISION = 1e-11
CHUNK = 2**21

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@functools.cache
def parts(places: tuple[int, ...]) -> tuple[tuple[float, ...], tuple[tuple[tuple[int, ...], float], ...]]:
    """Take the log-likelihood of one outcome apart: sum of c_s e_s, less sum of w_S log(sum of exp(e_s) over S).

    Args:
        places: the place of each seat, lower is better; equal ones are tied.

    Returns:
        The coefficients c of the seats, and the sets S with their weights w. A tie of k seats takes 2^k sets.
    """
    own = [1.0] * len(places)
    sets: list[tuple[tuple[int, ...], float]] = []
    for place in sorted(set(places)):
        tied = [seat for seat, other in enumerate(places) if other == place]
        below = [seat for seat, other in enumerate(places) if other > place]
        for size in range(1, len(tied) + 1):
            weight = 1.0 / math.comb(len(tied), size)
            for chosen in itertools.combinations(tied, size):
                members = tuple(sorted([*chosen, *below]))
                if len(members) == 1:
                    own[members[0]] -= weight
                else:
                    sets.append((members, weight))
    return tuple(own), tuple(sets)


@dataclass(frozen=True)
class Likelihood:
    """The log-likelihood of weighted outcomes as a function of the parameters: entrants first, then seat terms.

    Attributes:
        parameters: how many.
        own: float [outcomes, parameters + 1], the linear part of each outcome. The last parameter is none: it stays 0.
        members: int [sets, seats, 2], the two parameters of each seat in a set.
        absent: float [sets, seats], 0 for a seat in the set, -inf for padding.
        outcome: int [entries], the outcome of each entry (an outcome's use of a set).
        set: int [entries], its set.
        weight: float [entries], its weight.
    """

    parameters: int
    own: Floats
    members: Ints
    absent: Floats
    outcome: Ints
    set: Ints
    weight: Floats

    @classmethod
    def of(cls, outcomes: Sequence[tuple[Sequence[tuple[int, int]], Sequence[int]]], parameters: int) -> "Likelihood":
        """Build it of outcomes: for each seat two parameters (`parameters` for none), and its place."""
        own = np.zeros((len(outcomes), parameters + 1))
        known: dict[tuple[tuple[int, ...], ...], int] = {}
        entries = []
        for number, (seats, places) in enumerate(outcomes):
            coefficients, sets = parts(tuple(places))
            for seat, coefficient in zip(seats, coefficients, strict=True):
                np.add.at(own[number], list(seat), coefficient)
            for chosen, weight in sets:
                key = tuple(tuple(seats[seat]) for seat in chosen)
                entries.append((number, known.setdefault(key, len(known)), weight))
        width = max(map(len, known), default=1)
        members = np.full((len(known), width, 2), parameters)
        absent = np.full((len(known), width), -np.inf)
        for key, number in known.items():
            members[number, : len(key)] = key
            absent[number, : len(key)] = 0.0
        table = np.array(entries, np.float64).reshape(-1, 3)
        outcome, number = table[:, :2].T.astype(np.int64)
        return cls(parameters, own, members, absent, outcome, number, table[:, 2])

    def fit(self, weights: Floats, ridge: float, centre: Floats | None = None, start: Floats | None = None) -> Floats:
        """Maximise the log-likelihood less ridge / 2 times the squared distance to `centre`.

        Args:
            weights: float [fits, outcomes], how often each outcome counts.
            ridge: the precision of the normal prior of every parameter.
            centre: float [fits, parameters], the means of the prior; None for 0.
            start: float [parameters], where to begin; None for 0.

        Returns:
            float [fits, parameters].
        """
        fits = len(weights)
        centre = np.zeros((fits, self.parameters)) if centre is None else centre
        begin = np.zeros(self.parameters) if start is None else start
        rows = max(1, CHUNK // max(4 * self.members.shape[0] * self.members.shape[1] ** 2, 1))
        chunks = [slice(i, i + rows) for i in range(0, max(fits, 1), rows)]
        return np.concatenate([self._newton(weights[chunk], ridge, centre[chunk], begin) for chunk in chunks])

    def _newton(self, weights: Floats, ridge: float, centre: Floats, start: Floats) -> Floats:
        theta = np.tile(start, (len(weights), 1))
        linear = (weights @ self.own)[:, :-1]
        used = scatter(self.set, weights[:, self.outcome] * self.weight, len(self.members))
        for _ in range(MOST_STEPS):
            mean, curvature = self._moments(used, theta)
            gradient = linear - mean - ridge * (theta - centre)
            curvature += ridge * np.eye(self.parameters)
            step = np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0]
            size = np.abs(step).max(axis=1, keepdims=True, initial=0.0)
            theta = theta + step * np.minimum(1.0, LONGEST_STEP / np.maximum(size, LONGEST_STEP))
            if size.max(initial=0.0) < PRECISION:
                break
        return theta

    def _moments(self, used: Floats, theta: Floats) -> tuple[Floats, Floats]:
        """Give the gradient and the curvature of the sum over all sets of weight times log-sum-exp."""
        fits, none = len(theta), self.parameters
        known = np.concatenate([theta, np.zeros((fits, 1))], axis=1)
        logits = known[:, self.members].sum(axis=3) + self.absent
        share = np.exp(logits - logits.max(axis=2, keepdims=True))
        share /= share.sum(axis=2, keepdims=True)
        weighted = used[:, :, None] * share
        mean = scatter(self.members, np.repeat(weighted[:, :, :, None], 2, axis=3), none + 1)
        spread = -weighted[:, :, :, None] * share[:, :, None, :]
        diagonal = np.arange(share.shape[2])
        spread[:, :, diagonal, diagonal] += weighted
        first = self.members[:, :, :, None, None] * (none + 1)
        pairs = first + self.members[:, None, None, :, :]
        values = np.broadcast_to(spread[:, :, :, None, :, None], (fits, *pairs.shape))
        curvature = scatter(pairs, values, (none + 1) ** 2).reshape(fits, none + 1, none + 1)
        return mean[:, :-1], curvature[:, :-1, :-1]


def scatter(index: Ints, values: Floats, size: int) -> Floats:
    """Sum values into places: float [fits, size] from index [...] and values [fits, ...]."""
    fits, flat = len(values), index.reshape(-1)
    places = (np.arange(fits)[:, None] * size + flat).reshape(-1)
    sums = np.bincount(places, np.ascontiguousarray(values).reshape(-1), fits * size).astype(np.float64, copy=False)
    return sums.reshape(fits, size)
