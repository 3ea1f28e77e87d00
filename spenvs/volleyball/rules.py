"""The vocabulary that every game of drones is written in.

A game is a module of three compiled functions (`spenvs.volleyball.compiled.device`) over worlds `w`, the model `m`, the
rules' numbers `r`, and the number `i` of a world; templates (`spenvs.volleyball.loop`) are written with them. A fourth
function `marks`, in plain Python, says what pictures show of the game, and a fifth, `sound`, what states it has.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

RULES = ("begin", "judge", "see")

PRT, CTBR, VELOCITY, POSITION = 0, 1, 2, 3
"""What an action is: thrusts of the rotors; body rates and thrust; a velocity, or a position, and a yaw angle."""

GOES_ON, ENDED = 0, 1

STEP = 0
"""Cell of `tally`: steps since the episode began. The loop counts them; `begin` has it zeroed already."""


class Rules(NamedTuple):
    """What the rules of a game know besides the model, integers.

    Attributes:
        limit: steps after which an episode is cut off.
        control: what an action is: PRT, CTBR, VELOCITY or POSITION.
        fair: 1 for our rules, 0 for those of VolleyBots with its quirks.
        touches: how often a team may touch the ball before it has to cross the net.
        points: points that win a match; with 1, an episode is a rally.
        cap: points that win it whatever the lead; up to them a lead of two is needed.
        rotation: 1 where the serve passes on within a team each time that it wins the serve.
        hcsp: 1 for what HCSP changes in VolleyBots' rules.
        teams: 1, or 2 that play against each other.
        astir: 1 where teams of three begin a rally as in HCSP, somewhat astir.
    """

    limit: int
    control: int = PRT
    fair: int = 1
    touches: int = 3
    points: int = 1
    cap: int = 1
    rotation: int = 0
    hcsp: int = 0
    teams: int = 1
    astir: int = 0


class Faces(NamedTuple):
    """What goes into N worlds of D drones, and what comes out of them.

    Attributes:
        action: float32 [N, D, 4], from -1 to 1.
        observation: float32 [N, D, view].
        final: float32 [N, D, view], what was seen at the end of the last episode.
        reward: float32 [N, D].
        terminated: bool [N], whether the episode ended by the rules in the last step.
        truncated: bool [N], whether it was cut off.
        fresh: bool [N], whether an episode begins with what is observed.
        measure: float32 [N, measures], how well it went; filled all along, and kept in `score` when it is over.
        score: float32 [N, measures] of the last episode that is over.
    """

    action: NDArray[np.float32]
    observation: NDArray[np.float32]
    final: NDArray[np.float32]
    reward: NDArray[np.float32]
    terminated: NDArray[np.bool_]
    truncated: NDArray[np.bool_]
    fresh: NDArray[np.bool_]
    measure: NDArray[np.float32]
    score: NDArray[np.float32]


def begin(w: Any, m: Any, r: Any, i: int) -> None:
    """Place drones and ball; `memory` and `tally` come zeroed, drones with trimmed rotors at rest."""


def judge(w: Any, m: Any, r: Any, i: int, reward: Any, measure: Any) -> int:
    """Fill `reward[i]` (it comes zeroed) and `measure[i]` after a step; give GOES_ON or ENDED."""
    return GOES_ON


def see(w: Any, m: Any, r: Any, i: int, x: Any) -> None:
    """Fill `x[i]`, what each drone observes."""


def marks(w: Any, i: int) -> dict[str, Any]:
    """Give the parts of a picture (`spenvs.volleyball.pictures.scene.Scene`) that only the game knows of.

    A game without such parts leaves this out.
    """
    return {}


def sound(game: Any, tally: Any) -> bool:
    """Say whether `tally` (int32 [N, 32]), which came from outside, can be given to the rules of a game.

    Compiled functions look at no bounds: a cell that says whose turn it is must name somebody. A game without such
    cells leaves this out.
    """
    return True
