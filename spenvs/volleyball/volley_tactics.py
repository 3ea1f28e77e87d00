"""VolleyTactics: volleyball of three drones against three, whose teams choose what their drones do.

It is the high-level game of Hierarchical Co-Self-Play (HCSP, arXiv 2505.04317): teams choose when a drone has touched
the ball or the ball has crossed the net, and after a second at the latest, and their drones carry it out. A team
observes 100 numbers (`spenvs.volleyball.tactics.view`), and chooses three (`spenvs.volleyball.tactics.orders`). An
episode is a rally, or a match; at its end the team that has won gets 1 and the other -1, and both 0 if none has.

A drone that is told to hit does so when it may and it is its turn: passes are a team's first touches, sets its second
ones, attacks its third ones; another touch it takes if it is the nearest to where the ball comes down. Else it waits in
its place. The third touch goes over the net, whoever it is. Drones in wait keep out of the way of team-mates, and away
from the net.

Not as there: the drones' skills are scripted, so that nothing has to be learned first; our rules of volleyball hold,
unless others are asked for; and the rally begins, so that FirstPass is free to choose from all, not only when a
SecPass has touched the ball, but also when an Att has, or the ball has come back over the net.
"""

from collections.abc import Callable, Mapping
from typing import Any

from spenvs.core import aec
from spenvs.volleyball import volley3v3
from spenvs.volleyball.making import settled
from spenvs.volleyball.tactics.batch import TacticsBatch
from spenvs.volleyball.tactics.environment import TacticsEnv
from spenvs.volleyball.tactics.game import TacticsGame
from spenvs.volleyball.tactics.learned import known

BRIEF = (
    "Three drones against three: bring the ball over the net with at most three touches, none twice in a row; the "
    "team that misses it, or hits it out or into the net, loses the rally. You do not fly the drones, but tell each of "
    "your three what to do until you are asked again: after a touch, after the ball has crossed the net, and after a "
    "second at the latest. Until the rally begins FirstPass serves and receives by itself."
)
GAME = TacticsGame(**{**volley3v3.GAME.__dict__, "brief": BRIEF, "astir": True})


def game(
    rules: str = "fair",
    points: int = 1,
    cap: int = 15,
    steps: int = 500,
    substeps: int = 4,
    ball_drag: float = 0.0,
    skills: Mapping[str, Callable[[Any], Any]] | None = None,
) -> TacticsGame:
    """Volleyball of three drones against three, whose teams choose what their drones do.

    Args:
        rules: "fair", ours; "volleybots", with VolleyBots' quirks: its published drone, its ways to tell who touched
            the ball; or "hcsp", the same with what Hierarchical Co-Self-Play changes, in steps of 0.01 s.
        points: points that win a match, 1 to 1000; with 1 an episode is a rally.
        cap: points that win it whatever the lead, from `points` on; up to them a lead of two is needed.
        steps: steps of 0.02 s after which an episode is cut off, 1 to 1000000.
        substeps: steps of the physics in each of them, 1 to 100.
        ball_drag: how much the air slows the ball, 0 to 100, in 1/m: its deceleration at 1 m/s. 1.81 is a real ball's.
        skills: learned skills by name, in place of scripted ones: policies from float32 [k, 61], what k drones see, to
            float [k, 4], the thrusts of their rotors (`spenvs.volleyball.tactics.learned`). Not in arenas.
    """
    options = {name: value for name, value in locals().items() if name != "skills"}
    made: Any = settled(GAME, {**options, "control": "prt"})
    return made.with_(skills=known(skills or {}))


env, raw_env, parallel_env = aec.constructors("DroneVolleyTactics-v0", TacticsEnv)
env.batch = TacticsBatch  # type: ignore[attr-defined]
