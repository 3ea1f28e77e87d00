"""A player that has solved the game: it plays the average strategy of counterfactual regret minimisation."""

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.agent import Agent, source_hash
from baselines.learn.cfr import ALGORITHMS, solve
from baselines.learn.flatten import flatten, unsolvable
from baselines.learn.policy import Policy
from spenvs.core.game import FiniteGame, option
from spenvs.core.turn import Action, Turn
from spenvs.registry import UnknownName


class CFRAgent(Agent):
    """Plays an approximate Nash equilibrium of a two-player zero-sum game whose tree is small (`baselines.learn.cfr`).

    A game is solved when it is met first; agents of one process with the same arguments share the solution.
    """

    def __init__(self, algorithm: str = "cfr+", iterations: int = 1000, exploitability: float = 0.001, seed: int = 0):
        """Set up a player.

        Args:
            algorithm: "cfr+", "cfr", "linear", "dcfr" or "mccfr".
            iterations: the most iterations to do, from 1 on.
            exploitability: enough is enough: stop when no opponent could win more than this a game.
            seed: of the sampling of "mccfr".

        Raises:
            UnknownName: there is no such algorithm.
            ValueError: an argument is out of range.
        """
        if algorithm not in (*ALGORITHMS, "mccfr"):
            raise UnknownName("algorithm", algorithm, (*ALGORITHMS, "mccfr"))
        if isinstance(exploitability, bool) or not isinstance(exploitability, int | float) or not exploitability >= 0:
            raise ValueError(f"exploitability must be a number from 0 on; got {exploitability!a}")
        self._how = (algorithm, option("iterations", iterations, 1, 10**9), float(exploitability))
        self._seed = option("seed", seed, 0, 2**63)

    def act(self, turn: Turn) -> Action:
        """Draw an action from the strategy."""
        spread = np.cumsum(self.probabilities(turn))
        return int(np.searchsorted(spread, turn.rng.random() * spread[-1], side="right"))

    def probabilities(self, turn: Turn) -> NDArray[np.float64]:
        """Give the strategy at the information state of the turn."""
        policy, seat = self.policy(turn.env.game), turn.env.seat_number(turn.seat)
        return policy.at(policy.tree.find(seat, turn.observation["observation"]))

    def policy(self, game: FiniteGame) -> Policy:
        """Give the strategy for a game, which is solved if it was not yet.

        Raises:
            ValueError: it has not two players, is not zero-sum, or is too large.
        """
        return _solved(game, *self._how, self._seed)

    def version(self) -> str:
        """Hash the player and what it thinks with."""
        return source_hash(type(self), solve, flatten)

    def plays(self, env: Any) -> str | None:
        """Say why it cannot play an environment."""
        game = getattr(env, "game", None)
        return unsolvable(game) if isinstance(game, FiniteGame) else "it solves finite games only"


@functools.lru_cache(maxsize=16)
def _solved(game: FiniteGame, algorithm: str, iterations: int, exploitability: float, seed: int) -> Policy:
    return solve(flatten(game), algorithm, iterations, exploitability, seed)
