"""`spenvs leaderboard`: agents against each other on a suite of environments."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import Positional, arg

from baselines.cli.words import Flag, read_agents
from baselines.screen import screen


@dataclass(frozen=True)
class Leaderboard:
    """Play agents against each other on a suite of environments, and rank them.

    For example: spenvs leaderboard quick --agents random,mcts,python:mine.py:Mine
    """

    suite: Annotated[Positional[str], arg(metavar="[SUITE]")] = "quick"
    """a suite, or an environment"""
    agents: Annotated[str | None, arg(metavar="A,B,...", help_behavior_hint="(default: the suite's own)")] = None
    """who plays"""
    games: Annotated[int | None, arg(metavar="INT", help_behavior_hint="(default: as the suite says)")] = None
    """how many games each pairing plays of each environment, rounded up so that all seats are played"""
    schedule: Literal["roundrobin", "gauntlet", "swiss", "adaptive"] = "roundrobin"
    """who meets whom: everybody everybody, the first everybody, those about as good,
    or those whose difference is least known"""
    seed: int = 0
    """what all deals come from"""
    out: Path = Path("leaderboard")
    """a directory for the games and the report"""
    resume: Flag = False
    """go on with the games that are there already"""
    workers: int = 2
    """how many processes play"""
    move_seconds: float = 60.0
    """how long an answer may take"""

    def run(self) -> None:
        """Play, print the table, and say where the report lies.

        Raises:
            UnknownName: there is no such suite, environment or agent.
            FileExistsError: the directory holds an arena and `resume` is not set.
        """
        from baselines.arena.leaderboard import leaderboard
        from baselines.arena.report import table

        console = screen()
        board = leaderboard(
            self.suite,
            self.agents and read_agents(self.agents),
            games=self.games,
            seed=self.seed,
            out=self.out,
            resume=self.resume,
            schedule=self.schedule,
            workers=self.workers,
            move_seconds=self.move_seconds,
            progress=True,
        )
        console.print(table(board))
        console.print(f"\nThe games and the report are in {self.out}: open {self.out / 'index.html'}", style="dim")
