"""An evaluation as in Digital Red Queen: 80,000 cycles over 20 placements; CPU-seconds and the peak of memory.

    python benchmarks/drq_evaluation.py

The melees are of the first 2, 5, 11 and 21 of our own warriors that need no P-space; each is the candidate in turn,
and the mean and the worst are printed, of each the best of three runs. DRQ's simulator, in Python, takes 10.6
CPU-seconds for one placement of 21 warriors (measured on an AMD EPYC), so 212 for an evaluation.
"""

import resource
import time

from spenvs.corewar.library import NAMES, load
from spenvs.corewar.survival import Survival, survival

WARRIORS = [load(name) for name in NAMES if name != "pswitch"]
DRQ = 10.6


def evaluate(candidate: int, count: int) -> tuple[float, Survival]:
    """CPU-seconds, and what was measured, with the candidate in front of the others."""
    others = [warrior for k, warrior in enumerate(WARRIORS[:count]) if k != candidate]
    seconds = []
    for _ in range(3):
        start = time.process_time()
        result = survival([WARRIORS[candidate], *others])
        seconds.append(time.process_time() - start)
    return min(seconds), result


def main() -> None:
    """Print the table."""
    evaluate(0, 2)
    print("warriors   CPU-s, mean and most   million instructions, and /CPU-s")
    for count in (2, 5, 11, 21):
        seconds, results = zip(*(evaluate(k, count) for k in range(count)), strict=True)
        mean, million = sum(seconds) / count, sum(r.instructions for r in results) / count / 1e6
        print(f"{count:8} {mean:12.3f} {max(seconds):9.3f} {million:16.1f} {million / mean:14.0f}")
    print(f"of 21 warriors: DRQ's {20 * DRQ:.0f} CPU-s are {20 * DRQ / mean:.0f} times as many")
    print(f"peak memory of all this: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
