"""The terminal, as the command line and a person at the table use it."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from spenvs.core.moves import quote


def screen() -> Console:
    """Open the terminal; where the output is none, colours are left out."""
    return Console(highlight=False)


def board(console: Console, env: Any, seat: str | None = None) -> None:
    """Print the table of a game as a seat sees it, or as one who sees everything."""
    drawn = env.ansi(seat, console.color_system is not None and not console.no_color)
    console.print(Text.from_ansi(drawn), no_wrap=True, overflow="ignore", crop=False)


def named(env: Any, action: Any) -> str:
    """Give the name of a move from its number; what is no number is shown as it is."""
    if isinstance(action, int) and 0 <= action < len(env.game.actions):
        return env.game.actions[action]
    return action if isinstance(action, str) and action.isprintable() and len(action) < 60 else quote(action)


def played(seat: str, entrant: str, what: str) -> Text:
    """Say what a seat played."""
    return Text.assemble("\n", (seat, "bold"), (f" ({entrant})", "dim"), ": ", (what, "bold"))


def result(rewards: Mapping[str, float]) -> Text:
    """Say what each seat got."""
    style = {1: "green", 0: "yellow", -1: "red"}
    parts = [(f"  {seat} {reward:+g}", style[(reward > 0) - (reward < 0)]) for seat, reward in rewards.items()]
    return Text.assemble(("The game is over:", "bold"), *parts)
