"""The terminal, as the command line and a person at the table use it."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.text import Text

from spenvs.core.draw import Element, ansi
from spenvs.core.moves import quote
from spenvs.core.transcript import GAME

FRAMES, FRAMES_ON_PAPER, FRAME_SHARE = 150, 4, 0.2
MOST_SHOWN = 600
MOST_THOUGHT = 2000
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff]")


def screen() -> Console:
    """Open the terminal; where the output is none, colours are left out."""
    return Console(highlight=False)


def board(console: Console, env: Any, seat: str | None = None) -> None:
    """Print the table of a game as a seat sees it, or as one who sees everything."""
    colour = console.color_system is not None and not console.no_color
    width = console.width if console.is_terminal else None
    console.print(Text.from_ansi(env.ansi(seat, colour, width)), no_wrap=True, overflow="ignore", crop=False)


def film(console: Console, tables: Iterable[Sequence[Element]], seconds: float, keep: bool = False) -> None:
    """Show tables one after another, on a terminal each in the place of the one before, for so many seconds.

    On a terminal the last one stays if `keep`, and goes otherwise. Elsewhere all are printed.
    """
    colour = console.color_system is not None and not console.no_color
    if not console.is_terminal:
        for table in tables:
            console.print(_drawn(ansi(table, colour)), crop=False)
        return
    with Live(console=console, auto_refresh=False, transient=not keep, vertical_overflow="crop") as live:
        for table in tables:
            live.update(_drawn(ansi(table, colour, console.width, console.height - 1)), refresh=True)
            time.sleep(seconds)


def scene(console: Console, env: Any, pause: float) -> None:
    """Show what has just happened in a game, if it can be shown, then its table, for `pause` seconds.

    Of what happened each picture stays for a part of the pause.
    """
    film(console, env.film(FRAMES if console.is_terminal else FRAMES_ON_PAPER), pause * FRAME_SHARE)
    board(console, env)
    time.sleep(pause)


def _drawn(text: str) -> Text:
    return Text.from_ansi(text, no_wrap=True, overflow="ignore")


def named(env: Any, action: Any) -> str:
    """Give the name of a move from its number; a text is shown as it is, made fit to be shown."""
    if isinstance(action, int) and 0 <= action < len(env.game.actions):
        return env.game.actions[action]
    if not isinstance(action, str):
        return quote(action)
    shown = _ODD.sub("?", action)
    return shown if len(shown) <= MOST_SHOWN else f"{shown[: MOST_SHOWN - 2]} …"


def announcements(env: Any) -> list[str]:
    """Give what the game itself has said so far, to anybody, in a dialogue; elsewhere nothing."""
    if env.mask() is not None:
        return []
    return [text for author, text, *_ in env.position.transcript.events if author == GAME]


def played(seat: str, entrant: str, what: str) -> Text:
    """Say what a seat played."""
    return Text.assemble("\n", (seat, "bold"), (f" ({entrant})", "dim"), ": ", (what, "bold"))


def thought(note: Mapping[str, Any]) -> Text | None:
    """Give what an agent thought beside its move, as it noted it; None if it noted nothing."""
    thought = note.get("thought")
    if not isinstance(thought, str) or not thought:
        return None
    shown = _ODD.sub("?", thought)
    shown = shown if len(shown) <= MOST_THOUGHT else f"{shown[: MOST_THOUGHT - 2]} …"
    return Text("  thinks: " + shown.replace("\n", "\n  "), "dim italic")


def result(rewards: Mapping[str, float]) -> Text:
    """Say what each seat got."""
    style = {1: "green", 0: "yellow", -1: "red"}
    parts = [(f"  {seat} {reward:+g}", style[(reward > 0) - (reward < 0)]) for seat, reward in rewards.items()]
    return Text.assemble(("The game is over:", "bold"), *parts)
