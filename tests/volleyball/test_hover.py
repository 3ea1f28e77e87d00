"""Hover: rewards worked out by hand, ends, and what is seen."""

import math

import numpy as np
import pytest
from trial import Contract, Trial

THROTTLES = 2 * 0.7690249 + 2 * 0.8065609
EFFORT = 0.1 * math.exp(-THROTTLES)
QUARTER = (math.sqrt(0.5), 0, 0, math.sqrt(0.5))
ON_ITS_SIDE = (math.sqrt(0.5), math.sqrt(0.5), 0, 0)


class TestContract(Contract):
    name, drones, view, limit = "hover", 1, 26, 500


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"x": 0}, 1 + 1 * (1 + 1)),
        ({"x": 1}, 3 / (1 + 1.44)),
        ({"x": 3}, 3 / (1 + 1.44 * 9)),
        ({"x": 0, "attitude": QUARTER}, 3 / (1 + 1.44 * 2)),  # the heading's error is (1, -1, 0)
        ({"x": 1, "attitude": QUARTER}, 3 / (1 + 1.44 * 3)),
        ({"x": 0, "attitude": ON_ITS_SIDE}, 1 + 0.25 + 1),
        ({"x": 0, "turn": (0, 0, 2)}, 1 + 1 + 1 / 17),
        ({"x": 0, "turn": (5, 3, 0)}, 3),
    ],
)
def test_pay(state, expected):
    trial = Trial("hover")
    trial.drone(0, y=0, z=2, **state)
    verdict = trial.judge(0)
    assert verdict.reward[0] == pytest.approx(expected + EFFORT, abs=1e-5)
    assert verdict.end is None


@pytest.mark.parametrize(
    ("x", "z", "end"),
    [(0, 0.19, "down"), (0, 0.21, None), (4.01, 2, "far away"), (3.99, 2, None), (0, 6.01, "far away")],
)
def test_ends(x, z, end):
    trial = Trial("hover")
    trial.drone(0, x, 0, z)
    assert trial.judge(0).end == end


def test_no_number_ends_the_episode_unpaid():
    trial = Trial("hover")
    verdict = trial.judge(0, faulty=1)
    assert (verdict.end, verdict.reward[0]) == ("fault", 0)


def test_measures():
    trial = Trial("hover")
    for x in (1, 2, 3):
        trial.drone(0, x, 0, 2, QUARTER)
        measure = trial.judge(0).measure
    assert (measure["distance"], measure["mean distance"]) == (3, 2)
    assert measure["heading error"] == pytest.approx(math.sqrt(2))


def test_start_and_view():
    starts = np.array([Trial("hover", seed).w.drone[0, 0, :7] for seed in range(300)])
    assert (np.abs(starts[:, :2]) <= 2.5).all()
    assert (starts[:, 2] >= 1).all()
    assert (starts[:, 2] <= 2.5).all()
    assert np.abs(starts[:, 0]).max() > 2.3
    trial = Trial("hover")
    trial.drone(0, 0.5, -1, 1.5, QUARTER)
    seen = trial.see()[0]
    assert seen.shape == (26,)
    np.testing.assert_allclose(seen[:3], (-0.5, 1, 0.5), atol=1e-6)
    np.testing.assert_allclose(seen[23:], (1, -1, 0), atol=1e-6)
