"""One seat of many games as a Gymnasium vector environment."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from spenvs.core import draw
from spenvs.core.batch import autoreset, marks
from spenvs.core.engine import actions_of, is_list, seed_numbers
from spenvs.core.game import option
from spenvs.core.moves import listing, quote
from spenvs.core.position import seed_number
from spenvs.core.solo import SoloEnv
from spenvs.core.tables import tables_like

Seeds = int | Sequence[int | None] | None


class SoloVectorEnv(VectorEnv[NDArray[np.int8], NDArray[np.int64], NDArray[Any]]):
    """One seat in each of many games: as many `SoloEnv` as one environment.

    It gives what Gymnasium's `SyncVectorEnv` of the same `SoloEnv`, reset with the same seeds, gives. Against random
    opponents it plays compiled. The arrays that it returns are fresh ones.
    """

    def __init__(
        self,
        id: str,
        num_envs: int = 1,
        seat: int | str = 0,
        opponents: Any = "random",
        *,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        render_mode: str | None = None,
        **options: Any,
    ):
        """Make the environment.

        Args:
            id: the game, as `KuhnPoker-v0`.
            num_envs: N, the number of games, from 1.
            seat: as for `SoloEnv`, for all games.
            opponents: as for `SoloEnv`; one object plays in all games, so that agents with `act_many` are asked in
                batches.
            autoreset_mode: what becomes of games that are over, as Gymnasium defines it.
            render_mode: None, "ansi" or "rgb_array".
            **options: `preset` and the game's options, as for `SoloEnv`.

        Raises:
            UnknownName: there is no such game, preset, option or kind of agent.
            ValueError: an argument is out of range, or the opponents do not fit the game.
        """
        self.num_envs = option("num_envs", num_envs, 1, 2**31 - 1)
        self.autoreset_mode = autoreset(autoreset_mode)
        if render_mode not in (None, "ansi", "rgb_array"):
            raise ValueError(f'render_mode of many games must be None, "ansi" or "rgb_array"; got {quote(render_mode)}')
        model = SoloEnv(id, seat, opponents, **options)
        self.render_mode = render_mode
        self.metadata = {
            "render_modes": ["ansi", "rgb_array"],
            "render_fps": model.metadata["render_fps"],
            "autoreset_mode": self.autoreset_mode,
        }
        self.single_observation_space, self.single_action_space = model.observation_space, model.action_space
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)
        self._tables = tables_like(model.table, self.num_envs)
        self._done = np.zeros(self.num_envs, np.bool_)
        self._begun = False

    def reset(
        self, *, seed: Seeds = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.int8], dict[str, Any]]:
        """Begin games.

        Args:
            seed: one for each game; an integer s stands for s, s + 1, ... None goes on with the present streams.
            options: `{"reset_mask": bool [N]}` begins those games only.

        Raises:
            ValueError: the seed or the mask is out of range or of another length.
        """
        which = self._which(options)
        seeds = seeds_of(seed, self.num_envs)
        super().reset(seed=seeds[0] if seeds else None)
        self._tables.begin(which, seeds)
        self._done = self._done & ~which
        self._begun = True
        return self._tables.observation.copy(), self._infos(which)

    def _which(self, options: dict[str, Any] | None) -> NDArray[np.bool_]:
        if not options or "reset_mask" not in options:
            return np.ones(self.num_envs, np.bool_)
        which = marks(options["reset_mask"], self.num_envs, "reset_mask")
        if not which.any():
            raise ValueError("reset_mask marks no game: nothing would be reset")
        if not self._begun and not which.all():
            raise ValueError("the first reset() begins all games: leave reset_mask out")
        return which

    def step(
        self, actions: Any
    ) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Play an action in each game, and let the opponents move.

        Args:
            actions: integers [N].

        Raises:
            ValueError: the actions are no array of integers of shape [N].
            RuntimeError: `reset` was never called, or autoreset is disabled and a game is over.
        """
        if not self._begun:
            raise RuntimeError("no games are going on: call reset() first")
        actions = actions_of(actions, self.num_envs)
        mode, tables, done = self.autoreset_mode, self._tables, self._done
        if mode is AutoresetMode.DISABLED and done.any():
            games = listing([str(i) for i in np.flatnonzero(done)])
            raise RuntimeError(f'games are over ({games}): begin them with reset(options={{"reset_mask": ...}}) first')
        tables.play(actions, ~done)
        if done.any():
            tables.begin(done)
        reward, over = tables.reward.copy(), tables.over.copy()
        final: dict[str, Any] = {}
        if mode is AutoresetMode.SAME_STEP and over.any():
            final = self._final(over)
            tables.begin(over)
        self._done = over if mode is not AutoresetMode.SAME_STEP else np.zeros_like(over)
        infos = self._infos(np.ones_like(over))
        return tables.observation.copy(), reward, over.copy(), np.zeros_like(over), {**final, **infos}

    def _infos(self, which: NDArray[np.bool_]) -> dict[str, Any]:
        """Give the infos of the marked games as Gymnasium does: an array for each key, and one of marks beside it."""
        tables = self._tables
        infos: dict[str, Any] = {
            "action_mask": np.where(which[:, None], tables.mask, np.int8(0)),
            "_action_mask": which.copy(),
            "seat": np.where(which, tables.seat, np.int64(0)),
            "_seat": which.copy(),
        }
        for i, notes in tables.notes.items():
            if which[i]:
                infos = self._add_info(infos, notes, i)
        return infos

    def _final(self, over: NDArray[np.bool_]) -> dict[str, Any]:
        """Keep what was seen last in the marked games: an array in each place, as wrappers may put others there."""
        seen = np.full(self.num_envs, None, object)
        for i in np.flatnonzero(over).tolist():
            seen[i] = self._tables.observation[i].copy()
        return {
            "final_obs": seen,
            "_final_obs": over.copy(),
            "final_info": self._infos(over),
            "_final_info": over.copy(),
        }

    def action_masks(self) -> NDArray[np.bool_]:
        """Give the legal actions of all games, bool [N, actions]."""
        return self._tables.mask.astype(np.bool_)

    def render(self) -> tuple[Any, ...] | None:
        """Draw every table as its learner sees it: texts or pictures, as `render_mode` says."""
        tables = self._tables
        drawings = (tables.drawing(i) for i in range(self.num_envs))
        if self.render_mode == "rgb_array":
            return tuple(draw.pixels(drawing, tables.id) for drawing in drawings)
        return tuple(draw.ansi(drawing, False) for drawing in drawings) if self.render_mode else None


def seeds_of(seed: Seeds, number: int) -> Sequence[int | None] | None:
    """Give a seed for each of some games: those of a list, or s, s + 1, ... for an integer s.

    Raises:
        ValueError: one is no integer from 0 on, or the list has another length.
    """
    if is_list(seed):
        return seed_numbers(seed, number)
    first = seed_number(seed)
    return None if first is None else [first + i for i in range(number)]
