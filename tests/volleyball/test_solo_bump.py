"""SoloBump: pay, heights, fouls, and a ball that falls on a level racket as the closed form has it."""

import math

import numpy as np
import pytest
from trial import BODY, GROUND, RACKET, Contract, Trial

GRAVITY = 9.81
RESTITUTION = 1.8 * 1.52 / 1.525 - 1  # speed after by speed before, against a drone at rest


class TestContract(Contract):
    name, drones, view, limit = "solo_bump", 1, 32, 800


def ready(**changes):
    """A drone at its place, the ball straight above it."""
    trial = Trial("solo_bump", **changes)
    trial.drone(0, 4.5, 0, 2)
    trial.ball(4.5, 0, 3)
    return trial


@pytest.mark.parametrize(
    ("drone", "ball", "expected"),
    [
        ((4.5, 0, 2), (4.5, 0, 3), 1 + 0.5),
        ((4.5, 0, 2), (7.5, 4, 3), 1 / 6 + 0.5),
        ((4.5, 0, 2), (4.5, 0, 4.4), 1 + 1),  # clipped at two metres
        ((4.5, 0, 2), (4.5, 1, 1.5), 0.5),
        ((4.5, 0, 0.5), (4.5, 0, 2), 1 + 0.5),  # a drone below one metre counts as at one
    ],
)
def test_being_under_a_high_ball_pays(drone, ball, expected):
    trial = ready()
    trial.drone(0, *drone)
    trial.ball(*ball)
    assert trial.judge(0).reward[0] == pytest.approx(expected)


def bumps(trial, heights):
    """Hit the ball after it has been as high as each of the heights; give the pay beyond the shaping, and the last."""
    pay = []
    for height in heights:
        trial.ball(4.5, 0, height)
        trial.judge(0, later=20)
        trial.ball(4.5, 0, 2.1)
        verdict = trial.judge(RACKET, later=20)
        pay.append(float(verdict.reward[0]) - 1.05)
    return pay, verdict


def test_high_bumps():
    # the first is never high; then the mean of the heights so far is 3.6, 3.5, 3.3, 3.575
    pay, verdict = bumps(ready(), [4.0, 3.6, 3.4, 2.9, 4.4])
    assert pay == pytest.approx([2, 10, 2, 2, 10], abs=1e-5)
    assert (verdict.measure["bumps"], verdict.measure["high bumps"]) == (5, 2)
    assert verdict.measure["mean height"] == pytest.approx((3.6 + 3.4 + 2.9 + 4.4) / 4)


@pytest.mark.parametrize(("later", "end"), [(1, "wrong hit"), (25, "wrong hit"), (26, None)])
def test_dead_time(later, end):
    trial = ready()
    trial.judge(RACKET)
    verdict = trial.judge(RACKET, later=later)
    assert verdict.end == end
    assert verdict.measure["bumps"] == (1 if end else 2)


@pytest.mark.parametrize(
    ("drone", "ball", "contact", "end"),
    [
        ((4.5, 0, 0.39), (4.5, 0, 3), 0, "drone low"),
        ((4.5, 0, 2.51), (4.5, 0, 3), 0, "drone high"),
        ((0.005, 0, 2), (4.5, 0, 3), 0, "drone at the net"),
        ((-1, 0, 2), (4.5, 0, 3), 0, "drone at the net"),
        ((4.5, 0, 2), (4.5, 0, 0.14), 0, "ball low"),
        ((4.5, 0, 2), (4.5, 0, 0.2), GROUND, "ball low"),
        ((4.5, 0, 2), (4.5, 0, 4.51), 0, "ball high"),
        ((4.5, 0, 2), (9.01, 0, 3), 0, "ball out"),
        ((4.5, 0, 2), (4.5, -4.51, 3), 0, "ball out"),
        ((4.5, 0, 2), (4.5, 0, 3), BODY, "wrong hit"),
    ],
)
def test_fouls(drone, ball, contact, end):
    trial = ready()
    trial.drone(0, *drone)
    trial.ball(*ball)
    verdict = trial.judge(contact)
    shaping = 1 / (1 + math.dist(drone[:2], ball[:2])) + 0.5 * min(max(ball[2] - max(drone[2], 1), 0), 2)
    assert verdict.end == end
    assert verdict.reward[0] == pytest.approx(shaping - 10, abs=1e-5)


def test_no_number_is_a_foul():
    verdict = ready().judge(0, faulty=1)
    assert (verdict.end, verdict.reward[0]) == ("fault", 1.5 - 10)


def test_volleybots_lets_the_body_hit():
    verdict = ready(fair=False).judge(BODY)
    assert (verdict.end, verdict.measure["bumps"]) == (None, 1)


def test_a_ball_that_falls_on_a_level_racket():
    trial = Trial("solo_bump")
    trial.drone(0, 4.5, 0, 2.2)
    trial.ball(4.5, 0, 4.2)
    contact, peaks, steps, highest = 2.2 + 0.12, [], [], 0.0
    for step in range(1, 200):
        trial.drone(0, 4.5, 0, 2.2)  # held where it is
        trial.fly()
        bumped = trial.w.contact[0] & RACKET
        if bumped:
            peaks.append(highest)
            steps.append(step)
            highest = 0.0
        highest = max(highest, float(trial.w.ball[0, 2]))
        verdict = trial.judge()
        if verdict.end:
            break
    fall = 2 - 0.12
    speed = math.sqrt(2 * GRAVITY * fall)
    at, t = [], speed / GRAVITY
    for k in range(4):
        at.append(t / 0.02)
        t += 2 * RESTITUTION ** (k + 1) * speed / GRAVITY
    np.testing.assert_allclose(steps[:4], at, atol=2.5)
    np.testing.assert_allclose(peaks[1:4], [contact + fall * RESTITUTION ** (2 * k) for k in (1, 2, 3)], atol=0.06)
    # the flights become shorter: the sixth is less than 25 steps
    assert verdict.end == "wrong hit"
    assert verdict.measure["bumps"] in (4, 5)
    assert verdict.measure["high bumps"] == 1


def test_start_and_view():
    trial = Trial("solo_bump")
    np.testing.assert_allclose(trial.w.ball[0], (*trial.w.drone[0, 0, :2], trial.w.drone[0, 0, 2] + 2, 0, 0, 0))
    trial.drone(0, 4, 1, 2.5)
    trial.ball(4, 0, 4, 1, 2, 3)
    seen = trial.see()[0]
    assert seen.shape == (32,)
    np.testing.assert_allclose(seen[23:], (-0.5, 1, 0.5, 0, 1, -1.5, 1, 2, 3))
