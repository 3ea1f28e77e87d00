"""Suites: named sets of environments with a line-up of agents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import spenvs
from baselines.arena.results import Contest
from spenvs.corewar import library
from spenvs.registry import UnknownName, settings


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


def _preset(env_id: str, name: str, deals: int = 10, **options: Any) -> Event:
    """An environment in a preset."""
    return Event(env_id, settings(env_id, name, options)[1], deals)


AGENTS = ("random", "minimax", "mcts?simulations=50", "mcts?simulations=500", "cfr")
PLAYERS = ("random", "scripted", "mcts?simulations=100", "cfr")
PILOTS = ("random", "idle", "scripted")
USUAL = {"number": AGENTS, "text": ("random", "scripted"), "array": PILOTS}
"""Who plays an environment alone, by its moves."""

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
        Suite(
            "board",
            (
                Event("TicTacToe-v0"),
                Event("ConnectFour-v0"),
                Event("UltimateTicTacToe-v0"),
                Event("Othello-v0"),
                Event("Breakthrough-v0"),
                Event("Hex-v0"),
                Event("SimpleTak-v0"),
                Event("Chopsticks-v0"),
                Event("Nim-v0"),
            ),
            ("random", "scripted", "minimax?nodes=2000", "mcts?simulations=50", "mcts?simulations=500"),
        ),
        Suite(
            "cards",
            (
                Event("KuhnPoker-v0", deals=50, exploitability=64),
                Event("KuhnPoker-v0", {"hands": 5}, deals=20),
                Event("LeducPoker-v0", deals=50, exploitability=16),
                Event("IndianPoker-v0", deals=50),
                Event("Goofspiel-v0", {"cards": 4}, deals=20),
                Event("LiarsDice-v0", deals=30),
            ),
            PLAYERS,
        ),
        Suite(
            "matrix",
            (
                Event("RockPaperScissors-v0", {"rounds": 10}),
                Event("MatchingPennies-v0"),
                Event("PrisonersDilemma-v0"),
                Event("StagHunt-v0"),
                Event("UltimatumGame-v0"),
                Event("TwoThirdsAverage-v0"),
                Event("PublicGoods-v0"),
                Event("ColonelBlotto-v0"),
                Event("FirstPriceAuction-v0", deals=30),
            ),
            ("random", "scripted", "titfortat", "mcts?simulations=100"),
        ),
        Suite(
            "negotiation",
            (
                Event("ResourceTrade-v0", deals=30),
                Event("DealOrNoDeal-v0", deals=30),
                Event("DealOrNoDeal-v0", {"objective": -1}, deals=30),
                Event("BuyerSeller-v0", deals=30),
            ),
            ("random", "scripted", "conceder", "hardliner", "titfortat"),
        ),
        Suite(
            "spiral",
            (
                Event("TicTacToe-v0"),
                _preset("KuhnPoker-v0", "spiral", deals=30),
                _preset("ResourceTrade-v0", "spiral", deals=30),
                Event("Snake-v0"),
                Event("ConnectFour-v0"),
                _preset("PigDice-v0", "spiral"),
                _preset("LiarsDice-v0", "spiral"),
                _preset("TruthAndDeception-v0", "spiral", deals=30),
            ),
            ("random", "scripted", "mcts?simulations=50", "mcts?simulations=500"),
        ),
        Suite(
            "mars",
            (
                _preset("TicTacToe-v0", "mars"),
                _preset("KuhnPoker-v0", "mars", deals=50),
                _preset("Hanabi-v0", "mars"),
                _preset("ConnectFour-v0", "mars"),
                _preset("LeducPoker-v0", "mars", deals=50),
                _preset("Hanabi-v0", "simple"),
                _preset("Hanabi-v0", "mars-full"),
            ),
            PLAYERS,
        ),
        Suite(
            "corewar",
            (Event("CoreWarDuel-v0"),),
            tuple(f"warrior:{name}" for name in library.NAMES),
        ),
        Suite(
            "volleyball",
            (
                Event("DroneHover-v0", deals=20),
                Event("DroneBackAndForth-v0", deals=20),
                Event("DroneHitTheBall-v0", deals=20),
                Event("DroneSoloBump-v0", deals=20),
                Event("DroneBumpAndPass-v0", deals=20),
                Event("DroneSetAndSpikeEasy-v0", deals=20),
                Event("DroneSetAndSpikeHard-v0", deals=20),
                Event("DroneVolley1v1-v0"),
                Event("DroneVolley3v3-v0"),
                Event("DroneVolley6v6-v0"),
                Event("DroneVolleyTactics-v0"),
            ),
            PILOTS,
        ),
    )
}
"""quick: a first look. board, cards, matrix, negotiation: kinds of games. spiral: what Liu et al. (2025, arXiv
2506.24119) train on, then what they hold out, by their rules. mars: the same of MARS (arXiv 2510.15414). corewar: our
own warriors (`spenvs.corewar.library`), every two of them. volleyball: the tasks and matches of drones."""


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
    return Suite(found.id, (Event(found.id, deals=50),), USUAL[found.moves])
