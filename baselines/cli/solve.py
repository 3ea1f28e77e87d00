"""`spenvs solve`: the exact solution of a game that is small enough, and how far agents are from it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text
from tyro.conf import arg

import spenvs
from baselines.agent import Agent
from baselines.cli.words import EnvName, EnvOptions, File, Name, read_agents, read_options
from baselines.registry import make_agent
from baselines.screen import screen

MOST_STATES_SHOWN = 40


@dataclass(frozen=True)
class Solve:
    """Solve a two-player zero-sum game: value, strategy, distance from unbeatable.

    For example: spenvs solve KuhnPoker --agents random,cfr,mcts
    """

    env: EnvName
    """the environment, as spenvs list names it"""
    options: EnvOptions = ()
    """its options, as key=value or --key value; spenvs show ENV names them"""
    algorithm: Literal["cfr", "cfr+", "linear", "dcfr", "mccfr"] = "cfr+"
    """the kind of counterfactual regret minimisation"""
    iterations: int = 1000
    """how many iterations"""
    seed: int = 0
    """seed of the sampling, with mccfr"""
    preset: Name = None
    """a named setting of the environment"""
    agents: Annotated[str | None, arg(metavar="A,B,...", help_behavior_hint="")] = None
    """whose exploitability is measured as well"""
    samples: int = 64
    """how often they are asked at each information state, those that do not give their probabilities"""
    out: File = None
    """a .json file for the strategy, and for what was measured"""

    def run(self) -> None:
        """Solve, printing NashConv as it falls, the strategy if it is short, and how exploitable agents are.

        Raises:
            ValueError: the game cannot be solved: it has not two seats, is not zero-sum, or its tree is too large; or
                an agent cannot play it.
        """
        from baselines.learn.best_response import expected_returns
        from baselines.learn.cfr import ALGORITHMS, CFR
        from baselines.learn.flatten import flatten
        from baselines.learn.mccfr import MCCFR
        from baselines.learn.tree import must_be_two_player_zero_sum

        if self.iterations < 1:
            raise ValueError(f"--iterations must be at least 1; got {self.iterations}")
        env = spenvs.make(self.env, preset=self.preset, **read_options(self.options))
        must_be_two_player_zero_sum(env.game)
        agents = {spec: make_agent(spec) for spec in read_agents(self.agents or "")}
        console = screen()
        with console.status(f"building the tree of {env.id}"):
            tree = flatten(env.game)
        console.print(f"{env.id}: {tree.histories:,} nodes, {tree.nodes.size:,} information states\n")
        solver = MCCFR(tree, self.seed) if self.algorithm == "mccfr" else CFR(tree, ALGORITHMS[self.algorithm])
        nash = _descend(console, solver, self.iterations)
        policy = solver.average()
        value = float(expected_returns(policy)[0])
        console.print(f"\nvalue for {env.possible_agents[0]}  {value:+.6f}   exploitability  {nash / 2:.2e}")
        if tree.nodes.size <= MOST_STATES_SHOWN:
            console.print("", _strategy(env, policy))
        measured = _measure(console, env, agents, self.samples)
        if self.out:
            told = {"algorithm": self.algorithm, "iterations": self.iterations, "value": value, "nash_conv": nash}
            self.out.write_text(_as_json(env, policy, {**told, "agents": measured}))


def _measure(console: Console, env: Any, agents: Mapping[str, Agent], samples: int) -> dict[str, dict[str, Any]]:
    """Measure how exploitable agents are as they play and, if they are language models, by the likelihood of moves."""
    from baselines.arena.exploitability import exploitability

    measured: dict[str, dict[str, Any]] = {}
    complaints = []
    for spec, agent in agents.items():
        with console.status(f"measuring {spec}"):
            found = exploitability(env, agent, samples=samples)
            measured[spec] = {"play": found.value, "interval": found.interval, "samples": found.samples}
            measured[spec]["forfeits"] = found.forfeits
            try:
                if hasattr(agent, "likelihoods"):
                    measured[spec]["likelihood"] = exploitability(env, agent, distribution="likelihood").value
            except ValueError as error:  # it can be measured as it plays all the same
                complaints.append(f"{spec}: {error}")
    if measured:
        console.print("", _distances(measured))
    for complaint in complaints:
        console.print(Text(complaint, "dim"))
    return measured


def _distances(measured: Mapping[str, Mapping[str, Any]]) -> Table:
    """Put what was measured of agents into a table."""
    spoken = any("likelihood" in found for found in measured.values())
    failed = any(found["forfeits"] > 0.0005 for found in measured.values())
    table = Table(title="Exploitability", title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("agent", overflow="fold")
    heads = ["as it plays", "95 %", "asked", *(["forfeits"] if failed else []), *(["by likelihood"] if spoken else [])]
    for head in heads:
        table.add_column(head, justify="right")
    for spec, found in measured.items():
        low, high = found["interval"]
        likely = f"{found['likelihood']:.4f}" if "likelihood" in found else "-"
        table.add_row(
            Text(spec),
            f"{found['play']:.4f}",
            f"{low:.4f} to {high:.4f}" if found["samples"] else "exact",
            f"{found['samples']} times" if found["samples"] else "-",
            *([f"{100 * found['forfeits']:.1f} %"] if failed else []),
            *([likely] if spoken else []),
        )
    return table


def _descend(console: Console, solver: Any, iterations: int) -> float:
    """Iterate, printing NashConv after 1, 10, 100, ... iterations and at the end; give the last."""
    from baselines.learn.best_response import nash_conv

    console.print("iterations     NashConv", style="bold")
    due = 1
    while True:
        with console.status("solving"):
            solver.run(min(due, iterations) - solver.iterations)
            nash = nash_conv(solver.average())
        console.print(f"{solver.iterations:10,}   {nash:.8f}")
        if solver.iterations == iterations:
            return nash
        due *= 10


def _states(env: Any, policy: Any) -> Iterator[tuple[str, str, list[tuple[str, float]]]]:
    """Give each information state: whose it is, what the seat knows, and the probability of each legal action."""
    from spenvs.core.position import Position

    tree, position = policy.tree, Position(env.game, 0)
    for k, seat in enumerate(tree.arrays.seats.tolist()):
        position.restore(tree.history(k))
        knows = env.game.rules.describe(env.game, position.s, seat)
        spread = policy.at(k).tolist()
        plays = [(env.game.actions[action], spread[action]) for action in position.legal()]
        yield env.possible_agents[seat], knows, plays


def _as_json(env: Any, policy: Any, told: Mapping[str, Any]) -> str:
    """Write a strategy, and what was told about it, as a JSON object."""
    strategy = [
        {"seat": seat, "history": policy.tree.history(k), "knows": knows, "probabilities": dict(spread)}
        for k, (seat, knows, spread) in enumerate(_states(env, policy))
    ]
    return json.dumps({"env": env.id, "options": dict(env.options), **told, "strategy": strategy}, indent=1)


def _strategy(env: Any, policy: Any) -> Table:
    """Put a strategy into a table: for each seat what it knows, and how likely it then plays what."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in ("seat", "knows", "plays"):
        table.add_column(head)
    for seat, knows, spread in sorted(_states(env, policy), key=lambda state: state[0]):
        table.add_row(seat, Text(knows), Text(", ".join(f"{name} {probability:.3f}" for name, probability in spread)))
    return table
