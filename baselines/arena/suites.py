"""Suites: named sets of environments with a line-up of agents."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import spenvs
from spenvs.registry import UnknownName


@dataclass(frozen=True)
class Event:
    """One environment of a suite.

    Attributes:
        env_id: as `KuhnPoker-v0`.
        options: the environment's options (`attempts` and `illegal` among them).
        deals: how many deals each pairing plays; each is played from every seat.
    """

    env_id: str
    options: Mapping[str, Any] = field(default_factory=dict)
    deals: int = 10

    @property
    def label(self) -> str:
        """What the event is called in tables: the environment's name, and its options if there are any."""
        return event_label(self.env_id, self.options)


def event_label(env_id: str, options: Mapping[str, Any]) -> str:
    """Name an environment and its options: `LiarsDice-v0 dice=1`."""
    return " ".join([env_id, *(f"{key}={_shown(value)}" for key, value in sorted(options.items()))])


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), sort_keys=True)


@dataclass(frozen=True)
class Suite:
    """A set of events, and the agents that play them if nobody says otherwise."""

    name: str
    events: tuple[Event, ...]
    agents: tuple[str, ...]


AGENTS = ("random", "minimax", "mcts?simulations=50", "mcts?simulations=500", "cfr")

SUITES = {
    suite.name: suite
    for suite in (
        Suite(
            "quick",
            (
                Event("TicTacToe-v0"),
                Event("ConnectFour-v0"),
                Event("KuhnPoker-v0", deals=30),
                Event("LeducPoker-v0", deals=30),
                Event("LiarsDice-v0", deals=30),
                Event("Nim-v0"),
                Event("Goofspiel-v0", {"cards": 4}, deals=20),
                Event("RockPaperScissors-v0", deals=20),
            ),
            AGENTS,
        ),
    )
}


def find(name: str) -> Suite:
    """Find a suite by name; the id of an environment is a suite of that environment alone.

    Raises:
        UnknownName: there is neither a suite nor an environment of that name.
    """
    if name in SUITES:
        return SUITES[name]
    try:
        return Suite(spenvs.spec(name).id, (Event(spenvs.spec(name).id, deals=50),), AGENTS)
    except UnknownName:
        known = [*SUITES, *(spec.id for spec in spenvs.list_envs())]
        raise UnknownName("suite or environment", name, known) from None
