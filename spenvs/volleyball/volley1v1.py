"""Volley1v1: two drones hit a ball over the net in turn, on a court of 6 m by 3 m."""

from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.model import Court
from spenvs.volleyball.volley import begin, judge, see
from spenvs.volleyball.volley_state import MEASURES
from spenvs.volleyball.volley_view import VIEW_1V1

__all__ = ["GAME", "begin", "judge", "see"]

GAME = DroneGame(
    module=__name__,
    drones=2,
    teams=2,
    view=VIEW_1V1,
    measures=MEASURES,
    limit=1000,
    court=Court(6.0, 3.0, band=0.76),
    names=("red", "blue"),
    brief="Two drones, each on its side of the net, hit the ball over it in turn; whoever misses it, or hits it out, "
    "into the net or twice, loses the rally.",
)
