"""Battles of two warriors in our MARS and in pMARS 0.9.2 (-O3 -DSERVER): instructions per CPU-second, from one run.

    scripts/pmars.sh DIR
    python benchmarks/mars.py DIR

Each pair plays 300 rounds with pMARS' defaults from position 4000; wins and ties must be the same. The best of several
runs, ours and pMARS' in turn. pMARS' own start and assembly (about a millisecond) count; our compilation does not.
Below, the same battles on several threads: rounds per second of the clock, against one thread.
"""

import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from spenvs.corewar.match import Result, battle
from spenvs.corewar.redcode import Warrior, assemble

ROUNDS, RUNS, POSITION = 300, 5, 4000
WARRIORS = {
    "imp": "MOV.I $0, $1",
    "dwarf": "ADD.AB #4, $3\nMOV.I $2, @2\nJMP.B $-2, $0\nDAT.F #0, #0",
    "stone": "SPL.B #0, $0\nMOV.I $4, >3\nADD.F $2, $2\nDJN.F $-2, <5555\nDAT.F >3039, $3044\nDAT.F $0, $1",
    "clear": "ORG 1\nDAT.F #0, #90\nSPL.B #0, $0\nMOV.I $3, >-2\nDJN.F $-1, >-3\nDAT.F $0, $0\nDAT.F <2667, #12",
    "scanner": "ADD.AB #15, $1\nJMZ.F $-1, $100\nMOV.AB $-1, $3\nMOV.I $5, >2\nDJN.B $-1, #6\nJMP.B $-5, $100\n"
    "DAT.F #0, #0\nDAT.F #0, #0\nSPL.B #0, $0",
    "paper": "SPL.B $1, $0\nSPL.B $1, $0\nMOV.I $-1, $0\nSPL.B @0, $2400\nMOV.I }-1, >-1\nMOV.I {-2, <3365\n"
    "MOV.I $3, <1250\nJMP.B $-4, {-4\nDAT.F $0, $0\nDAT.F <2667, <5334",
    "ring": "SPL.B $3, $0\nSPL.B $4, $0\nJMP.B $4, $0\nNOP.F $0, $0\nJMP.B $5336, $0\nJMP.B $2668, $0\nMOV.I $0, $2667",
}
PAIRS = (
    ("imp", "imp"), ("imp", "dwarf"), ("dwarf", "stone"), ("stone", "clear"), ("scanner", "clear"),
    ("scanner", "paper"), ("paper", "stone"), ("paper", "ring"), ("paper", "paper"),
)  # fmt: skip


def cpu() -> float:
    """CPU-seconds of this process and of the programs it has run."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def best(clock: Callable[[], float], *calls: Callable[[], object]) -> list[float]:
    """The least seconds of each call, in turn."""
    seconds = [math.inf] * len(calls)
    for _ in range(RUNS):
        for k, call in enumerate(calls):
            start = clock()
            call()
            seconds[k] = min(seconds[k], clock() - start)
    return seconds


def pmars(folder: Path, pair: tuple[str, str], sources: Path) -> list[int]:
    """The wins and ties of both."""
    options = f"-b -k -r {ROUNDS} -F {POSITION}".split()
    command = [folder / "pmars", *options, *(sources / f"{name}.red" for name in pair)]
    return [int(n) for n in subprocess.run(command, capture_output=True, check=True).stdout.split()]


def ours(pair: list[Warrior], threads: int = 1, rounds: int = ROUNDS) -> Result:
    return battle(pair, rounds, position=POSITION, threads=threads)


def main(folder: Path) -> None:
    """Print both tables."""
    warriors = {name: assemble(f";assert 1\n{code}\n") for name, code in WARRIORS.items()}
    ratios = []
    with tempfile.TemporaryDirectory() as temporary:
        sources = Path(temporary)
        for name, code in WARRIORS.items():
            (sources / f"{name}.red").write_text(f";redcode-94\n;assert 1\n{code}\nEND\n")
        print("million instructions/CPU-s     spenvs    pMARS   ratio")
        for names in PAIRS:
            pair = [warriors[name] for name in names]
            result = ours(pair)
            theirs = pmars(folder, names, sources)
            assert [result.wins[0], result.ties[0], result.wins[1], result.ties[1]] == theirs, names
            mine, other = best(cpu, lambda pair=pair: ours(pair), lambda names=names: pmars(folder, names, sources))
            million = result.instructions / 1e6
            ratios.append(other / mine)
            print(f"{' / '.join(names):28} {million / mine:8.0f} {million / other:8.0f}   {ratios[-1]:.2f}", flush=True)
    print(f"{'geometric mean; least':46}   {math.exp(sum(map(math.log, ratios)) / len(ratios)):.2f}; {min(ratios):.2f}")
    one, two = best(time.perf_counter, *(lambda t=t: ours([warriors["stone"]] * 2, t, 400) for t in (1, 2)))
    print(f"stone / stone, rounds/s: {400 / one:.0f} on one thread, {400 / two:.0f} on two, ratio {one / two:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
