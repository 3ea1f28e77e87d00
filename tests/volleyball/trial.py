"""One world of a task of drones, put into states by hand and judged; and what every task has to stand."""

import importlib
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.physics import advance
from spenvs.volleyball.rules import ENDED, STEP
from spenvs.volleyball.worlds import GROUND, NET, QW, VX, WX, worlds

RACKET, BODY, OTHER_RACKET, OTHER_BODY = 1, 1 << 12, 2, 1 << 13
__all__ = ["BODY", "GROUND", "NET", "OTHER_BODY", "OTHER_RACKET", "RACKET", "Contract", "Trial"]


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


def numbers(count, most):
    return st.tuples(*[st.floats(-most, most, width=32)] * count)


class Contract:
    """Tests of a task; subclasses say which."""

    name = ""
    drones = view = limit = 0
    """As VolleyBots' table has them."""

    def batch(self, number, seed=0, **changes):
        self.rules = importlib.import_module(f"spenvs.volleyball.{self.name}")
        batch = DroneBatch(self.rules.GAME.with_(**changes), number, seed)
        batch.reset()
        return batch

    def test_sizes(self):
        game = self.batch(1).game
        assert (game.drones, game.view, game.limit) == (self.drones, self.view, self.limit)
        assert len(game.names) == game.drones
        assert game.measures[-1] == "end"
        assert self.rules.ENDS[0] == "time"

    @pytest.mark.parametrize("fair", [True, False])
    def test_any_action_leaves_finite_numbers(self, fair):
        batch = self.batch(64, 3, fair=fair)
        rng = np.random.default_rng(4)
        over = 0
        for k in range(300):
            actions = rng.normal(0.2, 10 ** rng.uniform(-2, 2), (64, self.drones, 4))
            if k % 7 == 0:
                actions[rng.integers(64), 0, rng.integers(4)] = rng.choice([np.nan, np.inf, -np.inf])
            seen, reward, terminated, truncated, _ = batch.step(actions)
            assert np.isfinite(seen).all()
            assert np.isfinite(reward).all()
            assert np.isfinite(batch.score).all()
            over += (terminated | truncated).sum()
        assert over > 64

    def test_no_number_as_an_action_ends_the_episode(self):
        batch = self.batch(3)
        actions = np.zeros((3, self.drones, 4))
        actions[1, 0, 2] = np.nan
        batch.step(actions)
        np.testing.assert_array_equal(batch.terminated, [False, True, False])
        assert self.rules.ENDS[int(batch.score[1, -1])] == "fault"

    def test_an_episode_lasts_to_its_limit(self):
        batch = self.batch(4, limit=5)
        for k in range(5):
            batch.step(np.full((4, self.drones, 4), 0.24))
            assert batch.truncated.all() == (k == 4)
        assert (batch.score[:, -1] == 0).all()

    def test_any_state_is_judged_and_seen_in_finite_numbers(self):
        @settings(max_examples=30)
        @given(
            st.booleans(), numbers(6, 150), st.lists(numbers(9, 60), min_size=2, max_size=2), st.integers(0, 2**26 - 1)
        )
        def check(fair, ball, drones, contact):
            trial = Trial(self.name, fair=fair)
            trial.ball(*ball)
            for d in range(self.drones):
                trial.drone(d, *drones[d][:3], velocity=drones[d][3:6], turn=drones[d][6:])
            verdict = trial.judge(contact)
            assert np.isfinite(verdict.reward).all()
            assert np.isfinite(list(verdict.measure.values())).all()
            assert np.isfinite(trial.see()).all()

        check()
