"""The prisoner's dilemma, repeated: to defect pays more whatever the other does, yet two defectors get less than two
who cooperate (Flood and Dresher, 1950; Axelrod, 1984). The rules are those of `matrix_games`.
"""

from spenvs.core.aec import constructors
from spenvs.core.game import FiniteGame, option
from spenvs.textgames.matrix_games import MOST_PAYOFF, matrix_game


def game(
    rounds: int = 10,
    go_on: int = 100,
    temptation: int = 5,
    reward: int = 3,
    punishment: int = 1,
    sucker: int = 0,
    returns: str = "total",
) -> FiniteGame:
    """The prisoner's dilemma.

    Args:
        rounds: 1 to 10,000; with `go_on` the most that there can be.
        go_on: the chance in percent, 1 to 100, that another round follows; nobody knows which round is the last.
        temptation: what defecting against cooperation gives. The four payoffs lie between -1000 and 1000, and
            temptation > reward > punishment > sucker.
        reward: what each gets where both cooperate.
        punishment: what each gets where both defect.
        sucker: what cooperating against defection gives.
        returns: "total" points, their "mean" over the rounds, or "win": 1, 0 or -1 for more, as many or less points.
    """
    named = {"temptation": temptation, "reward": reward, "punishment": punishment, "sucker": sucker}
    t, r, p, s = (option(name, value, -MOST_PAYOFF, MOST_PAYOFF) for name, value in named.items())
    if not t > r > p > s:
        raise ValueError(f"temptation > reward > punishment > sucker makes the dilemma; got {t}, {r}, {p} and {s}")
    return matrix_game(
        ("cooperate", "defect"),
        (r, s, t, p, r, t, s, p),
        "Prisoner's dilemma. Two players choose at the same time to cooperate (C) or to defect (D). If both cooperate, "
        f"each gets {r} points; if both defect, each gets {p}. If one defects and the other cooperates, the defector "
        f"gets {t} and the other {s}. Then both choices are shown.",
        rounds,
        go_on,
        returns,
    )


env, raw_env, parallel_env = constructors("PrisonersDilemma-v0")
