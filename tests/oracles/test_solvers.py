"""OpenSpiel as judge of the solvers: values and NashConv of policies, the curves of CFR and CFR+, minimax."""

import numpy as np
import pyspiel
import pytest
from open_spiel.python.algorithms.minimax import alpha_beta_search

import spenvs
from baselines.learn.alphabeta import AlphaBeta
from baselines.learn.best_response import best_response, expected_returns, nash_conv
from baselines.learn.cfr import ALGORITHMS, CFR
from baselines.learn.flatten import flatten
from baselines.learn.mccfr import MCCFR
from baselines.learn.policy import Policy, uniform
from spenvs.core.position import Position

GAMES = [
    ("KuhnPoker-v0", {}, "kuhn_poker"),
    ("KuhnPoker-v0", {"players": 3}, "kuhn_poker(players=3)"),
    ("LeducPoker-v0", {}, "leduc_poker"),
    ("LiarsDice-v0", {"dice": 1, "sides": 3}, "liars_dice(dice_sides=3)"),
]
each_game = pytest.mark.parametrize(("id", "options", "name"), GAMES, ids=[name for *_, name in GAMES])


def policies(id: str, options: dict, name: str, seed: int) -> tuple[Policy, pyspiel.Policy]:
    """Give the same random policy twice: ours and OpenSpiel's. Both trees are walked side by side."""
    tree = flatten(spenvs.make(id, **options).game)
    weights = np.random.default_rng(seed).random(tree.actions.size)
    probabilities = weights / np.repeat(np.add.reduceat(weights, tree.arrays.offset[:-1]), tree.legal)
    table: dict[str, list[tuple[int, float]]] = {}

    def walk(node: int, state: pyspiel.State) -> None:
        edges = range(tree.arrays.first[node], tree.arrays.first[node + 1])
        if state.is_terminal():
            assert state.returns() == pytest.approx(tree.arrays.returns[node])
            return
        if not state.is_chance_node():
            assert [tree.action[e] for e in edges] == state.legal_actions()
            spread = [(int(tree.action[e]), float(probabilities[tree.arrays.sequence[e]])) for e in edges]
            assert table.setdefault(state.information_state_string(), spread) == spread
        for e in edges:
            walk(int(tree.arrays.child[e]), state.child(int(tree.action[e])))

    walk(0, pyspiel.load_game(name).new_initial_state())
    return Policy(tree, probabilities), pyspiel.TabularPolicy(table)


@each_game
def test_values_and_nash_conv_of_random_policies(id, options, name):
    game = pyspiel.load_game(name)
    for seed in range(3):
        ours, theirs = policies(id, options, name, seed)
        returns = pyspiel.expected_returns(game.new_initial_state(), theirs, -1, False)
        assert expected_returns(ours) == pytest.approx(returns, abs=1e-9)
        assert nash_conv(ours) == pytest.approx(pyspiel.nash_conv(game, theirs), abs=1e-9)


@pytest.mark.parametrize(("id", "options", "name"), GAMES[2:], ids=[name for *_, name in GAMES[2:]])
def test_best_responses_of_each_seat(id, options, name):
    game = pyspiel.load_game(name)
    ours, theirs = policies(id, options, name, 9)
    for seat in range(2):
        judge = pyspiel.TabularBestResponse(game, seat, theirs)
        assert best_response(ours, seat)[0] == pytest.approx(judge.value(""), abs=1e-9)


@pytest.mark.parametrize(
    ("id", "options", "name", "steps"),
    [
        ("KuhnPoker-v0", {}, "kuhn_poker", (1, 9, 90)),
        ("LeducPoker-v0", {}, "leduc_poker", (1, 9, 20)),
        ("LiarsDice-v0", {"dice": 1, "sides": 3}, "liars_dice(dice_sides=3)", (1, 9)),
    ],
)
@pytest.mark.parametrize("algorithm", ["cfr", "cfr+"])
def test_nash_conv_falls_as_openspiel_s_does(id, options, name, steps, algorithm):
    game = pyspiel.load_game(name)
    judge = (pyspiel.CFRSolver if algorithm == "cfr" else pyspiel.CFRPlusSolver)(game)
    solver = CFR(flatten(spenvs.make(id, **options).game), ALGORITHMS[algorithm])
    for count in steps:
        solver.run(count)
        for _ in range(count):
            judge.evaluate_and_update_policy()
        assert nash_conv(solver.average()) == pytest.approx(pyspiel.nash_conv(game, judge.average_policy()), abs=1e-6)


def test_external_sampling_converges_as_fast_as_openspiel_s():
    game, tree = pyspiel.load_game("kuhn_poker"), flatten(spenvs.make("KuhnPoker-v0").game)
    ours, theirs = [], []
    for seed in range(8):
        judge, solver = pyspiel.ExternalSamplingMCCFRSolver(game, seed), MCCFR(tree, seed)
        solver.run(1000)
        for _ in range(1000):
            judge.run_iteration()
        ours.append(nash_conv(solver.average()))
        theirs.append(pyspiel.nash_conv(game, judge.average_policy()))
    assert np.mean(ours) == pytest.approx(np.mean(theirs), rel=0.5)


def test_goofspiel_s_uniform_nash_conv():
    options = "imp_info=True,num_cards=3,points_order=random,returns_type=win_loss"
    game = pyspiel.load_game(f"turn_based_simultaneous_game(game=goofspiel({options}))")
    theirs = pyspiel.nash_conv(game, pyspiel.UniformRandomPolicy(game))
    assert nash_conv(uniform(flatten(spenvs.make("Goofspiel-v0", cards=3).game))) == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize(
    ("id", "name", "plies"), [("TicTacToe-v0", "tic_tac_toe", 1), ("ConnectFour-v0", "connect_four", 33)]
)
def test_minimax_after_random_moves(id, name, plies):
    game, judge = spenvs.make(id).game, pyspiel.load_game(name)
    rng, search = np.random.default_rng(0), AlphaBeta(game, nodes=10**7)
    for _ in range(20):
        position, state = Position(game, 0), judge.new_initial_state()
        while position.mover >= 0 and len(position.path) < plies:
            action = int(rng.choice(position.legal()))
            position.play(action)
            state.apply_action(action)
        if position.mover >= 0:
            assert search.search(position.s).value == pytest.approx(minimax(state), abs=1e-6)


def minimax(state: pyspiel.State) -> float:
    """The value of a state for seat 0."""
    player = state.current_player()
    value, _ = alpha_beta_search(state.get_game(), state=state, maximizing_player_id=player)
    return value if player == 0 else -value
