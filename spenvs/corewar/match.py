"""Battles of warriors, placed and counted as pMARS 0.9.2 does it: `battle` for one, `battles` for many."""

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .instructions import Warrior
from .machine import MOST_ROUNDS, MOST_THREADS, Mars, Settings, check_number, share
from .placement import SEEDS, code_seed, permutations, place, place_permuted


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


@dataclass(frozen=True)
class _Plan:
    """How many rounds, and where warriors stand in them; as given, unchecked."""

    rounds: int | None
    position: int | None
    seed: int | Literal["code"] | None
    permute: bool

    def start(self, warriors: Sequence[Warrior], settings: Settings) -> int:
        """The state of pMARS' random numbers before the first round."""
        if self.position is not None and self.seed is not None:
            raise ValueError("both position and seed are given, expected one of them")
        if self.position is not None:
            check_number("position", self.position, SEEDS // 2, least=settings.min_distance)
            return (int(self.position) - settings.min_distance) * (2 if self.permute else 1)
        if self.seed is None:
            return 1 + secrets.randbelow(SEEDS - 1)
        if isinstance(self.seed, str):
            if self.seed != "code":
                raise ValueError(f"seed is {self.seed!r}, expected a whole number or 'code'")
            return code_seed([warrior.code for warrior in warriors])
        check_number("seed", self.seed, SEEDS - 1, least=0)
        return int(self.seed)

    def placed(self, warriors: int, settings: Settings, start: int) -> tuple[np.ndarray, np.ndarray]:
        """The warriors' addresses and who moves first, int64 [rounds, warriors] and [rounds]."""
        size, distance = settings.core_size, settings.min_distance
        if not self.permute:
            rounds = 1 if self.rounds is None else self.rounds
            check_number("rounds", rounds, MOST_ROUNDS)
            return place(rounds, warriors, size, distance, start), np.arange(rounds) % warriors
        if warriors != 2:
            raise ValueError(f"permute is given for {warriors} warriors, expected 2")
        most = permutations(size, distance)
        rounds = most if self.rounds is None else self.rounds
        check_number("rounds", rounds, min(most, MOST_ROUNDS))
        return place_permuted(rounds, size, distance, start)


def _fight(warriors: Sequence[Warrior], plan: _Plan, settings: Settings, threads: int) -> Result:
    machines = [Mars(warriors, settings)]
    start = plan.start(warriors, settings)
    places, firsts = plan.placed(len(warriors), settings, start)
    if threads > 1 and not machines[0].uses_pspace:  # with P-space a round depends on the last one
        machines += [Mars(warriors, settings) for _ in range(min(threads, len(places)) - 1)]
        step = 1 + len(places) // (8 * len(machines))
        parts = [slice(start, start + step) for start in range(0, len(places), step)]
        share(machines, parts, lambda machine, part: machine.play(places[part], firsts[part]))
    else:
        machines[0].play(places, firsts)
    count = len(warriors)
    table = np.sum([machine.table for machine in machines], axis=0)
    executed = sum(machine.instructions for machine in machines)
    return Result(table[:, :count], table[:, count:].sum(axis=1), start, executed)


def battle(
    warriors: Sequence[Warrior],
    rounds: int | None = None,
    position: int | None = None,
    seed: int | Literal["code"] | None = None,
    core_size: int = 8000,
    max_cycles: int = 80000,
    max_processes: int = 8000,
    min_distance: int = 100,
    max_length: int = 100,
    threads: int = 1,
    read_limit: int | None = None,
    write_limit: int | None = None,
    permute: bool = False,
) -> Result:
    """Let 1 to 64 warriors fight one round, or `rounds`, as pMARS does.

    `position=n` is pMARS' `-F n`: of two warriors the second stands at n in the first round. `seed`, 0 to 2**31 - 2,
    is the state of pMARS' random numbers, from which it places the warriors; "code" draws it from the warriors
    themselves, pMARS' `-f`; without either it is drawn at random, and the result tells it. The first warrior moves
    first in the first round, then the next one, and so on. `permute` is pMARS' `-P`, for two warriors: no address of
    the second with the same first mover comes twice, and without `rounds` each comes once. The other settings are those
    of `Settings`. Rounds are shared by `threads` threads; the result is the same for any number.

    Raises ValueError where the settings or the warriors allow no battle.
    """
    settings = Settings(
        core_size, max_cycles, max_processes, min_distance, max_length, read_limit, write_limit
    )  # fmt: skip
    check_number("threads", threads, MOST_THREADS)
    return _fight(warriors, _Plan(rounds, position, seed, permute), settings, threads)


def battles(
    groups: Sequence[Sequence[Warrior]],
    rounds: int | None = None,
    position: int | None = None,
    seed: int | Literal["code"] | None = None,
    settings: Settings | None = None,
    threads: int = 1,
    permute: bool = False,
) -> list[Result]:
    """Let each group of warriors fight a battle, all with the same settings and seed, in `threads` threads.

    Arguments and errors are those of `battle`.
    """
    settings = settings or Settings()
    check_number("threads", threads, MOST_THREADS)
    if position is None and seed is None:
        seed = 1 + secrets.randbelow(SEEDS - 1)
    plan = _Plan(rounds, position, seed, permute)
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda group: _fight(group, plan, settings, 1), groups))
