"""Simultaneous games behind PettingZoo's parallel interface."""

from typing import Any

from pettingzoo.utils.conversions import aec_to_parallel_wrapper

from spenvs.core.moves import listing


class ParallelGame(aec_to_parallel_wrapper):
    """A game in which all seats act at once, made of its AEC environment.

    It differs from PettingZoo's wrapper in what an illegal action does. Nobody can be asked again, so it uses up all
    attempts; if that ends the game, the actions of the seats after it are not looked at.
    """

    def step(self, actions: dict[str, Any]) -> tuple[dict[str, Any], ...]:
        """Play one action of each seat; gives observations, rewards, terminations, truncations and infos.

        Raises:
            ValueError: a seat has no action.
        """
        env = self.aec_env
        if not isinstance(actions, dict) or not actions.keys() >= set(env.agents):
            raise ValueError(f"step() takes a dict with an action for each of {listing(env.agents)}")
        for agent in env.agents.copy():
            while env.agent_selection == agent and not env.terminations[agent]:
                env.step(actions[agent])
        seen = {agent: env.observe(agent) for agent in env.agents}
        told = [dict(each) for each in (env.rewards, env.terminations, env.truncations, env.infos)]
        while env.agents and env.terminations[env.agent_selection]:
            env.step(None)
        self.agents = env.agents
        return (seen, *told)
