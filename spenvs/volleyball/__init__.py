"""Drone volleyball: compiled physics of quadrotors with rackets, a ball and a court, and the games played with them."""

from spenvs.volleyball.specs import ENVIRONMENTS

__all__ = ["ENVIRONMENTS"]
