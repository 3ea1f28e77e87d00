"""A leaderboard as a page."""

from baselines.arena.board import Leaderboard


def page_of(board: Leaderboard) -> str:
    """Write the page."""
    return ""
