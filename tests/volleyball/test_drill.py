"""What holds for all single and cooperative tasks: sizes, finite numbers, faults, and hits as VolleyBots sees them."""

import importlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trial import OTHER_RACKET, RACKET, Trial

from spenvs.volleyball import drill
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.drill import CLEAN, FAULTY, NONE
from spenvs.volleyball.model import Clock

SIZES = {
    "hover": (1, 26, 500),
    "back_and_forth": (1, 26, 800),
    "hit_the_ball": (1, 32, 500),
    "solo_bump": (1, 32, 800),
    "bump_and_pass": (2, 43, 800),
    "set_and_spike": (2, 40, 800),
    "set_and_spike_hard": (2, 40, 800),
}
"""Drones, numbers observed and steps, from VolleyBots' table."""
ALL = pytest.mark.parametrize("name", SIZES)


def game(name, **changes):
    return importlib.import_module(f"spenvs.volleyball.{name}").GAME.with_(**changes)


@ALL
def test_sizes(name):
    rules = importlib.import_module(f"spenvs.volleyball.{name}")
    made = rules.GAME
    assert (made.drones, made.view, made.limit) == SIZES[name]
    assert len(made.names) == made.drones
    assert made.measures[-1] == "end"
    assert rules.ENDS[0] == "time"


@ALL
@pytest.mark.parametrize("fair", [True, False])
def test_any_action_leaves_finite_numbers(name, fair):
    batch = DroneBatch(game(name, fair=fair), 64, 3)
    rng = np.random.default_rng(4)
    batch.reset()
    over = 0
    for k in range(300):
        actions = rng.normal(0.2, 10 ** rng.uniform(-2, 2), (64, SIZES[name][0], 4))
        if k % 7 == 0:
            actions[rng.integers(64), 0, rng.integers(4)] = rng.choice([np.nan, np.inf, -np.inf])
        seen, reward, terminated, truncated, _ = batch.step(actions)
        assert np.isfinite(seen).all()
        assert np.isfinite(reward).all()
        assert np.isfinite(batch.score).all()
        over += (terminated | truncated).sum()
    assert over > 64


@ALL
def test_no_number_as_an_action_ends_the_episode(name):
    batch = DroneBatch(game(name), 3, 0)
    batch.reset()
    actions = np.zeros((3, SIZES[name][0], 4))
    actions[1, 0, 2] = np.nan
    batch.step(actions)
    np.testing.assert_array_equal(batch.terminated, [False, True, False])
    rules = importlib.import_module(f"spenvs.volleyball.{name}")
    assert rules.ENDS[int(batch.score[1, -1])] == "fault"


@ALL
def test_an_episode_lasts_to_its_limit(name):
    batch = DroneBatch(game(name, limit=5), 4, 0)
    batch.reset()
    for k in range(5):
        batch.step(np.full((4, SIZES[name][0], 4), 0.24))
        assert batch.truncated.all() == (k == 4)
    assert (batch.score[:, -1] == 0).all()


@settings(max_examples=30)
@given(
    st.sampled_from(list(SIZES)),
    st.booleans(),
    st.lists(st.floats(-150, 150, width=32), min_size=6, max_size=6),
    st.data(),
)
def test_any_state_is_judged_and_seen_in_finite_numbers(name, fair, ball, data):
    trial = Trial(name, fair=fair)
    trial.ball(*ball)
    for d in range(SIZES[name][0]):
        place, velocity, turn = (data.draw(st.tuples(*[st.floats(-60, 60, width=32)] * 3)) for _ in range(3))
        trial.drone(d, *place, velocity=velocity, turn=turn)
    contact = data.draw(st.integers(0, 2**26 - 1))
    verdict = trial.judge(contact)
    assert np.isfinite(verdict.reward).all()
    assert np.isfinite(list(verdict.measure.values())).all()
    assert np.isfinite(trial.see()).all()


def test_hits_are_told_by_the_physics():
    trial = Trial("bump_and_pass")
    w, m, r = trial.w, trial.m, trial.r
    for contact, hits in (
        (0, (NONE, NONE)),
        (RACKET, (CLEAN, NONE)),
        (OTHER_RACKET, (NONE, CLEAN)),
        (1 << 12, (FAULTY, NONE)),
    ):
        w.contact[0] = contact
        assert (drill.touch(w, m, r, 0, 0), drill.touch(w, m, r, 0, 1)) == hits


@pytest.mark.parametrize(
    ("place", "rise", "substeps", "expected"),
    [
        ((0, 0, 0.12), 0, 1, True),
        ((0.19, 0, 0.12), 0, 1, True),
        ((0.21, 0, 0.12), 0, 1, False),
        ((0, 0, 0.21), 0, 1, False),
        ((0, 0, -0.01), 0, 1, False),
        ((0, 0, 0.21), 5, 1, False),
        ((0, 0, 0.21), 5, 4, True),  # 15 ms of flight at 5 m/s are 7.5 cm
        ((0, 0, 0.28), 5, 4, False),
    ],
)
def test_the_cylinder_on_the_racket(place, rise, substeps, expected):
    trial = Trial("solo_bump", clock=Clock(substeps=substeps))
    trial.drone(0, 4.5, 0, 2)
    trial.ball(*np.add((4.5, 0, 2), place), 0, 0, rise)
    assert drill.over(trial.w, trial.m, 0, 0) == expected
