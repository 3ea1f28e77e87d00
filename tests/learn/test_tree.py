"""Flat trees: their sizes, their shape, and the games that have none."""

import numpy as np
import odd
import pytest

import spenvs
from baselines.learn.flatten import few_positions, flatten, unsolvable
from baselines.learn.tree import Tree
from spenvs.core.rules import CHANCE, OVER

SMALL = [
    ("KuhnPoker-v0", {}),
    ("KuhnPoker-v0", {"players": 3}),
    ("LeducPoker-v0", {}),
    ("TicTacToe-v0", {}),
    ("Nim-v0", {}),
    ("Goofspiel-v0", {"cards": 3}),
    ("LiarsDice-v0", {"dice": 1, "sides": 3}),
    ("RockPaperScissors-v0", {"rounds": 2}),
]


def tree_of(id: str, **options) -> Tree:
    return flatten(spenvs.make(id, **options).game)


@pytest.fixture(params=SMALL, ids=str)
def tree(request):
    id, options = request.param
    return tree_of(id, **options)


@pytest.mark.parametrize(
    ("id", "options", "histories", "states"),
    [
        ("KuhnPoker-v0", {}, 58, 12),  # OpenSpiel
        ("LeducPoker-v0", {}, 9_457, 288),  # OpenSpiel, which tells equal ranks apart
        ("TicTacToe-v0", {}, 549_946, 4_520),  # OpenSpiel; positions with a move left
        ("LiarsDice-v0", {"dice": 1}, 294_883, 24_576),  # OpenSpiel
    ],
)
def test_sizes_are_the_known_ones(id, options, histories, states):
    tree = tree_of(id, **options)
    assert tree.histories == histories
    assert tree.nodes.size == states


def test_histories_that_lead_to_the_same_position_share_a_node():
    assert tree_of("TicTacToe-v0").arrays.mover.size == 5_478
    assert tree_of("Nim-v0").histories > 500_000_000


def test_parents_come_before_children(tree):
    assert (tree.source < tree.arrays.child).all()
    assert set(tree.arrays.child) == set(range(1, tree.arrays.mover.size))


def test_leaves_are_where_the_game_is_over(tree):
    assert ((np.diff(tree.arrays.first) == 0) == (tree.arrays.mover == OVER)).all()
    assert not tree.arrays.returns[tree.arrays.mover != OVER].any()
    assert np.allclose(tree.arrays.returns.sum(axis=1), 0)


def test_chance_sums_to_one(tree):
    sums = np.bincount(tree.source, tree.arrays.chance)
    at = np.flatnonzero(tree.arrays.mover == CHANCE)
    assert np.allclose(sums[at], 1)
    assert (tree.arrays.chance[tree.arrays.mover[tree.source] != CHANCE] == 1).all()


def test_an_environment_can_be_put_at_every_information_state():
    for id, options in SMALL:
        env = spenvs.make(id, **options)
        tree = flatten(env.game)
        for state in range(0, tree.nodes.size, 1 + tree.nodes.size // 50):
            env.restore({"id": id, "options": env.options, **tree.history(state)})
            seat = int(tree.arrays.seats[state])
            assert env.position.mover == seat
            assert tree.find(seat, env.position.see(seat)) == state
            own = slice(tree.arrays.offset[state], tree.arrays.offset[state + 1])
            assert tuple(tree.actions[own].tolist()) == env.legal_actions()


def test_what_a_seat_never_sees_is_not_found():
    tree = tree_of("KuhnPoker-v0")
    with pytest.raises(LookupError, match="seat 1 never has to move"):
        tree.find(1, np.zeros(tree.game.view, np.int8))


def test_a_tree_that_is_too_large_is_refused():
    with pytest.raises(ValueError, match="over 1,000 nodes"):
        flatten(spenvs.make("LeducPoker-v0").game, 1000)
    assert few_positions(spenvs.make("ConnectFour-v0").game) is None
    assert few_positions(spenvs.make("KuhnPoker-v0").game) is not None


def test_a_tree_that_fits_exactly_is_built():
    assert flatten(spenvs.make("LeducPoker-v0").game, 9_457).arrays.mover.size == 9_457


@pytest.mark.parametrize(("kind", "words"), [(1, "a position can come back"), (2, "forgets what it knew")])
def test_games_that_have_no_proper_tree_are_refused(kind, words):
    with pytest.raises(ValueError, match=words):
        flatten(odd.game(kind))


def test_why_a_game_cannot_be_solved_is_said_in_a_sentence():
    assert unsolvable(spenvs.make("KuhnPoker-v0").game) is None
    assert "3 seats" in str(unsolvable(spenvs.make("KuhnPoker-v0", players=3).game))
    assert "too many to solve" in str(unsolvable(spenvs.make("ConnectFour-v0").game))
