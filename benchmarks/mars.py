"""Battles of two warriors in our MARS, in pMARS 0.9.2 (-O3 -DSERVER) and in exhaust-ma: instructions per CPU-second.

    scripts/pmars.sh DIR
    pip install exhaust-ma    # or without it
    python benchmarks/mars.py DIR

Each pair plays 300 rounds with pMARS' defaults from position 4000; wins and ties must be the same. The best of
several runs, each simulator in turn. pMARS' own start and assembly (about a millisecond) count, and so does
exhaust-ma's loop in Python over rounds (some microseconds each); our compilation does not. Below, the same battles on
two threads: rounds per second of the clock, against one thread. DRQ's simulator, in Python, makes 25 to 98 thousand
instructions per CPU-second (measured on an AMD EPYC, from an imp beside a dwarf to 21 warriors); its licence forbids
more than to say so.
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
from spenvs.corewar.placement import place
from spenvs.corewar.redcode import Warrior, assemble

try:
    import _exhaust_ma
    import exhaust_ma
except ImportError:
    exhaust_ma = None

ROUNDS, RUNS, POSITION = 300, 5, 4000
DRQ = 98_000
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


class Exhaust:
    """A pair of warriors in exhaust-ma, with whose core there can be one at a time."""

    def __init__(self, pair: tuple[str, str]) -> None:
        core = exhaust_ma.CoreSettings()
        self.warriors = [exhaust_ma.Warrior.from_lines(core, WARRIORS[name].splitlines()) for name in pair]
        self.places = [int(at) for at in place(ROUNDS, 2, 8000, 100, POSITION - 100)[:, 1]]

    def play(self) -> list[int]:
        """The wins and ties of both."""
        lib, wins, ties = _exhaust_ma.lib, [0, 0], 0
        lib.sim_alloc_bufs(2, 8000, 8000, 80000)
        dead = _exhaust_ma.ffi.new("unsigned int[2]")
        starts = _exhaust_ma.ffi.new("field_t[2]")
        for r, at in enumerate(self.places):
            lib.sim_clear_core()
            for k, place_of in enumerate((0, at)):
                warrior = self.warriors[k].warrior_pt
                lib.sim_load_warrior(place_of, warrior.code, warrior.len)
                starts[(k + r) % 2] = (place_of + warrior.start) % 8000
            if lib.sim_mw(2, starts, dead) == 2:
                ties += 1
            else:
                wins[(1 - dead[0] + r) % 2] += 1
        lib.sim_free_bufs()
        return [wins[0], ties, wins[1], ties]


def ours(pair: list[Warrior], threads: int = 1, rounds: int = ROUNDS) -> Result:
    return battle(pair, rounds, position=POSITION, threads=threads)


def mean(ratios: list[float]) -> str:
    """The geometric mean and the least."""
    return f"{math.exp(sum(map(math.log, ratios)) / len(ratios)):.2f}; {min(ratios):.2f}"


def compare(names: tuple[str, str], warriors: dict[str, Warrior], folder: Path, sources: Path) -> list[float]:
    """Print a pair's line; returns ours against each of the others, and in millions."""
    pair = [warriors[name] for name in names]
    result = ours(pair)
    theirs = pmars(folder, names, sources)
    assert [result.wins[0], result.ties[0], result.wins[1], result.ties[1]] == theirs, names
    calls: list[Callable[[], object]] = [lambda: ours(pair), lambda: pmars(folder, names, sources)]
    if exhaust_ma:
        exhaust = Exhaust(names)
        assert exhaust.play() == theirs, names
        calls.append(exhaust.play)
    mine, *others = best(cpu, *calls)
    million = result.instructions / 1e6
    cells = "".join(f"{million / other:12.0f} {other / mine:5.2f}" for other in others)
    print(f"{' / '.join(names):28} {million / mine:8.0f} {cells}", flush=True)
    return [other / mine for other in others] + [million / mine]


def main(folder: Path) -> None:
    """Print the tables."""
    warriors = {name: assemble(f";assert 1\n{code}\n") for name, code in WARRIORS.items()}
    with tempfile.TemporaryDirectory() as temporary:
        sources = Path(temporary)
        for name, code in WARRIORS.items():
            (sources / f"{name}.red").write_text(f";redcode-94\n;assert 1\n{code}\nEND\n")
        peers = ["pMARS", "exhaust-ma"] if exhaust_ma else ["pMARS"]
        print("million instructions/CPU-s     spenvs " + "".join(f"{peer:>12} ratio" for peer in peers))
        columns = list(zip(*(compare(names, warriors, folder, sources) for names in PAIRS), strict=True))
    for peer, ratios in zip(peers, columns, strict=False):
        print(f"against {peer}, geometric mean of the ratios; least: {mean(list(ratios))}")
    print(f"against DRQ's simulator at its best, {DRQ} instructions/s: {min(columns[-1]) * 1e6 / DRQ:.0f} at least")
    one, two = best(time.perf_counter, *(lambda t=t: ours([warriors["stone"]] * 2, t, 400) for t in (1, 2)))
    print(f"stone / stone, rounds/s: {400 / one:.0f} on one thread, {400 / two:.0f} on two, ratio {one / two:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
