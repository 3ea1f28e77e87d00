"""What a table of pairings is worth where strength goes in circles: Nash averaging and alpha-rank."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

COOLING = 0.5
LEAST_BONUS = 1e-9
MOST_STEPS = 100


def nash_average(payoffs: Floats) -> tuple[Floats, Floats]:
    """Give the maximum-entropy Nash equilibrium of a symmetric zero-sum game, and what each strategy earns against it.

    Balduzzi et al. (2018), Re-evaluating evaluation. Copies of a strategy share its probability and change no value.

    Args:
        payoffs: antisymmetric float [n, n], what the row earns against the column.

    Returns:
        The equilibrium, float [n], and `payoffs @ equilibrium`: 0 for those who have a part in it, less for the others.
    """
    payoffs = np.asarray(payoffs, np.float64)
    scale = np.abs(payoffs).max(initial=0.0)
    share = _max_entropy(payoffs / (scale or 1.0))
    return share, payoffs @ share


def _max_entropy(payoffs: Floats) -> Floats:
    """Follow the equilibria with an entropy bonus, p = softmax(payoffs @ p / bonus), while the bonus goes to zero.

    Each is unique, and so is their limit: of all equilibria the one with the largest entropy.
    """
    logits, bonus = np.zeros(len(payoffs)), 1.0
    while bonus > LEAST_BONUS:
        logits = _quantal(payoffs, bonus, logits)
        bonus *= COOLING
    return _softmax(logits)


def _quantal(payoffs: Floats, bonus: float, logits: Floats) -> Floats:
    """Solve bonus * logits = payoffs @ softmax(logits) by Newton's method with a line search."""
    miss = bonus * logits - payoffs @ _softmax(logits)
    for _ in range(MOST_STEPS):
        share = _softmax(logits)
        slope = bonus * np.eye(len(share)) - payoffs @ (np.diag(share) - np.outer(share, share))
        step = np.linalg.solve(slope, -miss)
        for length in 0.5 ** np.arange(20):
            trial = logits + length * step
            left = bonus * trial - payoffs @ _softmax(trial)
            if np.abs(left).max() < np.abs(miss).max():
                break
        else:
            break
        logits, miss = trial, left
    return logits


def _softmax(logits: Floats) -> Floats:
    share = np.exp(logits - logits.max())
    return share / share.sum()


def alpha_rank(payoffs: Floats, alpha: float | None = None, population: int = 50, noise: float = 0.01) -> Floats:
    """Give the stationary distribution of alpha-rank over the strategies of a symmetric two-player game.

    Omidshafiei et al. (2019), alpha-Rank: multi-agent evaluation by evolution; one population, local selection.

    Args:
        payoffs: float [n, n], what the row earns against the column.
        alpha: intensity of selection; None for the limit of infinite intensity, in which only signs count.
        population: size of the population, for a finite `alpha`.
        noise: in the limit, the probability that a worse mutant wins; against an equal one it is a half.

    Returns:
        float [n], which sums to 1.
    """
    payoffs = np.asarray(payoffs, np.float64)
    n = len(payoffs)
    if n < 2:
        return np.ones(n)
    better = payoffs.T - payoffs  # [s, r]: what a mutant r has more than the resident s when the two meet
    if alpha is None:
        fixation = np.where(better > 0, 1.0 - noise, noise)
        fixation[np.isclose(better, 0.0, atol=1e-14)] = 0.5
    else:
        fixation = _fixation(alpha * better, population)
    chain = fixation / (n - 1)
    np.fill_diagonal(chain, 0.0)
    np.fill_diagonal(chain, 1.0 - chain.sum(axis=1))
    return _stationary(chain)


def _fixation(u: Floats, population: int) -> Floats:
    """Give the probability that one mutant takes over a population: (1 - exp(-u)) / (1 - exp(-population u))."""
    small = np.abs(u) < 1e-14
    u = np.clip(np.where(small, 1.0, u), -700.0 / population, 700.0)
    return np.where(small, 1.0 / population, np.expm1(-u) / np.expm1(-population * u))


def _stationary(chain: Floats) -> Floats:
    """Give the stationary distribution of an irreducible chain (Grassmann, Taksar and Heyman, 1985)."""
    chain = chain.copy()
    n = len(chain)
    for last in range(n - 1, 0, -1):
        chain[:last, last] /= chain[last, :last].sum()
        chain[:last, :last] += np.outer(chain[:last, last], chain[last, :last])
    share = np.zeros(n)
    share[0] = 1.0
    for next_ in range(1, n):
        share[next_] = share[:next_] @ chain[:next_, next_]
    return share / share.sum()
