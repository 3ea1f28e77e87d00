"""Many worlds at once: the same as one by one, whatever the threads, the mode and what came before."""

import numpy as np
import pytest

from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.hover import GAME

SOON = GAME.with_(limit=7)


def actions(steps, worlds, seed=0):
    return np.random.default_rng(seed).uniform(-0.4, 0.9, (steps, worlds, 1, 4)).astype(np.float32)


def played(batch, acts):
    batch.reset(seed=5)
    seen = []
    for each in acts:
        seen.append([array.copy() for array in batch.step(each)[:4]])
    return [np.stack(column) for column in zip(*seen, strict=True)]


def test_threads_change_no_bit():
    acts = actions(20, 600)
    alone, together = (played(DroneBatch(SOON, 600, threads=threads), acts) for threads in (1, 2))
    for one, two in zip(alone, together, strict=True):
        assert one.tobytes() == two.tobytes()


def test_a_world_does_not_depend_on_the_others():
    acts = actions(20, 3)
    many = DroneBatch(SOON, 3)
    many.reset(seed=[4, 5, 6])
    one = DroneBatch(SOON, 1)
    one.reset(seed=[5])
    for each in acts:
        many.step(each)
        one.step(each[1:2])
        assert many.observation[1].tobytes() == one.observation[0].tobytes()
        assert many.reward[1] == one.reward[0]


def test_an_episode_is_cut_off_and_the_next_begins_as_the_mode_says():
    acts = actions(9, 2)
    same, following, waiting = (
        played(DroneBatch(SOON, 2, autoreset_mode=mode), acts) for mode in ("SameStep", "NextStep", "Disabled")
    )
    for _, _, terminated, truncated in (same, following, waiting):
        assert not terminated.any()
        assert truncated[6].all()
        assert not truncated[:6].any()
    assert not same[3][7:].any()
    assert not following[3][7:].any()
    assert waiting[3][7:].all()
    np.testing.assert_array_equal(same[0][6], following[0][7])
    np.testing.assert_array_equal(following[0][6], waiting[0][6])
    np.testing.assert_array_equal(waiting[0][8], waiting[0][6])
    assert (following[1][7] == 0).all()


def test_the_last_observation_is_kept():
    acts = actions(7, 2)
    same, waiting = (DroneBatch(SOON, 2, autoreset_mode=mode) for mode in ("SameStep", "Disabled"))
    played(same, acts)
    played(waiting, acts)
    np.testing.assert_array_equal(same.final, waiting.observation)
    np.testing.assert_array_equal(same.score, waiting.score)


def test_snapshot_and_restore():
    acts = actions(12, 4)
    batch = DroneBatch(SOON, 4)
    batch.reset(seed=1)
    for each in acts[:5]:
        batch.step(each)
    kept = batch.snapshot()
    first = [batch.step(each)[0].copy() for each in acts[5:]]
    batch.restore(kept)
    second = [batch.step(each)[0].copy() for each in acts[5:]]
    np.testing.assert_array_equal(first, second)
    with pytest.raises(ValueError, match="its 'drone' must have shape"):
        DroneBatch(SOON, 3).restore(kept)
    with pytest.raises(ValueError, match="a snapshot was expected"):
        batch.restore(None)


def test_begin_some_worlds_only():
    batch = DroneBatch(SOON, 3, autoreset_mode="Disabled")
    with pytest.raises(RuntimeError, match="first reset"):
        batch.reset(which=np.array([True, False, False]))
    played(batch, actions(7, 3))
    before = batch.observation.copy()
    batch.reset(which=np.array([False, True, False]))
    assert batch.truncated.tolist() == [True, False, True]
    assert [np.array_equal(a, b) for a, b in zip(before, batch.observation, strict=True)] == [True, False, True]


def test_what_is_wrong_is_said():
    with pytest.raises(ValueError, match="num_envs must be an integer"):
        DroneBatch(GAME, 0)
    with pytest.raises(ValueError, match="a seed is an integer"):
        DroneBatch(GAME, 2, seed=-1)
    batch = DroneBatch(GAME, 2)
    with pytest.raises(RuntimeError, match=r"call reset\(\) first"):
        batch.step(np.zeros((2, 1, 4), np.float32))
    batch.reset()
    with pytest.raises(ValueError, match=r"of shape \[2, 1, 4\]; got shape \[2, 4\]"):
        batch.step(np.zeros((2, 4), np.float32))


def test_no_number_as_an_action_stays_in_its_world():
    acts = actions(6, 3)
    clean, spoiled = DroneBatch(SOON, 3), DroneBatch(SOON, 3)
    worse = acts.copy()
    worse[:, 1, 0, 2] = np.nan
    kept, broken = played(clean, acts), played(spoiled, worse)
    assert spoiled.worlds.faulty.tolist() == [0, 1, 0]
    np.testing.assert_array_equal(kept[0][:, [0, 2]], broken[0][:, [0, 2]])
    assert np.isfinite(broken[0]).all()
