"""`spenvs leaderboard`: agents against each other on a suite of environments."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from tyro.conf import Positional, arg

from baselines.cli.words import Flag, read_agents
from baselines.screen import screen

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class Leaderboard:
    """Play agents against each other on a suite of environments, and rank them.

    For example: spenvs leaderboard quick --agents random,mcts,python:mine.py:Mine
    """

    suite: Annotated[Positional[str], arg(metavar="[SUITE]")] = "quick"
    """a suite, or an environment"""
    agents: Annotated[str | None, arg(metavar="A,B,...", help_behavior_hint="(default: the suite's own)")] = None
    """who plays"""
    warriors: Annotated[Path | None, arg(metavar="DIR", help_behavior_hint="")] = None
    """a folder of programs for Core War: each .red file in it that assembles plays, too"""
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
            ValueError: there is no folder of warriors, no .red file in it, or no Core War in the suite.
        """
        from baselines.arena.leaderboard import leaderboard
        from baselines.arena.report import table

        console = screen()
        board = leaderboard(
            self.suite,
            self._players(console),
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

    def _players(self, console: "Console") -> list[str] | None:
        """Give the specs of who plays, None for the suite's own; of warriors that cannot, say why."""
        named = read_agents(self.agents) if self.agents else None
        if self.warriors is None:
            return named
        from baselines.arena.suites import find
        from spenvs.corewar import library
        from spenvs.registry import spec

        suite = find(self.suite)
        if all(spec(event.env_id).family != "corewar" for event in suite.events):
            raise ValueError(f"--warriors is for Core War, which the suite {self.suite} does not hold; take corewar")
        files = library.files_in(self.warriors)
        reasons = library.load_folder(self.warriors)[1]
        reasons |= {
            name: "expected a path without '?', which begins options" for name in files if "?" in str(files[name])
        }
        found = [f"warrior:{file}" for name, file in files.items() if name not in reasons]
        console.print(f"{len(found)} of {len(files)} warriors in {self.warriors} play.", highlight=False)
        for name, reason in reasons.items():
            console.print(f"  {name}: {reason}", style="dim", markup=False, highlight=False)
        return [*(named or suite.agents), *found]
