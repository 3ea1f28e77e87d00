"""Volley3v3: three drones against three on a court of 12 m by 6 m."""

from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.making import constructors, settled
from spenvs.volleyball.model import Court
from spenvs.volleyball.rally.judging import begin, judge, see
from spenvs.volleyball.rally.state import MEASURES, sound
from spenvs.volleyball.rally.text import scoreboard
from spenvs.volleyball.rally.view import VIEW_3V3

__all__ = ["GAME", "begin", "judge", "see", "sound"]


def marks(w, i):
    """Show the score and how the rally goes."""
    return scoreboard(GAME, w, i)


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


def game(
    control: str = "prt",
    rules: str = "fair",
    points: int = 1,
    cap: int = 15,
    touches: int = 3,
    rotation: bool = False,
    steps: int = 500,
    substeps: int = 4,
    ball_drag: float = 0.0,
) -> DroneGame:
    """Volleyball of three drones against three.

    Args:
        control: what an action is: "prt", thrusts of the rotors; "ctbr", body rates and thrust; "velocity"; "position".
        rules: "fair", ours; "volleybots", with VolleyBots' quirks: its published drone, its mixer, its ways to tell who
            touched the ball; or "hcsp", the same with what Hierarchical Co-Self-Play changes, in steps of 0.01 s.
        points: points that win a match, 1 to 1000; with 1 an episode is a rally.
        cap: points that win it whatever the lead, from `points` on; up to them a lead of two is needed.
        touches: how often a team may touch the ball in turn, 1 to 100.
        rotation: whether the serve passes on within a team each time that it wins the serve.
        steps: steps of 0.02 s after which an episode is cut off, 1 to 1000000.
        substeps: steps of the physics in each of them, 1 to 100.
        ball_drag: how much the air slows the ball, 0 to 100, in 1/m: its deceleration at 1 m/s. 1.81 is a real ball's.
    """
    return settled(GAME, locals())


env, raw_env, parallel_env = constructors("DroneVolley3v3-v0", GAME)
