"""`spenvs play`: games of one environment, to watch, to play in, or to count."""

import statistics
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Annotated, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from tyro.conf import arg

import spenvs
from baselines.agent import Agent
from baselines.agents.human import HumanAgent
from baselines.arena.match import play
from baselines.cli.video import check, save
from baselines.cli.watch import Watch, Watched
from baselines.cli.words import EnvName, EnvOptions, File, Flag, Name, read_agents, read_options
from baselines.registry import make_agent
from baselines.screen import screen
from spenvs.core.record import Record

GAMES_AT_ONCE = 256


@dataclass(frozen=True)
class Play:
    """Play games of one environment; with the agent human, at this terminal.

    For example: spenvs play ConnectFour --agents human,mcts --rows 5
    """

    env: EnvName
    """the environment, as spenvs list names it"""
    options: EnvOptions = ()
    """its options, as key=value or --key value; spenvs show ENV names them"""
    agents: Annotated[str, arg(metavar="A,B,...")] = "random"
    """an agent for each seat, or one that sits in all of them"""
    games: int = 1
    """how many games"""
    seed: int = 0
    """seed of the first game; each game after it has the next one"""
    preset: Name = None
    """a named setting of the environment; spenvs show ENV lists them"""
    watch: Flag = False
    """show each position as it is played"""
    pause: float = 0.5
    """seconds to wait at each position that is watched"""
    out: File = None
    """a .jsonl file that the games' records are added to, for spenvs replay"""
    video: File = None
    """an .mp4 or .gif file, or a folder for pictures, that shows the first game; for drones"""
    camera: str = "broadcast"
    """from where it is seen: broadcast, endline, side, top, ball, or chase:0 for a drone's number"""

    def run(self) -> None:
        """Play, and say how it came out.

        Raises:
            ValueError: the numbers of agents and seats differ, somebody watches a game that a person plays, or there
                is no video of such a game.
            ImportError: an .mp4 file without imageio-ffmpeg.
            FileNotFoundError: the folder of the video is not there.
        """
        if self.games < 1:
            raise ValueError(f"--games must be at least 1; got {self.games}")
        options = read_options(self.options)
        env = spenvs.make(self.env, preset=self.preset, **options)
        specs = read_agents(self.agents)
        agents = {spec: _made(spec, env) for spec in specs}
        human = any(isinstance(agent, HumanAgent) for agent in agents.values())
        if self.video:
            check(env, self.video, self.camera)
        if self.watch and human:
            raise ValueError("who plays sees the game already: leave --watch or human out")
        console = screen()
        if self.watch:
            watch = Watch(console, self.pause)
            agents = {spec: Watched(agent, watch) for spec, agent in agents.items()}
        players = [agents[spec] for spec in (specs * len(env.possible_agents) if len(specs) == 1 else specs)]
        wanted = max((agent.concurrency for agent in agents.values()), default=1)
        at_once = 1 if self.watch or human else max(GAMES_AT_ONCE, wanted)
        waiting = console.status(f"playing {self.games} games of {env.id}") if at_once > 1 else nullcontext()
        with waiting:
            records = play(env.id, players, self.games, self.seed, preset=self.preset, concurrency=at_once, **options)
        if self.video:
            pictures = save(records[0], self.video, self.camera)
            console.print(f"{pictures} pictures are in {self.video}", markup=False)
        if self.out:
            with self.out.open("a") as file:
                file.writelines(record.to_json() + "\n" for record in records)
        if at_once > 1 or self.games > 1:
            console.print(summary(records))


def _made(spec: str, env: Any) -> Agent:
    """Make an agent that is called by its spec, and see that it can play."""
    agent = make_agent(spec)
    agent.name = spec
    if reason := agent.plays(env):
        raise ValueError(f"{spec} cannot play {env.id}: {reason}")
    return agent


def summary(records: Sequence[Record]) -> Table:
    """Put into a table how often each seat had the highest reward, and its mean reward with a 95 % interval.

    A game is won by all who have the highest reward, unless everybody has: then it is drawn. Alone one wins nothing.
    """
    alone = len(records[0].seats) == 1
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("seat", style="bold")
    table.add_column("agent")
    for head in (*(() if alone else ("won", "drawn", "lost")), "mean reward", "faults"):
        table.add_column(head, justify="right")
    for seat, who in records[0].seats.items():
        rewards = [record.rewards[seat] for record in records]
        signs = [_sign(record.rewards, seat) for record in records]
        faults = sum(row.status != "ok" and row.seat == seat for record in records for row in record.moves)
        counts = [] if alone else [str(signs.count(sign)) for sign in (1, 0, -1)]
        table.add_row(seat, who["entrant"], *counts, _mean(rewards), str(faults))
    return table


def _sign(rewards: Mapping[str, float], seat: str) -> int:
    """Say whether a seat has won (1), lost (-1) or drawn (0)."""
    best, worst = max(rewards.values()), min(rewards.values())
    return 0 if best == worst else 1 if rewards[seat] == best else -1


def _mean(values: Sequence[float]) -> str:
    mean = f"{statistics.fmean(values):+.3g}"
    if len(values) < 2:
        return mean
    return f"{mean} ± {1.96 * statistics.stdev(values) / len(values) ** 0.5:.2g}"
