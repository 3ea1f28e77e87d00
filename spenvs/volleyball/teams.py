"""Games of drones behind PettingZoo's AEC interface, for arenas: a seat is a team and chooses for all its drones."""

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from gymnasium.spaces import Box, Dict
from numpy.typing import NDArray

from spenvs.core.draw import Element, Line
from spenvs.core.env import GameEnv, Penalty
from spenvs.core.moves import IllegalMove, quote
from spenvs.core.rules import OVER
from spenvs.core.transcript import Past, Shows
from spenvs.volleyball.flight import Flight
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.pictures import above
from spenvs.volleyball.pictures.scene import Scene
from spenvs.volleyball.pictures.spectator import Spectator
from spenvs.volleyball.rules import STEP
from spenvs.volleyball.words import told

Floats = NDArray[np.float32]
NUMBERS = re.compile(r"[\s\d.,eE+\-\[\]]+")


class TeamEnv(GameEnv):
    """A game of drones whose seats are teams: both choose, then a step of 0.02 s is taken.

    Observations are `{"observation": float32 [drones of the team, view]}`, a row for each drone as in `DroneEnv`. An
    action is float [drones of the team, 4] from -1 to 1, rounded to four decimals; or a text with such numbers in
    brackets. A seat's reward comes at the end: the result of the match, 1, 0 or -1; in a game of one team what it
    measures, or its negative where less is better. What an illegal action costs, and what is shown:

    Args:
        game: the game.
        id: the environment's id, as `DroneVolley3v3-v0`; it goes into records.
        options: the game's keyword arguments; they go into records.
        attempts: how often a seat is asked, if its answer is no such array. No number in it (nan) is a drone's fault.
        illegal: what the last one costs. "forfeit": the game ends, the team loses. "penalty": the game ends, the team
            loses and the other gets nothing. "random": a random action is played instead.
        shows: of no meaning here: teams do not talk.
        past: of no meaning here: all that matters is in what is seen.
        render_mode: None, "ansi" (text), "rgb_array" (uint8 [height, width, 3]) or "human" (drawn in the terminal).
    """

    game: DroneGame

    def __init__(
        self,
        game: DroneGame,
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
        each = game.drones // game.teams
        self.metadata["render_fps"] = round(1 / game.clock.step)
        observed = Dict(observation=Box(-np.inf, np.inf, (each, game.view), np.float32))
        self.observation_spaces = dict.fromkeys(self.possible_agents, observed)
        self.action_spaces: dict[str, Any] = {
            agent: Box(-1.0, 1.0, (each, 4), np.float32) for agent in self.possible_agents
        }
        self.state_space = Box(-np.inf, np.inf, (game.drones * game.view,), np.float32)

    def _new(self, seed: int | None) -> Flight:
        return Flight(self.game, seed)

    def _asked(self, agent: str) -> dict[str, Any]:
        return {}

    def _number(self, agent: str, action: Any) -> Any:
        return self.read(agent, action) if isinstance(action, str) else action

    def _random(self) -> Floats:
        return self.position.random_action()

    def sample(self, agent: str, rng: np.random.Generator) -> Floats:
        """Draw an action, each number from -1 to 1."""
        return rng.uniform(-1, 1, self.action_space(agent).shape).astype(np.float32)

    def _forfeited(self, seat: int) -> list[float]:
        if self.game.teams == 1:
            return [0.0 - self.game.stake]  # not -0
        return [-1.0 if i == seat else 1.0 for i in range(self.game.teams)]

    def _ended(self) -> dict[str, Any]:
        outcome = self.outcome()
        return {"outcome": outcome} if outcome else {}

    def outcome(self) -> dict[str, float]:
        """Give what the game measures, by name; empty while it goes on, and where somebody forfeited."""
        if self.position.mover != OVER:
            return {}
        return dict(zip(self.game.measures, self.position.batch.score[0].tolist(), strict=True))

    def state(self) -> Floats:
        """Give what all drones observe in a row, for centralised critics: float32 [drones * view]."""
        return self.position.batch.observation[0].flatten()

    def observe(self, agent: str) -> dict[str, Floats]:
        """Give a team's observation, as a fresh array."""
        return {"observation": self.position.see(self.seat_number(agent))}

    def facts(self, agent: str) -> dict[str, Any]:
        """Give what a team observes, by name."""
        return dict(self.observe(agent))

    def role(self, agent: str) -> str:
        """Give the role of a seat: its own name."""
        return self.possible_agents[self.seat_number(agent)]

    def mask(self) -> None:
        """Give None: actions are not numbered."""

    def legal_actions(self) -> tuple[int, ...]:
        """Give nothing: actions are not numbered."""
        return ()

    def legal(self, agent: str) -> list[str]:
        """Give the form of a seat's actions; nothing while it is not its turn."""
        if agent != self._mover:
            self.seat_number(agent)
            return []
        rows, _ = self.action_space(agent).shape
        return [f"[{', '.join(['[a, b, c, d]'] * rows)}]"]

    def read(self, agent: str, text: str) -> Floats:
        """Find the numbers that a text holds: the last brackets with as many as the team's drones take.

        Raises:
            IllegalMove: there are none (fault "unparsed").
        """
        shape = self.action_space(agent).shape
        for found in bracketed(text):
            try:
                numbers = np.array(json.loads(found), np.float32)
            except (ValueError, RecursionError):
                continue
            if numbers.size == shape[0] * shape[1]:
                return numbers.reshape(shape)
        wanted = f"{shape[0]} lists of 4 numbers from -1 to 1 in one list"
        raise IllegalMove(f"the answer holds no action, {wanted}; got {quote(text)}", "unparsed")

    def _knows(self, agent: str) -> str:
        seat = self.seat_number(agent)
        known = f"You are {agent}. {self._told(seat)}"
        if agent == self._mover:
            complaint = f"Your last answer was refused: {self.complaint}\n" if self.complaint else ""
            return f"{known}\n{complaint}{self.game.answer_form}"
        if self._mover is None:
            return f"{known}\nThe game is over. {self._result(seat)}"
        return f"{known}\nIt is not your turn."

    def _told(self, seat: int) -> str:
        return told(self.position, seat)

    def _past(self, agent: str) -> str:
        return ""

    def _chat(self, agent: str) -> list[dict[str, str]]:
        return []

    def scene(self, spectator: Spectator | None = None) -> Scene:
        """Give what a picture of this moment shows; a spectator asked at every step knows of the ones before."""
        game, worlds = self.game, self.position.batch.worlds
        return (spectator or Spectator(game)).scene(worlds, **game.marks(worlds, 0))

    def scenes(self, spectator: Spectator) -> Iterator[Scene]:
        """Give what a film shows of all that happened since the teams chose last."""
        yield self.scene(spectator)

    def picture(self, agent: str | None = None) -> NDArray[np.uint8]:
        """Draw the world as it is broadcast, whoever looks: uint8 [360, 640, 3]."""
        from spenvs.volleyball.pictures.picture import draw  # what draws is loaded when the first picture is drawn

        return draw(self.scene(), labels=True)

    def _table(self, agent: str | None) -> list[Element]:
        scene, worlds = self.scene(), self.position.batch.worlds
        now = f"{worlds.tally[0, STEP] * self.game.clock.step:.2f} s   {scene.caption}".rstrip()
        return [Line(now), *above.table(scene)]


def bracketed(text: str) -> list[str]:
    """Give the parts of a text that may be numbers in brackets, the last one first, in a time linear in its length."""
    runs = reversed(NUMBERS.findall(text))
    return [run[run.index("[") : run.rindex("]") + 1] for run in runs if "[" in run and "]" in run]
