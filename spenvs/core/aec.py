"""A finite game as a PettingZoo AEC environment that speaks numbers, text and pictures."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from gymnasium.spaces import Box, Dict, Discrete
from numpy.typing import NDArray
from pettingzoo import ParallelEnv
from pettingzoo.utils.conversions import turn_based_aec_to_parallel

from spenvs.core import draw
from spenvs.core.env import GameEnv, Penalty
from spenvs.core.game import FiniteGame
from spenvs.core.moves import IllegalMove, quote, read_move
from spenvs.core.parallel import ParallelGame
from spenvs.core.position import Position
from spenvs.core.transcript import GAME, Past, Shows, Transcript, tame
from spenvs.registry import ENV_OPTIONS, spec, wrong_option


class FiniteEnv(GameEnv):
    """A finite game behind PettingZoo's AEC interface.

    Observations are `{"observation": int8 [view], "action_mask": int8 [actions]}`: the seat's information state and the
    legal moves (also in `info`). The mask of a seat that is not to move is all ones: it has no choice to restrict; in a
    simultaneous game, though, it marks what the seat may choose in this round until it has chosen. An action is a
    number or a text that names a move (see `read`). What an illegal one costs:

    Args:
        game: the game.
        id: the environment's id, as `KuhnPoker-v0`; it goes into records.
        options: the game's keyword arguments; they go into records.
        attempts: how often a seat is asked. An illegal answer before the last leaves everything as it is but for
            `infos[agent]["complaint"]`, which `text` shows too.
        illegal: what the last one costs. "forfeit": the game ends, the seat loses the game's stake and the others share
            it. "penalty": the game ends, the seat loses the stake and the others get nothing. "random": a legal action,
            drawn by the environment, is played instead.
        shows: what text and messages show of the others' turns: "full", the whole reply, thoughts too; "move and talk";
            "move"; or "nothing". What is played unseen, as in a simultaneous game, is not shown in any case.
        past: how much text and messages tell of earlier turns: "last", nothing but what a seat knows now (in a finite
            game all that matters is in that); "all"; or a number, that many of the last events.
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
        shows: Shows = "move",
        past: Past = "last",
        render_mode: str | None = None,
    ):
        """Raises ValueError for an option out of range."""
        super().__init__(
            game, id, options, attempts=attempts, illegal=illegal, shows=shows, past=past, render_mode=render_mode
        )
        self.metadata["is_parallelizable"] = game.simultaneous
        observed = Dict(
            observation=Box(0, 1, (game.view,), np.int8), action_mask=Box(0, 1, (len(game.actions),), np.int8)
        )
        self.observation_spaces = dict.fromkeys(self.possible_agents, observed)
        self.action_spaces = {agent: Discrete(len(game.actions)) for agent in self.possible_agents}
        self.state_space = Box(0, 1, (game.seats * game.view,), np.int8)
        self._view = game.view
        self._free = np.ones(len(game.actions), np.int8)
        self._transcript: Transcript | None = None
        self._reply = ""

    def _new(self, seed: int | None) -> Position:
        return Position(self.game, seed)

    def _deal(self) -> None:
        self._transcript = None if self.past == "last" else Transcript(self.game.seats)
        super()._deal()

    def _asked(self, agent: str) -> dict[str, Any]:
        return {"action_mask": self._position.mask.copy()}

    def _play(self, agent: str, action: Any) -> None:
        number = action if type(action) is int else self._number(agent, action)
        if self._transcript is None:
            self._position.play(number)
            return
        seat = self._seats[agent]
        knew = self.game.rules.describe(self.game, self._position.s, seat)
        self._position.play(number)
        self._transcript.tell(knew, (seat,))
        self._reply = action if isinstance(action, str) else ""
        self._transcript.say(seat, *self._told(self.game.actions[number], self._reply))

    @property
    def played(self) -> int | str:
        """The last action that was played, as a number; the whole reply where others were shown more than the move."""
        if self._transcript is not None and self._reply and self.shows in ("full", "move and talk"):
            return self._reply
        return self.position.path[-1]

    def _told(self, name: str, reply: str) -> tuple[str, str]:
        """Give what the author and the others read of a turn."""
        talk = tame(reply.rpartition("</think>")[2].replace(f"[{name}]", ""))
        own = f"[{name}]" if talk in ("", name) else f"{talk} [{name}]"
        if self.shows == "nothing" or self.game.simultaneous or self.game.secret:
            return own, ""
        whole = f"{tame(reply)} [{name}]" if reply else own
        return own, {"full": whole, "move and talk": own, "move": f"[{name}]"}[self.shows]

    def _number(self, agent: str, action: Any) -> int:
        if isinstance(action, str):
            number = self.game.names.get(action)
            return read_move(action, self.game.names) if number is None else number
        if isinstance(action, int | np.integer) and not isinstance(action, bool):
            return int(action)
        if isinstance(action, np.ndarray) and action.ndim == 0 and action.dtype.kind in "iu":
            return int(action)
        raise IllegalMove(f"an action is a number or a text that names a move; got {quote(action)}", "unparsed")

    def _random(self) -> int:
        return self.position.random_action()

    def sample(self, agent: str, rng: np.random.Generator) -> int:
        """Draw a legal action of the seat to move, each as likely as the others."""
        actions = self.position.legal()
        return actions[int(rng.random() * len(actions))]

    def _ended(self) -> dict[str, Any]:
        return {"action_mask": self._free.copy()}

    def observe(self, agent: str) -> dict[str, NDArray[np.int8]]:
        """Give a seat's observation, as fresh arrays."""
        position = self._position or self.position
        x, seat = np.zeros(self._view, np.int8), self.seat_number(agent)
        self.game.seen(position.s, seat, x)
        if self.game.simultaneous and self._mover is not None and seat > position.mover:
            return {"observation": x, "action_mask": position.mask_of(seat)}
        mask = position.mask if agent == self._mover else self._free
        return {"observation": x, "action_mask": mask.copy()}

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

    def facts(self, agent: str) -> dict[str, Any]:
        """Give what a seat observes, by name."""
        return dict(self.observe(agent))

    def _knows(self, agent: str) -> str:
        seat, game, position = self.seat_number(agent), self.game, self._position or self.position
        known = game.rules.describe(game, position.s, seat)
        if agent == self._mover:
            complaint = f"Your last answer was refused: {self.complaint}\n" if self.complaint else ""
            return f"You are {agent}. {known}\n{complaint}Legal moves: {position.named()[1]}"
        ended = f"The game is over. {self._result(seat)}" if self._mover is None else "It is not your turn."
        return f"You are {agent}. {known}\n{ended}"

    def _past(self, agent: str) -> str:
        if self._transcript is None or not (told := self._transcript.read(self.seat_number(agent), self.past)):
            return ""
        return f"{told}\n\n"

    def _chat(self, agent: str) -> list[dict[str, str]]:
        return [] if self._transcript is None else self._transcript.chat(self.seat_number(agent), self.past)

    def read(self, agent: str, text: str) -> int:
        r"""Find the action that a text names: a move's name, bare, in `[...]`, `\boxed{...}`, `<answer>`, or JSON.

        Raises:
            IllegalMove: no single move was found (fault "unparsed").
        """
        action = self.game.names.get(text)
        return action if action is not None else read_move(text, self.game.names)

    def _table(self, agent: str | None) -> list[draw.Element]:
        seat = -1 if agent is None else self.seat_number(agent)
        return self.game.rules.show(self.game, self.position.s, seat)

    def snapshot(self) -> dict[str, Any]:
        """Give the whole state of the running game as a JSON object, for `restore` and `reset(options=...)`."""
        told = {} if self._transcript is None else {"told": [list(event) for event in self._transcript.events]}
        return {**super().snapshot(), **told}

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Go to a state given by `snapshot`, of this environment or of one with the same id and options.

        Raises:
            ValueError: it is of another environment, or does not fit the rules; nothing has changed.
        """
        try:
            told = _retold(self.game.seats, snapshot.get("told", ()) if isinstance(snapshot, dict) else ())
        except (TypeError, ValueError):
            raise ValueError(f"the snapshot does not fit: what was told is broken: {quote(snapshot['told'])}") from None
        super().restore(snapshot)
        if self._transcript is not None:
            self._transcript = told

    def clone(self) -> "FiniteEnv":
        """Give an independent environment in the same state, chance to come included."""
        twin = super().clone()
        twin._transcript = self._transcript and self._transcript.copy()
        return twin


def _retold(seats: int, events: Any) -> Transcript:
    """Make a transcript of its events, as a snapshot lists them."""
    told = Transcript(seats)
    for author, own, shown, audience in events:
        heard = None if audience is None else tuple(audience)
        if author == GAME:
            told.tell(own, heard)
        else:
            told.say(author, own, shown, heard)
    return told


def constructors(
    id: str, kind: type[GameEnv] = FiniteEnv
) -> tuple[Callable[..., Any], Callable[..., Any], Callable[..., ParallelEnv]]:
    """Give PettingZoo's three constructors of a registered game: `env`, `raw_env`, `parallel_env`.

    `env` and `raw_env` are the same: what PettingZoo's wrappers add (order, illegal moves) is built in. A game that is
    not simultaneous becomes parallel as PettingZoo does it: everybody sends an action, the one whose turn it is counts.
    """

    def env(**kwargs: Any) -> Any:
        own = {name: kwargs.pop(name) for name in ENV_OPTIONS if name in kwargs}
        module = sys.modules[spec(id).module]
        try:
            game = module.game(**kwargs)
        except TypeError:
            raise wrong_option(id, kwargs, module.game) from None
        return kind(game, id, kwargs, **own)

    def parallel_env(**kwargs: Any) -> ParallelEnv:
        aec = env(**kwargs)
        convert = ParallelGame if aec.metadata["is_parallelizable"] else turn_based_aec_to_parallel
        return convert(aec)

    env.kind = kind  # type: ignore[attr-defined]
    return env, env, parallel_env
