"""Matches of drone volleyball: rally scoring, who serves next, and when it is over.

A match is one episode: `rally.judging.judge` begins its rallies one after the other. The first team with
`points` and a lead of two wins, or the first with `cap`. Who wins a rally serves next; where the serve has changed
hands and there is `rotation`, it passes on within the team that has won it. A rally without a result is replayed.
"""

from spenvs.core.game import option
from spenvs.core.moves import quote
from spenvs.volleyball.compiled import device
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.rally.state import POINTS, SERVING, TURNS, WINNER

LEAD = 2


def match(game: DroneGame, points: int = 11, cap: int = 15, rotation: bool = True, limit: int = 60_000) -> DroneGame:
    """Give a competitive game in which an episode is a match.

    Args:
        game: the game, such as `spenvs.volleyball.volley3v3.GAME`.
        points: points that win a match with a lead of two, 1 to 99.
        cap: points that win it whatever the lead, up to 99; with a cap of `points`, no lead is needed.
        rotation: whether the serve passes on within a team each time that it wins the serve.
        limit: steps after which the match is cut off; who leads then has won.

    Raises:
        ValueError: an option is out of range, or the game has one team.
    """
    if game.teams != 2:
        raise ValueError(f"a match takes two teams; {quote(game.module)} has {game.teams}")
    points = option("points", points, 1, 99)
    return game.with_(
        points=points,
        cap=option("cap", cap, points, 99),
        rotation=bool(rotation),
        limit=option("limit", limit, 1, 2**31 - 1),
    )


@device
def award(w, r, i, winner):
    """Give the point of a rally to a team, and the serve with it; -1 for nobody changes neither."""
    w.tally[i, WINNER] = winner
    if winner < 0:
        return
    w.tally[i, POINTS + winner] += 1
    if winner != w.tally[i, SERVING]:
        w.tally[i, SERVING] = winner
        if r.rotation:
            w.tally[i, TURNS + winner] = (w.tally[i, TURNS + winner] + 1) % (w.drone.shape[1] // 2)


@device
def decided(w, r, i):
    """Say whether a team has won the match."""
    first, second = w.tally[i, POINTS], w.tally[i, POINTS + 1]
    top, lead = (first, first - second) if first > second else (second, second - first)
    return top >= r.points and (lead >= LEAD or top >= r.cap)
