"""Drones behind PettingZoo and Gymnasium."""

import json

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from pettingzoo.test import parallel_api_test, parallel_seed_test

from spenvs.volleyball.environment import DroneEnv
from spenvs.volleyball.hover import GAME
from spenvs.volleyball.solo import SoloDroneEnv, SoloDroneVectorEnv

SOON = GAME.with_(limit=7)


def env():
    return DroneEnv(GAME, "DroneHover-v0")


def test_pettingzoo_checks():
    parallel_api_test(env(), 1000)
    parallel_seed_test(env, 500)


@pytest.mark.filterwarnings("ignore:.*Box observation space m")
def test_gymnasium_checks():
    check_env(SoloDroneEnv("DroneHover-v0"), skip_render_check=True)


@pytest.mark.parametrize("id", ["DroneHover-v0", "DroneBumpAndPass-v0"])
@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_many_worlds_are_as_gymnasium_has_them(mode, id):
    def made():
        return SoloDroneEnv(id, steps=7)

    theirs = SyncVectorEnv([made] * 3, autoreset_mode=mode)
    ours = SoloDroneVectorEnv(id, 3, autoreset_mode=mode, steps=7)
    np.testing.assert_array_equal(theirs.reset(seed=2)[0], ours.reset(seed=2)[0])
    rng = np.random.default_rng(0)
    for _ in range(20):
        action = rng.uniform(-1, 1, ours.action_space.shape).astype(np.float32)
        expected, got = theirs.step(action), ours.step(action)
        for one, two in zip(expected[:4], got[:4], strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-6)
        np.testing.assert_array_equal(expected[4].get("final_obs") is None, got[4].get("final_obs") is None)


def test_without_autoreset_who_is_over_is_reset_by_a_mask():
    worlds = SoloDroneVectorEnv("DroneHover-v0", 3, autoreset_mode=AutoresetMode.DISABLED, steps=2)
    worlds.reset(seed=0)
    still = np.full((3, 4), 0.24, np.float32)
    worlds.step(still)
    assert worlds.step(still)[3].all()
    with pytest.raises(RuntimeError, match=r"episodes are over \(0, 1, 2\): begin them"):
        worlds.step(still)
    worlds.reset(options={"reset_mask": np.array([True, False, True])})
    with pytest.raises(RuntimeError, match=r"episodes are over \(1\): begin them"):
        worlds.step(still)
    worlds.reset(options={"reset_mask": np.array([False, True, False])})
    assert not worlds.step(still)[3].any()


def test_snapshot_is_json_and_clone_goes_its_own_way():
    one = env()
    one.reset(seed=3)
    action = {"drone": np.full(4, 0.3, np.float32)}
    for _ in range(10):
        one.step(action)
    kept = json.loads(json.dumps(one.snapshot()))
    twin = one.clone()
    after = one.step(action)
    assert twin.step(action)[0]["drone"].tobytes() == after[0]["drone"].tobytes()
    other = env()
    other.reset(options={"snapshot": kept})
    assert other.step(action)[0]["drone"].tobytes() == after[0]["drone"].tobytes()
    with pytest.raises(ValueError, match="a snapshot of DroneHover-v0 was expected"):
        other.restore({"id": "KuhnPoker-v0"})
    with pytest.raises(ValueError, match="the snapshot does not fit"):
        other.restore({**kept, "drone": "a"})


def test_what_is_wrong_is_said():
    one = env()
    with pytest.raises(RuntimeError, match=r"call reset\(\) first"):
        one.step({"drone": np.zeros(4)})
    one.reset(seed=0)
    with pytest.raises(ValueError, match="an action for each of drone"):
        one.step({})
    with pytest.raises(ValueError, match=r"action of drone must be numbers from -1 to 1, of shape \[4\]; got shape"):
        one.step({"drone": np.zeros(3)})
    with pytest.raises(ValueError, match="render_mode must be"):
        DroneEnv(GAME, "DroneHover-v0", render_mode="vr")
    with pytest.raises(ValueError, match=r"numbers from -1 to 1, of shape \[2, 4\]"):
        SoloDroneEnv("DroneBumpAndPass-v0").step(np.zeros(4))


def test_gymnasium_makes_them():
    one = gymnasium.make("spenvs/DroneHover-v0", steps=5)
    seen, _ = one.reset(seed=3)
    many = gymnasium.make_vec("spenvs/DroneHover-v0", num_envs=2, steps=5)
    np.testing.assert_array_equal(many.reset(seed=3)[0][0], seen)
    against = gymnasium.make("spenvs/DroneVolley1v1-v0", opponents="random")
    assert against.reset(seed=0)[0].shape == (1, 37)
    teams = gymnasium.make_vec("spenvs/DroneVolley3v3-v0", num_envs=2, opponents="random")
    assert teams.reset(seed=0)[0].shape == (2, 3, 57)


def test_the_last_info_holds_the_score():
    one = DroneEnv(SOON, "DroneHover-v0")
    one.reset(seed=0)
    infos = {}
    while one.agents:
        infos = one.step({"drone": np.full(4, 0.24, np.float32)})[4]
    assert set(infos["drone"]["score"]) == set(SOON.measures)
