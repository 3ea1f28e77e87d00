"""Thousands of worlds for Stable-Baselines3, which has an interface of its own for many environments, `VecEnv`."""

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from stable_baselines3.common.vec_env import VecEnv
from stable_baselines3.common.vec_env.base_vec_env import VecEnvIndices, VecEnvObs, VecEnvStepReturn

from spenvs.core.moves import quote


class Vectorized(VecEnv):
    """Any of Gymnasium's vector environments, as Stable-Baselines3 takes it.

    The info of a world whose episode is over holds "terminal_observation", "TimeLimit.truncated" and what the vector
    environment said of that step ("final_info"). The infos of all others are empty, and the same dicts in every step,
    since to make a thousand of them would take longer than the step itself; what was said of all worlds is in `infos`.

    Attributes:
        envs: the vector environment.
        infos: its info of the last step, a dict of arrays.
    """

    def __init__(self, envs: VectorEnv[Any, Any, Any]):
        """Take a vector environment.

        Raises:
            ValueError: it does not begin the next episode in the step that ends one, as Stable-Baselines3 wants it.
        """
        mode = envs.metadata.get("autoreset_mode")
        if mode is not AutoresetMode.SAME_STEP:
            raise ValueError(
                f"Stable-Baselines3 takes vector environments made with autoreset_mode={AutoresetMode.SAME_STEP}; "
                f"got {quote(mode)}"
            )
        self.envs = envs
        self.infos: dict[str, Any] = {}
        self._actions: Any = None
        self._empty: list[dict[str, Any]] = [{} for _ in range(envs.num_envs)]
        super().__init__(envs.num_envs, envs.single_observation_space, envs.single_action_space)

    def reset(self) -> VecEnvObs:
        """Begin an episode in every world, with the seeds that `seed` gave.

        Raises:
            ValueError: `set_options` gave worlds options of their own; a vector environment takes one for all.
        """
        options = self._options[0]
        if any(other != options for other in self._options):
            raise ValueError("a vector environment takes the same options for all of its worlds")
        seeds: Any = self._seeds if self._seeds[0] is not None else None
        seen, self.infos = self.envs.reset(seed=seeds, options=options or None)
        self.reset_infos = [_of(self.infos, i) for i in range(self.num_envs)]
        self._reset_seeds()
        self._reset_options()
        return _own(seen)

    def seed(self, seed: int | None = None) -> Sequence[int | None]:
        """Seed the worlds at the next reset with `seed`, `seed` + 1, ...; None goes on with their present streams."""
        self._seeds = [None if seed is None else seed + i for i in range(self.num_envs)]
        return self._seeds

    def step_async(self, actions: np.ndarray) -> None:
        """Keep the actions; the step is taken by `step_wait`."""
        self._actions = actions

    def step_wait(self) -> VecEnvStepReturn:
        """Take the step: observation, reward float32 [N], done bool [N], infos."""
        seen, reward, terminated, truncated, self.infos = self.envs.step(self._actions)
        done = np.asarray(terminated | truncated)
        infos = self._empty.copy()
        for i in np.flatnonzero(done).tolist():
            infos[i] = {
                **_of(self.infos.get("final_info", {}), i),
                "terminal_observation": self.infos["final_obs"][i],
                "TimeLimit.truncated": bool(truncated[i] and not terminated[i]),
            }
        return _own(seen), np.array(reward, np.float32), done, infos

    def close(self) -> None:
        """Close the vector environment."""
        self.envs.close()

    def get_images(self) -> Sequence[np.ndarray | None]:
        """Give a picture of each world, as far as the vector environment draws them."""
        pictures: Any = self.envs.render()
        return pictures or [None] * self.num_envs

    def get_attr(self, attr_name: str, indices: VecEnvIndices = None) -> list[Any]:
        """Give an attribute of the vector environment, which is the same for all worlds, once for each of `indices`.

        Raises:
            AttributeError: it has none of that name.
        """
        return [getattr(self.envs, attr_name) for _ in self._get_indices(indices)]

    def set_attr(self, attr_name: str, value: Any, indices: VecEnvIndices = None) -> None:
        """Raise NotImplementedError: the worlds of a vector environment have no attributes of their own."""
        raise NotImplementedError("the worlds of a vector environment have no attributes of their own")

    def env_method(
        self, method_name: str, *method_args: Any, indices: VecEnvIndices = None, **method_kwargs: Any
    ) -> list[Any]:
        """Call a method of the vector environment that gives something for each world, as `action_masks` does.

        Raises:
            AttributeError: it has none of that name.
            ValueError: what the method gave is not something for each world.
        """
        given = getattr(self.envs, method_name)(*method_args, **method_kwargs)
        if np.ndim(given) == 0 or len(given) != self.num_envs:
            raise ValueError(
                f"{method_name} must give something for each of {self.num_envs} worlds; got {quote(given)}"
            )
        return [given[i] for i in self._get_indices(indices)]

    def env_is_wrapped(self, wrapper_class: type[gymnasium.Wrapper], indices: VecEnvIndices = None) -> list[bool]:
        """Say that no world has a wrapper: it is the vector environment that may have some."""
        return [False for _ in self._get_indices(indices)]


def _own(seen: Any) -> Any:
    """Copy what was seen: Stable-Baselines3 keeps it while the next step is taken."""
    if isinstance(seen, dict):
        return {name: np.array(part) for name, part in seen.items()}
    return tuple(np.array(part) for part in seen) if isinstance(seen, tuple) else np.array(seen)


def _of(infos: dict[str, Any], i: int) -> dict[str, Any]:
    """Give one world's part of an info, in which `_name` marks the worlds that `name` says something of."""
    mine = {}
    for name, values in infos.items():
        told = infos.get(f"_{name}")
        if name.startswith("_") or (told is not None and not told[i]):
            continue
        mine[name] = _of(values, i) if isinstance(values, dict) else values[i]
    return mine
