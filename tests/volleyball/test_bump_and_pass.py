"""BumpAndPass: turns, crossings, fouls, readiness, and the quirks of VolleyBots."""

import math

import numpy as np
import pytest
from trial import BODY, GROUND, NET, OTHER_BODY, OTHER_RACKET, RACKET, Contract, Trial


class TestContract(Contract):
    name, drones, view, limit = "bump_and_pass", 2, 43, 800


def ready(**changes):
    """Both drones at their places, the ball above the middle between them."""
    trial = Trial("bump_and_pass", **changes)
    trial.drone(0, 4.5, -2.5, 2)
    trial.drone(1, 4.5, 2.5, 2)
    trial.ball(4.5, -1, 3)
    return trial


def test_readiness():
    trial = ready()
    # 0.05 * mean of 1 / (1 + 1.5) for the first, in turn, and -1 / (1 + 3.5) for the other
    assert trial.judge(0).reward == pytest.approx([0.025 * (1 / 2.5 - 1 / 4.5)] * 2)


def test_straying():
    trial = ready()
    trial.ball(4.5, 0, 3)
    assert trial.judge(0).reward == pytest.approx([0, 0], abs=1e-7)
    trial.drone(1, 4.5, 2.5, 3.5)  # a metre more than half a metre away
    assert trial.judge(0).reward == pytest.approx([-0.025] * 2)


def test_a_right_hit_pays_both_and_its_way_the_hitter():
    trial = ready()
    trial.ball(4.5, -2.5, 2.2, 3, 4, 5)  # 0.8 of the speed over the ground is towards the other
    verdict = trial.judge(RACKET)
    ready_pay = 0.025 * (1 / 6 - 1)  # it is now the other's turn
    assert verdict.reward == pytest.approx([1 + 0.8 + ready_pay, 1 + ready_pay])
    trial.ball(4.5, 2.5, 2.2, 0, 4, 5)
    verdict = trial.judge(OTHER_RACKET, later=50)
    assert verdict.reward == pytest.approx([1 + ready_pay, 1 - 1 + ready_pay])
    assert verdict.measure["hits"] == 2


@pytest.mark.parametrize(
    ("contact", "hitter", "end"),
    [(OTHER_RACKET, 1, "wrong turn"), (BODY, 0, "wrong part"), (OTHER_BODY, 1, "wrong part")],
)
def test_wrong_hits(contact, hitter, end):
    trial = ready()
    trial.ball(4.5, 0, 3)
    verdict = trial.judge(contact)
    assert verdict.end == end
    assert verdict.reward[hitter] == pytest.approx(-10)
    assert verdict.reward[1 - hitter] == pytest.approx(0, abs=1e-7)


def test_a_hit_lasts_three_steps():
    trial = ready()
    for later in (1, 1, 1, 1):
        verdict = trial.judge(RACKET, later=later)
        assert verdict.end is None
    assert verdict.measure["hits"] == 1
    assert trial.judge(RACKET).end == "wrong turn"


def test_volleybots_lets_a_drone_carry_the_ball():
    trial = ready(fair=False)
    trial.ball(4.5, -2.5, 2.1)
    for _ in range(20):
        verdict = trial.judge(RACKET)
        assert (verdict.end, verdict.measure["hits"]) == (None, 1)
    assert trial.judge(RACKET, later=4).end == "wrong turn"


def test_the_ball_crosses_once_for_each_hit_and_pays_when_high():
    trial = ready()
    crossings = []
    for hit, y, z in ((RACKET, -1, 3), (0, 1, 4.01), (0, -1, 5), (OTHER_RACKET, 1, 3), (0, -1, 3.99), (0, 1, 5)):
        trial.ball(4.5, y, z)
        verdict = trial.judge(hit, later=10)
        crossings.append((verdict.measure["crossings"], verdict.measure["all crossings"]))
    assert crossings == [(0, 0), (1, 1), (1, 1), (1, 1), (1, 2), (1, 2)]


def test_a_high_crossing_pays_one():
    trial = ready()
    trial.ball(4.5, -1, 4.1)
    before = trial.judge(0).reward
    trial.ball(4.5, 1, 4.1)
    assert trial.judge(0).reward + before == pytest.approx([1, 1])  # the rest is as much less on the other side


