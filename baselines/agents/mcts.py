"""A player that searches by Monte Carlo, for any finite game."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.agent import Agent, source_hash
from baselines.learn.flatten import few_positions
from baselines.learn.uct import UCT
from baselines.learn.uct_flat import FlatUCT, imagine
from spenvs.core.game import FiniteGame, option
from spenvs.core.turn import Move, Turn


class MCTSAgent(Agent):
    """Plays the action that a UCT search tries most (`baselines.learn.uct`).

    Where a seat cannot be sure of the state, the search is determinised: it searches `worlds` states that look to the
    seat like the true one, each as if everybody knew it, and adds the visits up. It never learns what is hidden, but it
    also plans as if it were going to be told (strategy fusion), so it bluffs badly. Its moves then carry the note
    "determinised": the number of worlds.

    `probabilities` stays unknown: how often a search tries an action is not how often it would be played.
    """

    def __init__(self, simulations: int = 1000, exploration: float = 1.4, worlds: int = 0):
        """Set up a player.

        Args:
            simulations: for each move, from 1 on.
            exploration: the constant in the upper confidence bound, for returns from -1 to 1.
            worlds: into how many states the simulations are divided where something is hidden, at least two for each; 0
                for the square root of their number.

        Raises:
            ValueError: an argument is out of range.
        """
        self.simulations = option("simulations", simulations, 1, 10**7)
        self.worlds = option("worlds", worlds, 0, 10**6)
        if isinstance(exploration, bool) or not isinstance(exploration, int | float) or not 0 <= exploration < math.inf:
            raise ValueError(f"exploration must be a number from 0 on; got {exploration!a}")
        self.exploration = float(exploration)
        self._searches: dict[FiniteGame, UCT | FlatUCT] = {}

    def act(self, turn: Turn) -> Move:
        """Search, and give the action that was tried most; of several, one is drawn."""
        game, actions = turn.env.game, np.array(turn.actions)
        visits = self.search(turn)[actions]
        best = actions[visits == visits.max()]
        action = best[0] if best.size == 1 else turn.rng.choice(best)
        return Move(int(action), {"determinised": self._worlds(game)} if game.hidden else {})

    def search(self, turn: Turn) -> NDArray[np.int64]:
        """Give how many simulations tried each action, int64 [actions]; all chance comes from the turn's generator."""
        game, rng = turn.env.game, turn.rng
        search, worlds = self._search(game), self._worlds(game)
        if isinstance(search, FlatUCT):
            seat, seen = turn.env.seat_number(turn.seat), turn.observation["observation"]
            return search.visits(imagine(search.tree, seat, seen, worlds, rng), rng.bit_generator.random_raw() >> 1)
        roots = np.stack([turn.imagine().s for _ in range(worlds)])
        return search.visits(roots, rng.bit_generator.random_raw() >> 1)

    def _search(self, game: FiniteGame) -> UCT | FlatUCT:
        if game not in self._searches:
            tree, how = few_positions(game), (self.simulations, self.exploration)
            self._searches[game] = FlatUCT(tree, *how) if tree else UCT(game, *how)
        return self._searches[game]

    def version(self) -> str:
        """Hash the player and what it thinks with."""
        return source_hash(type(self), UCT, FlatUCT)

    def plays(self, env: Any) -> str | None:
        """Say why it cannot play an environment."""
        return None if isinstance(getattr(env, "game", None), FiniteGame) else "it searches finite games only"

    def _worlds(self, game: FiniteGame) -> int:
        if not game.hidden:
            return 1
        return max(1, min(self.worlds or math.isqrt(self.simulations), self.simulations // 2))
