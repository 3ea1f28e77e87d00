"""The minimax player."""

import numpy as np
import pytest

import baselines
import spenvs
from baselines import make_agent
from baselines.agents.minimax import MinimaxAgent


def turn_at(id: str, *path: int, seed: int = 0, **options):
    env = spenvs.make(id, **options)
    env.reset(seed=0)
    for action in path:
        env.step(action)
    return env.turn(rng=np.random.default_rng(seed))


@pytest.mark.parametrize("spec", ["minimax", "minimax?depth=9"])
@pytest.mark.parametrize("seat", ["player_0", "player_1"])
def test_it_never_loses_tictactoe_whatever_the_other_does(spec, seat):
    """Every line of the other side is played, against every move that might be drawn."""
    env, agent, met = spenvs.make("TicTacToe-v0"), make_agent(spec), set()

    def follow(path: tuple[int, ...]) -> None:
        env.restore({"id": env.id, "options": {}, "path": list(path), "outcomes": []})
        if (board := env.position.s.tobytes()) in met:
            return
        met.add(board)
        if env.terminations[seat]:
            assert env.rewards[seat] >= 0, path
        elif env.agent_selection == seat:
            for action in np.flatnonzero(agent.probabilities(env.turn())):
                follow((*path, int(action)))
        else:
            for action in env.legal_actions():
                follow((*path, action))

    follow(())
    assert len(met) > 100


def test_it_wins_every_nim_that_can_be_won():
    for heaps in ((1, 2, 4), (3, 5, 7), (2, 2, 1)):
        for misere in (False, True):
            records = baselines.play("Nim-v0", ["minimax", "random"], games=5, heaps=heaps, misere=misere)
            assert all(record.rewards["player_0"] == 1 for record in records)


def test_it_wins_at_once_and_prevents_losing_at_connect_four():
    agent = MinimaxAgent()
    assert agent.act(turn_at("ConnectFour-v0", 3, 0, 3, 0, 3, 0)) == 3
    assert agent.act(turn_at("ConnectFour-v0", 3, 0, 3, 0, 3)) == 3


def test_equally_good_actions_are_drawn_from_the_turn():
    agent = MinimaxAgent()
    drawn = [agent.act(turn_at("TicTacToe-v0", seed=seed)) for seed in range(60)]
    assert drawn == [agent.act(turn_at("TicTacToe-v0", seed=seed)) for seed in range(60)]
    assert set(drawn) == set(range(9))
    assert agent.probabilities(turn_at("TicTacToe-v0")) == pytest.approx(np.full(9, 1 / 9))


def test_a_shallow_search_can_be_beaten():
    turn = turn_at("TicTacToe-v0", 0)
    assert make_agent("minimax?depth=1").probabilities(turn)[1:] == pytest.approx(np.full(8, 1 / 8))
    assert make_agent("minimax").probabilities(turn)[4] == 1


@pytest.mark.parametrize(("id", "plays"), [("TicTacToe-v0", True), ("Nim-v0", True), ("KuhnPoker-v0", False)])
def test_it_says_what_it_cannot_play(id, plays):
    reason = MinimaxAgent().plays(spenvs.make(id))
    assert reason is None if plays else reason == "it needs perfect information and no chance"


def test_a_game_that_it_cannot_play_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"^minimax cannot play spenvs\.textgames\.kuhn_poker: it needs perfect inf"):
        MinimaxAgent().act(turn_at("KuhnPoker-v0"))


@pytest.mark.parametrize("options", [{"depth": -1}, {"depth": 1.5}, {"nodes": 0}, {"nodes": True}])
def test_arguments_out_of_range_are_refused(options):
    with pytest.raises(ValueError, match="must be an integer from"):
        MinimaxAgent(**options)
