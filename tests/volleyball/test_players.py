import importlib

import pytest

from spenvs.volleyball.players.team import scores

# a little less than benchmarks/drone_players.py measures over 1,000 seeds
LEAST = {
    "back_and_forth": 9.0,
    "hit_the_ball": 8.5,
    "solo_bump": 15.8,
    "bump_and_pass": 10.4,
    "set_and_spike": 0.95,
    "set_and_spike_hard": 0.25,
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
    assert (rows[:, names.index("reason")] == 0).mean() >= 0.95
    assert rows[:, names.index("touches")].mean() >= 18


def test_teams_of_three_receive_set_and_attack_and_now_and_then_spike():
    rows = scores(game("volley3v3"), 300, noise=0.02)
    column = dict(zip(game("volley3v3").measures, rows.T, strict=True))
    assert column["touches"].mean() >= 6
    assert column["crossings"].mean() >= 2.3
    assert (column["reason"] == 0).mean() >= 0.5
    assert (column["spikes_0"] + column["spikes_1"]).mean() >= 0.1
