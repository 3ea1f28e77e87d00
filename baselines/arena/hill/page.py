"""The table of a hill as one page that needs nothing else; its look is that of the leaderboard's page."""

import json
from importlib.resources import files

from baselines.arena.hill.report import data_of
from baselines.arena.hill.standings import Standings

STYLE = "<style>", "</style>"
SHARED = "// Building elements", "// The columns of a ranking"


def page_of(table: Standings) -> str:
    """Write the page: the table, the matrix, circles, and each warrior's source, listing and results."""
    board = files("baselines.arena").joinpath("page.html").read_text(encoding="utf-8")
    page = files("baselines.arena.hill").joinpath("page.html").read_text(encoding="utf-8")
    page = page.replace("/* STYLE */", _between(board, *STYLE)).replace("/* SHARED */", _between(board, *SHARED))
    return page.replace('"HILL"', json.dumps(data_of(table), separators=(",", ":")).replace("<", "\\u003c"))


def _between(text: str, first: str, last: str) -> str:
    start = text.index(first) + len(first) if first.startswith("<") else text.index(first)
    return text[start : text.index(last, start)]
