"""Policies that answer a whole batch of observations at once, as networks do, at the seats of games."""

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
from gymnasium.spaces import Box, Discrete
from numpy.typing import NDArray

from baselines.agent import Action, Agent
from spenvs.core.turn import Turn


class PolicyAgent(Agent):
    """Lets a policy choose for all that ask together; define `choose`, and `takes`.

    A policy sees rows: a seat's observation in a finite game, the observation of each of a seat's drones. So what was
    trained with one drone, or with one seat of a game, plays any of them.
    """

    def choose(self, seen: NDArray[Any], masks: NDArray[np.int8] | None, turns: Sequence[Turn]) -> NDArray[Any]:
        """Give the action of each row.

        Args:
            seen: [rows, view], as the environment gives it.
            masks: int8 [rows, actions], 1 for each legal action; None where actions are not numbered.
            turns: whose rows they are, the same number for each turn.

        Returns:
            Integers [rows] where actions are numbered, else float32 [rows, numbers of an action].
        """
        raise NotImplementedError

    def takes(self, seen: Box, action: gymnasium.Space[Any]) -> str | None:
        """Say why the policy cannot answer rows of a space with actions of another; None if it can."""
        raise NotImplementedError

    def act(self, turn: Turn) -> Action:
        """Choose for one seat."""
        return self.act_many([turn])[0]

    def act_many(self, turns: Sequence[Turn]) -> list[Any]:
        """Choose for many seats, at once for those of the same environment."""
        answers: list[Any] = [None] * len(turns)
        for env_id in dict.fromkeys(turn.env_id for turn in turns):
            which = [i for i, turn in enumerate(turns) if turn.env_id == env_id]
            for i, answer in zip(which, self._answers([turns[i] for i in which]), strict=True):
                answers[i] = answer
        return answers

    def _answers(self, turns: Sequence[Turn]) -> list[Any]:
        seen = np.stack([turn.observation["observation"] for turn in turns])
        if isinstance(turns[0].space, Discrete):
            masks = np.stack([turn.observation["action_mask"] for turn in turns])
            return [int(action) for action in self.choose(seen, masks, turns)]
        rows = self.choose(seen.reshape(-1, seen.shape[-1]), None, turns)
        return list(np.asarray(rows, np.float32).reshape(len(turns), *turns[0].space.shape))

    def plays(self, env: Any) -> str | None:
        """Say why it cannot play an environment."""
        for seat in env.possible_agents:
            space, action = env.observation_space(seat), env.action_space(seat)
            seen = getattr(space, "spaces", {}).get("observation")
            if not isinstance(seen, Box):
                return "it reads observations that are arrays, not text"
            if isinstance(action, Box):
                seen = Box(seen.low[0], seen.high[0], dtype=seen.dtype)
                action = Box(action.low[0], action.high[0], dtype=action.dtype)
            if reason := self.takes(seen, action):
                return reason
        return None


def misfit(what: str, wanted: Any, got: Any) -> str:
    """Say that a policy was made for something else: "it was made for observations of shape (26,), not (32,)"."""
    return f"it was made for {what} {wanted}, not {got}"
