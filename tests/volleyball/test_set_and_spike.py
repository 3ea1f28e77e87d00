"""SetAndSpike, Easy and Hard: what each stage pays, and how an attack ends."""

import math

import numpy as np
import pytest
from trial import BODY, GROUND, NET, OTHER_RACKET, RACKET, Contract, Trial

from spenvs.volleyball.board import AWAKE, TOUCHED
from spenvs.volleyball.pair import TURN

GAMES = pytest.mark.parametrize("name", ["set_and_spike", "set_and_spike_hard"])


class TestEasy(Contract):
    name, drones, view, limit = "set_and_spike", 2, 40, 800


class TestHard(Contract):
    name, drones, view, limit = "set_and_spike_hard", 2, 40, 800


def ready(name="set_and_spike", turn=0, called=False, met=False, **changes):
    """Both drones at their places, the ball high above a place 3 m from each of them."""
    trial = Trial(name, **changes)
    trial.drone(0, 2, -2.5, 2.5)
    trial.drone(1, 2, 2.5, 3.5)
    trial.ball(2 + math.sqrt(2.75), 0, 8)
    trial.w.tally[0, TURN] = turn
    if name == "set_and_spike_hard":
        trial.w.tally[0, AWAKE], trial.w.tally[0, TOUCHED] = called, met
    return trial


def near(trial):
    """What each drone makes of the ball: 1 / (1 + distance over the ground)."""
    return 1 / (1 + np.linalg.norm(trial.w.drone[0, :, :2] - trial.w.ball[0, :2], axis=1))


@GAMES
def test_readiness(name):
    for turn, signs in ((0, (1, 0)), (1, (-1, 1)), (2, (0, -1))):
        trial = ready(name, turn)
        trial.ball(2.5, -1, 8)
        expected = 0.05 * np.mean(np.multiply(signs, near(trial)))
        assert trial.judge(0).reward == pytest.approx([expected] * 2)


@GAMES
def test_the_set(name):
    trial = ready(name)
    trial.ball(2, -2.5, 2.62, 3, 4, 5)
    verdict = trial.judge(RACKET)
    a, b = near(trial)
    shaping = 0.025 * (b - a)
    assert verdict.reward == pytest.approx([5 + 0.8 + shaping, 5 + shaping])
    assert (verdict.measure["set"], verdict.measure["spike"], verdict.end) == (1, 0, None)


@GAMES
@pytest.mark.parametrize(("rise", "pay"), [(-3, 5 + 0.2 * 8), (1, 0.2 * 4), (6, 0)])
def test_the_spike(name, rise, pay):
    trial = ready(name, turn=1)
    trial.ball(2, 2.5, 3.62, -6.5, 0, rise)  # the target is (-6.5, -2.5) away
    verdict = trial.judge(OTHER_RACKET)
    shaping = -0.025 * near(trial)[1]
    aimed = 6.5 / math.hypot(6.5, 2.5)
    assert verdict.reward == pytest.approx([5 + pay + shaping, 5 + pay + shaping + aimed])
    assert (verdict.measure["spike"], verdict.measure["downward"]) == (1, rise < 0)


@GAMES
def test_the_crossing_pays_once(name):
    trial = ready(name, turn=2)
    pays = []
    for x in (0.1, -0.05, -0.15, 0.05, -0.2):
        trial.ball(x, 0, 3)
        verdict = trial.judge(0)
        pays.append(verdict.reward[0] + 0.025 * near(trial)[1])
    assert pays == pytest.approx([0, 0, 5, 0, 0], abs=1e-6)
    assert verdict.measure["crossed"] == 1
    trial = ready(name, turn=1)
    trial.ball(-0.15, 0, 3)
    assert trial.judge(0).measure["crossed"] == 0


@pytest.mark.parametrize(
    ("place", "end"),
    [((-4.5, 0), "in target"), ((-5.1, 0.79), "in target"), ((-4.5, 1.01), "ball low"), ((3, 0), "ball low")],
)
@pytest.mark.parametrize("fair", [True, False])
def test_where_the_ball_comes_down(place, end, fair):
    trial = ready(turn=2, fair=fair)
    trial.w.tally[0, 5] = 1  # it has crossed already
    trial.ball(*place, 0.19, -5, 0, -5)
    verdict = trial.judge(0)
    miss = math.dist(place, (-4.5, 0))
    inside = end == "in target"
    pay = 0.2 * max(10 - miss, 0) + 5 * inside - 10 * (not inside or not fair)
    assert verdict.end == end
    assert verdict.reward == pytest.approx([pay - 0.025 * near(trial)[1]] * 2, abs=1e-5)
    assert verdict.measure["in target"] == inside
    assert verdict.measure["miss"] == pytest.approx(miss)


def test_a_bounce_in_the_target_is_seen_between_two_steps():
    trial = ready(turn=2)
    trial.ball(-4.5, 0, 0.3, -5, 0, 5)
    assert trial.judge(GROUND).end == "in target"
    trial = ready(turn=1)
    trial.ball(-4.5, 0, 0.3, -5, 0, 5)
    assert trial.judge(GROUND).end == "ball low"


