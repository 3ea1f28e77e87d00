"""The game of tactics behind PettingZoo's interfaces: a seat is a team, which tells its drones what to do."""

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from gymnasium.spaces import Box, Dict, MultiDiscrete
from numpy.typing import NDArray

from spenvs.core.env import Penalty
from spenvs.core.moves import IllegalMove, quote
from spenvs.core.transcript import Past, Shows
from spenvs.volleyball.pictures.scene import Scene
from spenvs.volleyball.pictures.spectator import Spectator
from spenvs.volleyball.rally.text import happened
from spenvs.volleyball.rules import STEP
from spenvs.volleyball.tactics.batch import COUNTS
from spenvs.volleyball.tactics.flight import TacticsFlight
from spenvs.volleyball.tactics.game import TacticsGame
from spenvs.volleyball.tactics.view import VIEW
from spenvs.volleyball.tactics.words import told
from spenvs.volleyball.teams import TeamEnv, bracketed

BARE = re.compile(r"\s*\d{1,9}[\s,]+\d{1,9}[\s,]+\d{1,9}\s*")


class TacticsEnv(TeamEnv):
    """A game of drones whose seats are teams that choose what their drones do, whenever something has happened.

    Observations are `{"observation": float32 [100]}`. An action is three integers, for FirstPass, SecPass and Att; or
    a text with three in brackets, the last of which count. A seat's reward comes at the end: the result, 1, 0 or -1.
    An info holds of the time since teams chose last "happened" (sentences), "steps" (of 0.02 s) and "hits" (touches of
    the team by drones that were told to hit). What an illegal action costs, and what is shown:

    Args:
        game: the game.
        id: the environment's id; it goes into records.
        options: the game's keyword arguments; they go into records.
        attempts: how often a seat is asked, if its answer is no such choice.
        illegal: what the last one costs. "forfeit": the game ends, the team loses. "penalty": the game ends, the team
            loses and the other gets nothing. "random": a random action is played instead.
        shows: of no meaning here: teams do not talk.
        past: of no meaning here: all that matters is in what is seen.
        render_mode: None, "ansi" (text), "rgb_array" (uint8 [height, width, 3]) or "human" (drawn in the terminal).
    """

    game: TacticsGame

    def __init__(
        self,
        game: TacticsGame,
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
        if game.skills:
            raise ValueError(
                "skills go into make_batch only: the records of a game could not be played again with them"
            )
        super().__init__(
            game, id, options, attempts=attempts, illegal=illegal, shows=shows, past=past, render_mode=render_mode
        )
        self.metadata["is_parallelizable"] = True
        observed = Dict(observation=Box(-np.inf, np.inf, (VIEW,), np.float32))
        self.observation_spaces = dict.fromkeys(self.possible_agents, observed)
        self.action_spaces = {agent: MultiDiscrete(list(COUNTS)) for agent in self.possible_agents}
        self.state_space = Box(-np.inf, np.inf, (2 * VIEW,), np.float32)

    def _new(self, seed: int | None) -> TacticsFlight:
        return TacticsFlight(self.game, seed)

    def _ask(self) -> None:
        super()._ask()
        position = self._position
        if position.mover != 1:
            info = position.batch.info
            since = {"happened": happened(self.game, position.batch.worlds), "steps": int(info["steps"][0])}
            for seat, agent in enumerate(self.agents):
                self.infos[agent] = {**self.infos[agent], **since, "hits": int(info["hits"][0, seat])}

    def sample(self, agent: str, rng: np.random.Generator) -> NDArray[Any]:
        """Draw an action, each choice as likely as the others."""
        return rng.integers(COUNTS)

    def legal(self, agent: str) -> list[str]:
        """Give the form of a seat's actions; nothing while it is not its turn."""
        if agent != self._mover:
            self.seat_number(agent)
            return []
        return [f"[{', '.join(f'0 to {count - 1}' for count in COUNTS)}]"]

    def read(self, agent: str, text: str) -> NDArray[Any]:
        """Find the choice that a text holds: the last three numbers in brackets, or three numbers and nothing else.

        Raises:
            IllegalMove: there are none (fault "unparsed").
        """
        bare = [f"[{', '.join(text.replace(',', ' ').split())}]"] if BARE.fullmatch(text) else []
        for found in bare or bracketed(text):
            try:
                numbers = json.loads(found)
            except (ValueError, RecursionError):
                continue
            if isinstance(numbers, list) and len(numbers) == 3 and all(type(each) in (int, float) for each in numbers):
                return np.array(numbers)
        raise IllegalMove(
            f"the answer holds no three numbers in brackets, as in [1, 0, 0]; got {quote(text)}", "unparsed"
        )

    def _told(self, seat: int) -> str:
        return told(self.position, seat)

    def scenes(self, spectator: Spectator) -> Iterator[Scene]:
        """Give what a film shows of each step since the teams chose last, but for what the spectator has seen."""
        seen = round(spectator.time / self.game.clock.step)
        for worlds in self.position.moments or [self.position.batch.worlds]:
            if worlds.tally[0, STEP] >= seen:
                yield spectator.scene(worlds, **self.game.marks(worlds, 0))
