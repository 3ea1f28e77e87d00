"""The terminal, as the command line and a person at the table use it."""

import functools
import itertools
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from spenvs.core.draw import Element, ansi
from spenvs.core.moves import quote
from spenvs.core.transcript import GAME

FRAMES, FRAMES_ON_PAPER, FRAME_SHARE = 150, 4, 0.2
MOST_SHOWN = 600
MOST_THOUGHT = 2000
_HIDE, _SHOW, _UP, _CLEAR_LINE, _CLEAR_BELOW = "\x1b[?25l", "\x1b[?25h", "\x1b[{}A\r", "\x1b[K", "\x1b[J"
_RGB = re.compile(r"\b([34]8);2;(\d+);(\d+);(\d+)")
_CUBE = (0, 95, 135, 175, 215, 255)
_XTERM: list[tuple[int, ...]] = [*itertools.product(_CUBE, repeat=3), *((8 + 10 * i,) * 3 for i in range(24))]
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff]")


def screen() -> Console:
    """Open the terminal; where the output is none, colours are left out."""
    return Console(highlight=False)


def board(console: Console, env: Any, seat: str | None = None) -> None:
    """Print the table of a game as a seat sees it, or as one who sees everything."""
    width = console.width if console.is_terminal else None
    drawn = fitting(console, env.ansi(seat, _coloured(console), width))
    console.print(Text.from_ansi(drawn), no_wrap=True, overflow="ignore", crop=False)


def film(console: Console, tables: Iterable[Sequence[Element]], seconds: float, keep: bool = False) -> None:
    """Show tables one after another, on a terminal each in the place of the one before, for so many seconds.

    On a terminal the last one stays if `keep`, and goes otherwise. Elsewhere all are printed.
    """
    moves = console.is_terminal and not console.is_dumb_terminal
    width, height = (console.width, console.height - 1) if moves else (None, None)
    shown, write = 0, console.file.write
    try:
        for table in tables:
            lines = fitting(console, ansi(table, _coloured(console), width, height)).split("\n")[:height]
            if moves:
                write(_HIDE + _UP.format(shown) * (shown > 0))
            write("".join([f"{line}{_CLEAR_LINE * moves}\n" for line in lines]))  # through Rich it is too slow
            console.file.flush()
            shown = len(lines)
            if moves:
                time.sleep(seconds)
        if moves and shown and not keep:
            write(_UP.format(shown) + _CLEAR_BELOW)
    finally:
        write(_SHOW * moves)


def scene(console: Console, env: Any, pause: float) -> None:
    """Show what has just happened in a game, if it can be shown, then its table, for `pause` seconds.

    Of what happened each picture stays for a part of the pause.
    """
    film(console, env.film(FRAMES if console.is_terminal else FRAMES_ON_PAPER), pause * FRAME_SHARE)
    board(console, env)
    time.sleep(pause)


def _coloured(console: Console) -> bool:
    return console.color_system is not None and not console.no_color


def fitting(console: Console, text: str) -> str:
    """Give a terminal of 256 colours those nearest to the ones in a text."""
    if console.color_system in (None, "truecolor"):
        return text
    return _RGB.sub(lambda found: f"{found[1]};5;{_nearest(*map(int, found.group(2, 3, 4)))}", text)


@functools.lru_cache(maxsize=4096)
def _nearest(red: int, green: int, blue: int) -> int:
    """Find one of xterm's colours 16 to 255. That the hue stays counts for more than the light."""

    def distance(colour: tuple[int, ...]) -> int:
        r, g, b = colour[0] - red, colour[1] - green, colour[2] - blue
        return r * r + g * g + b * b + (r - g) ** 2 + (g - b) ** 2

    return 16 + min(range(len(_XTERM)), key=lambda number: distance(_XTERM[number]))


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
    transcript = getattr(env.position, "transcript", None)
    return [text for author, text, *_ in transcript.events if author == GAME] if transcript is not None else []


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
