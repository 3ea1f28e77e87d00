"""Many worlds at once on an NVIDIA GPU, from the same source as on the CPU; needs numba-cuda.

A thread of the GPU plays a world. numba-cuda compiles the pieces of `spenvs.volleyball.loop` as they are. In its
simulator results are those of the CPU to the bit; a real GPU fuses multiplications and additions, and rounds less.
"""

import functools
from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from spenvs.core.batch import autoreset, marks
from spenvs.core.game import option
from spenvs.core.position import chance_stream
from spenvs.volleyball import loop
from spenvs.volleyball.actions import taken
from spenvs.volleyball.batch import MODES, blank
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.lanes import LANES, ROOM
from spenvs.volleyball.loop import STEPS, act, course
from spenvs.volleyball.physics import BLOCKS, advance_in
from spenvs.volleyball.rules import Faces
from spenvs.volleyball.worlds import Worlds, worlds

try:
    from numba import cuda, float32
except ImportError as error:
    raise ImportError('worlds on a GPU need numba-cuda: pip install "spenvs[gpu]"') from error

BLOCK = 64
"""Threads of a block."""


class DroneBatchGPU:
    """What `DroneBatch` is, with all arrays on a GPU: they have the CUDA array interface, as torch and cupy know it.

    The arrays belong to the batch and are filled in place. The first steps compile for some minutes.

    Attributes:
        num_envs: N, the number of worlds.
        game: the game.
        worlds: the state (`spenvs.volleyball.worlds.Worlds`).
        observation: float32 [N, D, view].
        reward: float32 [N, D].
        terminated: bool [N], whether the episode ended by the rules in the last step.
        truncated: bool [N], whether it was cut off.
        measure: float32 [N, measures], what `game.measures` says of the episode so far.
        score: float32 [N, measures], the same of the last episode of each world that is over.
        final: float32 [N, D, view], what was seen at its end.
    """

    def __init__(
        self,
        game: DroneGame,
        num_envs: int,
        seed: int | None = 0,
        *,
        autoreset_mode: AutoresetMode | str = AutoresetMode.SAME_STEP,
    ):
        """Make the batch; `reset` begins the episodes.

        Args:
            game: the game, with its options.
            num_envs: the number of worlds, from 1.
            seed: of the streams of chance, which are those of `DroneBatch`; None for a fresh one.
            autoreset_mode: as for `DroneBatch`.

        Raises:
            ValueError: an argument is out of range.
            RuntimeError: there is no GPU that numba-cuda can use.
        """
        if not cuda.is_available():
            raise RuntimeError("numba-cuda finds no NVIDIA GPU with a driver that it can use")
        self.autoreset_mode = autoreset(autoreset_mode)
        self.game, self.num_envs = game, option("num_envs", num_envs, 1, 2**31 - 1)
        made = worlds(num_envs, game.drones)
        made.tape[:, 0] = chance_stream(seed, num_envs)
        self.worlds: Any = Worlds(*map(cuda.to_device, made))
        self._faces: Any = Faces(*map(cuda.to_device, blank(game, num_envs)))
        self.observation, self.final = self._faces.observation, self._faces.final
        self.reward, self.measure, self.score = self._faces.reward, self._faces.measure, self._faces.score
        self.terminated, self.truncated = self._faces.terminated, self._faces.truncated
        self._told = (self.worlds, game.model, game.numbers, self._faces)
        self._mode = MODES[self.autoreset_mode]
        self._grid = (num_envs + BLOCK - 1) // BLOCK, BLOCK
        self._steps = kernel(game.module, game.drones)
        self._begun = False

    def reset(self, which: NDArray[np.bool_] | None = None) -> Any:
        """Begin the episodes of the worlds that `which` (bool [N]) marks, or of all; give the observation.

        Raises:
            ValueError: `which` is no such array.
            RuntimeError: the first reset leaves worlds out.
        """
        marked = np.ones(self.num_envs, np.bool_) if which is None else marks(which, self.num_envs, "which")
        if not self._begun and not marked.all():
            raise RuntimeError("the first reset() of a batch begins all of its episodes: leave `which` out")
        self._faces.fresh.copy_to_device(marked)
        self._steps[self._grid](*self._told, loop.BEGIN)
        self._begun = True
        return self.observation

    def step(self, actions: Any) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
        """Take a step in every world, with actions as for `DroneBatch`, from the GPU or from the host.

        Raises:
            ValueError: the actions are no numbers, or have another shape.
            RuntimeError: `reset` was never called.
        """
        if not self._begun:
            raise RuntimeError("no episodes are going on: call reset() first")
        wanted = self._faces.action.shape
        if not hasattr(actions, "__cuda_array_interface__"):
            actions = taken(actions, wanted)
        elif tuple(actions.shape) != wanted:
            raise ValueError(f"actions must be of shape {list(wanted)}; got shape {list(actions.shape)}")
        self._faces.action.copy_to_device(actions)
        self._steps[self._grid](*self._told, self._mode)
        info = {"final_obs": self.final, "score": self.score}
        return self.observation, self.reward, self.terminated, self.truncated, info


@functools.cache
def kernel(module: str, drones: int) -> Any:
    """Make the kernel that begins episodes and takes steps in a game of so many drones, by its module."""
    tell = loop.compiled(loop.tell, module)
    count = min(drones, LANES)

    def steps(w, m, r, out, mode):
        i = cuda.grid(1)  # type: ignore[call-arg, var-annotated]
        if i < w.drone.shape[0]:
            if course(out, i, mode) == STEPS:
                room = cuda.local.array((BLOCKS, ROOM), float32)
                act(w, m, r, i, out)
                advance_in(w, m, i, room, count)
            tell(w, m, r, i, out, mode)

    return cuda.jit(steps)
