"""`spenvs list` and `spenvs show`: what environments there are, and all about one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

import spenvs
from baselines.cli.words import EnvName, EnvOptions, Name, read_options
from baselines.screen import board, screen
from spenvs.core.moves import listing
from spenvs.registry import options

MOVES_BEFORE_PICTURE = 3


@dataclass(frozen=True)
class List:
    """List the environments."""

    family: Name = None
    """only those of one family, such as textgames"""

    def run(self) -> None:
        """Print a line for each environment."""
        console = screen()
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        table.add_column("environment", style="bold", no_wrap=True)
        table.add_column("seats", justify="right")
        table.add_column("what it is")
        for spec in spenvs.list_envs(self.family):
            table.add_row(spec.id, str(spec.seats), spec.summary)
        console.print(table)
        console.print("\nspenvs show ENV says more of one.", style="dim")


@dataclass(frozen=True)
class Show:
    """Show an environment: rules, seats, spaces, options, presets, and a picture.

    For example: spenvs show TicTacToe --preset wild
    """

    env: EnvName
    """the environment, as spenvs list names it"""
    options: EnvOptions = ()
    """its options, as key=value or --key value"""
    preset: Name = None
    """a named setting of the environment, from the list of presets"""

    def run(self) -> None:
        """Print a page about the environment."""
        spec = spenvs.spec(self.env)
        env = spenvs.make(spec.id, preset=self.preset, **read_options(self.options))
        console = screen()
        console.rule(Text(spec.id, "bold"))
        console.print(spec.summary, markup=False)
        seats = env.possible_agents
        order = "" if len(seats) == 1 else ", in turn" if spec.kind == "turns" else ", all at once"
        takes = [(o.name, str(o.default), o.meaning) for o in options(spec.id).values()]
        differs = list(spec.differs.items())
        presets = [(name, " ".join(f"{key}={value}" for key, value in p.items())) for name, p in spec.presets.items()]
        env.reset(seed=0)
        _part(console, "Rules", env.game.brief)
        _part(console, "Seats", f"{len(seats)}{order}: {', '.join(seats)}")
        _part(console, "Spaces", _rows(_spaces(env)))
        _part(console, "Options", _rows(takes))
        _part(console, "Presets", _rows(presets))
        _part(console, "What they differ in", _rows(differs))
        _part(console, "Known values", _rows(spec.values))
        _part(console, "Sources", "\n".join(spec.sources))
        console.print("\n[bold]A position[/]")
        _play(env)
        board(console, env)


def _spaces(env: Any) -> list[tuple[str, ...]]:
    """Say what a seat observes and what it can do."""
    seat = env.possible_agents[0]
    observed = [(f'observes "{name}"', str(space)) for name, space in env.observation_space(seat).items()]
    if env.mask() is None:
        return [*observed, ("plays", f"{env.action_space(seat)}, such as {listing(env.legal(env.agent_selection))}")]
    return [*observed, ("plays", f"{env.action_space(seat)}: {listing(env.game.actions, 12)}")]


def _play(env: Any) -> None:
    """Bring an environment into a position that shows what its pieces look like."""
    rng = np.random.default_rng(0)
    for _ in range(MOVES_BEFORE_PICTURE):
        before = env.snapshot()
        env.step(env.sample(env.agent_selection, rng))
        if not env.agents or any(env.terminations.values()):
            env.restore(before)
            return


def _rows(rows: Sequence[Sequence[str]]) -> Table | None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 3, 0, 0))
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table if rows else None


def _part(console: Console, title: str, content: RenderableType | None) -> None:
    """Print one part of the page, if there is anything in it."""
    if content:
        console.print(f"\n[bold]{title}[/]")
        console.print(Padding(Text(content) if isinstance(content, str) else content, (0, 0, 0, 2)))
