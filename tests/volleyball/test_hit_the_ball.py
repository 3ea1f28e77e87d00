"""HitTheBall: the hit, the finish, the fouls."""

import math

import numpy as np
import pytest
from trial import BODY, GROUND, NET, RACKET, Contract, Trial


class TestContract(Contract):
    name, drones, view, limit = "hit_the_ball", 1, 32, 500


def ready(**changes):
    """A drone at its place, the ball rising above it."""
    trial = Trial("hit_the_ball", **changes)
    trial.drone(0, 4.5, 0, 2)
    trial.ball(4.5, 0, 3, -5, 0, 4)
    return trial


def test_a_hit_pays_one_and_the_flight_two_for_each_metre():
    trial = ready()
    assert trial.judge(0).reward[0] == 0
    assert trial.judge(RACKET).reward[0] == 1
    trial.ball(-4, 1, 2.01, -5, 0, -4)
    assert trial.judge(0).end is None
    trial.ball(-4, 1, 1.99, -5, 0, -4)
    verdict = trial.judge(0)
    assert (verdict.end, verdict.reward[0]) == ("finished", 17)
    assert verdict.measure["distance"] == pytest.approx(math.hypot(8.5, 1))
    assert (verdict.measure["forward"], verdict.measure["inside"], verdict.measure["hits"]) == (8.5, 1, 1)


def test_a_ball_may_land_outside_and_touch_the_net():
    trial = ready()
    assert trial.judge(RACKET).measure["net"] == 0
    assert trial.judge(NET).end is None
    trial.ball(-9.5, 0, 1.5, -5, 0, -4)
    verdict = trial.judge(0)
    assert (verdict.end, verdict.measure["inside"], verdict.measure["net"]) == ("finished", 0, 1)
    assert verdict.reward[0] == 28


def test_a_ball_that_was_not_hit_does_not_finish():
    trial = ready()
    trial.ball(4.5, 0, 1.9, 0, 0, -4)
    assert trial.judge(0).end is None


def test_a_ball_hit_twice_does_not_finish():
    trial = ready()
    trial.judge(RACKET)
    verdict = trial.judge(RACKET, later=26)
    assert (verdict.reward[0], verdict.measure["hits"], verdict.end) == (1, 2, None)
    trial.ball(-4, 1, 1.99, -5, 0, -4)
    assert trial.judge(0).end is None


@pytest.mark.parametrize(("later", "end"), [(1, "wrong hit"), (25, "wrong hit"), (26, None)])
def test_dead_time(later, end):
    trial = ready()
    trial.judge(RACKET)
    verdict = trial.judge(RACKET, later=later)
    assert (verdict.end, verdict.reward[0]) == (end, -10 if end else 1)


def test_straying():
    trial = ready()
    trial.drone(0, 4.5, 0.8, 2.61)
    assert trial.judge(0).reward[0] == pytest.approx(-0.05)
    trial.drone(0, 4.5, 0.8, 2.59)
    assert trial.judge(0).reward[0] == 0


@pytest.mark.parametrize(
    ("drone", "ball", "contact", "end", "reward"),
    [
        ((4.5, 0, 0.39), 3, 0, "drone low", -10.05),
        ((0.005, 0, 2), 3, 0, "drone at the net", -10.05),
        ((-0.5, 0, 2), 3, 0, "drone at the net", -10.05),
        ((4.5, 0, 2), 0.14, 0, "ball low", -10),
        ((4.5, 0, 2), 0.2, GROUND, "ball low", -10),
        ((4.5, 0, 2), 16.1, 0, "ball high", -10),
        ((4.5, 0, 2), 3, BODY, "wrong hit", -10),
        ((4.5, 0, 0.39), 0.14, 0, "drone low", -20.05),
    ],
)
def test_fouls(drone, ball, contact, end, reward):
    trial = ready()
    trial.drone(0, *drone)
    trial.ball(4.5, 0, ball, 0, 0, 1)
    verdict = trial.judge(contact)
    assert verdict.end == end
    assert verdict.reward[0] == pytest.approx(reward)


def test_no_number_is_a_foul():
    verdict = ready().judge(0, faulty=1)
    assert (verdict.end, verdict.reward[0]) == ("fault", -10)


def test_volleybots_lets_the_body_hit_and_a_drone_leap_over_the_net():
    trial = ready(fair=False)
    verdict = trial.judge(BODY)
    assert (verdict.reward[0], verdict.measure["hits"]) == (1, 1)
    trial.drone(0, -0.5, 0, 2)
    assert trial.judge(0).end is None
    trial.drone(0, 0.005, 0, 2)
    assert trial.judge(0).end == "drone at the net"
    trial = ready(fair=False)
    trial.ball(4.5, 0, 0.2, 0, 0, 1)
    assert trial.judge(GROUND).end is None


def test_start_and_view():
    starts = np.array([Trial("hit_the_ball", seed).w.drone[0, 0, :3] for seed in range(200)])
    offsets = np.abs(starts - (4.5, 0, 2))
    assert (offsets <= np.array((0.5, 0.5, 0.2)) + 1e-6).all()
    assert (offsets.max(0) > (0.48, 0.48, 0.19)).all()
    trial = Trial("hit_the_ball")
    np.testing.assert_allclose(trial.w.ball[0], (*trial.w.drone[0, 0, :2], trial.w.drone[0, 0, 2] + 3, 0, 0, 0))
    trial.drone(0, 4, 1, 2.5)
    trial.ball(4, 0, 5, 1, 2, 3)
    seen = trial.see()[0]
    assert seen.shape == (32,)
    np.testing.assert_allclose(seen[23:], (-0.5, 1, 0.5, 0, 1, -2.5, 1, 2, 3))
