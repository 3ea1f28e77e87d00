"""A player that knows another player, and plays against it as well as can be."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.agent import Agent
from baselines.arena.eliciting import elicited
from baselines.learn.best_response import best_response
from baselines.learn.flatten import flatten, unsolvable
from baselines.learn.policy import Policy, uniform
from baselines.learn.tree import must_be_two_player_zero_sum
from baselines.registry import AgentSpec, make_agent
from spenvs.core.game import FiniteGame, option
from spenvs.core.turn import Action, Turn

DOUBT = 1e-6


class ResponseAgent(Agent):
    """Plays a best response to another agent in a two-player zero-sum game whose tree is small.

    When a game is met first, the target is put before all of its information states (`baselines.arena.eliciting`): it
    gives its action probabilities, or is asked several times at each. Where its opponent then leaves the target's ways,
    this agent takes it to play evenly.
    """

    def __init__(self, target: Any, samples: int = 64, seed: int = 0, **options: Any):
        """Set up a player.

        Args:
            target: the other player: a spec without options, an agent, or a function of a turn.
            samples: how often to ask it at each information state if it does not give its probabilities.
            seed: of its chance then.
            **options: the target's options.

        Raises:
            UnknownName: there is no such kind of agent, or it has no such option.
            ValueError: an argument is out of range.
        """
        if isinstance(target, str):
            kind, _, rest = target.partition(":")
            target = str(AgentSpec(kind, rest, tuple(options.items())))
        self.target = make_agent(target)
        self.samples, self.seed = option("samples", samples, 1, 10**6), option("seed", seed, 0, 2**63)
        self._responses: dict[FiniteGame, Policy] = {}

    def act(self, turn: Turn) -> Action:
        """Give the action of the best response."""
        return int(np.argmax(self.probabilities(turn)))

    def probabilities(self, turn: Turn) -> NDArray[np.float64]:
        """Give 1 for the action of the best response, 0 for all others."""
        policy, seat = self.policy(turn.env), turn.env.seat_number(turn.seat)
        return policy.at(policy.tree.find(seat, turn.observation["observation"]))

    def policy(self, env: Any) -> Policy:
        """Give the best responses of both seats in the game of an environment.

        Raises:
            ValueError: it has not two seats, is not zero-sum, or is too large.
        """
        game = env.game
        if game not in self._responses:
            must_be_two_player_zero_sum(game)
            tree = flatten(game)
            policy = elicited(env, tree, self.target, self.samples, self.seed)
            doubted = Policy(tree, (1.0 - DOUBT) * policy.probabilities + DOUBT * uniform(tree).probabilities)
            first, second = (best_response(doubted, seat)[1].probabilities for seat in range(2))
            own = np.repeat(tree.arrays.seats == 0, tree.legal)
            self._responses[game] = Policy(tree, np.where(own, first, second))
        return self._responses[game]

    def plays(self, env: Any) -> str | None:
        """Say why it cannot play an environment."""
        game = getattr(env, "game", None)
        reason = unsolvable(game) if isinstance(game, FiniteGame) else "it solves finite games only"
        return reason or self.target.plays(env)

    def version(self) -> str:
        """Name this version of the agent and of its target."""
        return f"{super().version()}-{self.target.version()}"
