import importlib

import numpy as np
import pytest

from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.players.idle import PLAYER
from spenvs.volleyball.players.team import Drones, scores, scripted
from spenvs.volleyball.rally.state import LAST, SERVE, SERVING, STRUCK, WAITING

# a little less than benchmarks/drone_players.py measures over 1,000 seeds
LEAST = {
    "back_and_forth": 9.9,
    "hit_the_ball": 10.8,
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


def test_hovering_ends_at_the_point_with_the_nose_along_x():
    rows = dict(zip(game("hover").measures, scores(game("hover"), 100).T, strict=True))
    assert rows["distance"].max() < 0.02
    assert rows["heading error"].max() < 0.02


def test_two_drones_keep_a_rally_up_for_all_its_20_seconds():
    rows = scores(game("volley1v1"), 100, noise=0.02)
    names = game("volley1v1").measures
    assert (rows[:, names.index("reason")] == 0).mean() >= 0.9
    assert rows[:, names.index("touches")].mean() >= 18


@pytest.mark.parametrize("name", ["volley3v3", "volley6v6"])
def test_teams_receive_set_and_attack_and_now_and_then_spike(name):
    rows = scores(game(name), 300, noise=0.02)
    column = dict(zip(game(name).measures, rows.T, strict=True))
    assert column["touches"].mean() >= 6
    assert column["crossings"].mean() >= 2.3
    assert (column["reason"] == 0).mean() >= 0.5
    assert (column["spikes_0"] + column["spikes_1"]).mean() >= 0.1


@pytest.mark.parametrize(
    ("name", "options"), [("volley1v1", {}), ("volley3v3", {"rotation": True}), ("volley6v6", {"rotation": True})]
)
def test_matches_are_won_with_serves_by_every_drone(name, options):
    match = importlib.import_module(f"spenvs.volleyball.{name}").game(points=11, steps=60_000, **options)
    batch = DroneBatch(match, 12, 5, autoreset_mode="Disabled")
    drones, chance, served = Drones(scripted(match), 12, match.drones), np.random.default_rng(5), set()
    seen = batch.reset()
    while not (batch.terminated | batch.truncated).all():
        noise = np.float32(0.02) * chance.standard_normal(drones.action.shape, np.float32)
        waiting = batch.worlds.tally[:, SERVE] == WAITING
        seen = batch.step(drones.act(seen) + noise)[0]
        served |= set(batch.worlds.tally[waiting & (batch.worlds.tally[:, SERVE] == STRUCK), LAST].tolist())
    score = dict(zip(match.measures, batch.measure.T, strict=True))
    assert batch.terminated.all()
    assert (np.maximum(score["points_0"], score["points_1"]) >= 11).all()
    assert served == set(range(match.drones))
    assert score["served"].sum() >= 0.95 * score["rallies"].sum()


def test_a_rally_is_noticed_to_begin_though_nobody_touched_the_ball_in_the_one_before():
    """Team 0 only hovers, so its serve falls to the ground; from then on team 1 serves."""
    match = importlib.import_module("spenvs.volleyball.volley3v3").game(points=3, steps=3000)
    batch = DroneBatch(match, 8, 1, autoreset_mode="Disabled")
    idle, drones = Drones(PLAYER, 8, 6), Drones(scripted(match), 8, 6, which=[3, 4, 5])
    seen = batch.reset()
    first = batch.worlds.tally[:, SERVING].copy()
    while not batch.terminated.all():
        seen = batch.step(np.concatenate([idle.act(seen)[:, :3], drones.act(seen)[:, 3:]], 1))[0]
    score = dict(zip(match.measures, batch.measure.T, strict=True))
    assert (score["points_1"] == 3).all()
    assert (score["served"] == score["rallies"] - (first == 0)).all()


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


@pytest.mark.parametrize("name", ["hover", "back_and_forth", "volley3v3"])
def test_the_idle_come_to_rest_and_stay_whatever_the_game(name):
    batch = DroneBatch(game(name), 20, 3, autoreset_mode="Disabled")
    drones, seen = Drones(PLAYER, 20, batch.game.drones), batch.reset()
    for _ in range(75):
        seen = batch.step(drones.act(seen))[0]
    assert not batch.terminated.any()
    assert np.abs(seen[:, :, 7:10]).max() < 0.15


@pytest.mark.parametrize("own", [0, 1])
def test_who_only_hovers_is_beaten_since_its_balls_are_left_to_it(own):
    duel = game("volley1v1")
    batch = DroneBatch(duel, 40, 3, autoreset_mode="Disabled")
    player, idle, seen = Drones(scripted(duel), 40, 2), Drones(PLAYER, 40, 2), batch.reset()
    while not (batch.terminated | batch.truncated).all():
        action = idle.act(seen)
        action[:, own] = player.act(seen)[:, own]
        batch.step(action)
    won = batch.score[:, duel.measures.index("result")] * (1 if own == 0 else -1)
    assert won.mean() > 0.9
