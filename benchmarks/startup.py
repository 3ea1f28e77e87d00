"""How long it takes to start: importing spenvs beside what it registers with, the first step of each game, the CLI.

    python benchmarks/startup.py

Times are CPU seconds of fresh processes, the median of several; compiled code comes from the cache, which one process
before fills.
"""

import os
import resource
import statistics
import subprocess
import sys
import time

import spenvs

RUNS = 3
IMPORTS = """
from time import process_time as t
a = t()
import gymnasium, pettingzoo
b = t()
import spenvs
print(b - a, t() - b)
"""
STEP = """
import numpy, spenvs
e = spenvs.make({!r})
e.reset(seed=0)
e.step(e.sample(e.agent_selection, numpy.random.default_rng(0)))
"""


def run(arguments: list[str]) -> tuple[str, float, float]:
    """Run a process and give its output, its CPU seconds and its seconds on the clock."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ran = subprocess.run(arguments, check=True, capture_output=True, text=True)
    after, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    return ran.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock


def python(code: str) -> tuple[str, float, float]:
    return run([sys.executable, "-c", code])


def imports() -> None:
    times = [[float(word) for word in python(IMPORTS)[0].split()] for _ in range(RUNS)]
    peers, ours = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"import gymnasium, pettingzoo   {peers:.3f} s")
    print(f"import spenvs, on top of them  {ours:.3f} s   ratio {ours / peers:.2f}   (meet: < 0.1 s)")


def first_steps() -> None:
    print("\nfirst step of a game, from the start of a second process (meet: < 1.5 s)")
    for spec in spenvs.list_envs():
        first = python(STEP.format(spec.id))[2]
        times = [python(STEP.format(spec.id))[1:] for _ in range(RUNS)]
        cpu, clock = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"{spec.id:24} {cpu:.2f} s CPU, {clock:.2f} s on the clock   (the process before: {first:.2f} s)")


def command_line() -> None:
    print("\nthe command line (meet: < 0.8 s)")
    for words in (["--help"], ["list"], ["leaderboard", "--help"]):
        times = [run([sys.executable, "-m", "baselines", *words])[1:] for _ in range(RUNS)]
        cpu, clock = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"spenvs {' '.join(words):20} {cpu:.2f} s CPU, {clock:.2f} s on the clock")


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    imports()
    first_steps()
    command_line()
