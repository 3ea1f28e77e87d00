"""A rally of a competitive game that a test arranges by hand and has judged step by step."""

import numpy as np

from spenvs.volleyball import volley1v1, volley3v3, volley6v6
from spenvs.volleyball.rally import judging
from spenvs.volleyball.rally.start import serve, server
from spenvs.volleyball.rally.state import (
    EVENTS,
    FAULTS,
    MEASURES,
    OVER,
    REASONS,
    SERVING,
    WINNER,
)
from spenvs.volleyball.rules import ENDED
from spenvs.volleyball.worlds import BALL_V, BODY, GROUND, NET, X, Y, Z, worlds

GAMES = {1: volley1v1.GAME, 3: volley3v3.GAME, 6: volley6v6.GAME}
LONG = 5
"""Steps after which a touch is another one."""


def match(game, points=11, cap=15, rotation=True, limit=60_000):
    """Give a game in which an episode is a match."""
    return game.with_(points=points, cap=cap, rotation=rotation, limit=limit)


class Rally:
    """One world; places are in the frame of `team`, whose drones are 0 to n-1, and those of the others n to 2n-1."""

    def __init__(self, game, team=0, serving=0):
        self.game, self.team, self.n = game, team, game.drones // 2
        self.w, self.m, self.r = worlds(1, game.drones), game.model, game.numbers
        self.side = 1 if team == 0 else -1
        self.reward, self.measure = np.zeros((1, game.drones), np.float32), np.zeros((1, len(MEASURES)), np.float32)
        self.w.tally[0, SERVING] = team if serving == 0 else 1 - team
        serve(self.w, self.m, self.r, 0)

    def drone(self, k):
        """Give the number in the world of a drone as the team counts."""
        return (k + self.team * self.n) % (2 * self.n)

    @property
    def server(self):
        """The drone that serves, as the team counts."""
        return self.drone(server(self.w, 0))

    def ball(self, x, y, z, v=(0, 0, 0)):
        self.w.ball[0] = self.side * x, self.side * y, z, self.side * v[0], self.side * v[1], v[2]
        return self

    def fly(self, k, x, y, z):
        self.w.drone[0, self.drone(k), [X, Y, Z]] = self.side * x, self.side * y, z
        return self

    def judge(self, rackets=(), bodies=(), ground=False, net=False, wait=0):
        """Judge a step in which these touched the ball, after `wait` steps in which nothing happened."""
        for _ in range(wait):
            self.judge()
        bits = sum(1 << self.drone(k) for k in rackets) + sum(1 << BODY + self.drone(k) for k in bodies)
        self.w.contact[0] = bits | (GROUND if ground else 0) | (NET if net else 0)
        self.reward[:] = 0
        self.ended = judging.judge(self.w, self.m, self.r, 0, self.reward, self.measure) == ENDED
        return self

    def hit(self, k, wait=LONG):
        """Let the racket of a drone touch the ball under the rules in force, after a while."""
        if not self.r.fair:
            for _ in range(wait):
                self.judge()
            d, v = self.drone(k), self.w.ball[0, BALL_V:].copy()
            keep = self.w.ball[0].copy()
            self.w.ball[0, :3] = self.w.drone[0, d, :3] + (0, 0, 0.12)
            self.w.ball[0, BALL_V:] = v + np.array([0, 0, 5] if v[2] < 5 else [0.6, 0, 0], np.float32)
            self.judge()
            self.w.ball[0, :3] = keep[:3]
            return self
        return self.judge(rackets=[k], wait=wait)

    def cross(self, near=False):
        """Let the ball be high above the middle of the far half, or of the near one."""
        return self.ball(2 if near else -2, 0, 6).judge()

    def in_play(self):
        """Let the first drone of the team have served, and the ball be on the far side."""
        return self.hit(self.server, 0).cross()

    @property
    def over(self):
        return bool(self.w.tally[0, EVENTS] & OVER)

    @property
    def loser(self):
        """0 if the team has lost the rally, 1 if the others have, None if nobody."""
        winner = self.w.tally[0, WINNER]
        assert self.over
        return None if winner < 0 else (1 - winner) ^ self.team

    @property
    def reason(self):
        return REASONS[int(self.measured("reason"))]

    @property
    def faults(self):
        """Give the reasons noted against the team, and against the others."""
        both = [self.w.tally[0, FAULTS + (team ^ self.team)] for team in (0, 1)]
        return tuple({REASONS[k] for k in range(len(REASONS)) if bits >> k & 1} for bits in both)

    def measured(self, name):
        return float(self.measure[0, MEASURES.index(name)])

    def paid(self):
        """Give the rewards of the team, and of the others."""
        rewards = self.reward[0].reshape(2, self.n)
        return rewards[self.team], rewards[1 - self.team]
