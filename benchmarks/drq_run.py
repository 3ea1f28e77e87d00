"""A run of the Digital Red Queen with the built-in mutator: CPU-seconds by round, and what came of it.

    python benchmarks/drq_run.py [--rounds 20] [--iterations 250] [--placements 20] [--seed 0] [--out DIR]

The defaults are the paper's numbers: 20 rounds of 8 + 250 proposals, 20 placements, all champions. A folder that holds
a part of the run goes on. A second table measures one evaluation: 21 warriors (the last champions, where there are so
many, else imps), 80,000 cycles, 20 placements.
"""

import argparse
import resource
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from baselines.learn.drq import Champion, Log, Settings, evolve
from baselines.learn.drq.measures import cycles, rates_of_change, trend
from spenvs.corewar import library
from spenvs.corewar.survival import survival

MELEE = 21


def told(round: int, champion: Champion) -> None:
    found = champion.generality
    print(
        f"{round:5} {champion.warriors:3} {champion.candidate.fitness:8.3f} {champion.cells:5} {found.share:10.3f} "
        f"{found.defeats:4}-{found.ties}-{found.losses} {champion.seconds:8.1f}",
        flush=True,
    )


def summary(log: Log) -> None:
    shares = [champion.generality.share for champion in log.champions]
    print(f"generality: best {max(shares):.3f} (round {int(np.argmax(shares)) + 1}), last {shares[-1]:.3f}")
    if len(shares) >= 3:
        found = trend(shares)
        print(f"generality = {found.intercept:.3f} {found.slope:+.3f} ln(round), p = {found.p_value:.3f}")
        print("phenotypes' rate of change:", " ".join(f"{rate:.2f}" for rate in rates_of_change(log.phenotypes)))
        print(f"three-warrior cycles among champions: {len(cycles(log.defeats))}")
    print(f"CPU-seconds of all rounds: {sum(champion.seconds for champion in log.champions):.0f}")


def evaluation(log: Log) -> None:
    """Clock one evaluation, for each of the last champions as the candidate."""
    champions = [champion.warrior for champion in log.champions][-MELEE:]
    crowd = [*champions, *[library.load("imp")] * (MELEE - len(champions))]
    survival(crowd, 1)
    seconds = []
    for k in range(min(5, len(champions))):
        began = time.process_time()
        survival([crowd[k], *crowd[:k], *crowd[k + 1 :]], 20)
        seconds.append(time.process_time() - began)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"an evaluation of {MELEE} warriors: {np.median(seconds):.3f} CPU-s; most memory so far {memory:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("rounds", 20), ("iterations", 250), ("placements", 20), ("seed", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    settings = Settings(rounds=given.rounds, iterations=given.iterations, placements=given.placements, seed=given.seed)
    with ExitStack() as stack:
        out = given.out or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        print("round   N  fitness cells generality   w-t-l    CPU s")
        log = evolve(settings, out=out, on_round=told)
        summary(log)
        evaluation(log)


if __name__ == "__main__":
    main()
