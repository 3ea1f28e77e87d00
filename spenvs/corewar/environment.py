"""The PettingZoo environment of Core War's games: programs as texts or as arrays."""

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
from gymnasium.spaces import MultiDiscrete
from numpy.typing import NDArray

from spenvs.core import aec
from spenvs.core.dialogue_env import MOST_SAID, DialogueEnv
from spenvs.core.draw import Element
from spenvs.core.env import Penalty
from spenvs.core.spaces import Utf8Text
from spenvs.core.transcript import Past, Shows
from spenvs.corewar.account import filmed
from spenvs.corewar.contest import CoreWar
from spenvs.corewar.entry import EMPTY, KINDS, Entry, fenced, no_action


class ProgramText(Utf8Text):
    """Any text, as what a player replies may be; samples are short programs."""

    def __init__(self, entry: Entry, seed: int | None = None):
        """Make the space of the texts in which `entry` may find a program."""
        super().__init__(MOST_SAID, seed)
        self.entry = entry

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """Draw a program of 1 to 8 instructions."""
        return fenced(self.entry.draw(self.np_random))


class CoreWarEnv(DialogueEnv):
    """A game of Core War behind PettingZoo's AEC interface; for all but its actions see `DialogueEnv`.

    An action is a text with one program in it, or a program as an integer array [length, 6], whose rows are those of
    `Warrior.code`: opcode, modifier, A mode, A number, B mode and B number; or these rows one after another, [6 *
    length]. Its first process begins at row 0, and cells at its end that are empty (DAT.F $0, $0) are left out. What is
    played, and recorded, is always text.
    """

    game: CoreWar

    def __init__(
        self,
        game: CoreWar,
        id: str,
        options: dict[str, Any] | None = None,
        *,
        attempts: int = 1,
        illegal: Penalty = "forfeit",
        shows: Shows = "move and talk",
        past: Past = "last",
        render_mode: str | None = None,
    ):
        """Arguments as for `DialogueEnv`; raises ValueError for one out of range."""
        super().__init__(
            game, id, options, attempts=attempts, illegal=illegal, shows=shows, past=past, render_mode=render_mode
        )
        self.action_spaces = {agent: self._space() for agent in self.possible_agents}

    def _space(self) -> ProgramText | MultiDiscrete:
        entry = self.game.entry
        if self.game.programs == "text":
            return ProgramText(entry)
        opcodes, modifiers, a_modes, b_modes = KINDS
        row = [opcodes, modifiers, a_modes, entry.settings.core_size, b_modes, entry.settings.core_size]
        return MultiDiscrete(np.tile(row, entry.settings.max_length))  # of one dimension, as most learners need it

    def _number(self, agent: str, action: Any) -> str:
        if isinstance(action, np.ndarray) and action.dtype.kind in "iu":
            return fenced(self.game.entry.listing(action))
        if type(action) is not str:
            raise no_action(action)
        return action

    def film(self, frames: int = 100) -> Iterator[list[Element]]:
        """Give the battle from the first placement, once all have handed in a program and before the next one does."""
        state = self.position.s
        return filmed(state.bout, frames) if state.bout and not state.entered else iter(())

    def sample(self, agent: str, rng: np.random.Generator) -> str | NDArray[np.int64]:
        """Draw a short legal program, as the action space holds it."""
        if self.game.programs == "text":
            return super().sample(agent, rng)
        entry = self.game.entry
        rows = np.tile(EMPTY, (entry.settings.max_length, 1))
        code = entry.read(entry.draw(rng)).warrior.code
        rows[: len(code)] = code
        return rows.reshape(-1)


constructors = functools.partial(aec.constructors, kind=CoreWarEnv)
