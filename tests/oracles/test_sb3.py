"""Stable-Baselines3 and sb3-contrib take the view of one seat as it is, and learn on it."""

import gymnasium
import numpy as np
import pytest
import torch
from sb3_contrib import MaskablePPO
from sb3_contrib.common.maskable.utils import get_action_masks, is_masking_supported
from stable_baselines3.common.env_checker import check_env
from stable_baselines3.common.vec_env import DummyVecEnv

GAMES = 2000


def kuhn(**options):
    return gymnasium.make("spenvs:spenvs/KuhnPoker-v0", **options)


def mean_return(choose):
    """Play one game in each of many environments from a drawn seat."""
    env = gymnasium.make_vec("spenvs:spenvs/KuhnPoker-v0", GAMES, seat="random")
    observation, _ = env.reset(seed=1)
    returns, over = np.zeros(GAMES), np.zeros(GAMES, bool)
    while not over.all():
        observation, reward, terminated, _, _ = env.step(choose(observation, env.action_masks()))
        returns += np.where(over, 0.0, reward)
        over |= terminated
    return returns.mean()


@pytest.mark.parametrize("seat", [0, "random"])
def test_checks_of_stable_baselines3(finite, seat):
    id, preset = finite
    check_env(gymnasium.make(f"spenvs:spenvs/{id}", preset=preset, seat=seat))


def test_programs_of_core_war_are_arrays_that_it_takes():
    check_env(gymnasium.make("spenvs:spenvs/CoreWarDuel-v0", preset="nano", programs="array", seat="random"))


def test_masks_are_found_in_one_environment_and_in_many():
    env = kuhn()
    env.reset(seed=0)
    assert is_masking_supported(env.unwrapped)
    assert get_action_masks(env.unwrapped).tolist() == [True, True]
    many = DummyVecEnv([lambda: gymnasium.make("spenvs:spenvs/TicTacToe-v0")] * 3)
    many.seed(0)
    many.reset()
    assert is_masking_supported(many)
    masks = get_action_masks(many)
    assert masks.shape == (3, 9)
    assert (masks.sum(1) == 9).all()


@pytest.fixture
def one_thread():
    """Keep torch to one thread: its others spin, and stand still where all cores are taken."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("one_thread")
def test_maskable_ppo_learns_against_a_random_player():
    """Random play from a random seat gains nothing on average; four standard errors more is no accident."""
    envs = DummyVecEnv([lambda: kuhn(seat="random")] * 8)
    model = MaskablePPO(
        "MlpPolicy", envs, n_steps=64, batch_size=128, gamma=1.0, learning_rate=3e-3, seed=0, device="cpu"
    )
    model.learn(6144)
    rng, error = np.random.default_rng(0), 1.5 / np.sqrt(GAMES)
    assert abs(mean_return(lambda x, masks: rng.integers(0, 2, GAMES))) < 4 * error
    assert mean_return(lambda x, masks: model.predict(x, action_masks=masks, deterministic=True)[0]) > 4 * error
