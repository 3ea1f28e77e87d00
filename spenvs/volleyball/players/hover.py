"""Hover: fly to the point and stay there, turning the nose along x."""

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import go
from spenvs.volleyball.players.player import Player


@device
def act(x, memory, action):
    """Fly to the point."""
    go(x, -x[0], -x[1], -x[2], action)


PLAYER = Player(module=__name__, game="spenvs.volleyball.hover", brief="Flies to the point and stays there.")