def test_volleybots_looks_for_the_ball_near_the_plane():
    trial = ready(fair=False)
    counts = []
    for y, later in (
        (-0.11, 1),
        (-0.1, 1),
        (0, 1),
        (0.1, 1),
        (0.5, 1),
        (0.05, 3),
        (0.5, 1),
        (0.05, 3),
        (1, 1),
        (-1, 1),
    ):
        trial.ball(4.5, y, 5)
        counts.append(trial.judge(0, later=later).measure["all crossings"])
    assert counts == [0, 1, 1, 1, 1, 2, 2, 3, 3, 3]


@pytest.mark.parametrize(
    ("ball", "contact", "end"),
    [
        ((4.5, 0, 0.19), 0, "ball low"),
        ((4.5, 0, 0.25), GROUND, "ball low"),
        ((4.5, 0, 16.1), 0, "ball high"),
        ((0.05, 0, 2), NET, "ball in the net"),
        ((9.1, 0, 3), 0, "ball out"),
        ((4.5, 4.6, 3), 0, "ball out"),
    ],
)
def test_a_ball_that_is_lost_costs_both(ball, contact, end):
    trial = ready()
    trial.ball(*ball)
    verdict = trial.judge(contact)
    assert verdict.end == end
    assert verdict.reward == pytest.approx([-10, -10], abs=0.05)


@pytest.mark.parametrize(
    ("place", "end"),
    [
        ((4.5, 2.5, 0.39), "drone low"),
        ((0.19, 2.5, 2), "drone at the net"),
        ((0.19, 2.5, 2.5), None),
        ((-0.1, 2.5, 2.5), "drone at the net"),
    ],
)
def test_a_drone_that_errs_pays_alone(place, end):
    trial = ready()
    trial.ball(4.5, 0, 3)
    trial.drone(1, *place)
    verdict = trial.judge(0)
    strayed = -0.025 * max(math.dist(place, (4.5, 2.5, 2)) - 0.5, 0)
    near = 0.025 * (1 / 3.5 - 1 / (1 + math.dist(place[:2], (4.5, 0))))
    assert verdict.end == end
    assert verdict.reward == pytest.approx([strayed + near, strayed + near - (10 if end else 0)], abs=1e-5)


def test_no_number_is_a_foul():
    trial = ready()
    trial.ball(4.5, 0, 3)
    verdict = trial.judge(0, faulty=2)
    assert verdict.end == "fault"
    assert verdict.reward == pytest.approx([0, -10], abs=1e-6)


def test_volleybots_gives_the_hit_to_the_nearest_drone():
    trial = ready(fair=False)
    trial.ball(4.5, 2.5, 2.15)
    assert trial.judge(RACKET).end == "wrong turn"
    trial = ready(fair=False)
    trial.ball(4.5, -2.5, 2.15)
    assert trial.judge(OTHER_BODY).measure["hits"] == 1
    trial = ready(fair=False)
    trial.ball(4.5, -2.29, 2.15)
    assert trial.judge(RACKET).end == "wrong part"


def test_volleybots_takes_the_net_for_a_slab():
    for x, end in ((0.09, "ball in the net"), (-0.09, "ball in the net"), (0.11, None), (-0.11, None)):
        trial = ready(fair=False)
        trial.ball(x, 0, 2.4)
        assert trial.judge(0).end == end
        trial.ball(x, 0, 2.44)
        assert trial.judge(0).end == end or end is not None


def test_start_and_view():
    trial = Trial("bump_and_pass")
    offsets = np.abs(trial.w.drone[0, :, :3] - ((4.5, -2.5, 2), (4.5, 2.5, 2)))
    assert (offsets <= (0.5001, 0.5001, 0.2001)).all()
    np.testing.assert_allclose(trial.w.ball[0], (*trial.w.drone[0, 0, :2], trial.w.drone[0, 0, 2] + 2, 0, 0, 0))
    trial.drone(0, 4, -2, 2.5)
    trial.drone(1, 4.5, 2, 3)
    trial.ball(5, 0, 3, 1, 2, 3)
    trial.w.tally[0, 0] = 200
    first, second = trial.see()
    assert first.shape == (43,)
    np.testing.assert_allclose(
        first[23:], (-0.5, 0.5, 0.5, 0.5, 4, 0.5, -1, -2, -0.5, 1, 2, 3, 1, 0, 1, 0, *[0.25] * 4), atol=1e-6
    )
    np.testing.assert_allclose(
        second[23:], (0, -0.5, 1, -0.5, -4, -0.5, -0.5, 2, 0, 1, 2, 3, 1, 0, 0, 1, *[0.25] * 4), atol=1e-6
    )
    trial.judge(RACKET)
    np.testing.assert_array_equal(trial.see()[:, 35:37], [[0, 1], [0, 1]])
