import importlib

import numpy as np
import pytest

from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.players.team import Drones, scripted

WORLDS, SEED = 200, 5


def scores(name):
    """Play one episode in each of some worlds; give float32 [N, measures]."""
    player = scripted(name)
    game = importlib.import_module(player.game).GAME
    batch, drones = DroneBatch(game, WORLDS, SEED), Drones(player, WORLDS, game.drones)
    seen, score, over = batch.reset(), np.zeros((WORLDS, len(game.measures))), np.zeros(WORLDS, bool)
    fresh = ~over
    for _ in range(game.limit):
        seen, _, terminated, truncated, _ = batch.step(drones.act(seen, fresh))
        fresh = terminated | truncated
        score[fresh & ~over] = batch.score[fresh & ~over]
        over |= fresh
        if over.all():
            break
    return score


# over 1000 seeds benchmarks/drone_players.py measures 15.96, 10.8, ...
@pytest.mark.parametrize(
    ("name", "least"), [("back_and_forth", 9.0), ("hit_the_ball", 8.2), ("solo_bump", 15.5), ("bump_and_pass", 10.0)]
)
def test_the_players_of_tasks_are_about_as_good_as_measured(name, least):
    assert scores(name)[:, 0].mean() >= least
