"""What the tests of text games share."""

import pytest

from spenvs.core.moves import plain
from spenvs.core.position import Position


@pytest.fixture(scope="session")
def after():
    """Give a function that plays moves, by name, from the beginning, with the outcomes of chance as listed."""

    def play(game, moves="", outcomes=()):
        position = Position(game, 0)
        path = [game.names[plain(move)] for move in moves.split()]
        position.restore({"path": path, "outcomes": list(outcomes)})
        return position

    return play
