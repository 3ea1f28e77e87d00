"""The stag hunt, repeated: the stag takes both hunters, a hare only one (Rousseau, 1755; Skyrms, 2004).

The rules are those of `matrix_games`.
"""

from spenvs.core.aec import constructors
from spenvs.core.game import FiniteGame, option
from spenvs.textgames.matrix_games import MOST_PAYOFF, matrix_game


def game(
    rounds: int = 10,
    go_on: int = 100,
    stag: int = 2,
    alone: int = 0,
    hare: int = 1,
    hares: int = 1,
    returns: str = "total",
) -> FiniteGame:
    """The stag hunt.

    Args:
        rounds: 1 to 10,000; with `go_on` the most that there can be.
        go_on: the chance in percent, 1 to 100, that another round follows; nobody knows which round is the last.
        stag: what each gets where both hunt the stag. The four payoffs lie between -1000 and 1000, and
            stag > hare >= hares > alone.
        alone: what hunting the stag alone gives.
        hare: what the hare gives while the other hunts the stag.
        hares: what each gets where both hunt hares.
        returns: "total" points, their "mean" over the rounds, or "win": 1, 0 or -1 for more, as many or less points.
    """
    named = {"stag": stag, "alone": alone, "hare": hare, "hares": hares}
    both, lone, one, two = (option(name, value, -MOST_PAYOFF, MOST_PAYOFF) for name, value in named.items())
    if not both > one >= two > lone:
        raise ValueError(f"stag > hare >= hares > alone makes the hunt; got {both}, {one}, {two} and {lone}")
    return matrix_game(
        ("stag", "hare"),
        (both, lone, one, two, both, one, lone, two),
        "Stag hunt. Two players choose at the same time to hunt the stag (S) or a hare (H). The stag takes both: then "
        f"each gets {both} points. Who hunts the stag alone gets {lone}, and the other {one} for the hare. If both "
        f"hunt hares, each gets {two}. Then both choices are shown.",
        rounds,
        go_on,
        returns,
    )


env, raw_env, parallel_env = constructors("StagHunt-v0")
