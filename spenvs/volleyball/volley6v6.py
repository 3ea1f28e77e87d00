"""Volley6v6: six drones against six on a court of 18 m by 9 m."""

from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.model import Court
from spenvs.volleyball.volley import begin, judge, see
from spenvs.volleyball.volley_state import MEASURES
from spenvs.volleyball.volley_view import VIEW_6V6

__all__ = ["GAME", "begin", "judge", "see"]

GAME = DroneGame(
    module=__name__,
    drones=12,
    teams=2,
    view=VIEW_6V6,
    measures=MEASURES,
    limit=500,
    court=Court(18.0, 9.0, band=0.76),
    names=(
        "red_1",
        "red_2",
        "red_3",
        "red_4",
        "red_5",
        "red_6",
        "blue_1",
        "blue_2",
        "blue_3",
        "blue_4",
        "blue_5",
        "blue_6",
    ),
    brief="Six drones against six: bring the ball over the net with at most three touches, none twice in a row; the "
    "team that misses it, or hits it out or into the net, loses the rally.",
)
