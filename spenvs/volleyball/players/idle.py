"""Idle: come to rest where one is, and hover there; in every game, whatever else it asks for."""

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.players.flight import go
from spenvs.volleyball.players.player import Player

ZERO = np.float32(0.0)


@device
def act(x, memory, action):
    """Fly to rest, at no place in particular."""
    go(x, ZERO, ZERO, ZERO, action)


PLAYER = Player(module=__name__, game="", brief="Comes to rest where it is, and hovers there.")
