"""One world of a task of drones, put into states by hand and judged."""

import importlib
from types import SimpleNamespace

import numpy as np

from spenvs.volleyball.physics import advance
from spenvs.volleyball.rules import ENDED, STEP
from spenvs.volleyball.worlds import GROUND, NET, QW, VX, WX, worlds

RACKET, BODY, OTHER_RACKET, OTHER_BODY = 1, 1 << 12, 2, 1 << 13
__all__ = ["BODY", "GROUND", "NET", "OTHER_BODY", "OTHER_RACKET", "RACKET", "Trial"]


class Trial:
    """A task's world; `judge` takes a step of its rules, without any physics."""

    def __init__(self, name, seed=1, **changes):
        self.rules = importlib.import_module(f"spenvs.volleyball.{name}")
        self.game = self.rules.GAME.with_(**changes)
        self.m, self.r = self.game.model, self.game.numbers
        self.w = worlds(1, self.game.drones)
        self.w.tape[0, 0] = seed
        self._measure = np.zeros((1, len(self.game.measures)), np.float32)
        self.rules.begin(self.w, self.m, self.r, 0)

    def drone(self, d, x, y, z, attitude=(1, 0, 0, 0), velocity=(0, 0, 0), turn=(0, 0, 0)):
        """Put a drone somewhere."""
        cells = self.w.drone[0, d]
        cells[:3], cells[QW : QW + 4], cells[VX : VX + 3], cells[WX : WX + 3] = (x, y, z), attitude, velocity, turn

    def ball(self, x, y, z, *velocity):
        """Put the ball somewhere; without a velocity it is at rest."""
        self.w.ball[0] = (x, y, z, *(velocity or (0, 0, 0)))

    def fly(self):
        """Let the physics take a step."""
        advance(self.w, self.m, 0)

    def judge(self, contact=None, faulty=0, later=1):
        """Judge a step, `later` steps after the last; `contact` is what touched the ball, None for what physics say."""
        if contact is not None:
            self.w.contact[0] = contact
        self.w.faulty[0] = faulty
        self.w.tally[0, STEP] += later
        reward = np.zeros((1, self.game.drones), np.float32)
        ended = self.rules.judge(self.w, self.m, self.r, 0, reward, self._measure) == ENDED
        measure = dict(zip(self.game.measures, self._measure[0].tolist(), strict=True))
        end = self.rules.ENDS[int(measure["end"])]
        assert ended == (end != "time")
        return SimpleNamespace(reward=reward[0], measure=measure, end=end if ended else None)

    def see(self):
        """Give what the drones observe."""
        seen = np.full((1, self.game.drones, self.game.view), np.nan, np.float32)
        self.rules.see(self.w, self.m, self.r, 0, seen)
        return seen[0]
