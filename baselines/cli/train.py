"""`spenvs train`: players that improve by playing."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from rich.console import Console
from rich.text import Text
from tyro.conf import arg

from baselines.cli.words import read_agents
from baselines.screen import screen

if TYPE_CHECKING:
    from baselines.learn.drq import Champion, Settings

AT_ONCE = 8
"""Proposals that a language model is asked for at once: as many as at the start of a round."""
HEADS = "round   N  fitness cells broken length generality won-tied-lost  CPU s"


@dataclass(frozen=True)
class TrainDRQ:
    """Evolve Core War programs against their own champions (Digital Red Queen).

    For example: spenvs train drq --mutator openai:http://localhost:8000/v1#model
    """

    mutator: Annotated[str, arg(metavar="rules|AGENT")] = "rules"
    """what proposes programs: rules, or a language model, as openai:http://localhost:8000/v1#model"""
    rounds: int = 20
    """how many rounds; a run that has ended goes on with more"""
    iterations: int = 250
    """proposals of a round after its first 8"""
    placements: int = 20
    """battles that a fitness is the mean of"""
    opponents: Annotated[str, arg(metavar="A,B,...")] = "imp"
    """whom the first champion is to beat: warriors of the suite, .red files, folders"""
    champions: Annotated[str, arg(metavar="all|K")] = "all"
    """of how many of the last rounds the champions are opponents"""
    hold_out: Annotated[str | None, arg(metavar="A,B,...", help_behavior_hint="(default: the suite's)")] = None
    """whom champions are measured by: as the opponents"""
    baseline: Annotated[
        Literal["zero-shot", "best-of-n", "static", "single-cell", "duel"] | None, arg(help_behavior_hint="")
    ] = None
    """one of the paper's baselines instead of the whole algorithm"""
    axes: Annotated[str, arg(metavar="A,B,...")] = "tsp,mc"
    """what elites differ in: tsp (processes spawned), mc (memory coverage), uo (unique opcodes), pl (program length)"""
    at_once: Annotated[int | None, arg(metavar="INT", help_behavior_hint="(default: 1; 8 with a model)")] = None
    """how many proposals are drawn from the same archive"""
    crossover: float = 0.0
    """how often a proposal joins two programs"""
    threshold: Annotated[float | None, arg(metavar="FLOAT", help_behavior_hint="")] = None
    """end a round once a program's fitness is above this share of the number of warriors"""
    compat: Annotated[Literal["drq"] | None, arg(help_behavior_hint="")] = None
    """drq: do as the paper's released code where that differs from the paper"""
    seed: int = 0
    """of all chance"""
    runs: int = 1
    """independent runs, each with the next seed; the report compares them"""
    out: Path = Path("drq")
    """a folder for the run, or for all of them; what is there goes on"""
    workers: int = 2
    """how many threads fight the battles"""

    def run(self) -> None:
        """Play the run, or the rest of it, with a line for each round, and say where the report lies.

        Raises:
            UnknownName: there is no such warrior or language model.
            ValueError: the folder holds a run with other settings, or an option is out of range.
            KeyboardInterrupt: Ctrl-C; the message says how to go on.
        """
        from baselines.learn.drq import evolve, evolve_several
        from baselines.learn.drq.line_up import left_out
        from spenvs.corewar import library

        settings, console = self._settings(), screen()
        opponents = read_agents(self.opponents)
        hold_out = library.HOLD_OUT if self.hold_out is None else read_agents(self.hold_out)
        for file, reason in left_out([*opponents, *hold_out]).items():
            console.print(Text(f"Left out: {file}: {reason}", "dim"), soft_wrap=True)
        try:
            with console.status("") as status:
                options: dict[str, Any] = {
                    "opponents": opponents,
                    "hold_out": hold_out,
                    "out": self.out,
                    "threads": self.workers,
                    "on_round": lambda round, champion: _tell(console, round, champion),
                    "on_step": lambda round, done, most: status.update(f"round {round}: {done} of {most} programs"),
                }
                if self.runs == 1:
                    evolve(settings, self.mutator, **options)
                else:
                    options["on_run"] = lambda seed: console.print(f"Run with seed {seed}", style="bold")
                    options["on_none"] = lambda reason: console.print(
                        Text(f"Left out: {reason}", "dim"), soft_wrap=True
                    )
                    evolve_several(self.runs, settings, self.mutator, **options)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"Stopped. The same command goes on with the run in {self.out}.") from None
        champions = self.out / ("champions" if self.runs == 1 else "seed-*/champions")
        where = f"\nThe report is {self.out / 'index.html'}, the champions are in {champions}"
        console.print(where, style="dim", soft_wrap=True)

    def _settings(self) -> "Settings":
        from baselines.learn.drq import Settings

        if self.champions != "all" and not self.champions.isdecimal():
            raise ValueError(f"--champions is all or a number; got {self.champions!a}")
        if self.runs < 1:
            raise ValueError(f"--runs must be at least 1; got {self.runs}")
        at_once = (1 if self.mutator == "rules" else AT_ONCE) if self.at_once is None else self.at_once
        settings = Settings(
            rounds=self.rounds,
            iterations=self.iterations,
            placements=self.placements,
            champions=None if self.champions == "all" else int(self.champions),
            at_once=at_once,
            crossover=self.crossover,
            axes=tuple(read_agents(self.axes)),
            threshold=self.threshold,
            seed=self.seed,
            compat=self.compat,
        )
        return settings.as_baseline(self.baseline) if self.baseline else settings


def _tell(console: Console, round: int, champion: "Champion") -> None:
    """Print a round's line, and before the first one the heads."""
    if round == 1:
        console.print(HEADS, style="bold")
    found = champion.generality
    judged = f"{found.defeats}-{found.ties}-{found.losses}"
    general = f"{found.share:.3f}" if champion.scores else "-"
    console.print(
        Text(
            f"{round:5} {champion.warriors:3} {champion.candidate.fitness:8.3f} {champion.cells:5} "
            f"{champion.broken:6} {len(champion.warrior):6} {general:>10} {judged:>13} {champion.seconds:6.1f}"
        )
    )
