"""A game of one team behind Gymnasium's interfaces: one world, or many as a vector environment."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium.spaces import Box
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from spenvs.core.batch import autoreset, marks
from spenvs.core.moves import listing
from spenvs.core.vector import seeds_of
from spenvs.registry import make_batch, make_parallel
from spenvs.volleyball.actions import taken
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.environment import DroneEnv
from spenvs.volleyball.game import DroneGame

Floats = NDArray[np.float32]


class SoloDroneEnv(gymnasium.Env[Any, Any]):
    """A game of one team as a single learner plays it: observation, action and info are those of its `DroneEnv`.

    With one drone the observation is float32 [view] and the action float32 [4]; with more both have a row for each,
    the reward is the mean of theirs, and the info holds theirs by name.

    Attributes:
        world: the same as a parallel environment.
    """

    def __init__(self, id: str, *, preset: str | None = None, render_mode: str | None = None, **options: Any):
        """Make the environment.

        Args:
            id: the game, as `DroneHover-v0`.
            preset: a named setting of the game.
            render_mode: as for `DroneEnv`.
            **options: the game's.

        Raises:
            UnknownName: there is no such game, preset or option.
            ValueError: an option is out of range.
        """
        self.world: DroneEnv = make_parallel(id, preset=preset, render_mode=render_mode, **options)
        self.render_mode, self.metadata = render_mode, self.world.metadata
        self._names = self.world.possible_agents
        self.observation_space, self.action_space = spaces(self.world.game)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Floats, dict[str, Any]]:
        """Begin an episode; see `DroneEnv.reset`."""
        seen, infos = self.world.reset(seed, options)
        super().reset(seed=None if seed is None else int(seed))
        return self._joined(seen), self._told(infos)

    def step(self, action: Floats) -> tuple[Floats, float, bool, bool, dict[str, Any]]:
        """Take a step; see `DroneEnv.step`."""
        names = self._names
        rows = taken(action, self.action_space.shape or (), "an action").reshape(-1, 4)
        seen, rewards, terminated, truncated, infos = self.world.step(dict(zip(names, rows, strict=True)))
        reward = sum(rewards.values()) / len(names)
        return self._joined(seen), reward, terminated[names[0]], truncated[names[0]], self._told(infos)

    def _joined(self, seen: dict[str, Floats]) -> Floats:
        return seen[self._names[0]] if len(self._names) == 1 else np.stack(list(seen.values()))

    def _told(self, infos: dict[str, dict[str, Any]]) -> dict[str, Any]:
        return infos[self._names[0]] if len(self._names) == 1 else infos

    def render(self) -> Any:
        """Draw the world as `render_mode` says."""
        return self.world.render()


def spaces(game: DroneGame) -> tuple[Box, Box]:
    """Give the spaces of what a single learner observes and does."""
    rows = () if game.drones == 1 else (game.drones,)
    return Box(-np.inf, np.inf, (*rows, game.view), np.float32), Box(-1.0, 1.0, (*rows, 4), np.float32)


class SoloDroneVectorEnv(VectorEnv[Any, Any, NDArray[Any]]):
    """A game of one team in many worlds, compiled, as `SoloDroneEnv` has it; the arrays that it returns are fresh ones.

    With the same seeds it gives what Gymnasium's `SyncVectorEnv` of the same `SoloDroneEnv` gives. Its info holds
    "score", a dict of arrays, where an episode is over; in the mode SAME_STEP that is in "final_info", beside
    "final_obs".

    Attributes:
        batch: the worlds.
    """

    def __init__(
        self,
        id: str,
        num_envs: int = 1,
        *,
        preset: str | None = None,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        **options: Any,
    ):
        """Make the worlds.

        Args:
            id: the game, as `DroneHover-v0`.
            num_envs: N, the number of worlds.
            preset: a named setting of the game.
            autoreset_mode: what becomes of episodes that are over, as Gymnasium defines it.
            **options: the game's, and `threads` (see `DroneBatch`).

        Raises:
            UnknownName: there is no such game, preset or option.
            ValueError: an argument is out of range.
        """
        mode = autoreset(autoreset_mode)
        batch: Any = make_batch(id, num_envs, None, preset=preset, autoreset_mode=mode, **options)
        self.batch: DroneBatch = batch
        self.num_envs, self.autoreset_mode, self.render_mode = self.batch.num_envs, mode, None
        self.metadata = {"autoreset_mode": mode, "render_modes": []}
        self.single_observation_space, self.single_action_space = spaces(self.batch.game)
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
        seeds = seeds_of(seed, self.num_envs)
        super().reset(seed=seeds[0] if seeds else None)
        return self._shaped(self.batch.reset(seeds, which)), {}

    def step(
        self, actions: Floats
    ) -> tuple[Floats, NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Take a step in each world.

        Args:
            actions: float [N, 4]; float [N, drones, 4] where there are several.

        Raises:
            ValueError: the actions are no numbers, or of another shape.
            RuntimeError: `reset` was never called, or autoreset is disabled and an episode is over.
        """
        batch, given = self.batch, taken(actions, self.action_space.shape or ())
        if self.autoreset_mode is AutoresetMode.DISABLED and (over := batch.terminated | batch.truncated).any():
            ended = listing([str(i) for i in np.flatnonzero(over)])
            raise RuntimeError(f'episodes are over ({ended}): begin them with reset(options={{"reset_mask": ...}})')
        seen, reward, terminated, truncated, _ = batch.step(given.reshape(self.num_envs, -1, 4))
        infos = self._infos(terminated | truncated)
        return self._shaped(seen), reward.mean(1, np.float64), terminated.copy(), truncated.copy(), infos

    def _shaped(self, seen: Floats) -> Floats:
        return seen.reshape(self.observation_space.shape or ()).copy()

    def _infos(self, over: NDArray[np.bool_]) -> dict[str, Any]:
        if not over.any():
            return {}
        batch = self.batch
        score: dict[str, Any] = {}
        for name, column in zip(batch.game.measures, batch.score.T, strict=True):
            score |= {name: np.where(over, column, 0), f"_{name}": over.copy()}
        ended = {"score": score, "_score": over.copy()}
        if self.autoreset_mode is not AutoresetMode.SAME_STEP:
            return ended
        final = np.full(self.num_envs, None, object)
        for i in np.flatnonzero(over).tolist():
            final[i] = batch.final[i].reshape(self.single_observation_space.shape or ()).copy()
        return {"final_obs": final, "_final_obs": over.copy(), "final_info": ended, "_final_info": over.copy()}
