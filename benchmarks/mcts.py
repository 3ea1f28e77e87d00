"""Simulations of Monte Carlo tree search per CPU-second, against OpenSpiel's MCTSBot, which is C++ too.

    python benchmarks/mcts.py

Like with like: UCT with the same constant, one random playout a simulation, one node added by each, no solver, a new
tree for every move. "opening" is the first position; "game" is every move of whole games that the search plays against
itself, but for those without a choice, for which OpenSpiel stops early. Where a game has few positions, ours walks a
table of them (built before, in CPU-seconds shown); "by rules" shows the search that all other games get. Best of five.
"""

import time
from collections.abc import Callable

import numpy as np
import pyspiel

from baselines.learn.flatten import few_positions, flatten
from baselines.learn.uct import UCT
from baselines.learn.uct_flat import FlatUCT
from spenvs.core.game import FiniteGame
from spenvs.core.position import Position
from spenvs.textgames import connect_four, tictactoe

EXPLORATION = 1.4
SECONDS = 0.5
REPEATS = 5

Search = Callable[[Position, int], int]


def by_rules(game: FiniteGame, simulations: int) -> Search:
    search = UCT(game, simulations, EXPLORATION)
    return lambda position, seed: int(np.argmax(search.visits(position.s[None], seed)))


def by_table(game: FiniteGame, simulations: int) -> Search:
    tree = few_positions(game)
    search = FlatUCT(tree, simulations, EXPLORATION)

    def choose(position: Position, seed: int) -> int:
        root = tree.nodes[tree.find(position.mover, position.see(position.mover))]
        return int(np.argmax(search.visits(np.array([root], np.int32), seed)))

    return choose


def openspiel(name: str, simulations: int):
    game = pyspiel.load_game(name)
    evaluator = pyspiel.RandomRolloutEvaluator(n_rollouts=1, seed=1)
    return game, pyspiel.MCTSBot(game, evaluator, EXPLORATION, simulations, 1000, False, 1, False)


def rate_ours(game: FiniteGame, search: Search, simulations: int, whole: bool) -> float:
    position, taken, done = Position(game, 0), 0.0, 0
    while taken < SECONDS:
        position.begin()
        while position.mover >= 0:
            legal = position.legal()
            action = legal[0]
            if len(legal) > 1:
                start = time.process_time()
                action = search(position, done)
                taken += time.process_time() - start
                done += simulations
            position.play(action)
            if not whole:
                break
    return done / taken


def rate_openspiel(game, bot, simulations: int, whole: bool) -> float:
    taken, done = 0.0, 0
    while taken < SECONDS:
        state = game.new_initial_state()
        while not state.is_terminal():
            legal = state.legal_actions()
            action = legal[0]
            if len(legal) > 1:
                start = time.process_time()
                action = bot.step(state)
                taken += time.process_time() - start
                done += simulations
            state.apply_action(action)
            if not whole:
                break
    return done / taken


def best(rate: Callable[..., float], *arguments: object) -> float:
    return max(rate(*arguments) for _ in range(REPEATS))


def compare(name: str, game: FiniteGame, simulations: int) -> None:
    rules, judge = by_rules(game, simulations), openspiel(name, simulations)
    table = by_table(game, simulations) if few_positions(game) else rules
    for search in (rules, table):
        search(Position(game, 0), 0)
    for whole in (False, True):
        plain = best(rate_ours, game, rules, simulations, whole)
        ours = plain if table is rules else best(rate_ours, game, table, simulations, whole)
        theirs = best(rate_openspiel, *judge, simulations, whole)
        label = f"{name}, {simulations} a move, {'game' if whole else 'opening'}"
        rates = f"{ours:12,.0f} {plain:12,.0f} {theirs:12,.0f}"
        print(f"{label:34} {rates} {ours / theirs:7.1f} {plain / theirs:9.1f}")


def main() -> None:
    print(f"{'':34} {'ours':>12} {'by rules':>12} {'OpenSpiel':>12} {'ratio':>7} {'by rules':>9}")
    for name, game in (("tic_tac_toe", tictactoe.game()), ("connect_four", connect_four.game())):
        for simulations in (100, 1000):
            compare(name, game, simulations)
    flatten.cache_clear()
    start = time.process_time()
    flatten(tictactoe.game())
    print(f"table of tic_tac_toe: {time.process_time() - start:.4f} CPU-s")


if __name__ == "__main__":
    main()
