"""The facts of one game of drones."""

import importlib
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core.game import option
from spenvs.core.moves import quote
from spenvs.volleyball.model import IRIS, Ball, Clock, Court, Model, Quadrotor, pack
from spenvs.volleyball.rules import CTBR, POSITION, PRT, VELOCITY, Rules
from spenvs.volleyball.worlds import Worlds

CONTROLS = {"prt": PRT, "ctbr": CTBR, "velocity": VELOCITY, "position": POSITION}


@dataclass(frozen=True)
class DroneGame:
    """One game with its options settled.

    Attributes:
        module: the module that holds the rules (`spenvs.volleyball.rules`).
        drones: number of drones; where there are two teams, the first half is the one at x > 0.
        teams: 1, or 2 that play against each other.
        view: numbers that a drone observes.
        measures: what `measure` and `score` hold; the first is the one that papers report.
        limit: steps after which an episode is cut off.
        court: the court.
        names: a name for each drone.
        brief: the rules in a few sentences.
        control: what an action is: "prt", "ctbr", "velocity" or "position".
        fair: whether our rules hold, or those of VolleyBots with its quirks.
        touches: how often a team may touch the ball in turn.
        points: points that win a match of two teams; with 1, an episode is a rally (`spenvs.volleyball.rally.match`).
        cap: points that win it whatever the lead; up to them a lead of two is needed.
        rotation: whether the serve passes on within a team each time that it wins the serve.
        hcsp: whether, where `fair` is not, the changes hold that HCSP makes to VolleyBots' rules.
        astir: whether teams of three begin a rally somewhat astir, as in HCSP, even where its rules do not hold.
        drone: the drone.
        ball: the ball.
        clock: the steps of time.
        worst: 0 where more of the first measure is better; else less is, and no episode comes to so much.
    """

    module: str
    drones: int
    teams: int
    view: int
    measures: tuple[str, ...]
    limit: int
    court: Court
    names: tuple[str, ...]
    brief: str
    control: str = "prt"
    fair: bool = True
    touches: int = 3
    points: int = 1
    cap: int = 1
    rotation: bool = False
    hcsp: bool = False
    astir: bool = False
    drone: Quadrotor = IRIS
    ball: Ball = field(default_factory=Ball)
    clock: Clock = field(default_factory=Clock)
    worst: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a control that there is not, and numbers that rules cannot work with."""
        for name in ("limit", "touches", "points", "cap"):
            option(name, getattr(self, name), 1, 2**31 - 1)
        if self.control not in CONTROLS:
            raise ValueError(f"control must be one of {', '.join(map(quote, CONTROLS))}; got {quote(self.control)}")

    @property
    def rules(self) -> ModuleType:
        """The module that holds the rules."""
        return importlib.import_module(self.module)

    @property
    def seats(self) -> int:
        """Seats where a team is one (`spenvs.volleyball.teams`)."""
        return self.teams

    @property
    def answer_form(self) -> str:
        """How an answer is to be written."""
        rows = ", ".join(["[a, b, c, d]"] * (self.drones // self.teams))
        return f"Answer with numbers from -1 to 1 in brackets, four for each of your drones: [{rows}]."

    @property
    def zero_sum(self) -> bool:
        """Whether the returns of teams sum to zero."""
        return self.teams == 2

    @property
    def stake(self) -> float:
        """What a forfeit costs a team: the match; in a game of one team, so much that no episode returns less."""
        return 1.0 if self.teams == 2 else self.worst

    def marks(self, worlds: Worlds, i: int) -> dict[str, Any]:
        """Give the parts of a picture of world `i` that only the game knows of."""
        own = getattr(self.rules, "marks", None)
        return own(worlds, i) if own else {}

    def sound(self, tally: NDArray[np.int32]) -> bool:
        """Say whether `tally` (int32 [N, 32]) is one that worlds of this game can have, as far as the rules rely on."""
        own = getattr(self.rules, "sound", None)
        return own is None or bool(own(self, tally))

    @property
    def model(self) -> Model:
        """The numbers of the physics."""
        return pack(self.drone, self.ball, self.court, self.clock)

    @property
    def numbers(self) -> Rules:
        """The numbers of the rules."""
        control, fair, rotation, hcsp = (
            CONTROLS[self.control],
            int(self.fair),
            int(self.rotation),
            int(self.hcsp and not self.fair),
        )
        astir = int(self.astir or hcsp)
        return Rules(self.limit, control, fair, self.touches, self.points, self.cap, rotation, hcsp, self.teams, astir)

    def with_(self, **changes: Any) -> "DroneGame":
        """Give the same game with other settings."""
        return replace(self, **changes)
