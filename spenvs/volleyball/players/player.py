"""The vocabulary that every scripted player is written in, and the facts of one.

A player is a module of one compiled function (`spenvs.volleyball.compiled.device`): `act`. It plays one drone, from
what that drone observes and what it wrote down itself; so it plays in a batch as well as alone, as an agent or an
opponent.
"""

from dataclasses import dataclass
from typing import Any

PLAY = ("act",)

CELLS = 16
"""Numbers that a drone's player may write down; all are 0 when an episode begins."""


@dataclass(frozen=True)
class Player:
    """One scripted player.

    Attributes:
        module: the module that holds `act`.
        game: the module of the game that it plays, whose observations it reads; "" if it plays them all.
        brief: how it plays, in a sentence or two.
    """

    module: str
    game: str
    brief: str


def act(x: Any, memory: Any, action: Any) -> None:
    """Fill `action` (float32 [4]) from the observation `x` (float32 [view]); `memory` is float32 [CELLS]."""
