"""Rounds of Core War per second on a GPU, beside one core of the CPU, from the same source.

    pip install numba-cuda[cu12]    # or [cu13], as the driver has it
    python benchmarks/mars_gpu.py [ROUNDS]

All pairs of some of our warriors, with pMARS' defaults: ROUNDS of each on the GPU (4000 if not given), by the clock and
with all transfers, and 100 of each on the CPU, by CPU time. The results of those 100 must be the same. Compilation does
not count.
"""

import itertools
import sys
import time

from spenvs.corewar.gpu import battles_gpu, cuda
from spenvs.corewar.library import load
from spenvs.corewar.match import battles

NAMES = ("imp", "dwarf", "stone", "clear", "scanner", "paper")
ROUNDS, CHECKED, RUNS, SEED = 4000, 100, 3, 1


def main() -> None:
    if not cuda.is_available():
        sys.exit("numba-cuda finds no NVIDIA GPU with a driver that it can use")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    pairs = list(itertools.combinations([load(name) for name in NAMES], 2))
    battles(pairs, 1, seed=SEED)
    start = time.process_time()
    ours = battles(pairs, CHECKED, seed=SEED)
    core = time.process_time() - start
    theirs = battles_gpu(pairs, CHECKED, SEED)
    same = all(
        (a.survived == b.survived).all() and a.instructions == b.instructions for a, b in zip(ours, theirs, strict=True)
    )
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        played = battles_gpu(pairs, rounds, SEED)
        seconds.append(time.perf_counter() - start)
    on_cpu, on_gpu = CHECKED * len(pairs) / core, rounds * len(pairs) / min(seconds)
    millions = sum(result.instructions for result in played) / min(seconds) / 1e6
    print(f"GPU: {cuda.get_current_device().name.decode()}; {len(pairs)} pairs, {rounds} rounds of each")
    print(f"the same results as on the CPU: {same}")
    print(
        f"one core {on_cpu:12,.0f} rounds/s  {sum(r.instructions for r in ours) / core / 1e6:12,.0f} M instructions/s"
    )
    print(f"GPU      {on_gpu:12,.0f} rounds/s  {millions:12,.0f} M instructions/s")
    print(f"ratio    {on_gpu / on_cpu:12.1f}")


if __name__ == "__main__":
    main()
