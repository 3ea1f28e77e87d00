"""Alpha-beta search against backward induction, and its limits."""

import numpy as np
import pytest

import spenvs
from baselines.learn.alphabeta import SHRINK, AlphaBeta, hindrance
from baselines.learn.backward import best_actions, values
from baselines.learn.flatten import flatten
from spenvs.core.position import Position

SMALL = [
    ("TicTacToe-v0", {}),
    ("TicTacToe-v0", {"misere": True}),
    ("TicTacToe-v0", {"rows": 2, "columns": 3, "line": 2, "wild": True}),
    ("Nim-v0", {"heaps": (2, 3, 4)}),
    ("Nim-v0", {"heaps": (1, 2, 3), "misere": True}),
    ("ConnectFour-v0", {"rows": 3, "columns": 4, "line": 3}),
]


def put(env, tree, state: int) -> Position:
    env.restore({"id": env.id, "options": env.options, **tree.history(state)})
    return env.position


@pytest.mark.parametrize(("id", "options"), SMALL, ids=str)
def test_it_agrees_with_backward_induction_everywhere(id, options):
    env = spenvs.make(id, **options)
    tree, search = flatten(env.game), AlphaBeta(env.game, nodes=10**7)
    for state in range(0, tree.nodes.size, 1 + tree.nodes.size // 100):
        verdict = search.search(put(env, tree, state).s)
        assert verdict.proved
        assert verdict.value == pytest.approx(values(tree)[tree.nodes[state]], abs=1e-12)
        assert verdict.actions == best_actions(tree, int(tree.nodes[state]))


@pytest.mark.parametrize(
    ("id", "options", "value"),
    [
        ("TicTacToe-v0", {}, 0),
        ("TicTacToe-v0", {"misere": True}, 0),
        ("Nim-v0", {}, -1),
        ("Nim-v0", {"misere": True}, -1),
        ("Nim-v0", {"heaps": (1, 2, 4)}, 1),
        ("ConnectFour-v0", {"rows": 4, "columns": 4}, 0),
    ],
)
def test_known_values(id, options, value):
    game = spenvs.make(id, **options).game
    assert AlphaBeta(game, nodes=10**8).search(game.first).value == pytest.approx(value, abs=1e-6)


def test_it_wins_as_soon_as_it_can():
    position = Position(spenvs.make("ConnectFour-v0").game, 0)
    for action in (3, 0, 3, 0, 3, 0):
        position.play(action)
    verdict = AlphaBeta(position.game).search(position.s)
    assert verdict.actions == (3,)
    assert verdict.value == SHRINK
    assert verdict.proved
    assert verdict.depth == 1


def test_it_loses_as_late_as_it_can():
    """Whoever must move in pairs of equal heaps loses; one counter at a time, that takes six plies."""
    env = spenvs.make("Nim-v0", heaps=(1, 1, 2, 2))
    verdict = AlphaBeta(env.game, nodes=10**6).search(env.game.first)
    plies = np.log(-verdict.value) / np.log(SHRINK)
    assert round(plies) == 6
    assert len(verdict.actions) == 4


def test_a_limit_on_depth_is_kept():
    game = spenvs.make("ConnectFour-v0").game
    verdict = AlphaBeta(game, depth=3).search(game.first)
    assert (verdict.depth, verdict.proved, verdict.value) == (3, False, 0.0)
    assert verdict.actions == tuple(range(7))


def test_a_budget_of_nodes_is_kept_but_the_first_ply_is_searched():
    game = spenvs.make("ConnectFour-v0").game
    assert AlphaBeta(game, nodes=1).search(game.first).depth == 1
    few, many = (AlphaBeta(game, nodes=n).search(game.first).depth for n in (300, 30_000))
    assert 2 <= few < many


def test_a_search_does_not_depend_on_those_before():
    position = Position(spenvs.make("ConnectFour-v0").game, 0)
    fresh = AlphaBeta(position.game).search(position.s)
    used = AlphaBeta(position.game)
    for action in (3, 3, 2, 4):
        position.play(action)
        used.search(position.s)
    assert used.search(position.game.first) == fresh


@pytest.mark.parametrize(
    ("id", "options", "words"),
    [
        ("KuhnPoker-v0", {}, "perfect information"),
        ("RockPaperScissors-v0", {}, "perfect information"),
        ("TicTacToe-v0", {}, None),
        ("ConnectFour-v0", {}, None),
    ],
)
def test_it_says_what_it_cannot_search(id, options, words):
    game = spenvs.make(id, **options).game
    reason = hindrance(game)
    assert (reason is None) if words is None else (words in reason)
    if words:
        with pytest.raises(ValueError, match="minimax cannot play"):
            AlphaBeta(game)
