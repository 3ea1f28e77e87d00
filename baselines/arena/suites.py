"""Suites: named sets of environments with a line-up of agents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import spenvs
from baselines.arena.results import Contest
from spenvs.registry import UnknownName


@dataclass(frozen=True)
class Event:
    """One environment of a suite.

    Attributes:
        env_id: as `KuhnPoker-v0`.
        options: the environment's options (`attempts` and `illegal` among them).
        deals: how many deals each pairing plays; each is played from every seat.
        exploitability: how often to ask an agent that does not give its probabilities at each information state, to
            measure how exploitable it is, from 2 on; 0 for no measurement. For small two-player games.
    """

    env_id: str
    options: Mapping[str, Any] = field(default_factory=dict)
    deals: int = 10
    exploitability: int = 0


@dataclass(frozen=True)
class Suite:
    """A set of events, and the agents that play them if nobody says otherwise."""

    name: str
    events: tuple[Event, ...]
    agents: tuple[str, ...]


def event_label(env_id: str, options: Mapping[str, Any]) -> str:
    """Name an environment and its options as tables do: `LiarsDice-v0 dice=2`."""
    return Contest.of(env_id, options).label


AGENTS = ("random", "minimax", "mcts?simulations=50", "mcts?simulations=500", "cfr")

SUITES = {
    suite.name: suite
    for suite in (
        Suite(
            "quick",
            (
                Event("TicTacToe-v0"),
                Event("ConnectFour-v0"),
                Event("KuhnPoker-v0", deals=30, exploitability=64),
                Event("LeducPoker-v0", deals=30, exploitability=16),
                Event("LiarsDice-v0", deals=30),
                Event("Nim-v0"),
                Event("Goofspiel-v0", {"cards": 4}, deals=20),
                Event("RockPaperScissors-v0", deals=20),
            ),
            AGENTS,
        ),
    )
}


def find(suite: str | Suite) -> Suite:
    """Find a suite by name; an environment's id names the suite of that environment alone. A suite is taken as it is.

    Raises:
        UnknownName: there is neither a suite nor an environment of that name.
    """
    if isinstance(suite, Suite):
        return suite
    if suite in SUITES:
        return SUITES[suite]
    try:
        found = spenvs.spec(suite)
    except UnknownName:
        known = [*SUITES, *(spec.id for spec in spenvs.list_envs())]
        raise UnknownName("suite or environment", suite, known) from None
    return Suite(found.id, (Event(found.id, deals=50),), AGENTS)
