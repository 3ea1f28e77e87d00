"""Rules for choices made at once.

In RockPaperScissors and MatchingPennies nothing beats a random player, and no rule can; theirs beat predictable ones.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spenvs.core.turn import Action, Turn
from spenvs.textgames import ultimatum_game

if TYPE_CHECKING:
    from baselines.agents.scripted import ScriptedAgent


def seen(turn: Turn, choices: int) -> NDArray[np.int8]:
    """Give what a seat saw of a repeated game: one-hot choices, int8 [rounds, own and the other's, choices]."""
    return turn.observation["observation"].reshape(-1, 2, choices)


def most_frequent(turn: Turn, choices: int) -> int:
    """Give the other's most frequent choice so far, and one of them at random if there are several."""
    counts = seen(turn, choices)[:, 1].sum(axis=0)
    return int(turn.rng.choice(np.flatnonzero(counts == counts.max())))


def beat_the_most_frequent(turn: Turn) -> Action:
    """Rock, paper, scissors: beat the other's most frequent choice."""
    return (most_frequent(turn, 3) + 1) % 3


def match_the_most_frequent(turn: Turn) -> Action:
    """Matching pennies: match the other's most frequent side as player_0, and avoid it as player_1."""
    side = most_frequent(turn, 2)
    return side if turn.seat == "player_0" else 1 - side


def stag_until_betrayed(turn: Turn) -> Action:
    """Hunt the stag until the other has once gone for a hare; then hunt hares."""
    return int(seen(turn, 2)[:, 1, 1].any())


def cooperate_until_betrayed(turn: Turn) -> Action:
    """Cooperate until the other has once defected, then defect for good; defect in the last round."""
    other = seen(turn, 2)[:, 1]
    last = other.sum() == len(other) - 1
    return int(last or other[:, 1].any())


def tit_for_tat(turn: Turn) -> Action:
    """Begin with the first choice, which is to cooperate or to hunt the stag; then do what the other did last."""
    other = seen(turn, 2)[:, 1]
    done = other.sum()
    return int(other[done - 1, 1]) if done else 0


def fair_share(turn: Turn) -> Action:
    """Ultimatum: offer two fifths of the pot, as most people do; take three tenths or more."""
    s = turn.imagine().s  # nothing is hidden
    pot = int(s[ultimatum_game.POT])
    offer = int(s[ultimatum_game.OFFER + 2 * s[ultimatum_game.DONE]]) - 1
    if offer < 0:
        return 2 * pot // 5
    accept, refuse = turn.actions
    return accept if 10 * offer >= 3 * pot else refuse


def numbers(turn: Turn) -> NDArray[np.int64]:
    """Give the numbers that players chose in the rounds that are over, own first: int64 [rounds, players]."""
    rounds = turn.observation["observation"].reshape(-1, turn.env.game.seats, turn.space.n)
    return rounds[rounds[:, -1].any(axis=1)].argmax(axis=2)


def a_step_ahead(turn: Turn) -> Action:
    """Expect the others to choose two thirds of the last average, and choose two thirds of that; of two players, 0."""
    chosen = numbers(turn)
    if chosen.shape[1] == 2:
        return 0
    average = chosen[-1].mean() if len(chosen) else (turn.space.n - 1) / 2
    return round(4 / 9 * float(average))


def as_the_meanest(turn: Turn) -> Action:
    """Public goods: give all at first, then the least that another ever gave; nothing in the last round."""
    given, choices = numbers(turn), int(turn.space.n)
    rounds = turn.observation["observation"].size // (given.shape[1] * choices)
    if len(given) == rounds - 1:
        return 0
    return int(given[:, 1:].min(initial=choices - 1))


def even_spread(turn: Turn) -> Action:
    """Blotto: spread the coins evenly; those that are left over go to fields at random."""
    spreads = np.array([[int(coins) for coins in name.split()] for name in turn.legal])
    uneven = spreads.max(axis=1) - spreads.min(axis=1)
    return int(turn.rng.choice(np.flatnonzero(uneven == uneven.min())))


def shaded_bid(turn: Turn) -> Action:
    """Auction: bid half of the worth against one other bidder, two thirds against two, and so on."""
    players, worth = turn.env.game.seats, len(turn.actions)
    return worth * (players - 1) // players


def titfortat() -> "ScriptedAgent":
    """Make the player that does to others what they last did to it (Rapoport, in Axelrod, 1984); it negotiates, too."""
    from baselines.agents.scripted import ScriptedAgent  # which imports this module
    from baselines.agents.scripts import negotiation

    return ScriptedAgent(TITFORTAT | negotiation.TITFORTAT)


TITFORTAT: dict[str, Callable[[Turn], Action]] = {"PrisonersDilemma-v0": tit_for_tat, "StagHunt-v0": tit_for_tat}
SCRIPTS: dict[str, Callable[[Turn], Action]] = {
    "RockPaperScissors-v0": beat_the_most_frequent,
    "PrisonersDilemma-v0": cooperate_until_betrayed,
    "StagHunt-v0": stag_until_betrayed,
    "MatchingPennies-v0": match_the_most_frequent,
    "UltimatumGame-v0": fair_share,
    "TwoThirdsAverage-v0": a_step_ahead,
    "PublicGoods-v0": as_the_meanest,
    "ColonelBlotto-v0": even_spread,
    "FirstPriceAuction-v0": shaded_bid,
}
