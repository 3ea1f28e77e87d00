"""Matches of drone volleyball: rally scoring, who serves next, and when it is over.

A match is one episode: `rally.judging.judge` begins its rallies one after the other. The first team with
`points` and a lead of two wins, or the first with `cap`. Who wins a rally serves next; where the serve has changed
hands and there is `rotation`, it passes on within the team that has won it. A rally without a result is replayed.
"""

from spenvs.volleyball.compiled import device
from spenvs.volleyball.rally.state import POINTS, SERVING, TURNS, WINNER

LEAD = 2


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
