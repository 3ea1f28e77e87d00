"""Whether independent runs come to the same: how far apart their champions are, round by round."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from baselines.learn.drq.log import Log
from baselines.learn.drq.measures import Floats, genotype_variance, total_variance


@dataclass(frozen=True)
class Convergence:
    """The variance among runs in each round.

    Attributes:
        phenotype: of the champions' scores against the hold-out, float64 [rounds]; in the paper it falls.
        genotype: of their code, float64 [rounds]; in the paper, which embeds the source instead, it does not.
    """

    phenotype: Floats
    genotype: Floats


def convergence(logs: Sequence[Log]) -> Convergence:
    """Compare runs that differ in their seeds, over the rounds that all of them have played.

    Raises:
        ValueError: there are fewer than two, or they were measured by different warriors.
    """
    if len(logs) < 2:
        raise ValueError(f"convergence is seen among two runs or more, not {len(logs)}")
    if any(log.hold_out != logs[0].hold_out for log in logs):
        raise ValueError("the runs were measured by different warriors: expected the same hold-out for all")
    rounds = range(min(len(log.champions) for log in logs))
    phenotypes = [total_variance(np.array([log.phenotypes[t] for log in logs])) for t in rounds]
    genotypes = [genotype_variance([log.champions[t].warrior for log in logs]) for t in rounds]
    return Convergence(np.array(phenotypes), np.array(genotypes))
