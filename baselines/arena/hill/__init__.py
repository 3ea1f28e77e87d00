"""King of the hill: Core War warriors that all meet each other, challengers, and what the results say of them."""

from baselines.arena.hill.king import Challenge, Hill
from baselines.arena.hill.rules import RULES, Rules
from baselines.arena.hill.standings import Circle, Row, Standings

__all__ = ["RULES", "Challenge", "Circle", "Hill", "Row", "Rules", "Standings"]
