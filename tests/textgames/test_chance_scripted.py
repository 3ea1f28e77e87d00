"""The scripted players of dice, fleets and snakes win more than random ones do."""

import numpy as np
import pytest

import baselines
import spenvs
from baselines.agents.scripts.chance import SCRIPTS

PAIRS = 100


@pytest.mark.parametrize(
    ("id", "preset"),
    [
        ("PigDice-v0", None),
        ("Snake-v0", None),
        ("Snake-v0", "standard"),
        ("Battleship-v0", None),
        ("Battleship-v0", "textarena"),
        ("LiarsDice-v0", None),
        ("LiarsDice-v0", "textarena"),
    ],
)
def test_the_script_beats_random_play(id, preset):
    """Each deal is played from both seats; the lower bound of the 95 % interval is above zero."""
    first = baselines.play(id, [SCRIPTS[id], "random"], PAIRS, seed=11, preset=preset)
    second = baselines.play(id, ["random", SCRIPTS[id]], PAIRS, seed=11, preset=preset)
    assert all(move.status == "ok" for record in (*first, *second) for move in record.moves)
    gained = [a.rewards["player_0"] + b.rewards["player_1"] for a, b in zip(first, second, strict=True)]
    assert np.mean(gained) - 1.96 * np.std(gained, ddof=1) / PAIRS**0.5 > 0


def test_pig_is_held_at_twenty():
    env = spenvs.make("PigDice-v0")
    env.reset(seed=0)
    totals = []
    while not env.terminations[env.agent_selection]:
        total = int(env.position.s[7])
        action = SCRIPTS["PigDice-v0"](env.turn())
        totals += [total] if action == "hold" else []
        env.step(action)
    assert max(totals) < 26
    assert sorted(totals)[1] >= 20
