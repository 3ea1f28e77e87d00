"""Battles of warriors, placed and counted as pMARS 0.9.2 does it: `battle` for one, `battles` for many."""

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from .instructions import Warrior
from .machine import MOST_ROUNDS, MOST_THREADS, Mars, Settings, check_number
from .placement import SEEDS, place


@dataclass(frozen=True)
class Result:
    """How a battle ended. Index i is the i-th warrior.

    survived: int64 [warriors, warriors], rounds that i survived with 1, 2, ... warriors alive at the end.
    deaths: int64 [warriors], rounds that i died in. seed: of the placement. instructions: executed in all rounds.
    """

    survived: np.ndarray
    deaths: np.ndarray
    seed: int
    instructions: int

    @property
    def wins(self) -> list[int]:
        """Rounds that a warrior survived alone."""
        return [int(n) for n in self.survived[:, 0]]

    @property
    def ties(self) -> list[int]:
        """Rounds that a warrior survived with others."""
        return [int(n) for n in self.survived[:, 1:].sum(axis=1)]

    @property
    def scores(self) -> list[int]:
        """Points as pMARS gives them: (W² - 1) / S, rounded down, for a round of W warriors survived by S."""
        warriors = len(self.deaths)
        points = [(warriors * warriors - 1) // alive for alive in range(1, warriors + 1)]
        return [int(n) for n in self.survived @ points]


def _seed(position: int | None, seed: int | None, settings: Settings) -> int:
    if position is not None and seed is not None:
        raise ValueError("both position and seed are given, expected one of them")
    if position is not None:
        if not settings.min_distance <= position < SEEDS:
            raise ValueError(
                f"position is {position}, expected at least min_distance, which is {settings.min_distance}"
            )
        return int(position) - settings.min_distance
    if seed is None:
        return 1 + secrets.randbelow(SEEDS - 1)
    if not 0 <= seed < SEEDS:
        raise ValueError(f"seed is {seed}, expected 0 to {SEEDS - 1}")
    return int(seed)


def _spread(machines: list[Mars], places: np.ndarray) -> None:
    """Play the rounds, a share of them on each machine in a thread of its own."""
    ends = [len(places) * k // len(machines) for k in range(len(machines) + 1)]
    with ThreadPoolExecutor(len(machines)) as pool:
        list(pool.map(lambda machine, a, b: machine.play(places[a:b], a), machines, ends[:-1], ends[1:]))


def _fight(warriors: Sequence[Warrior], rounds: int, seed: int, settings: Settings, threads: int) -> Result:
    machines = [Mars(warriors, settings)]
    places = place(rounds, len(warriors), settings.core_size, settings.min_distance, seed)
    if threads > 1 and not machines[0].uses_pspace:  # with P-space a round depends on the last one
        machines += [Mars(warriors, settings) for _ in range(min(threads, rounds) - 1)]
        _spread(machines, places)
    else:
        machines[0].play(places)
    count = len(warriors)
    table = np.sum([machine.table for machine in machines], axis=0)
    executed = sum(machine.instructions for machine in machines)
    return Result(table[:, :count], table[:, count:].sum(axis=1), seed, executed)


def battle(
    warriors: Sequence[Warrior],
    rounds: int = 1,
    position: int | None = None,
    seed: int | None = None,
    core_size: int = 8000,
    max_cycles: int = 80000,
    max_processes: int = 8000,
    min_distance: int = 100,
    max_length: int = 100,
    threads: int = 1,
) -> Result:
    """Let warriors fight, any number of them, as pMARS does.

    `position=n` is pMARS' `-F n`: of two warriors the second stands at n in the first round. `seed`, 0 to 2**31 - 2,
    is the state of pMARS' random numbers, from which it places the warriors; without either it is drawn, and the
    result tells it. The first warrior moves first in the first round, then the next one, and so on. The other settings
    are those of `Settings`. Rounds are shared by `threads` threads; the result is the same for any number.

    Raises ValueError where the settings or the warriors allow no battle.
    """
    settings = Settings(core_size, max_cycles, max_processes, min_distance, max_length)
    check_number("rounds", rounds, MOST_ROUNDS)
    check_number("threads", threads, MOST_THREADS)
    return _fight(warriors, rounds, _seed(position, seed, settings), settings, threads)


def battles(
    groups: Sequence[Sequence[Warrior]],
    rounds: int = 1,
    position: int | None = None,
    seed: int | None = None,
    settings: Settings | None = None,
    threads: int = 1,
) -> list[Result]:
    """Let each group of warriors fight a battle, all with the same settings and seed, in `threads` threads.

    Arguments and errors are those of `battle`.
    """
    settings = settings or Settings()
    check_number("rounds", rounds, MOST_ROUNDS)
    check_number("threads", threads, MOST_THREADS)
    state = _seed(position, seed, settings)
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda group: _fight(group, rounds, state, settings, 1), groups))
