"""The Monte Carlo tree search player."""

import numpy as np
import pytest

import baselines
import spenvs
from baselines import make_agent
from baselines.agents.mcts import MCTSAgent


def turn_at(env, seed: int = 0):
    return env.turn(rng=np.random.default_rng(seed))


def score(env: str, first: str, second: str, games: int, **options) -> float:
    """Mean reward of the first, from both seats."""
    rewards = []
    for seat, players in (("player_0", [first, second]), ("player_1", [second, first])):
        records = baselines.play(env, players, games=games, seed=7, **options)
        assert all(record.end == "natural" for record in records)
        rewards += [record.rewards[seat] for record in records]
    return float(np.mean(rewards))


@pytest.mark.parametrize(
    ("env", "options", "least"),
    [
        ("TicTacToe-v0", {}, 0.8),
        ("ConnectFour-v0", {}, 0.95),
        ("Nim-v0", {}, 0.8),
        ("KuhnPoker-v0", {}, 0.1),
        ("LeducPoker-v0", {}, 0.8),
        ("Goofspiel-v0", {"cards": 5}, 0.4),
        ("LiarsDice-v0", {"dice": 2}, 0.4),
    ],
)
def test_it_clearly_beats_random_play(env, options, least):
    assert score(env, "mcts?simulations=200", "random", 60 if options or "Poker" not in env else 300, **options) > least


def test_more_simulations_play_better():
    assert score("ConnectFour-v0", "mcts?simulations=600", "mcts?simulations=20", 15) > 0.5


def test_the_same_generator_gives_the_same_game():
    games = [baselines.play("LiarsDice-v0", ["mcts?simulations=60"] * 2, games=2, seed=seed) for seed in (1, 1, 2)]
    moves = [[[row.action for row in record.moves] for record in records] for records in games]
    assert moves[0] == moves[1] != moves[2]


def test_it_plays_in_every_environment(make):
    env = make()
    env.reset(seed=3)
    agent = MCTSAgent(simulations=20)
    if agent.plays(env):
        pytest.skip("not a finite game")
    action = agent.act(turn_at(env)).action
    assert action in env.legal_actions()


@pytest.mark.parametrize("simulations", [1, 2, 3])
def test_few_simulations_still_give_a_legal_action(simulations):
    env = spenvs.make("TicTacToe-v0")
    env.restore({"id": env.id, "options": {}, "path": [0, 1, 2, 4], "outcomes": []})
    for seed in range(20):
        assert MCTSAgent(simulations).act(turn_at(env, seed)).action in env.legal_actions()


HIDDEN = [
    ("KuhnPoker-v0", {}, [0], [[0, 1], [2, 1]]),
    ("LeducPoker-v0", {}, [2], [[0, 2], [4, 2], [5, 3]]),
    ("LeducPoker-v0", {}, [1, 2, 1], [[0, 2, 4], [1, 4, 5]]),
    ("LiarsDice-v0", {"dice": 2}, [3], [[0, 1, 4, 4], [2, 5, 4, 4], [5, 5, 4, 4]]),
    ("Goofspiel-v0", {"cards": 4, "prizes": "descending"}, [0], [[]]),
    ("RockPaperScissors-v0", {}, [0], [[]]),
]


@pytest.mark.parametrize(("id", "options", "path", "deals"), HIDDEN, ids=str)
def test_it_knows_no_more_than_its_seat(id, options, path, deals):
    """With the same view and the same generator it searches the same, whatever is hidden."""
    env, agent, by_view = spenvs.make(id, **options), MCTSAgent(simulations=200), {}
    hidden = 0
    for outcomes in deals:
        for last in range(2 if id in ("Goofspiel-v0", "RockPaperScissors-v0") else 1):
            moves = [*path[:-1], path[-1] + last]
            env.restore({"id": id, "options": env.options, "path": moves, "outcomes": outcomes})
            seat = env.agent_selection
            view = env.observe(seat)["observation"].tobytes()
            visits = agent.search(turn_at(env, 5)).tolist()
            hidden += view in by_view
            assert by_view.setdefault(view, visits) == visits
    assert hidden


def test_a_determinised_move_says_so():
    hidden, open_ = spenvs.make("KuhnPoker-v0"), spenvs.make("TicTacToe-v0")
    for env in (hidden, open_):
        env.reset(seed=0)
    agent = MCTSAgent(simulations=100, worlds=8)
    assert agent.act(turn_at(hidden)).note == {"determinised": 8}
    assert agent.act(turn_at(open_)).note == {}
    assert MCTSAgent(simulations=100).act(turn_at(hidden)).note == {"determinised": 10}


def test_what_it_would_play_is_not_said_to_be_known():
    env = spenvs.make("TicTacToe-v0")
    env.reset(seed=0)
    assert make_agent("mcts").probabilities(turn_at(env)) is None


@pytest.mark.parametrize(
    "options", [{"simulations": 0}, {"simulations": 1.5}, {"exploration": -1}, {"exploration": "x"}, {"worlds": -1}]
)
def test_arguments_out_of_range_are_refused(options):
    with pytest.raises(ValueError, match="must be a"):
        MCTSAgent(**options)
