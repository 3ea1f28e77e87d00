"""Stable-Baselines3's PPO learns to hover by the thrusts of four rotors: less than a minute of one core."""

import gymnasium
import torch
from stable_baselines3 import PPO
from stable_baselines3.common.vec_env import VecNormalize

from baselines.learn.sb3 import Vectorized

torch.set_num_threads(1)  # for networks so small, more would mostly wait for each other
worlds = gymnasium.make_vec("spenvs:spenvs/DroneHover-v0", num_envs=512, autoreset_mode="SameStep")
envs = VecNormalize(Vectorized(worlds), norm_obs=False, gamma=0.98)
network = {"log_std_init": -1.0, "net_arch": [64, 64]}
rollouts = {"n_steps": 32, "batch_size": 2048, "n_epochs": 3, "gamma": 0.98}
model = PPO("MlpPolicy", envs, lambda left: 2e-3 * left, policy_kwargs=network, **rollouts, seed=0, device="cpu")
model.learn(2_000_000)
model.save("hover.zip")

seen, _ = worlds.reset(seed=1)
for _ in range(500):
    seen, *_ = worlds.step(model.predict(seen, deterministic=True)[0])
print(f"{worlds.unwrapped.batch.score[:, 0].mean():.2f} m from the point after ten seconds")
