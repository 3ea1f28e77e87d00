"""Monte Carlo tree search, by the rules and on flat trees."""

import numpy as np
import pytest

import spenvs
from baselines.learn.flatten import few_positions
from baselines.learn.uct import UCT
from baselines.learn.uct_flat import FlatUCT, imagine
from spenvs.core.position import Position
from spenvs.core.rules import CHANCE


def position_of(id: str, *path: int, seed: int = 0, **options) -> Position:
    position = Position(spenvs.make(id, **options).game, seed)
    for action in path:
        position.play(action)
    return position


def by_rules(position: Position, simulations: int, seed: int = 0, worlds: int = 1):
    return UCT(position.game, simulations, 1.4).visits(np.stack([position.s] * worlds), seed)


def by_tree(position: Position, simulations: int, seed: int = 0, worlds: int = 1):
    tree = few_positions(position.game)
    roots = imagine(tree, position.mover, position.see(position.mover), worlds, np.random.default_rng(seed))
    return FlatUCT(tree, simulations, 1.4).visits(roots, seed)


BOTH = pytest.mark.parametrize("search", [by_rules, by_tree])


@BOTH
def test_every_simulation_but_the_first_of_a_world_tries_an_action(search):
    position = position_of("TicTacToe-v0", 4)
    assert search(position, 500).sum() == 499
    assert search(position, 500, worlds=7).sum() == 493
    assert search(position, 500)[4] == 0


@BOTH
def test_one_simulation_tries_nothing(search):
    assert not search(position_of("TicTacToe-v0"), 1).any()


@BOTH
def test_each_action_is_tried_before_any_is_tried_again(search):
    assert search(position_of("TicTacToe-v0"), 10).tolist() == [1] * 9


@BOTH
def test_the_same_seed_searches_the_same(search):
    position = position_of("TicTacToe-v0")
    assert (search(position, 300, seed=5) == search(position, 300, seed=5)).all()
    assert (search(position, 300, seed=5) != search(position, 300, seed=6)).any()


@BOTH
@pytest.mark.parametrize(("path", "best"), [((0, 3, 1, 4), 2), ((0, 4, 1), 2), ((4, 1, 0), 8)])
def test_it_wins_at_once_and_prevents_that(search, path, best):
    assert np.argmax(search(position_of("TicTacToe-v0", *path), 1000)) == best


def test_it_drops_the_fourth_disc():
    assert np.argmax(by_rules(position_of("ConnectFour-v0", 3, 0, 3, 0, 3, 0), 500)) == 3


@pytest.mark.parametrize("id", ["TicTacToe-v0", "LeducPoker-v0", "Nim-v0"])
def test_both_search_alike_when_all_is_known(id):
    position = position_of(id)
    tree = few_positions(position.game)
    assert tree is not None
    rules, flat = UCT(position.game, 200, 1.4), FlatUCT(tree, 200, 1.4)
    root = np.array([node_of(tree, position)], np.int32)
    by_rules = np.mean([rules.visits(position.s[None], seed) for seed in range(100)], axis=0)
    by_tree = np.mean([flat.visits(root, seed) for seed in range(100)], axis=0)
    assert np.abs(by_rules - by_tree).max() < 0.1 * by_rules.max()


def node_of(tree, position: Position) -> int:
    """The node that a history leads to."""
    node, actions, draws = 0, iter(position.path), iter(position.outcomes())
    while (step := next(draws if tree.arrays.mover[node] == CHANCE else actions, None)) is not None:
        edges = slice(tree.arrays.first[node], tree.arrays.first[node + 1])
        node = tree.arrays.child[edges][tree.action[edges] == step][0]
    return int(node)


def test_chance_is_searched_with_its_probabilities():
    """In Leduc, when all is known, the open card still to come is all that saves a jack from a queen."""
    raises = []
    for own in (0, 4):
        position = Position(spenvs.make("LeducPoker-v0").game, 0)
        position.restore({"path": [], "outcomes": [own, 2]})
        raises.append(np.mean([by_rules(position, 2000, seed)[2] for seed in range(10)]))
    assert raises[1] > 1.5 * raises[0]


def test_memory_that_is_full_makes_no_search_fail(monkeypatch):
    monkeypatch.setattr("baselines.learn.uct.MOST_EDGES", 50)
    position = position_of("ConnectFour-v0")
    assert by_rules(position, 1000).sum() == 999


@pytest.mark.parametrize(
    ("id", "options", "path"),
    [
        ("KuhnPoker-v0", {}, (0, 1)),
        ("LeducPoker-v0", {}, (2, 1, 1)),
        ("Goofspiel-v0", {"cards": 3}, (1,)),
        ("LiarsDice-v0", {"dice": 1, "sides": 3}, (1,)),
    ],
)
def test_worlds_from_the_tree_come_as_often_as_imagined_ones(id, options, path):
    position, rng = position_of(id, *path, seed=3, **options), np.random.default_rng(0)
    seat, tree = position.mover, few_positions(position.game)
    assert tree is not None
    other = 1 - seat
    imagined = [tree_key(position.imagine(seat, rng), other) for _ in range(1500)]
    nodes = imagine(tree, seat, position.see(seat), 1500, rng)
    keys = {node: tree_key(put(position.game, tree, int(node)), other) for node in set(nodes.tolist())}
    drawn = [keys[node] for node in nodes.tolist()]
    for key in set(imagined) | set(drawn):
        assert drawn.count(key) / 1500 == pytest.approx(imagined.count(key) / 1500, abs=0.06)


def tree_key(position: Position, seat: int) -> bytes:
    return position.see(seat).tobytes()


def put(game, tree, node: int) -> Position:
    path, outcomes = [], []
    while node > 0:
        edge = int(np.flatnonzero(tree.arrays.child == node)[0])
        node = int(tree.source[edge])
        (outcomes if tree.arrays.mover[node] == -1 else path).append(int(tree.action[edge]))
    position = Position(game, 0)
    position.restore({"path": path[::-1], "outcomes": outcomes[::-1]})
    return position
