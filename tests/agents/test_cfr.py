"""The player of CFR's average strategy."""

import numpy as np
import pytest

import spenvs
from baselines import make_agent
from baselines.agents.cfr import CFRAgent
from baselines.arena.exploitability import exploitability
from spenvs.registry import UnknownName


def turn_of(id: str, seed: int = 0, **options):
    env = spenvs.make(id, **options)
    env.reset(seed=0)
    return env.turn(rng=np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("id", "options"),
    [("KuhnPoker-v0", {}), ("LeducPoker-v0", {}), ("TicTacToe-v0", {}), ("Goofspiel-v0", {"cards": 3}), ("Nim-v0", {})],
)
def test_it_is_hardly_exploitable(id, options):
    assert exploitability(id, "cfr", **options).value < 0.01


@pytest.mark.parametrize("spec", ["cfr?algorithm=cfr%2B&iterations=200", "cfr?algorithm=cfr", "cfr?algorithm=linear"])
def test_its_algorithm_can_be_chosen(spec):
    assert exploitability("KuhnPoker-v0", spec).value < 0.01


def test_sampling_depends_on_its_seed():
    agents = [CFRAgent("mccfr", 50, seed=seed) for seed in (1, 1, 2)]
    first, again, other = (agent.policy(turn_of("KuhnPoker-v0").env.game).probabilities for agent in agents)
    assert (first == again).all()
    assert (first != other).any()


def test_it_draws_by_its_probabilities():
    agent, turn = CFRAgent(), turn_of("LeducPoker-v0")
    expected = agent.probabilities(turn)
    drawn = np.bincount([agent.act(turn) for _ in range(2000)], minlength=3) / 2000
    assert drawn == pytest.approx(expected, abs=0.05)
    assert expected.sum() == pytest.approx(1)


def test_the_turn_s_generator_decides():
    agent = CFRAgent()
    moves = [[agent.act(turn_of("RockPaperScissors-v0", seed)) for seed in range(20)] for _ in range(2)]
    assert moves[0] == moves[1]
    assert len(set(moves[0])) == 3


@pytest.mark.parametrize(
    ("id", "options", "words"),
    [
        ("KuhnPoker-v0", {}, None),
        ("KuhnPoker-v0", {"players": 3}, "has 3 seats"),
        ("ConnectFour-v0", {}, "too many to solve"),
        ("LiarsDice-v0", {}, "too many to solve"),
    ],
)
def test_it_says_what_it_cannot_play(id, options, words):
    reason = make_agent("cfr").plays(spenvs.make(id, **options))
    assert reason is None if words is None else words in reason
    if words:
        with pytest.raises(ValueError, match=words):
            make_agent("cfr").act(turn_of(id, **options))


def test_arguments_that_make_no_sense_are_refused():
    with pytest.raises(UnknownName, match="did you mean cfr"):
        CFRAgent("cfr*")
    with pytest.raises(ValueError, match="iterations must be an integer from 1"):
        CFRAgent(iterations=0)
    with pytest.raises(ValueError, match="exploitability must be a number from 0 on"):
        CFRAgent(exploitability=-1)
