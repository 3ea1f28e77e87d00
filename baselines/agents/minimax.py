"""A player that looks ahead as far as it can, for two-player zero-sum games with perfect information."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.agent import Agent, source_hash
from baselines.learn.alphabeta import AlphaBeta, hindrance
from baselines.learn.backward import best_actions
from baselines.learn.flatten import few_positions
from spenvs.core.game import FiniteGame, option
from spenvs.core.turn import Action, Turn


class MinimaxAgent(Agent):
    """Plays the action with the best outcome that can be forced; of several, one is drawn.

    It wins as soon and loses as late as possible. Without a limit on depth it plays games of few positions perfectly
    (`baselines.learn.backward`), others as well as its budget lets it see (`baselines.learn.alphabeta`).
    """

    def __init__(self, depth: int = 0, nodes: int = 20_000):
        """Set up a player.

        Args:
            depth: how many plies to look ahead at most; 0 for no limit.
            nodes: how many nodes to visit at most for a move, but for the first ply.

        Raises:
            ValueError: an argument is out of range.
        """
        self.depth, self.nodes = option("depth", depth, 0, 10_000), option("nodes", nodes, 1, 10**9)
        self._searches: dict[FiniteGame, AlphaBeta] = {}

    def act(self, turn: Turn) -> Action:
        """Draw one of the best actions.

        Raises:
            ValueError: the game has hidden information, chance, more or fewer than two seats, or is not zero-sum.
        """
        best = self.best(turn)
        return best[0] if len(best) == 1 else int(turn.rng.choice(best))

    def probabilities(self, turn: Turn) -> NDArray[np.float64]:
        """Give each of the best actions the same probability."""
        spread, best = np.zeros(len(turn.env.game.actions)), self.best(turn)
        spread[list(best)] = 1.0 / len(best)
        return spread

    def best(self, turn: Turn) -> tuple[int, ...]:
        """Give the best actions, all equally good as far as it can see."""
        game = turn.env.game
        if game not in self._searches:
            self._searches[game] = AlphaBeta(game, self.depth, self.nodes)
        tree = None if self.depth else few_positions(game)
        if tree:
            seen = turn.observation["observation"]
            return best_actions(tree, tree.nodes[tree.find(turn.env.seat_number(turn.seat), seen)])
        return self._searches[game].search(turn.env.position.s).actions

    def version(self) -> str:
        """Hash the player and what it thinks with."""
        return source_hash(type(self), AlphaBeta, best_actions)

    def plays(self, env: Any) -> str | None:
        """Say why it cannot play an environment."""
        game = getattr(env, "game", None)
        return hindrance(game) if isinstance(game, FiniteGame) else "it searches finite games only"
