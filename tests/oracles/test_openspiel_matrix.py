"""OpenSpiel as judge of games of choices made at once: see `test_openspiel`, whose comparisons are used here.

Small games are walked through whole. `GAMES` random games each keep the suite quick; with 10,000 the comparisons hold
as well.
"""

import random

import numpy as np
import pyspiel
import pytest
from test_openspiel import same_games, same_tree

from baselines.learn.best_response import nash_conv
from baselines.learn.flatten import flatten
from baselines.learn.policy import uniform
from spenvs.core.rules import CHANCE, MOVER, OVER
from spenvs.textgames import colonel_blotto, first_price_auction, matching_pennies, prisoners_dilemma, stag_hunt

GAMES = 1000


def repeated(stage: str, rounds: int) -> str:
    return f"repeated_game(stage_game={stage}(),num_repetitions={rounds},recall={rounds})"


def stages(rounds: int):
    """The games with OpenSpiel's payoffs."""
    return {
        "matrix_pd": prisoners_dilemma.game(rounds, temptation=10, reward=5),
        "matrix_sh": stag_hunt.game(rounds),
        "matrix_mp": matching_pennies.game(rounds),
    }


@pytest.mark.parametrize("stage", stages(1))
@pytest.mark.parametrize("rounds", [1, 4])
def test_every_course_of_a_repeated_game(stage, rounds):
    judge = same_tree(repeated(stage, rounds), stages(rounds)[stage])
    assert len(judge.sights[0]) == 2 * sum(4**n for n in range(rounds))


@pytest.mark.parametrize("stage", stages(1))
def test_repeated_games_of_thirty_rounds(stage):
    same_games(repeated(stage, 30), stages(30)[stage], GAMES)


@pytest.mark.parametrize(("fields", "coins"), [(3, 10), (2, 6), (4, 4)])
def test_every_pair_of_spreads(fields, coins):
    """OpenSpiel tells a player nothing, ours what he has placed."""
    judge = same_tree(f"blotto(fields={fields},coins={coins})", colonel_blotto.game(fields, coins), recalls=False)
    actions = len(judge.game.actions)
    assert judge.nodes == 1 + actions + actions**2


@pytest.mark.parametrize(("fields", "coins"), [(3, 20), (5, 10)])
def test_blotto(fields, coins):
    same_games(f"blotto(fields={fields},coins={coins})", colonel_blotto.game(fields, coins), GAMES, recalls=False)


def test_spreads_have_openspiels_numbers():
    state = pyspiel.load_game("blotto(fields=4,coins=7)").new_initial_state()
    theirs = tuple(state.action_to_string(0, action)[1:-1].replace(",", " ") for action in state.legal_actions(0))
    assert colonel_blotto.game(4, 7).actions == theirs


def auction(game, state, rng: random.Random) -> None:
    """Compare one random auction; OpenSpiel asks chance who wins even if there is a single highest bidder."""
    s, seen = game.first.copy(), np.zeros(game.view, np.int8)
    while not state.is_terminal():
        if state.is_chance_node():
            dealing = len(state.history()) < game.seats
            drawn = {action - dealing: p for action, p in state.chance_outcomes()}
            if s[MOVER] == OVER:
                assert drawn == {s[first_price_auction.WINNER] - 1: 1.0}
                state.apply_action(state.chance_outcomes()[0][0])
                continue
            p = np.zeros(game.scratch)
            game.rules.chance(s, p)
            assert s[MOVER] == CHANCE
            assert {int(k): p[k] for k in p.nonzero()[0]} == pytest.approx(drawn)
            action = rng.choice(sorted(drawn))
            state.apply_action(action + dealing)
        else:
            assert s[MOVER] == state.current_player()
            mask = np.zeros(len(game.actions), np.int8)
            game.rules.legal(s, mask)
            assert mask.nonzero()[0].tolist() == state.legal_actions()
            seen[:] = 0
            game.rules.see(s, state.current_player(), seen)
            worth = int(seen.nonzero()[0][0]) + 1
            assert state.information_state_string(state.current_player()) == f"p{state.current_player()} val {worth}"
            action = rng.choice(state.legal_actions())
            state.apply_action(action)
        game.rules.play(s, action)
    returns = np.zeros(game.scratch)
    game.rules.score(s, returns)
    assert s[MOVER] == OVER
    assert returns[: game.seats].tolist() == state.returns()


@pytest.mark.parametrize(("players", "highest"), [(2, 10), (2, 3), (3, 4), (6, 10)])
def test_first_price_auction(players, highest):
    game = first_price_auction.game(players, highest)
    first = pyspiel.load_game(f"first_sealed_auction(players={players},max_value={highest})").new_initial_state()
    rng = random.Random(players)
    for _ in range(GAMES):
        auction(game, first.clone(), rng)


@pytest.mark.parametrize(
    ("name", "game", "turn_based"),
    [
        (repeated("matrix_pd", 3), stages(3)["matrix_pd"], True),
        (repeated("matrix_sh", 3), stages(3)["matrix_sh"], True),
        (repeated("matrix_mp", 3), stages(3)["matrix_mp"], True),
        ("blotto(coins=5)", colonel_blotto.game(coins=5), True),
        ("first_sealed_auction(max_value=5)", first_price_auction.game(highest=5), False),
        ("first_sealed_auction(players=3,max_value=3)", first_price_auction.game(3, 3), False),
    ],
)
def test_nash_conv_of_uniform_play(name, game, turn_based):
    """The gains from switching to a best response are the same in both."""
    theirs = pyspiel.load_game(name)
    theirs = pyspiel.convert_to_turn_based(theirs) if turn_based else theirs
    expected = pyspiel.nash_conv(theirs, pyspiel.UniformRandomPolicy(theirs), False)
    assert nash_conv(uniform(flatten(game))) == pytest.approx(expected)
