"""Suites: every event can be played, by at least two of the agents that the suite names."""

import pytest

import spenvs
from baselines.arena.leaderboard import leaderboard
from baselines.arena.results import Contest
from baselines.arena.suites import SUITES, Suite, find
from baselines.registry import make_agent
from spenvs.corewar import library


@pytest.mark.parametrize("name", SUITES)
def test_every_event_has_players(name):
    suite = SUITES[name]
    agents = [make_agent(spec) for spec in suite.agents]
    for event in suite.events:
        env = spenvs.make(event.env_id, **event.options)
        able = [agent.name for agent in agents if agent.plays(env) is None]
        assert "random" in able or make_agent("random").plays(env) is None
        assert len(able) >= 2


def test_the_papers_suites_name_presets():
    labels = [Contest.of(event.env_id, event.options).label for event in find("spiral").events]
    assert "KuhnPoker-v0 spiral" in labels
    assert "ResourceTrade-v0 spiral" in labels
    assert "TicTacToe-v0" in labels


def test_negotiators_come_out_in_a_sensible_order(tmp_path):
    board = leaderboard("negotiation", ["random", "scripted", "hardliner"], games=12, out=tmp_path)
    assert board.rows[-1].agent == "random"
    assert not any(row.forfeits for row in board.rows)


def test_an_environment_is_a_suite_of_its_own():
    assert find("ResourceTrade").agents == ("random", "scripted")
    assert "mcts?simulations=50" in find("Othello").agents


def test_the_suite_of_core_war_has_all_our_warriors_and_its_circle(tmp_path):
    assert len(find("corewar").agents) == len(library.NAMES)
    circle = ("clear", "paper", "mice", "splbomber", "scanner")
    board = leaderboard("corewar", [f"warrior:{name}" for name in circle], games=12, out=tmp_path, workers=1)
    earned = {(pairing.agent, pairing.opponent): pairing.reward.value for pairing in board.pairings}
    beats = [("clear", "paper"), ("mice", "clear"), ("splbomber", "mice"), ("scanner", "splbomber")]
    assert all(earned[f"warrior:{a}", f"warrior:{b}"] > 0 for a, b in beats)
    assert not any(row.forfeits for row in board.rows)


def test_scripted_drones_beat_those_that_hover_and_these_beat_chance(tmp_path):
    events = {event.env_id: event for event in find("volleyball").events}
    suite = Suite("drones", (events["DroneSoloBump-v0"], events["DroneVolley1v1-v0"]), find("volleyball").agents)
    board = leaderboard(suite, games=4, out=tmp_path, workers=1)
    assert [row.agent for row in board.rows] == ["scripted", "idle", "random"]
    assert {event.seats: {row.games for row in event.rows} for event in board.events} == {1: {4}, 2: {8}}
    assert not any(row.forfeits for row in board.rows)


def test_an_environment_of_arrays_is_a_suite_of_those_that_fly():
    assert find("DroneVolley6v6").agents == ("random", "idle", "scripted")
