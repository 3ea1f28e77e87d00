"""Agents, arenas and learners over the environments of `spenvs`."""

from baselines.agent import Agent, Fault, Move, Outcome, Seat, Turn
from baselines.arena.leaderboard import leaderboard
from baselines.arena.match import play
from baselines.registry import make_agent

__all__ = ["Agent", "Fault", "Move", "Outcome", "Seat", "Turn", "leaderboard", "make_agent", "play"]
