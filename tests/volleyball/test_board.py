"""The defender of SetAndSpikeHard: when it is called, how quickly it moves, and where it sends the ball."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trial import Trial

from spenvs.volleyball import board
from spenvs.volleyball.board import AWAKE, CENTRE, NORMAL, STROKE, TOUCHED
from spenvs.volleyball.pair import TURN

GRAVITY = 9.81


def attack(*ball, turn=2):
    """A world in which the ball has been attacked, the drones hovering at their places."""
    trial = Trial("set_and_spike_hard")
    trial.drone(0, 2, -2.5, 2.5)
    trial.drone(1, 2, 2.5, 3.5)
    trial.ball(*ball)
    trial.w.tally[0, TURN] = turn
    return trial


def state(trial):
    return np.array(trial.w.memory[0, CENTRE : CENTRE + 3]), np.array(trial.w.memory[0, NORMAL : NORMAL + 3])


def play(trial, steps=300):
    """Play until the episode is over; give the verdict, the balls, and the centres and normals of the disc."""
    balls, centres, normals = [], [], []
    for _ in range(steps):
        trial.fly()
        verdict = trial.judge()
        centre, normal = state(trial)
        balls.append(trial.w.ball[0].copy())
        centres.append(centre)
        normals.append(normal)
        if verdict.end:
            break
    return verdict, np.array(balls), np.array(centres), np.array(normals)


def test_it_rests():
    trial = attack(3, 0, 5, -1, 0, 0)
    centre, normal = state(trial)
    np.testing.assert_allclose(centre, (-4, 0, 0.5))
    np.testing.assert_allclose(normal, (0, 0, 1))


@pytest.mark.parametrize(
    ("ball", "turn", "called"),
    [
        ((1, 0, 4, -6, 0, -1), 2, True),
        ((1, 0, 4, -6, 0, -1), 1, False),
        ((-1, 0, 1.21, -3, 0, -0.5), 2, True),
        ((-1, 0, 1.19, -3, 0, -0.5), 2, False),
        ((1, 0, 4, -1.9, 0, -1), 2, False),
        ((1, 0, 4, -6, 0, 1), 2, False),
        ((-4, 0, 1.15, -6, 0, -1), 2, False),
        ((1, 0, 4, -20, 0, -1), 2, False),  # it will fly out at the end
        ((1, 0, 4, -6, 8, -1), 2, False),  # at the side
        ((6, 0, 4, -6, 0, -1), 2, False),  # it comes down before the net
    ],
)
def test_when_it_is_called(ball, turn, called):
    trial = attack(*ball, turn=turn)
    assert trial.judge(0).measure["called"] == called
    assert (state(trial)[0][0] != -4) == called


def test_it_returns_a_slow_ball_to_the_place_it_wants():
    trial = attack(1, 0.5, 4, -5, 0.2, 1)
    verdict, balls, _, _ = play(trial)
    assert verdict.measure["met"] == 1
    assert verdict.end == "ball low"  # down in the half of the attackers
    assert verdict.measure["success"] == 0
    met = np.flatnonzero(balls[:, 3] > 0)[0]
    x, y, z, *velocity = balls[met]
    # it was struck in the 20 ms before, and is to be at (3, 1, 1.3) 1.5 s after that
    t = np.linspace(1.48, 1.5, 41)
    path = np.stack([x + velocity[0] * t, y + velocity[1] * t, z + velocity[2] * t - GRAVITY / 2 * t * t], 1)
    assert np.linalg.norm(path - (3, 1, 1.3), axis=1).min() < 0.03


def test_a_quick_ball_beats_it():
    verdict, _, _, _ = play(attack(0.5, 3, 3, -13, 1.5, -4))
    assert (verdict.measure["called"], verdict.measure["met"], verdict.end) == (1, 0, "success")
    assert verdict.measure["success"] == 1


@given(st.floats(0.2, 3), st.floats(-3, 3), st.floats(2.7, 5), st.floats(-14, -2.2), st.floats(-3, 3), st.floats(-8, 3))
def test_it_keeps_its_limits_and_returns_what_it_waits_for(x, y, z, vx, vy, vz):
    trial = attack(x, y, z, vx, vy, vz)
    verdict, balls, centres, normals = play(trial)
    moves = np.linalg.norm(np.diff(centres, axis=0), axis=1)
    angles = 2 * np.arcsin(np.linalg.norm(np.diff(normals, axis=0), axis=1).clip(0, 2) / 2)
    assert (moves <= 8 * 0.02 + 1e-5).all()
    assert (angles <= 4 * 0.02 + 1e-4).all()
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-4)
    assert np.isfinite(balls).all()
    met = np.flatnonzero((balls[:-1, 3] < 0) & (balls[1:, 3] > 0))
    waited = (
        met.size and met[0] > 2 and moves[met[0] - 2 : met[0]].max() < 1e-3 and angles[met[0] - 2 : met[0]].max() < 1e-3
    )
    if waited:
        ball, t = balls[met[0] + 1], np.linspace(1.47, 1.51, 41)[:, None]
        path = ball[:3] + ball[3:] * t - (0, 0, GRAVITY / 2) * t * t
        assert np.linalg.norm(path - (3, 1, 1.3), axis=1).min() < 0.06
        assert verdict.measure["met"] == 1


def disc(trial, centre, normal, stroke=(0, 0, 0)):
    """Put the disc somewhere."""
    trial.w.memory[0, :9] = (*centre, *normal, *stroke)


def test_the_bounce_off_a_level_disc_is_exact():
    trial = attack(-4, 0.3, 0.8, 1, 2, -3)
    disc(trial, (-4, 0, 0.5), (0, 0, 1))
    assert not board.meets(trial.w, trial.m, 0)
    trial.ball(-4, 0.3, 0.73, 1, 2, -3)
    assert board.meets(trial.w, trial.m, 0)
    # z was 0.75 where 0.73 + 3 t - g t² / 2 is
    left = (3 - math.sqrt(9 - 2 * GRAVITY * 0.02)) / GRAVITY
    up = 0.77 * (3 - GRAVITY * left)
    expected = (-4, 0.3, 0.75 + up * left - GRAVITY / 2 * left**2, 1, 2, up - GRAVITY * left)
    np.testing.assert_allclose(trial.w.ball[0], expected, atol=1e-5)


def test_a_moving_face_adds_to_the_bounce():
    trial = attack(-4, 0, 0.749999, 0, 0, -3)
    disc(trial, (-4, 0, 0.5), (0, 0, 1), (5, 5, 2))
    assert board.meets(trial.w, trial.m, 0)
    assert trial.w.ball[0, 5] == pytest.approx(2 + 0.77 * 5, abs=1e-3)
    assert trial.w.ball[0, 3] == 0


@pytest.mark.parametrize(
    ("ball", "meets"),
    [
        ((-3.51, 0, 0.74, 0, 0, -3), True),
        ((-3.49, 0, 0.74, 0, 0, -3), False),  # beside it
        ((-4, 0, 0.74, 0, 0, 3), False),  # rising
        ((-4, 0, 0.2, 0, 0, -3), False),  # below it
        ((-4, 0, 0.1, 0, 0, -40), True),  # so quick that it is through within the step
    ],
)
def test_what_meets_it(ball, meets):
    trial = attack(*ball)
    assert board.meets(trial.w, trial.m, 0) == meets


def test_it_lies_still_after_it_met_the_ball():
    trial = attack(1, 0, 4, -5, 0, 1)
    play(trial)
    assert trial.w.tally[0, AWAKE] == trial.w.tally[0, TOUCHED] == 1
    np.testing.assert_array_equal(trial.w.memory[0, STROKE : STROKE + 3], 0)
