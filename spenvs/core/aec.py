"""A finite game as a PettingZoo AEC environment that speaks numbers, text and pictures."""

import json
import sys
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from gymnasium.spaces import Box, Dict, Discrete
from numpy.typing import NDArray
from pettingzoo import AECEnv, ParallelEnv
from pettingzoo.utils.conversions import aec_to_parallel, turn_based_aec_to_parallel

from spenvs.core import draw
from spenvs.core.game import FiniteGame, option
from spenvs.core.moves import IllegalMove, listing, quote, read_move
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.core.turn import Turn
from spenvs.registry import spec, wrong_option

Penalty = Literal["forfeit", "random", "penalty"]
RENDER_MODES = ("ansi", "rgb_array", "human")


class FiniteEnv(AECEnv):
    """A finite game behind PettingZoo's AEC interface.

    Observations are `{"observation": int8 [view], "action_mask": int8 [actions]}`: the seat's information state and the
    legal moves (also in `info`). The mask of a seat that is not to move is all ones: it has no choice to restrict. An
    action is a number or a text that names a move (see `read`). What an illegal one costs:

    Args:
        game: the game.
        id: the environment's id, as `KuhnPoker-v0`; it goes into records.
        options: the game's keyword arguments; they go into records.
        attempts: how often a seat is asked. An illegal answer before the last leaves everything as it is but for
            `infos[agent]["complaint"]`, which `text` shows too.
        illegal: what the last one costs. "forfeit": the game ends, the seat loses the game's stake and the others share
            it. "penalty": the game ends, the seat loses the stake and the others get nothing. "random": a legal action,
            drawn by the environment, is played instead.
        render_mode: None, "ansi" (text), "rgb_array" (uint8 [height, width, 3]) or "human" (drawn in the terminal).
    """

    def __init__(
        self,
        game: FiniteGame,
        id: str,
        options: dict[str, Any] | None = None,
        *,
        attempts: int = 1,
        illegal: Penalty = "forfeit",
        render_mode: str | None = None,
    ):
        """Raises ValueError for an option out of range."""
        super().__init__()
        if illegal not in ("forfeit", "random", "penalty"):
            raise ValueError(f'illegal must be "forfeit", "random" or "penalty"; got {quote(illegal)}')
        if render_mode not in (None, *RENDER_MODES):
            raise ValueError(f'render_mode must be None, "ansi", "rgb_array" or "human"; got {quote(render_mode)}')
        self.game, self.id = game, id
        self.options: dict[str, Any] = json.loads(json.dumps(options or {}, default=int))
        self.attempts, self.illegal, self.render_mode = option("attempts", attempts, 1, 1000), illegal, render_mode
        self.metadata = {
            "name": id,
            "render_modes": list(RENDER_MODES),
            "render_fps": 1,
            "is_parallelizable": game.simultaneous,
        }
        self.possible_agents = [f"player_{i}" for i in range(game.seats)]
        self._seats = {agent: i for i, agent in enumerate(self.possible_agents)}
        observed = Dict(
            observation=Box(0, 1, (game.view,), np.int8), action_mask=Box(0, 1, (len(game.actions),), np.int8)
        )
        self.observation_spaces = dict.fromkeys(self.possible_agents, observed)
        self.action_spaces = {agent: Discrete(len(game.actions)) for agent in self.possible_agents}
        self.state_space = Box(0, 1, (game.seats * game.view,), np.int8)
        self._view = game.view
        self._free = np.ones(len(game.actions), np.int8)
        self._zero = dict.fromkeys(self.possible_agents, 0.0)
        self._false = dict.fromkeys(self.possible_agents, False)
        self._position: Position | None = None
        self._mover: str | None = None
        self.agents: list[str] = []
        self.attempt, self.moves = 1, 0
        self.complaint: str | None = None
        self.fault: IllegalMove | None = None

    # Playing

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> None:
        """Begin a game.

        Args:
            seed: seeds all chance from here on; None goes on with the present stream (a fresh one at first).
            options: `{"snapshot": ...}` begins from a position given by `snapshot()`; other keys mean nothing here.

        Raises:
            ValueError: the seed is no integer from 0 on, or the snapshot does not fit.
        """
        if self._position is None:
            self._position = Position(self.game, seed)
        else:
            if seed is not None:
                self._position.seed(seed)
            self._position.begin()
        self._deal()
        if options and "snapshot" in options:
            self.restore(options["snapshot"])

    def _deal(self) -> None:
        self.agents = self.possible_agents.copy()
        self.rewards = self._zero.copy()
        self._cumulative_rewards = self._zero.copy()
        self.terminations = self._false.copy()
        self.truncations = self._false.copy()
        self.infos: dict[str, dict[str, Any]] = {agent: {} for agent in self.agents}
        self.moves += 1
        self._ask()

    def _ask(self) -> None:
        """Turn to the seat that is to move, or close the game."""
        self.attempt, self.complaint = 1, None
        position: Position = self._position  # type: ignore[assignment]
        mover = position.mover
        if mover == OVER:
            self._close(position.returns())
        else:
            self.agent_selection = self._mover = agent = self.possible_agents[mover]
            self.infos[agent] = {"action_mask": position.mask.copy()}

    def step(self, action: int | str | None) -> None:
        """Play an action of `agent_selection`: a number, a text that names a move, or None for a seat that is done.

        Raises:
            RuntimeError: no game is going on.
            ValueError: a seat that is done was given something else than None.
        """
        if not self.agents:
            raise RuntimeError(f"no game of {self.id} is going on: call reset() first")
        agent = self.agent_selection
        if self.terminations[agent]:
            self._leave(agent, action)
            return
        self.moves += 1
        self.fault = None
        self._cumulative_rewards[agent] = 0.0
        try:
            if type(action) is not int:
                action = self._number(agent, action)
            self._position.play(action)  # type: ignore[union-attr]
        except IllegalMove as fault:
            self.refuse(agent, fault)
        except OverflowError:
            self.refuse(agent, IllegalMove(f"there is no action {quote(action)}"))
        else:
            self._ask()

    def _number(self, agent: str, action: Any) -> int:
        if isinstance(action, str):
            return self.read(agent, action)
        if isinstance(action, np.integer) or (
            isinstance(action, np.ndarray) and action.ndim == 0 and action.dtype.kind in "iu"
        ):
            return int(action)
        raise IllegalMove(f"an action is a number or a text that names a move; got {quote(action)}", "unparsed")

    def refuse(self, agent: str, fault: IllegalMove) -> None:
        """Deal with an illegal answer of the seat to move as `attempts` and `illegal` say; `self.fault` holds it."""
        self.fault = fault
        if self.attempt < self.attempts:
            self.attempt += 1
            self.complaint = str(fault)
            self.infos[agent] = {**self.infos[agent], "complaint": self.complaint, "fault": fault.fault}
        elif self.illegal == "random":
            position = self.position
            position.play(position.random_action())
            self._ask()
            self.infos[agent] = {**self.infos[agent], "complaint": str(fault), "fault": fault.fault}
        else:
            self.forfeit(agent, str(fault), fault.fault)

    def forfeit(self, agent: str, reason: str, fault: str = "illegal") -> None:
        """End the game with a loss for one seat, as an illegal move does.

        Args:
            agent: the seat that forfeits.
            reason: one sentence; it goes into every seat's info as "complaint".
            fault: "illegal", "unparsed", "timeout" or "crash"; goes there too, with the seat as "forfeit".
        """
        seat = self._seats[agent]
        returns = self.game.forfeit(seat)
        if self.illegal == "penalty":
            returns = [reward if i == seat else 0.0 for i, reward in enumerate(returns)]
        self.moves += 1
        for each in self.agents:
            self.infos[each] = {"complaint": reason, "fault": fault, "forfeit": agent}
        self._close(returns)

    def _close(self, returns: list[float]) -> None:
        self._mover = None
        self.agent_selection = self.agents[0]
        for agent, reward in zip(self.possible_agents, returns, strict=True):
            self.rewards[agent] = reward
            self._cumulative_rewards[agent] += reward
            self.terminations[agent] = True
            self.infos[agent]["action_mask"] = self._free.copy()

    def _leave(self, agent: str, action: Any) -> None:
        """Take a seat that is done out of the game."""
        if action is not None:
            raise ValueError(f"the game is over for {agent}: step(None) is all it can do, or reset()")
        self.agents.remove(agent)
        for of in (self.rewards, self._cumulative_rewards, self.terminations, self.truncations, self.infos):
            del of[agent]
        for left in self.agents:
            self.rewards[left] = 0.0
        if self.agents:
            self.agent_selection = self.agents[0]

    # Looking

    @property
    def position(self) -> Position:
        """Where the game stands.

        Raises:
            RuntimeError: `reset` was never called.
        """
        if self._position is None:
            raise RuntimeError(f"no game of {self.id} is going on: call reset() first")
        return self._position

    @property
    def played(self) -> int:
        """The last action that was played, as a number."""
        return self.position.path[-1]

    def seat_number(self, agent: str) -> int:
        """Give the number of a seat from its name.

        Raises:
            ValueError: there is no such seat.
        """
        try:
            return self._seats[agent]
        except (KeyError, TypeError):
            raise ValueError(f"{self.id} has no seat {quote(agent)}; seats: {listing(self.possible_agents)}") from None

    def observation_space(self, agent: str) -> Dict:
        """Give the space that a seat's observations lie in; the same object on every call."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> Discrete:
        """Give the space that a seat's actions lie in; the same object on every call."""
        return self.action_spaces[agent]

    def observe(self, agent: str) -> dict[str, NDArray[np.int8]]:
        """Give a seat's observation, as fresh arrays."""
        position = self._position or self.position
        x = np.zeros(self._view, np.int8)
        self.game.seen(position.s, self.seat_number(agent), x)
        mask = position.mask if agent == self._mover else self._free
        return {"observation": x, "action_mask": mask.copy()}

    def state(self) -> NDArray[np.int8]:
        """Give all seats' observations in a row, for centralised critics: int8 [seats * view]."""
        return np.concatenate([self.position.see(i) for i in range(self.game.seats)])

    def role(self, agent: str) -> str:
        """Give the role of a seat; in these games its own name."""
        return self.possible_agents[self.seat_number(agent)]

    def mask(self) -> NDArray[np.int8]:
        """Give the legal actions of the seat to move, int8 [actions], as a fresh array."""
        return self.position.mask.copy()

    def legal_actions(self) -> tuple[int, ...]:
        """Give the legal actions of the seat to move as numbers."""
        return self.position.legal()

    def legal(self, agent: str) -> list[str]:
        """Give a seat's legal moves by name; none while it is not its turn."""
        if agent != self._mover:
            self.seat_number(agent)
            return []
        return self.position.named()[0].copy()

    def text(self, agent: str) -> str:
        """Say all that a seat should read: the rules, what it knows, and its legal moves or the result."""
        return f"{self.game.brief}\n\n{self._knows(agent)}"

    def messages(self, agent: str) -> list[dict[str, str]]:
        """Give the same as a chat: the rules from the system, the rest from the user."""
        return [{"role": "system", "content": self.game.brief}, {"role": "user", "content": self._knows(agent)}]

    def _knows(self, agent: str) -> str:
        seat, position = self.seat_number(agent), self.position
        known = f"You are {agent}. {self.game.rules.describe(self.game, position.s, seat)}"
        if agent == self._mover:
            complaint = f"Your last answer was refused: {self.complaint}\n" if self.complaint else ""
            return f"{known}\n{complaint}Legal moves: {position.named()[1]}"
        if self._mover is None:
            return f"{known}\nThe game is over. {self._result(seat)}"
        return f"{known}\nIt is not your turn."

    def _result(self, seat: int) -> str:
        complaint = self.infos.get(self.possible_agents[seat], {})
        if "forfeit" in complaint:
            return f"{complaint['forfeit']} forfeited: {complaint['complaint']}."
        return f"Your return is {self.position.returns()[seat]:+g}."

    def read(self, agent: str, text: str) -> int:
        r"""Find the action that a text names: a move's name, bare, in `[...]`, `\boxed{...}`, `<answer>`, or JSON.

        Raises:
            IllegalMove: no single move was found (fault "unparsed").
        """
        action = self.game.names.get(text)
        return action if action is not None else read_move(text, self.game.names)

    def turn(self, agent: str | None = None, **fields: Any) -> Turn:
        """Put the present question to a seat (the one to move) into a `Turn`; `fields` go to it."""
        return Turn(self, agent or self.agent_selection, **fields)

    def picture(self, agent: str | None = None) -> NDArray[np.uint8]:
        """Draw the table as a seat sees it, or as one who sees everything: uint8 [height, width, 3]."""
        return draw.pixels(self._table(agent), self.id)

    def ansi(self, agent: str | None = None, colour: bool = True) -> str:
        """Draw the same for a terminal."""
        return draw.ansi(self._table(agent), colour)

    def _table(self, agent: str | None) -> list[draw.Element]:
        seat = -1 if agent is None else self.seat_number(agent)
        return self.game.rules.show(self.game, self.position.s, seat)

    def render(self) -> NDArray[np.uint8] | str | None:
        """Draw the whole table as `render_mode` says; "human" writes to the terminal and gives None."""
        if self.render_mode == "rgb_array":
            return self.picture()
        if self.render_mode == "ansi":
            return self.ansi(colour=False)
        if self.render_mode == "human":
            sys.stdout.write(self.ansi() + "\n")
        return None

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    # Copying

    def snapshot(self) -> dict[str, Any]:
        """Give the whole state of the running game as a JSON object, for `restore` and `reset(options=...)`."""
        asked = {"attempt": self.attempt, "complaint": self.complaint}
        return {"id": self.id, "options": self.options, **self.position.snapshot(), **asked}

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Go to a state given by `snapshot`, of this environment or of one with the same id and options.

        Raises:
            ValueError: it is of another environment, or does not fit the rules.
        """
        if not isinstance(snapshot, dict) or snapshot.get("id") != self.id or snapshot.get("options") != self.options:
            wanted = f"{self.id} with options {self.options}"
            raise ValueError(f"a snapshot of {wanted} was expected, as snapshot() gives it; got {quote(snapshot, 200)}")
        if self._position is None:
            self._position = Position(self.game)
        self._position.restore(snapshot)
        self._deal()
        self.attempt, self.complaint = snapshot.get("attempt", 1), snapshot.get("complaint")

    def clone(self) -> "FiniteEnv":
        """Give an independent environment in the same state, chance to come included."""
        twin = object.__new__(FiniteEnv)
        twin.__dict__.update(self.__dict__)
        twin._position = self._position and self._position.copy()
        twin.agents = self.agents.copy()
        for name in ("rewards", "_cumulative_rewards", "terminations", "truncations"):
            if name in self.__dict__:
                setattr(twin, name, getattr(self, name).copy())
        if "infos" in self.__dict__:
            twin.infos = {agent: info.copy() for agent, info in self.infos.items()}
        return twin


def constructors(id: str) -> tuple[Callable[..., FiniteEnv], Callable[..., FiniteEnv], Callable[..., ParallelEnv]]:
    """Give PettingZoo's three constructors of a registered finite game: `env`, `raw_env`, `parallel_env`.

    `env` and `raw_env` are the same: what PettingZoo's wrappers add (order, illegal moves) is built in. A game that is
    not simultaneous becomes parallel as PettingZoo does it: everybody sends an action, the one whose turn it is counts.
    """

    def env(**kwargs: Any) -> FiniteEnv:
        own = {name: kwargs.pop(name) for name in ("attempts", "illegal", "render_mode") if name in kwargs}
        module = sys.modules[spec(id).module]
        try:
            game = module.game(**kwargs)
        except TypeError:
            raise wrong_option(id, kwargs, module.game) from None
        return FiniteEnv(game, id, kwargs, **own)

    def parallel_env(**kwargs: Any) -> ParallelEnv:
        aec = env(**kwargs)
        return aec_to_parallel(aec) if aec.game.simultaneous else turn_based_aec_to_parallel(aec)

    return env, env, parallel_env
