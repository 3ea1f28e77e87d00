"""Whether independent runs come to the same: how far apart their champions are, round by round."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from baselines.learn.drq.log import Log
from baselines.learn.drq.measures import Floats, genotype_variance, rates_of_change, total_variance


@dataclass(frozen=True)
class Convergence:
    """What runs have in common, over the rounds that all of them have played.

    Attributes:
        phenotype: the variance among the runs of their champions' scores against the hold-out, float64 [rounds]; in
            the paper it falls.
        genotype: that of their code, float64 [rounds]; in the paper, which embeds the source instead, it does not.
        generality: of the champions, float64 [runs, rounds]; in the paper it grows.
        change: how far each champion's phenotype is from that of the one before, float64 [runs, rounds - 1]; in the
            paper it falls.
    """

    phenotype: Floats
    genotype: Floats
    generality: Floats
    change: Floats


def convergence(logs: Sequence[Log]) -> Convergence:
    """Compare runs that differ in their seeds.

    Raises:
        ValueError: there are fewer than two, one has no champion, or they were measured by different warriors.
    """
    if len(logs) < 2:
        raise ValueError(f"convergence is seen among two runs or more, not {len(logs)}")
    if any(log.hold_out != logs[0].hold_out for log in logs):
        raise ValueError("the runs were measured by different warriors: expected the same hold-out for all")
    rounds = min(len(log.champions) for log in logs)
    if not rounds:
        raise ValueError("a run has no champion yet: expected at least one round of each")
    phenotypes = np.array([log.phenotypes[:rounds] for log in logs])
    return Convergence(
        np.array([total_variance(phenotypes[:, t]) for t in range(rounds)]),
        np.array([genotype_variance([log.champions[t].warrior for log in logs]) for t in range(rounds)]),
        np.array([[champion.generality.share for champion in log.champions[:rounds]] for log in logs]),
        np.array([rates_of_change(each) for each in phenotypes]),
    )
