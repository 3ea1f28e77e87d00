"""Stop rules: when enough games were played."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from baselines.arena.ratings import expected_score, rate
from baselines.arena.results import Contest, Entrant, Group
from baselines.arena.sample import Sample


@dataclass(frozen=True)
class SequentialTest:
    """Wald's sequential probability ratio test on the scores of groups (pairs of games), as chess engines are tested.

    Between the hypotheses that the one entrant is `elo` points stronger than the other and that it is as much weaker,
    the log-likelihood ratio of n groups with mean score x and variance v is 2 d n (x - 1/2) / v for large n, where
    1/2 + d is the score that the stronger one expects (the generalised test on "pentanomial" pair scores). Between
    equals it is chance that decides, in the end.

    Attributes:
        elo: the smallest difference that matters.
        error: the probability of calling the weaker one stronger.
        least: no decision on fewer groups.
    """

    elo: float = 50.0
    error: float = 0.05
    least: int = 4

    def decides(self, scores: Sequence[float]) -> bool:
        """Say whether these scores of one entrant's groups, each from 0 to 1, are enough."""
        n = len(scores)
        if n < self.least:
            return False
        deviation = expected_score(self.elo) - 0.5
        variance = np.var([*scores, 0.0, 1.0])  # with a group won and one lost, so that it is never zero
        ratio = 2 * deviation * n * (np.mean(scores) - 0.5) / variance
        return bool(abs(ratio) >= math.log((1 - self.error) / self.error))


def group_scores(played: Sequence[Group]) -> dict[tuple[Contest, tuple[Entrant, ...]], list[float]]:
    """Give the first entrant's scores of each line-up of two: one a group, the mean of its games."""
    scores: dict[tuple[Contest, tuple[Entrant, ...]], list[float]] = {}
    for group in played:
        if len(set(group.lineup)) == len(group.lineup) == 2:
            own = [(1 + np.sign(_margin(group, i))) / 2 for i in range(2)]
            scores.setdefault((group.contest, group.lineup), []).append(float(np.mean(own)))
    return scores


def _margin(group: Group, game: int) -> float:
    """By how much the line-up's first entrant beat the other in one of the group's two games."""
    players, rewards = group.games[game].players, group.games[game].rewards
    first = players.index(group.lineup[0])
    return rewards[first] - rewards[1 - first]


def precise(played: Sequence[Group], half_width: float) -> bool:
    """Say whether every rating over all games has an interval of less than so many Elo points to either side."""
    return all(estimate.half_width < half_width for estimate in rate(Sample.of(played)).ratings)
