"""A leaderboard as a table in the terminal, as JSON, CSV and a page."""

from pathlib import Path

from rich.console import RenderableType

from baselines.arena.board import Leaderboard


def table(board: Leaderboard) -> RenderableType:
    """Draw the leaderboard for a terminal: all environments together, then each of them."""
    raise NotImplementedError


def write(board: Leaderboard, out: str | Path) -> list[Path]:
    """Write leaderboard.json, leaderboard.csv and index.html into a directory, and give their paths."""
    raise NotImplementedError


def csv_of(board: Leaderboard) -> str:
    """Write the rows of all tables as CSV."""
    raise NotImplementedError
