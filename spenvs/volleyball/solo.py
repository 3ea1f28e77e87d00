"""One drone alone, behind Gymnasium's interfaces: one world, or many as a vector environment."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium.spaces import Box
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from spenvs.core.batch import autoreset, marks
from spenvs.core.engine import is_list
from spenvs.core.position import seed_number
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.environment import DroneEnv
from spenvs.volleyball.game import DroneGame

Floats = NDArray[np.float32]


class SoloDroneEnv(gymnasium.Env[Any, Any]):
    """A game of one drone; observation, action and info are those of its `DroneEnv`."""

    def __init__(self, game: DroneGame, id: str, *, render_mode: str | None = None):
        """Make the environment; arguments and errors are those of `DroneEnv`."""
        self.world = DroneEnv(game, id, render_mode=render_mode)
        self.render_mode, self.metadata = render_mode, self.world.metadata
        self._name = game.names[0]
        self.observation_space = self.world.observation_space(self._name)
        self.action_space = self.world.action_space(self._name)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Floats, dict[str, Any]]:
        """Begin an episode; see `DroneEnv.reset`."""
        seen, infos = self.world.reset(seed, options)
        super().reset(seed=None if seed is None else int(seed))
        return seen[self._name], infos[self._name]

    def step(self, action: Floats) -> tuple[Floats, float, bool, bool, dict[str, Any]]:
        """Take a step; see `DroneEnv.step`."""
        name = self._name
        seen, rewards, terminated, truncated, infos = self.world.step({name: action})
        return seen[name], rewards[name], terminated[name], truncated[name], infos[name]

    def render(self) -> Any:
        """Draw the world as `render_mode` says."""
        return self.world.render()


class SoloDroneVectorEnv(VectorEnv[Floats, Floats, NDArray[Any]]):
    """A game of one drone in many worlds, compiled; the arrays that it returns are fresh ones.

    With the same seeds it gives what Gymnasium's `SyncVectorEnv` of the same `SoloDroneEnv` gives; its info holds
    "touched", "faulty" and "score" (a dict of arrays, where an episode is over) as Gymnasium lays them out.
    """

    def __init__(
        self,
        game: DroneGame,
        num_envs: int = 1,
        *,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        threads: int = 1,
    ):
        """Make the worlds; arguments and errors are those of `DroneBatch`."""
        self.batch = DroneBatch(game, num_envs, None, autoreset_mode=autoreset_mode, threads=threads)
        self.num_envs, self.autoreset_mode = self.batch.num_envs, autoreset(autoreset_mode)
        self.render_mode = None
        self.metadata = {"autoreset_mode": self.autoreset_mode, "render_modes": []}
        self.single_observation_space = Box(-np.inf, np.inf, (game.view,), np.float32)
        self.single_action_space = Box(-1.0, 1.0, (4,), np.float32)
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)

    def reset(self, *, seed: Any = None, options: dict[str, Any] | None = None) -> tuple[Floats, dict[str, Any]]:
        """Begin episodes.

        Args:
            seed: one for each world; an integer s stands for s, s + 1, ... None goes on with the present streams.
            options: `{"reset_mask": bool [N]}` begins those worlds only.

        Raises:
            ValueError: the seed or the mask is out of range or of another length.
        """
        which = options.get("reset_mask") if options else None
        if which is not None:
            which = marks(which, self.num_envs, "reset_mask")
        seeds = seed
        if seed is not None and not is_list(seed):
            first = seed_number(seed) or 0
            seeds = [first + i for i in range(self.num_envs)]
        super().reset(seed=None if seeds is None else seeds[0])
        return self.batch.reset(seeds, which)[:, 0].copy(), {}

    def step(
        self, actions: Floats
    ) -> tuple[Floats, NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Take a step in each world.

        Args:
            actions: float [N, 4].

        Raises:
            ValueError: the actions are of another shape.
            RuntimeError: `reset` was never called.
        """
        given = np.asarray(actions, np.float32)
        if given.shape != (self.num_envs, 4):
            raise ValueError(
                f"actions must be an array of float of shape [{self.num_envs}, 4]; got {list(given.shape)}"
            )
        batch = self.batch
        seen, reward, terminated, truncated, _ = batch.step(given[:, None])
        infos = self._infos(terminated | truncated)
        return seen[:, 0].copy(), reward[:, 0].astype(np.float64), terminated.copy(), truncated.copy(), infos

    def _infos(self, over: NDArray[np.bool_]) -> dict[str, Any]:
        batch, every = self.batch, np.ones(self.num_envs, np.bool_)
        touched, faulty = (batch.worlds.contact & 1).astype(np.bool_), batch.worlds.faulty.astype(np.bool_)
        infos: dict[str, Any] = {"touched": touched, "_touched": every, "faulty": faulty, "_faulty": every}
        if not over.any():
            return infos
        score = {
            name: np.where(over, column, 0) for name, column in zip(batch.game.measures, batch.score.T, strict=True)
        }
        ended = {"score": score | {f"_{name}": over.copy() for name in score}, "_score": over.copy()}
        if self.autoreset_mode is not AutoresetMode.SAME_STEP:
            return infos | ended
        final = np.full(self.num_envs, None, object)
        for i in np.flatnonzero(over).tolist():
            final[i] = batch.final[i, 0].copy()
        return infos | {"final_obs": final, "_final_obs": over.copy(), "final_info": ended, "_final_info": over.copy()}
