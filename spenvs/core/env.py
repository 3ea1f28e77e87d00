"""What PettingZoo environments of finite games and of dialogues share: turns, faults, views and copies."""

import inspect
import json
import sys
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from gymnasium.spaces import Dict
from numpy.typing import NDArray
from pettingzoo import AECEnv

from spenvs.core import draw
from spenvs.core.game import forfeited, option
from spenvs.core.moves import IllegalMove, listing, quote
from spenvs.core.rules import OVER
from spenvs.core.transcript import SHOWS, Past, Shows, past_option
from spenvs.core.turn import Turn

Penalty = Literal["forfeit", "random", "penalty"]
RENDER_MODES = ("ansi", "rgb_array", "human")


class GameEnv(AECEnv):
    """A game behind PettingZoo's AEC interface: what does not depend on the kind of its actions.

    `position` (a `Position` or a `Dialogue`) says where the game stands; the environment adds names of seats, rewards,
    faults, text and pictures.
    """

    agent_selection: str

    def __init__(
        self,
        game: Any,
        id: str,
        options: dict[str, Any] | None,
        *,
        attempts: int,
        illegal: Penalty,
        shows: Shows,
        past: Past,
        render_mode: str | None,
    ):
        """Arguments as for `FiniteEnv` and `DialogueEnv`; raises ValueError for one out of range."""
        super().__init__()
        if illegal not in ("forfeit", "random", "penalty"):
            raise ValueError(f'illegal must be "forfeit", "random" or "penalty"; got {quote(illegal)}')
        if shows not in SHOWS:
            raise ValueError(f'shows must be "full", "move and talk", "move" or "nothing"; got {quote(shows)}')
        if render_mode not in (None, *RENDER_MODES):
            raise ValueError(f'render_mode must be None, "ansi", "rgb_array" or "human"; got {quote(render_mode)}')
        self.game, self.id = game, id
        self.options: dict[str, Any] = json.loads(json.dumps(options or {}, default=int))
        self.attempts, self.illegal, self.render_mode = option("attempts", attempts, 1, 1000), illegal, render_mode
        self.shows, self.past = shows, past_option(past)
        self.metadata = {"name": id, "render_modes": list(RENDER_MODES), "render_fps": 1, "is_parallelizable": False}
        self.possible_agents = [f"player_{i}" for i in range(game.seats)]
        self._seats = {agent: i for i, agent in enumerate(self.possible_agents)}
        self._zero = dict.fromkeys(self.possible_agents, 0.0)
        self._false = dict.fromkeys(self.possible_agents, False)
        self._position: Any = None
        self._mover: str | None = None
        self.agents: list[str] = []
        self.attempt, self.moves = 1, 0
        self.complaint: str | None = None
        self.fault: IllegalMove | None = None

    # What a kind of game says

    @abstractmethod
    def _new(self, seed: int | None) -> Any:
        """Begin a play of the game."""

    @abstractmethod
    def _asked(self, agent: str) -> dict[str, Any]:
        """Give the info of the seat to move."""

    @abstractmethod
    def _number(self, agent: str, action: Any) -> Any:
        """Take what was given to `step` as what the play takes.

        Raises:
            IllegalMove: it is no action at all.
        """

    @abstractmethod
    def _knows(self, agent: str) -> str:
        """Say what a seat knows and may do, without the rules."""

    # Playing

    @property
    def settings(self) -> dict[str, Any]:
        """The options that do not belong to the game's rules, for records: faults, and views that are not the usual."""
        usual = inspect.signature(type(self)).parameters
        views = {"shows": self.shows, "past": self.past}
        odd = {name: value for name, value in views.items() if value != usual[name].default}
        return {"attempts": self.attempts, "illegal": self.illegal, **odd}

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> None:
        """Begin a game.

        Args:
            seed: seeds all chance from here on; None goes on with the present stream (a fresh one at first).
            options: `{"snapshot": ...}` begins from a position given by `snapshot()`; other keys mean nothing here.

        Raises:
            ValueError: the seed is no integer from 0 on, or the snapshot does not fit.
        """
        if self._position is None:
            self._position = self._new(seed)
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
        mover = self._position.mover
        if mover == OVER:
            self._close(self._position.returns())
        else:
            self.agent_selection = self._mover = agent = self.possible_agents[mover]
            self.infos[agent] = self._asked(agent)

    def step(self, action: Any) -> None:
        """Play an action of `agent_selection`: what its space holds, a text, or None for a seat that is done.

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
            self._play(agent, action)
        except IllegalMove as fault:
            self.refuse(agent, fault)
        except OverflowError:
            self.refuse(agent, IllegalMove(f"there is no action {quote(action)}"))
        else:
            self._ask()

    def _play(self, agent: str, action: Any) -> None:
        self._position.play(self._number(agent, action))

    @abstractmethod
    def sample(self, agent: str, rng: np.random.Generator) -> Any:
        """Draw a legal action of the seat to move."""

    def refuse(self, agent: str, fault: IllegalMove) -> None:
        """Deal with an illegal answer of the seat to move as `attempts` and `illegal` say; `self.fault` holds it."""
        self.fault = fault
        if self.attempt < self.attempts:
            self.attempt += 1
            self.complaint = str(fault)
            self.infos[agent] = {**self.infos[agent], "complaint": self.complaint, "fault": fault.fault}
        elif self.illegal == "random":
            self._position.play(self._random())
            self._ask()
            self.infos[agent] = {**self.infos[agent], "complaint": str(fault), "fault": fault.fault}
        else:
            self.forfeit(agent, str(fault), fault.fault)

    @abstractmethod
    def _random(self) -> Any:
        """Draw a legal action from the game's own chance."""

    def forfeit(self, agent: str, reason: str, fault: str = "illegal") -> None:
        """End the game with a loss for one seat, as an illegal move does.

        Args:
            agent: the seat that forfeits.
            reason: one sentence; it goes into every seat's info as "complaint".
            fault: "illegal", "unparsed", "timeout" or "crash"; goes there too, with the seat as "forfeit".
        """
        seat = self._seats[agent]
        returns = self._forfeited(seat)
        if self.illegal == "penalty":
            returns = [reward if i == seat else 0.0 for i, reward in enumerate(returns)]
        self.moves += 1
        for each in self.agents:
            self.infos[each] = {"complaint": reason, "fault": fault, "forfeit": agent}
        self._close(returns)

    def _forfeited(self, seat: int) -> list[float]:
        """Give the returns when a seat forfeits."""
        return forfeited(self.game, seat)

    def _close(self, returns: list[float]) -> None:
        self._mover = None
        self.agent_selection = self.agents[0]
        for agent, reward in zip(self.possible_agents, returns, strict=True):
            self.rewards[agent] = reward
            self._cumulative_rewards[agent] += reward
            self.terminations[agent] = True
            self.infos[agent] |= self._ended()

    def _ended(self) -> dict[str, Any]:
        """Give what the infos say at the end."""
        return {}

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
    def position(self) -> Any:
        """Where the game stands: a `Position`, or a `Dialogue`.

        Raises:
            RuntimeError: `reset` was never called.
        """
        if self._position is None:
            raise RuntimeError(f"no game of {self.id} is going on: call reset() first")
        return self._position

    @property
    def played(self) -> Any:
        """The last action that was played, as a number or, in a dialogue, as a text."""
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

    def action_space(self, agent: str) -> Any:
        """Give the space that a seat's actions lie in; the same object on every call."""
        return self.action_spaces[agent]

    def state(self) -> NDArray[Any]:
        """Give all seats' observations in a row, for centralised critics: [seats * view]."""
        return np.concatenate([self.position.see(i) for i in range(self.game.seats)])

    def text(self, agent: str) -> str:
        """Say all that a seat should read: the rules, what it knows, and its legal moves or the result."""
        return f"{self.game.brief}\n\n{self._past(agent)}{self._knows(agent)}"

    @abstractmethod
    def _past(self, agent: str) -> str:
        """Give what was said before, as far as `past` has it, with an empty line behind it."""

    @abstractmethod
    def _chat(self, agent: str) -> list[dict[str, str]]:
        """Give the same as a chat."""

    def messages(self, agent: str) -> list[dict[str, str]]:
        """Give the same as a chat: the rules from the system, the seat's own words from the assistant."""
        chat, knows = self._chat(agent), self._knows(agent)
        if chat and chat[-1]["role"] == "user":
            chat[-1]["content"] += f"\n\n{knows}"
        else:
            chat.append({"role": "user", "content": knows})
        return [{"role": "system", "content": self.game.brief}, *chat]

    def _result(self, seat: int) -> str:
        complaint = self.infos.get(self.possible_agents[seat], {})
        if "forfeit" in complaint:
            return f"{complaint['forfeit']} forfeited: {complaint['complaint']}."
        return f"Your return is {self._position.returns()[seat]:+g}."

    def turn(self, agent: str | None = None, **fields: Any) -> Turn:
        """Put the present question to a seat (the one to move) into a `Turn`; `fields` go to it."""
        return Turn(self, agent or self.agent_selection, **fields)

    def picture(self, agent: str | None = None) -> NDArray[np.uint8]:
        """Draw the table as a seat sees it, or as one who sees everything: uint8 [height, width, 3]."""
        return draw.pixels(self._table(agent), self.id)

    def ansi(self, agent: str | None = None, colour: bool = True, width: int | None = None) -> str:
        """Draw the same for a terminal; what can be drawn smaller fits its `width`, where this is given."""
        return draw.ansi(self._table(agent), colour, width)

    def film(self, frames: int = 100) -> Iterator[list[draw.Element]]:
        """Give what has happened since the last action as tables to be drawn one after another, at most so many.

        Most games have nothing to show but their table.
        """
        return iter(())

    @abstractmethod
    def _table(self, agent: str | None) -> list[draw.Element]:
        """Give the table as a seat sees it, or as one who sees everything."""

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
            ValueError: it is of another environment, or does not fit the rules; nothing has changed.
        """
        if not isinstance(snapshot, dict) or snapshot.get("id") != self.id or snapshot.get("options") != self.options:
            wanted = f"{self.id} with options {self.options}"
            raise ValueError(f"a snapshot of {wanted} was expected, as snapshot() gives it; got {quote(snapshot, 200)}")
        attempt = option("attempt", snapshot.get("attempt", 1), 1, 1000)
        position = self._new(None) if self._position is None else self._position.copy()
        position.restore(snapshot)
        self._position = position
        self._deal()
        self.attempt, self.complaint = attempt, snapshot.get("complaint")

    def clone(self) -> Any:
        """Give an independent environment in the same state, chance to come included."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._position = self._position and self._position.copy()
        twin.agents = self.agents.copy()
        for name in ("rewards", "_cumulative_rewards", "terminations", "truncations"):
            if name in self.__dict__:
                setattr(twin, name, getattr(self, name).copy())
        if "infos" in self.__dict__:
            twin.infos = {agent: info.copy() for agent, info in self.infos.items()}
        return twin
