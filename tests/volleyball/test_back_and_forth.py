"""BackAndForth: what a visit pays, when a target counts, and what ends an episode."""

import numpy as np
import pytest
from trial import Contract, Trial


class TestContract(Contract):
    name, drones, view, limit = "back_and_forth", 1, 26, 800


def test_a_visit_pays_37_and_a_half_and_turns_the_drone_round():
    trial = Trial("back_and_forth")
    trial.drone(0, 9, 4.5, 2)
    rewards = [trial.judge(0) for _ in range(5)]
    # at d = 0: 0.5 * 0.02 * (50 - c) + 2.5 c for c = 1 ... 5
    assert [each.reward[0] for each in rewards] == pytest.approx([0.01 * (50 - c) + 2.5 * c for c in (1, 2, 3, 4, 5)])
    assert [each.measure["targets"] for each in rewards] == [0, 0, 0, 0, 1]
    verdict = trial.judge(0)  # now the other target is 6.364 m away, 40.5 squared
    assert verdict.reward[0] == pytest.approx(0.5 / 41.5 * 0.02 * 50)
    assert verdict.measure["distance"] == pytest.approx(6.3639610)


def test_leaving_starts_the_count_anew():
    trial = Trial("back_and_forth")
    for x in (9, 9.59, 9, 9.61):
        trial.drone(0, x, 4.5, 2)
        verdict = trial.judge(0)
    assert verdict.reward[0] == pytest.approx(0.5 / (1 + 0.61**2))
    trial.drone(0, 9, 4.5, 2)
    assert trial.judge(0).reward[0] == pytest.approx(0.01 * 49 + 2.5)


def test_targets_alternate():
    trial = Trial("back_and_forth")
    for visit in range(1, 6):
        trial.drone(0, *((9, 4.5, 2) if visit % 2 else (4.5, 0, 2)))
        for _ in range(5):
            measure = trial.judge(0).measure
        assert measure["targets"] == visit


@pytest.mark.parametrize(
    ("place", "end"),
    [
        ((9, 4.5, 0.39), "low"),
        ((9, 4.5, 0.41), None),
        ((9, 4.5, 5.01), "high"),
        ((9, 4.5, 4.99), None),
        ((1.4, 4.5, 2), "far away"),
        ((1.6, 4.5, 2), None),
    ],
)
def test_ends(place, end):
    trial = Trial("back_and_forth")
    trial.drone(0, *place)
    verdict = trial.judge(0)
    assert verdict.end == end
    d = np.linalg.norm(np.subtract((9, 4.5, 2), place))
    assert verdict.reward[0] == pytest.approx(0.5 / (1 + d * d) - (10 if end else 0), abs=1e-5)


def test_no_number_is_a_foul():
    trial = Trial("back_and_forth")
    verdict = trial.judge(0, faulty=1)
    assert verdict.end == "fault"
    assert verdict.reward[0] == pytest.approx(0.5 / 41.5 - 10, abs=1e-5)


def test_start_and_view():
    yaws = set()
    for seed in range(50):
        trial = Trial("back_and_forth", seed)
        np.testing.assert_array_equal(trial.w.drone[0, 0, :3], (4.5, 0, 2))
        w, x, y, z = trial.w.drone[0, 0, 3:7]
        assert 1 - 2 * (x * x + y * y) >= np.cos(np.radians(18)) ** 2 - 1e-6  # tilted by 18 degrees twice at most
        yaws.add(round(float(np.arctan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)))))
    assert yaws == {-3, -2, -1, 0, 1, 2, 3}
    seen = trial.see()[0]
    assert seen.shape == (26,)
    np.testing.assert_allclose(seen[23:], (4.5, 4.5, 0))


def test_volleybots_starts_with_equal_rotors():
    ours, theirs = (Trial("back_and_forth", fair=fair).w.drone[0, 0, 13:17] for fair in (True, False))
    np.testing.assert_allclose(ours**2, (0.5914, 0.65054, 0.5914, 0.65054), atol=1e-5)
    np.testing.assert_allclose(theirs, 0.788016, atol=1e-6)  # sqrt(M g / 4 K)
