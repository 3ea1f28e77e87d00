"""One world of a game of drones, behind PettingZoo's parallel interface."""

import sys
from typing import Any

import numpy as np
from gymnasium.spaces import Box
from numpy.typing import NDArray
from pettingzoo import ParallelEnv

from spenvs.core.draw import ansi
from spenvs.core.env import RENDER_MODES
from spenvs.core.moves import listing, quote
from spenvs.volleyball.actions import taken
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.pictures import above
from spenvs.volleyball.pictures.scene import Scene
from spenvs.volleyball.pictures.spectator import Spectator
from spenvs.volleyball.rally.text import events
from spenvs.volleyball.worlds import BODY

Infos = dict[str, dict[str, Any]]


class DroneEnv(ParallelEnv[str, NDArray[np.float32], NDArray[np.float32]]):
    """A game of drones, all of which act at every step.

    An action is float32 [4] from -1 to 1, what is beyond is clipped; `control` says what it is. NaN stops that drone's
    rotors, and is its fault. An observation is float32 [view]. All drones leave at the same time.

    An info holds "touched" (whether the drone's racket met the ball in this step), "body" (whether another part of it
    did), "faulty" (whether its action was no number, or it left the world's bounds) and, at the end, "score": what
    `game.measures` names. In games of two teams it also holds "crossed" (whether the ball changed sides) and, where a
    rally is over, "rally" (`spenvs.volleyball.rally.text.ended`).

    Attributes:
        game: the game.
        batch: the world, a batch of one.
    """

    def __init__(self, game: DroneGame, id: str, *, render_mode: str | None = None):
        """Make the environment.

        Args:
            game: the game, with its options.
            id: what it is registered as.
            render_mode: None, "ansi" (text, from above), "rgb_array" (uint8 [360, 640, 3]) or "human" (in the
                terminal, from above).

        Raises:
            ValueError: there is no such render mode.
        """
        if render_mode not in (None, *RENDER_MODES):
            raise ValueError(f'render_mode must be None, "ansi", "rgb_array" or "human"; got {quote(render_mode)}')
        self.game, self.id, self.render_mode = game, id, render_mode
        self.metadata = {"name": id, "render_modes": list(RENDER_MODES), "render_fps": round(1 / game.clock.step)}
        self.possible_agents = list(game.names)
        self.agents: list[str] = []
        self.batch = DroneBatch(game, 1, None, autoreset_mode="Disabled")
        self.observation_spaces = {
            name: Box(-np.inf, np.inf, (game.view,), np.float32) for name in self.possible_agents
        }
        self.action_spaces = {name: Box(-1.0, 1.0, (4,), np.float32) for name in self.possible_agents}
        self._actions = np.zeros((1, game.drones, 4), np.float32)
        self._spectator = Spectator(game)
        self._scene: Scene | None = None

    def observation_space(self, agent: str) -> Box:
        """Give the space that a drone's observations lie in; the same object on every call."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> Box:
        """Give the space that a drone's actions lie in; the same object on every call."""
        return self.action_spaces[agent]

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, NDArray[np.float32]], Infos]:
        """Begin an episode.

        Args:
            seed: seeds all chance from here on; None goes on with the present stream (a fresh one at first).
            options: `{"snapshot": ...}` begins from a state given by `snapshot()`; other keys mean nothing here.

        Raises:
            ValueError: the seed is no integer from 0 on, or the snapshot does not fit.
        """
        self.batch.reset(None if seed is None else [seed])
        self.agents = self.possible_agents.copy()
        self._spectator.begin()
        if options and "snapshot" in options:
            self.restore(options["snapshot"])
        self._look()
        return self._seen(), {name: {} for name in self.agents}

    def step(
        self, actions: dict[str, NDArray[np.float32]]
    ) -> tuple[dict[str, NDArray[np.float32]], dict[str, float], dict[str, bool], dict[str, bool], Infos]:
        """Take a step with one action for each drone.

        Raises:
            RuntimeError: no episode is going on.
            ValueError: a drone has no action, or one that is not four numbers.
        """
        if not self.agents:
            raise RuntimeError(f"no episode of {self.id} is going on: call reset() first")
        for i, name in enumerate(self.possible_agents):
            self._actions[0, i] = self._action(name, actions)
        batch, agents = self.batch, self.agents
        batch.step(self._actions)
        terminated, truncated = bool(batch.terminated[0]), bool(batch.truncated[0])
        rewards = dict(zip(agents, batch.reward[0].tolist(), strict=True))
        self._look()
        seen, infos = self._seen(), self._infos(terminated or truncated)
        if terminated or truncated:
            self.agents = []
        return seen, rewards, dict.fromkeys(agents, terminated), dict.fromkeys(agents, truncated), infos

    def _action(self, name: str, actions: Any) -> NDArray[np.float32]:
        try:
            action = actions[name]
        except (KeyError, TypeError, IndexError):
            raise ValueError(f"step() takes a dict with an action for each of {listing(self.agents)}") from None
        return taken(action, (4,), f"the action of {name}")

    def _seen(self) -> dict[str, NDArray[np.float32]]:
        return dict(zip(self.possible_agents, self.batch.observation[0].copy(), strict=True))

    def _infos(self, over: bool) -> Infos:
        contact, faulty = int(self.batch.worlds.contact[0]), int(self.batch.worlds.faulty[0])
        infos: Infos = {
            name: {
                "touched": bool(contact >> i & 1),
                "body": bool(contact >> (BODY + i) & 1),
                "faulty": bool(faulty >> i & 1),
            }
            for i, name in enumerate(self.possible_agents)
        }
        shared = events(self.game, self.batch.worlds) if self.game.teams == 2 else {}
        if over:
            shared["score"] = dict(zip(self.game.measures, self.batch.score[0].tolist(), strict=True))
        for info in infos.values():
            info.update(shared)
        return infos

    def state(self) -> NDArray[np.float32]:
        """Give what all drones observe in a row, for centralised critics: float32 [drones * view]."""
        return self.batch.observation[0].flatten()

    def snapshot(self) -> dict[str, Any]:
        """Give the whole state of the running episode as a JSON object, for `restore` and `reset(options=...)`."""
        arrays = {name: array[0].tolist() for name, array in self.batch.snapshot().items()}
        return {"id": self.id, "agents": self.agents.copy(), **arrays}

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Go to a state given by `snapshot`, of this environment or of one with the same id and options.

        Raises:
            ValueError: it is of another environment, or does not fit; nothing has changed.
        """
        if not isinstance(snapshot, dict) or snapshot.get("id") != self.id:
            raise ValueError(
                f"a snapshot of {self.id} was expected, as snapshot() gives it; got {quote(snapshot, 200)}"
            )
        try:
            arrays = {
                name: np.array([snapshot.get(name)], array.dtype) for name, array in self.batch.snapshot().items()
            }
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"the snapshot does not fit {self.id}: it holds what is no number") from None
        self.batch.restore(arrays)
        self.agents = [] if self.batch.terminated[0] or self.batch.truncated[0] else self.possible_agents.copy()

    def clone(self) -> "DroneEnv":
        """Give an independent environment in the same state, chance to come included."""
        twin = type(self)(self.game, self.id, render_mode=self.render_mode)
        if self.agents:
            twin.restore(self.snapshot())
        return twin

    def _look(self) -> None:
        """Keep what a picture of this moment shows, if pictures are wanted."""
        if self.render_mode:
            worlds = self.batch.worlds
            self._scene = self._spectator.scene(worlds, **self.game.marks(worlds, 0))

    def render(self) -> NDArray[np.uint8] | str | None:
        """Draw the world as `render_mode` says; "human" writes to the terminal and gives None.

        Raises:
            RuntimeError: no episode was begun.
        """
        if self.render_mode is None:
            return None
        if self._scene is None:
            raise RuntimeError(f"no episode of {self.id} is going on: call reset() first")
        if self.render_mode == "ansi":
            return ansi(above.table(self._scene), colour=False)
        if self.render_mode == "human":
            sys.stdout.write(ansi(above.table(self._scene)) + "\n")
            return None
        from spenvs.volleyball.pictures.picture import draw  # what draws is loaded when the first picture is drawn

        return draw(self._scene)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""