@GAMES
@pytest.mark.parametrize(
    ("turn", "contact", "hitter", "end"),
    [
        (0, OTHER_RACKET, 1, "wrong turn"),
        (1, RACKET, 0, "wrong turn"),
        (2, OTHER_RACKET, 1, "wrong turn"),
        (0, BODY, 0, "wrong part"),
    ],
)
def test_wrong_hits(name, turn, contact, hitter, end):
    verdict = ready(name, turn).judge(contact)
    assert verdict.end == end
    assert verdict.reward[hitter] == pytest.approx(-10, abs=0.03)
    assert verdict.reward[1 - hitter] == pytest.approx(0, abs=0.03)


@GAMES
@pytest.mark.parametrize(
    ("ball", "contact", "end"),
    [
        ((2, 0, 0.19), 0, "ball low"),
        ((2, 0, 16.1), 0, "ball high"),
        ((0.05, 0, 2), NET, "ball in the net"),
        ((-9.1, 0, 3), 0, "ball out"),
    ],
)
def test_a_ball_that_is_lost_costs_both(name, ball, contact, end):
    trial = ready(name)
    trial.ball(*ball)
    verdict = trial.judge(contact)
    assert verdict.end == end
    assert verdict.reward == pytest.approx([-10, -10], abs=0.03)


@pytest.mark.parametrize(
    ("name", "place", "end"),
    [
        ("set_and_spike", (2, 2.5, 0.19), "drone low"),
        ("set_and_spike", (2, 2.5, 0.39), None),
        ("set_and_spike_hard", (2, 2.5, 0.39), "drone low"),
        ("set_and_spike", (-0.01, 2.5, 3.5), "drone at the net"),
    ],
)
def test_a_drone_that_errs_costs_both_once(name, place, end):
    trial = ready(name)
    trial.drone(1, *place)
    if end:
        trial.drone(0, *place)
    verdict = trial.judge(0)
    assert verdict.end == end
    strayed = -0.025 * sum(max(math.dist(p[:3], q) - 0.5, 0) for p, q in zip(trial.w.drone[0], PLACES, strict=True))
    assert verdict.reward == pytest.approx([strayed + 0.025 * near(trial)[0] - (10 if end else 0)] * 2, abs=1e-5)


PLACES = ((2, -2.5, 2.5), (2, 2.5, 3.5))


@GAMES
def test_no_number_is_a_foul(name):
    verdict = ready(name).judge(0, faulty=2)
    assert verdict.end == "fault"
    assert verdict.reward == pytest.approx([-10, -10], abs=0.03)


LANDED, OUT, NETTED = (-7, 2, 0.19), (-9.1, 0, 1), (-0.05, 0, 2)


@pytest.mark.parametrize(
    ("ball", "called", "met", "ours", "theirs"),
    [
        (LANDED, False, False, "ball low", "ball low"),
        (LANDED, True, False, "success", "success"),
        (LANDED, True, True, "success", "ball low"),
        ((5, 2, 0.19), True, True, "ball low", "ball low"),
        (OUT, True, False, "ball out", "ball out"),
        (OUT, True, True, "success", "success"),
        (NETTED, True, False, "ball in the net", "ball in the net"),
        (NETTED, True, True, "success", "success"),
        (OUT, False, True, "ball out", "ball out"),
    ],
)
@pytest.mark.parametrize("fair", [True, False])
def test_beating_the_defender(ball, called, met, ours, theirs, fair):
    trial = ready("set_and_spike_hard", 2, called, met, fair=fair)
    trial.w.tally[0, 5] = 1  # it has crossed already
    trial.ball(*ball)
    verdict = trial.judge(NET if ball == NETTED else 0)
    assert verdict.end == (ours if fair else theirs)
    success = verdict.end == "success"
    pay = 5 * success - 10 * (not success or not fair)
    assert verdict.reward == pytest.approx([pay - 0.025 * near(trial)[1]] * 2, abs=1e-5)
    assert verdict.measure["success"] == success
    assert (verdict.measure["called"], verdict.measure["met"]) == (called, met)


@GAMES
def test_start_and_view(name):
    trial = Trial(name)
    assert (np.abs(trial.w.drone[0, :, :3] - PLACES) <= (0.5001, 0.5001, 0.2001)).all()
    np.testing.assert_allclose(trial.w.ball[0], (*trial.w.drone[0, 0, :2], trial.w.drone[0, 0, 2] + 2, 0, 0, 0))
    trial.drone(0, 2, -2, 2.5)
    trial.drone(1, 2.5, 2, 3)
    trial.ball(3, 0, 3, 1, 2, 3)
    first, second = trial.see()
    assert first.shape == (40,)
    np.testing.assert_allclose(first[23:], (0, 0.5, 0, 0.5, 4, 0.5, -1, -2, -0.5, 1, 2, 3, 1, 0, 0, 1, 0), atol=1e-6)
    np.testing.assert_allclose(
        second[23:], (0.5, -0.5, -0.5, -0.5, -4, -0.5, -0.5, 2, 0, 1, 2, 3, 1, 0, 0, 0, 1), atol=1e-6
    )
    trial.w.tally[0, TURN] = 2
    np.testing.assert_array_equal(trial.see()[:, 35:38], [[0, 0, 1]] * 2)
