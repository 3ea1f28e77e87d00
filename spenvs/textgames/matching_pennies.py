"""Matching pennies: player_0 wants both coins to show the same, player_1 does not (von Neumann, 1928).

The rules are those of `matrix_games`.
"""

from spenvs.core.aec import constructors
from spenvs.core.game import FiniteGame, option
from spenvs.textgames.matrix_games import MOST_PAYOFF, matrix_game


def game(rounds: int = 1, go_on: int = 100, prize: int = 1, returns: str = "total") -> FiniteGame:
    """Matching pennies.

    Args:
        rounds: 1 to 10,000; with `go_on` the most that there can be.
        go_on: the chance in percent, 1 to 100, that another round follows; nobody knows which round is the last.
        prize: what the loser of a round pays to the winner, 1 to 1000.
        returns: "total" points, their "mean" over the rounds, or "win": 1, 0 or -1 for more, as many or less points.
    """
    prize = option("prize", prize, 1, MOST_PAYOFF)
    return matrix_game(
        ("heads", "tails"),
        (prize, -prize, -prize, prize, -prize, prize, prize, -prize),
        "Matching pennies. Two players each lay down a coin at the same time, heads (H) or tails (T). If both show the "
        f"same, player_1 pays {prize} to player_0; otherwise player_0 pays {prize} to player_1.",
        rounds,
        go_on,
        returns,
        zero_sum=True,
    )


env, raw_env, parallel_env = constructors("MatchingPennies-v0")
