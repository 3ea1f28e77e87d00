"""The repeated games of two choices: prisoner's dilemma, stag hunt, matching pennies."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import spenvs
from baselines.learn.best_response import expected_returns, nash_conv
from baselines.learn.cfr import solve
from baselines.learn.flatten import flatten
from baselines.learn.policy import normalised, uniform
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import matching_pennies, prisoners_dilemma, stag_hunt

PAYOFFS = {
    prisoners_dilemma: {(0, 0): (3, 3), (0, 1): (0, 5), (1, 0): (5, 0), (1, 1): (1, 1)},
    stag_hunt: {(0, 0): (2, 2), (0, 1): (0, 1), (1, 0): (1, 0), (1, 1): (1, 1)},
    matching_pennies: {(0, 0): (1, -1), (0, 1): (-1, 1), (1, 0): (-1, 1), (1, 1): (1, -1)},
}


@pytest.mark.parametrize("module", PAYOFFS, ids=lambda module: module.__name__)
def test_payoffs(module, after):
    game = module.game(rounds=1)
    for pair in itertools.product(range(2), range(2)):
        played = after(game, " ".join(game.actions[choice] for choice in pair))
        assert tuple(played.returns()) == PAYOFFS[module][pair]


@given(st.sampled_from([*PAYOFFS]), st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=30))
def test_rounds_add_up(module, pairs):
    """The total, the mean and the winner of any course of play."""
    totals = np.array([PAYOFFS[module][pair] for pair in pairs]).sum(axis=0)
    for returns, expected in (
        ("total", totals),
        ("mean", totals / len(pairs)),
        ("win", np.sign(totals - totals[::-1])),
    ):
        position = Position(module.game(rounds=len(pairs), returns=returns), 0)
        for pair in pairs:
            assert position.mover == 0
            position.play(pair[0])
            position.play(pair[1])
        assert position.mover == OVER
        assert position.returns() == expected.tolist()


def test_payoffs_are_options(after):
    game = prisoners_dilemma.game(2, temptation=7, reward=4, punishment=-1, sucker=-3)
    assert after(game, "cooperate defect defect defect").returns() == [-4, 6]
    assert after(stag_hunt.game(1, stag=10, alone=1, hare=8, hares=5), "hare stag").returns() == [8, 1]
    assert after(matching_pennies.game(1, prize=4), "heads tails").returns() == [-4, 4]


def test_the_end_may_be_left_to_chance():
    """Of games that go on with 75 %, a quarter has one round, and the mean is four."""
    game = prisoners_dilemma.game(1000, go_on=75)
    position, lengths = Position(game, 1), []
    for _ in range(4000):
        position.begin()
        while position.mover != OVER:
            position.play(position.random_action())
        lengths.append(len(position.path) // 2)
    assert np.mean(lengths) == pytest.approx(4.0, abs=4 * np.sqrt(12 / 4000))
    assert np.mean(np.array(lengths) == 1) == pytest.approx(0.25, abs=0.03)


def test_a_mean_is_over_the_rounds_played(after):
    game = prisoners_dilemma.game(50, go_on=50, returns="mean")
    assert after(game, "defect cooperate defect cooperate", (0, 1)).returns() == [5, 0]


def test_the_most_rounds_end_the_game():
    game = stag_hunt.game(3, go_on=99)
    for seed in range(20):
        position = Position(game, seed)
        while position.mover != OVER:
            position.play(0)
        assert len(position.path) <= 6


def test_a_pending_choice_is_its_owners_alone(after):
    game = prisoners_dilemma.game(3)
    positions = [after(game, f"cooperate cooperate {choice}") for choice in game.actions]
    assert positions[0].see(1).tolist() == positions[1].see(1).tolist()
    assert positions[0].see(0).tolist() != positions[1].see(0).tolist()
    words = [prisoners_dilemma.game().rules.describe(game, position.s, 1) for position in positions]
    assert words[0] == words[1]
    assert "chosen" not in words[0]
    pictures = [str(game.rules.show(game, position.s, 1)) for position in positions]
    assert pictures[0] == pictures[1]


def test_words(after):
    game = prisoners_dilemma.game(3)
    position = after(game, "defect cooperate defect")
    known = "Rounds over: 1 of 3. Points: player_0 5, player_1 0. Choices so far: player_0 D, player_1 C."
    assert game.rules.describe(game, position.s, 1) == known
    assert game.rules.describe(game, position.s, 0) == f"{known} You have chosen defect for this round."


def test_words_of_games_side_by_side():
    """What is remembered for speed never mixes up games that share their rules."""
    envs = [spenvs.make(id, rounds=1000) for id in ("PrisonersDilemma-v0", "StagHunt-v0", "MatchingPennies-v0")]
    for env in envs:
        env.reset(seed=0)
    for _ in range(100):
        for env in envs:
            env.step(1)
            env.step(0)
    texts = [env.text("player_0") for env in envs]
    assert [("D" * 100 in text, "H" * 100 in text, "T" * 100 in text) for text in texts] == [
        (True, False, False),
        (False, True, False),
        (False, True, True),
    ]


def test_equilibria():
    """Defecting is dominant; uniform play is an equilibrium of the stag hunt and of matching pennies."""
    dilemma = flatten(prisoners_dilemma.game(2))
    defecting = normalised(dilemma, (dilemma.actions == 1).astype(float))
    assert nash_conv(defecting) == 0.0
    assert expected_returns(defecting).tolist() == [2.0, 2.0]
    assert nash_conv(uniform(flatten(prisoners_dilemma.game(1)))) == pytest.approx(1.5)
    assert nash_conv(uniform(flatten(prisoners_dilemma.game(3)))) == pytest.approx(4.5)
    assert nash_conv(uniform(flatten(stag_hunt.game(1)))) == pytest.approx(0.0)
    assert nash_conv(uniform(flatten(matching_pennies.game(2)))) == pytest.approx(0.0)


def test_matching_pennies_is_solved():
    policy = solve(flatten(matching_pennies.game(2)), iterations=500)
    assert nash_conv(policy) == pytest.approx(0.0, abs=1e-3)
    assert expected_returns(policy)[0] == pytest.approx(0.0, abs=1e-6)


def test_winning_alone_has_zero_sum():
    assert not prisoners_dilemma.game().zero_sum
    assert prisoners_dilemma.game(returns="win").zero_sum
    assert matching_pennies.game().zero_sum


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: prisoners_dilemma.game(0), "^rounds must be an integer from 1 to 10000; got 0$"),
        (lambda: prisoners_dilemma.game(10_000), "^rounds times the largest payoff must be at most 30000; got 10000 "),
        (lambda: prisoners_dilemma.game(reward=6), "^temptation > reward > punishment > sucker makes the dilemma"),
        (lambda: stag_hunt.game(hare=3), "^stag > hare >= hares > alone makes the hunt; got 2, 3, 1 and 0$"),
        (lambda: matching_pennies.game(go_on=0), "^go_on must be an integer from 1 to 100; got 0$"),
        (lambda: matching_pennies.game(returns="sum"), '^returns must be "total", "mean" or "win"; got \'sum\'$'),
        (lambda: matching_pennies.game(returns=None), '^returns must be "total", "mean" or "win"; got None$'),
    ],
)
def test_bad_options_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
