"""Gymnasium's vector environments as Stable-Baselines3 takes them."""

import gymnasium
import numpy as np
import pytest
from gymnasium.spaces import Box, Discrete
from gymnasium.vector import AutoresetMode, SyncVectorEnv

torch = pytest.importorskip("torch", reason="torch is not installed (extra rl)")
pytest.importorskip("stable_baselines3", reason="Stable-Baselines3 is not installed (extra rl)")

from sb3_contrib import MaskablePPO  # noqa: E402
from sb3_contrib.common.maskable.utils import get_action_masks, is_masking_supported  # noqa: E402
from stable_baselines3 import PPO, SAC  # noqa: E402
from stable_baselines3.common.vec_env import DummyVecEnv, VecMonitor, VecNormalize  # noqa: E402

import spenvs  # noqa: E402, F401
from baselines.learn.sb3 import Vectorized  # noqa: E402


class Walk(gymnasium.Env):
    """A walk from 0 that ends at 3, and is cut off after 5 steps; sometimes both at once."""

    observation_space = Box(-10, 10, (2,), np.float32)
    action_space = Discrete(2)
    render_mode = None

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.place, self.time = (options or {}).get("place", 0), 0
        return self._seen(), {}

    def step(self, action):
        self.place, self.time = self.place + int(action), self.time + 1
        return self._seen(), float(action), self.place >= 3, self.time >= 5, {"time": self.time}

    def _seen(self):
        return np.array([self.place, self.np_random.random()], np.float32)


def same_step(number):
    return SyncVectorEnv([Walk] * number, autoreset_mode=AutoresetMode.SAME_STEP)


def test_it_does_what_their_own_vector_environment_does():
    """All that theirs says of each step is compared, but for an info's odds and ends on steps that end nothing."""
    ours, theirs = Vectorized(same_step(7)), DummyVecEnv([Walk] * 7)
    for envs in (ours, theirs):
        envs.seed(3)
    np.testing.assert_array_equal(ours.reset(), theirs.reset())
    rng, ends = np.random.default_rng(0), set()
    for _ in range(200):
        actions = rng.integers(0, 2, 7)
        mine, his = ours.step(actions), theirs.step(actions)
        for part, other in zip(mine[:3], his[:3], strict=True):
            np.testing.assert_array_equal(part, other)
            assert part.dtype == other.dtype
        for done, info, other in zip(mine[2], mine[3], his[3], strict=True):
            assert set(info) == (set(other) if done else set())
            for name in info:
                np.testing.assert_array_equal(info[name], other[name])
            if done:
                ends.add((info["TimeLimit.truncated"], info["time"]))
    assert ends >= {(False, 3), (False, 5), (True, 5)}


def test_what_is_seen_is_kept_while_the_next_step_is_taken():
    inner = SyncVectorEnv([Walk] * 2, copy=False, autoreset_mode=AutoresetMode.SAME_STEP)
    envs = Vectorized(inner)
    first = envs.reset()
    kept = first.copy()
    second, reward, _, _ = envs.step(np.array([1, 1]))
    assert (first == kept).all()
    assert (second != kept).any()
    reward += 1


def test_infos_of_worlds_that_go_on_are_not_made_anew():
    envs = Vectorized(same_step(3))
    envs.reset()
    first, second = envs.step(np.zeros(3, int))[3], envs.step(np.zeros(3, int))[3]
    assert first is not second
    assert all(a is b and a == {} for a, b in zip(first, second, strict=True))
    assert envs.infos["time"].tolist() == [2, 2, 2]


def test_seeds_and_options_hold_for_the_next_reset_only():
    envs = Vectorized(same_step(2))
    envs.seed(5)
    first = envs.reset()
    assert (envs.reset() != first).any()
    envs.seed(5)
    assert (envs.reset() == first).all()
    envs.set_options({"place": 2})
    assert envs.reset()[:, 0].tolist() == [2, 2]
    assert envs.reset()[:, 0].tolist() == [0, 0]
    envs.set_options([{"place": 1}, {}])
    with pytest.raises(ValueError, match="the same options"):
        envs.reset()


def test_a_mode_that_they_do_not_know_is_refused():
    with pytest.raises(ValueError, match="made with autoreset_mode="):
        Vectorized(SyncVectorEnv([Walk], autoreset_mode=AutoresetMode.NEXT_STEP))


def test_a_method_that_gives_nothing_for_each_world_is_refused():
    envs = Vectorized(same_step(2))
    assert envs.get_attr("num_envs") == [2, 2]
    assert not envs.has_attr("action_masks")
    with pytest.raises(ValueError, match="for each of 2 worlds"):
        envs.env_method("close")


@pytest.fixture
def one_thread():
    """Keep torch to one thread: its others spin, and stand still where all cores are taken."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("one_thread")
def test_ppo_learns_to_walk_behind_their_wrappers():
    envs = VecNormalize(VecMonitor(Vectorized(same_step(32))), norm_reward=False)
    model = PPO("MlpPolicy", envs, n_steps=16, batch_size=256, learning_rate=3e-3, seed=0, device="cpu")
    model.learn(5120)
    assert np.mean([episode["r"] for episode in model.ep_info_buffer]) > 2.8


@pytest.mark.usefixtures("one_thread")
def test_off_policy_learners_take_it():
    pendulum = gymnasium.make_vec(
        "Pendulum-v1", 4, "sync", vector_kwargs={"autoreset_mode": AutoresetMode.SAME_STEP}, max_episode_steps=20
    )
    envs = Vectorized(pendulum)
    model = SAC("MlpPolicy", envs, learning_starts=40, batch_size=16, seed=0, device="cpu")
    model.learn(120)
    assert model.replay_buffer.timeouts.sum() == 4 * (model.num_timesteps // 4 // 20)


@pytest.mark.usefixtures("one_thread")
def test_masks_come_through():
    envs = Vectorized(gymnasium.make_vec("spenvs/TicTacToe-v0", 5, autoreset_mode=AutoresetMode.SAME_STEP))
    envs.seed(0)
    envs.reset()
    assert is_masking_supported(envs)
    assert get_action_masks(envs).shape == (5, 9)
    MaskablePPO("MlpPolicy", envs, n_steps=8, batch_size=40, seed=0, device="cpu").learn(80)
