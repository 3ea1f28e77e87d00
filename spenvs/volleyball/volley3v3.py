"""Volley3v3: three drones against three on a court of 12 m by 6 m."""

from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.model import Court
from spenvs.volleyball.volley import begin, judge, see
from spenvs.volleyball.volley_state import MEASURES
from spenvs.volleyball.volley_view import VIEW_3V3

__all__ = ["GAME", "begin", "judge", "see"]

GAME = DroneGame(
    module=__name__,
    drones=6,
    teams=2,
    view=VIEW_3V3,
    measures=MEASURES,
    limit=500,
    court=Court(12.0, 6.0, band=0.76),
    names=("red_1", "red_2", "red_3", "blue_1", "blue_2", "blue_3"),
    brief="Three drones against three: bring the ball over the net with at most three touches, none twice in a row; "
    "the team that misses it, or hits it out or into the net, loses the rally.",
)
