"""A dialogue game as a PettingZoo AEC environment whose actions are free text."""

import functools
from typing import Any

import numpy as np
from gymnasium.spaces import Box, Dict

from spenvs.core import aec, draw
from spenvs.core.dialogue import Dialogue, DialogueGame, Facts
from spenvs.core.env import GameEnv, Penalty
from spenvs.core.moves import IllegalMove, quote
from spenvs.core.rules import OVER
from spenvs.core.spaces import Utf8Text
from spenvs.core.transcript import Past, Shows

MOST_READ, MOST_SAID = 10**7, 10**6
WORD = np.iinfo(np.int32)


class DialogueEnv(GameEnv):
    """A game of talk behind PettingZoo's AEC interface.

    Observations are `{"text": all that the seat should read, "numbers": int32 [game.length]}`, the second being the
    integers among the seat's `facts`. An action is a text. What an illegal one costs, and what is shown:

    Args:
        game: the game.
        id: the environment's id, as `ResourceTrade-v0`; it goes into records.
        options: the game's keyword arguments; they go into records.
        attempts: how often a seat is asked. An illegal answer before the last leaves everything as it is but for
            `infos[agent]["complaint"]`, which `text` shows too.
        illegal: what the last one costs. "forfeit": the game ends, the seat loses the game's stake and the others share
            it (in a game of teams, its team loses). "penalty": the game ends, the seat loses the stake and the others
            get nothing. "random": a legal reply, drawn by the environment, is played instead.
        shows: what text and messages show of the others' turns: "full", the whole reply, thoughts too; "move and talk";
            "move"; or "nothing" (what a seat knows of the game's state stays).
        past: how much text and messages tell of earlier turns: "all"; "last", what came after the seat's own last turn;
            or a number, that many of the last events.
        render_mode: None, "ansi" (text), "rgb_array" (uint8 [height, width, 3]) or "human" (drawn in the terminal).
    """

    def __init__(
        self,
        game: DialogueGame,
        id: str,
        options: dict[str, Any] | None = None,
        *,
        attempts: int = 1,
        illegal: Penalty = "forfeit",
        shows: Shows = "move and talk",
        past: Past = "all",
        render_mode: str | None = None,
    ):
        """Raises ValueError for an option out of range."""
        super().__init__(
            game, id, options, attempts=attempts, illegal=illegal, shows=shows, past=past, render_mode=render_mode
        )
        self.metadata["is_parallelizable"] = game.simultaneous
        observed = Dict(text=Utf8Text(MOST_READ), numbers=Box(WORD.min, WORD.max, (game.length,), np.int32))
        self.observation_spaces = dict.fromkeys(self.possible_agents, observed)
        self.action_spaces: dict[str, Any] = {agent: Utf8Text(MOST_SAID) for agent in self.possible_agents}
        self.state_space = Box(WORD.min, WORD.max, (game.seats * game.length,), np.int32)

    def _new(self, seed: int | None) -> Dialogue:
        return Dialogue(self.game, seed, self.shows)

    def _asked(self, agent: str) -> dict[str, Any]:
        return {}

    def _number(self, agent: str, action: Any) -> str:
        if type(action) is not str:
            raise IllegalMove(f"an action is a text; got {quote(action)}", "unparsed")
        return action

    def _random(self) -> str:
        return self.position.sample()

    def sample(self, agent: str, rng: np.random.Generator) -> Any:
        """Draw a legal reply for the seat to move, as a player would who knows the forms but not the game."""
        return self.position.sample(rng)

    def _forfeited(self, seat: int) -> list[float]:
        return self.game.forfeit(self.position.s, seat)

    def _ended(self) -> dict[str, Any]:
        outcome = self.outcome()
        return {"outcome": outcome} if outcome else {}

    def outcome(self) -> dict[str, float]:
        """Measure how the game came out, beside the returns; empty while it goes on, and where somebody forfeited."""
        return self.game.outcome(self.position.s) if self.position.mover == OVER else {}

    def observe(self, agent: str) -> dict[str, Any]:
        """Give a seat's observation."""
        return {"text": self.text(agent), "numbers": self.position.see(self.seat_number(agent))}

    def facts(self, agent: str) -> Facts:
        """Give all that a seat knows beside what was said: see the game's `facts`."""
        return self.game.facts(self.position.s, self.seat_number(agent))

    def role(self, agent: str) -> str:
        """Give the role of a seat in the running game; before the first game its own name."""
        seat = self.seat_number(agent)
        return agent if self._position is None else self.game.role(self._position.s, seat)

    def mask(self) -> None:
        """Give None: moves are not numbered."""

    def legal_actions(self) -> tuple[int, ...]:
        """Give nothing: moves are not numbered."""
        return ()

    def legal(self, agent: str) -> list[str]:
        """Give a seat's legal moves, in full or as forms; none while it is not its turn."""
        if agent != self._mover:
            self.seat_number(agent)
            return []
        return self.position.legal()

    def read(self, agent: str, text: str) -> str:
        """Give a reply back if the seat to move can make it.

        Raises:
            IllegalMove: it is no legal move.
        """
        return self.position.read(text)

    def _knows(self, agent: str) -> str:
        seat, s, game = self.seat_number(agent), self.position.s, self.game
        role = game.role(s, seat)
        known = f"You are {agent if role == agent else f'{agent} ({role})'}. {game.describe(s, seat)}"
        if agent == self._mover:
            complaint = f"Your last answer was refused: {self.complaint}\n" if self.complaint else ""
            return f"{known}\n{complaint}It is your turn: {_forms(tuple(game.legal(s)))}"
        if self._mover is None:
            return f"{known}\nThe game is over. {self._result(seat)}"
        return f"{known}\nIt is not your turn."

    def _past(self, agent: str) -> str:
        told = self.position.transcript.read(self.seat_number(agent), self.past)
        return f"{told}\n\n" if told else ""

    def _chat(self, agent: str) -> list[dict[str, str]]:
        return self.position.transcript.chat(self.seat_number(agent), self.past)

    def _table(self, agent: str | None) -> list[draw.Element]:
        return self.game.show(self.position.s, -1 if agent is None else self.seat_number(agent))


@functools.lru_cache(maxsize=10_000)
def _forms(moves: tuple[str, ...]) -> str:
    return ", ".join([move if move in UNBRACKETED else f"[{move}]" for move in moves])


WORDS, PROGRAM = "<words>", "<program>"
UNBRACKETED = (WORDS, PROGRAM)
constructors = functools.partial(aec.constructors, kind=DialogueEnv)
