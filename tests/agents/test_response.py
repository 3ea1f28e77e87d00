"""The best response to a given agent."""

import numpy as np
import pytest

import baselines
import spenvs
from baselines import make_agent
from baselines.agents.response import ResponseAgent
from baselines.arena.exploitability import exploitability
from baselines.learn.best_response import nash_conv
from spenvs.registry import UnknownName


def always_rock(turn):
    return "rock"


def mean(env: str, first, second, games: int) -> float:
    """Mean reward of the first, from both seats."""
    records = [(0, baselines.play(env, [first, second], games)), (1, baselines.play(env, [second, first], games))]
    return float(np.mean([record.rewards[f"player_{seat}"] for seat, played in records for record in played]))


def test_it_wins_what_the_target_is_exploitable_by():
    expected = exploitability("KuhnPoker-v0", "random").value
    assert mean("KuhnPoker-v0", "response:random", "random", 3000) == pytest.approx(expected, abs=0.06)


def test_it_beats_a_player_that_gives_no_probabilities():
    assert mean("RockPaperScissors-v0", ResponseAgent(always_rock), always_rock, 5) == 1.0
    assert mean("TicTacToe-v0", "response:mcts?simulations=5&samples=2", "mcts?simulations=5", 20) > 0.5


def test_options_go_to_the_target():
    agent = make_agent("response:mcts?simulations=7&samples=3&seed=4")
    assert (agent.target.simulations, agent.samples, agent.seed) == (7, 3, 4)
    assert agent.name == "response:mcts?samples=3&seed=4&simulations=7"
    with pytest.raises(UnknownName, match="option of mcts 'simulation'"):
        make_agent("response:mcts?simulation=7")


def test_against_an_equilibrium_it_gains_next_to_nothing():
    env = spenvs.make("LeducPoker-v0")
    policy = ResponseAgent("cfr").policy(env)
    assert set(policy.probabilities) == {0.0, 1.0}
    assert nash_conv(policy) > 1  # it can be exploited itself
    assert abs(mean("LeducPoker-v0", "response:cfr", "cfr", 400)) < 0.5


def test_it_punishes_what_cannot_happen_if_the_target_keeps_to_its_ways():
    """The target always opens in the corner; opened elsewhere, the response still prevents a line of three."""
    env = spenvs.make("TicTacToe-v0")
    agent = ResponseAgent(lambda turn: turn.actions[0])
    env.restore({"id": env.id, "options": {}, "path": [4, 0, 5], "outcomes": []})
    assert agent.act(env.turn()) == 3


def test_a_target_that_forfeits_needs_no_more_than_waiting():
    assert mean("KuhnPoker-v0", ResponseAgent(lambda turn: "nonsense"), lambda turn: "nonsense", 5) == 2.0


def test_it_says_what_it_cannot_play():
    assert "too many to solve" in make_agent("response:random").plays(spenvs.make("ConnectFour-v0"))
    assert "perfect information" in make_agent("response:minimax").plays(spenvs.make("KuhnPoker-v0"))
    assert make_agent("response:minimax").plays(spenvs.make("Nim-v0")) is None


def test_its_version_names_the_target_s():
    first, second = make_agent("response:random"), make_agent("response:cfr")
    assert first.version().endswith(make_agent("random").version())
    assert first.version() != second.version()
