"""One seat of a game as a Gymnasium environment."""

import sys
from typing import Any

import gymnasium
import numpy as np
from gymnasium.spaces import Text
from numpy.typing import NDArray

from spenvs.core.table import Table, begin_games, move_others
from spenvs.registry import make


class SoloEnv(gymnasium.Env[Any, Any]):
    """One seat of a game, the other seats played by given opponents.

    A step plays the learner's action and lets the opponents move until the learner is to again or the game is over.
    The observation is the seat's information state, int8 [view], or in a dialogue the text that the seat should read
    (the info then holds "numbers", int32 [length], in place of the mask), or, where actions are arrays, those numbers
    (the info then holds the "text"); the reward is the seat's own; the info holds
    "action_mask" (int8 [actions]), "seat" (a number) and, where an answer was refused, "complaint", "fault" and, where
    that ended the game, "forfeit" (the seat that forfeited). An illegal action costs what `attempts` and `illegal` say:
    see `FiniteEnv`.

    Attributes:
        table: the game, the seat and the opponents.
        game_env: the environment of the whole game, as `spenvs.make` gives it.
    """

    def __init__(
        self,
        id: str,
        seat: int | str = 0,
        opponents: Any = "random",
        *,
        preset: str | None = None,
        render_mode: str | None = None,
        **options: Any,
    ):
        """Make the environment.

        Args:
            id: the game, as `KuhnPoker-v0`.
            seat: the learner's seat, from 0; "random" draws one in each reset.
            opponents: one for all other seats, or a list with one for each, in the order of the seats: "random", the
                spec of an agent, an object with `act(turn)` (and, if it has them, `act_many`, `begin` and `end`), or a
                function of a turn. What is made of a spec is shared by the seats that it is given for.
            preset: a named setting of the game.
            render_mode: None, "ansi", "rgb_array" or "human"; the table is drawn as the seat sees it.
            **options: the game's, and `attempts` and `illegal`.

        Raises:
            UnknownName: there is no such game, preset, option or kind of agent.
            ValueError: an argument is out of range, or the opponents do not fit the game.
        """
        self.game_env = make(id, preset=preset, render_mode=render_mode, **options)
        self.table = Table(self.game_env, seat, opponents)
        self.render_mode = render_mode
        self.metadata = {name: self.game_env.metadata[name] for name in ("render_modes", "render_fps")}
        name = self.game_env.possible_agents[0]
        space = self.game_env.observation_space(name)
        self.action_space = self.game_env.action_space(name)
        told = "text" if isinstance(self.action_space, Text) else "numbers"
        self._part = "observation" if "observation" in space.spaces else told
        self.observation_space = space[self._part]
        self._begun = False

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Begin a game, and let the opponents move until the learner is to.

        A game that ends before that is dealt anew.

        Args:
            seed: seeds chance (the deals are those of `spenvs.make(...).reset(seed=seed)`), the draw of the seat,
                random opponents and the generators of the others. None goes on with the present streams.
            options: `{"snapshot": ...}` begins from a position given by `game_env.snapshot()`.

        Raises:
            ValueError: the seed is no integer from 0 on, or the snapshot does not fit or ends before the learner is to
                move.
            RuntimeError: the learner did not come to move in 1000 games.
        """
        self.table.begin(seed, options)
        super().reset(seed=None if seed is None else int(seed))
        self._begun = True
        if options and "snapshot" in options:
            move_others([self.table])
            if self.table.over:
                raise ValueError(f"the game of this snapshot ends before {self.table.agent} is to move")
        else:
            begin_games([self.table])
        return self._seen()

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Play an action, and let the opponents move.

        Args:
            action: a number, or a text that names a move.

        Raises:
            RuntimeError: no game is going on.
        """
        if not self._begun or self.table.over:
            raise RuntimeError(f"no game of {self.game_env.id} is going on: call reset() first")
        self.table.play(action)
        move_others([self.table])
        observation, info = self._seen()
        return observation, float(self.game_env.rewards[self.table.agent]), self.table.over, False, info

    def _seen(self) -> tuple[Any, dict[str, Any]]:
        table = self.table
        seen = self.game_env.observe(table.agent)
        if self.render_mode == "human":
            self.render()
        rest = {name: part for name, part in seen.items() if name != self._part}
        return seen[self._part], {**rest, "seat": table.seat, **table.notes()}

    def action_masks(self) -> NDArray[np.bool_]:
        """Give the legal actions, bool [actions], as sb3-contrib's MaskablePPO asks for them.

        Raises:
            KeyError: the game is one of free text.
        """
        return self.game_env.observe(self.table.agent)["action_mask"].astype(np.bool_)

    def text(self) -> str:
        """Say what a language model should read: the rules, what the seat knows, the legal moves."""
        return self.game_env.text(self.table.agent)

    def messages(self) -> list[dict[str, str]]:
        """Give the same as a chat."""
        return self.game_env.messages(self.table.agent)

    def legal(self) -> list[str]:
        """Give the legal moves by name."""
        return self.game_env.legal(self.table.agent)

    def render(self) -> Any:
        """Draw the table as the seat sees it, as `render_mode` says; "human" writes to the terminal and gives None."""
        agent = self.table.agent
        if self.render_mode == "rgb_array":
            return self.game_env.picture(agent)
        if self.render_mode == "ansi":
            return self.game_env.ansi(agent, colour=False)
        if self.render_mode == "human":
            sys.stdout.write(self.game_env.ansi(agent) + "\n")
        return None
