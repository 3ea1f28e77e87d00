import importlib

import numpy as np
import pytest

from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.players.team import Drones, scores, scripted

# a little less than benchmarks/drone_players.py measures over 1,000 seeds
LEAST = {
    "back_and_forth": 9.9,
    "hit_the_ball": 9.0,
    "solo_bump": 15.8,
    "bump_and_pass": 10.4,
    "set_and_spike": 0.95,
    "set_and_spike_hard": 0.5,
}


def game(name):
    return importlib.import_module(f"spenvs.volleyball.{name}").GAME


@pytest.mark.parametrize("name", LEAST)
def test_players_of_tasks_are_as_good_as_measured(name):
    assert scores(game(name), 200, seed=5)[:, 0].mean() >= LEAST[name]


def test_hovering_ends_at_the_point():
    assert scores(game("hover"), 100)[:, 0].max() < 0.02


def test_two_drones_keep_a_rally_up_for_all_its_20_seconds():
    rows = scores(game("volley1v1"), 100, noise=0.02)
    names = game("volley1v1").measures
    assert (rows[:, names.index("reason")] == 0).mean() >= 0.9
    assert rows[:, names.index("touches")].mean() >= 18


def test_teams_of_three_receive_set_and_attack_and_now_and_then_spike():
    rows = scores(game("volley3v3"), 300, noise=0.02)
    column = dict(zip(game("volley3v3").measures, rows.T, strict=True))
    assert column["touches"].mean() >= 6
    assert column["crossings"].mean() >= 2.3
    assert (column["reason"] == 0).mean() >= 0.5
    assert (column["spikes_0"] + column["spikes_1"]).mean() >= 0.1


def test_a_player_plays_the_same_alone_and_among_many_whatever_it_did_before():
    duel = game("volley1v1")
    alone, batch = Drones(scripted(duel), 1, 2), Drones(scripted(duel), 3, 2)
    seen = DroneBatch(duel, 3, 1).reset()
    batch.memory[:] = 7
    fresh = np.ones(3, np.bool_)
    assert np.array_equal(batch.act(seen, fresh)[1], alone.act(seen[1:2], fresh[:1])[0])


def test_only_the_drones_that_are_its_own_are_moved():
    duel = game("volley1v1")
    drones = Drones(scripted(duel), 2, 2, which=[1])
    action = drones.act(DroneBatch(duel, 2, 1).reset())
    assert not action[:, 0].any()
    assert action[:, 1].all()


def test_what_is_done_lies_between_full_and_no_thrust_even_in_an_absurd_state():
    hover = game("hover")
    seen = np.random.default_rng(0).normal(0, 50, (500, 1, hover.view)).astype(np.float32)
    assert np.abs(Drones(scripted(hover), 500, 1).act(seen)).max() <= 1


def test_there_is_no_player_of_a_game_without_one():
    with pytest.raises(ImportError):
        scripted(game("hover").with_(module="spenvs.volleyball.nothing"))
