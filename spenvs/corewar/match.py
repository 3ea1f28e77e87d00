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

LONGEST_CALL = 200_000_000
"""Instructions of one compiled call, where a round has no more: Ctrl-C is heard between two of them."""


@dataclass(frozen=True)
class Result:
    """How a battle ended. Index i is the i-th warrior.

    Attributes:
        survived: int64 [warriors, warriors], rounds that i survived with 1, 2, ... warriors alive at the end.
        deaths: int64 [warriors], rounds that i died in.
        seed: the state of pMARS' random numbers before the first round; `battle` with it gives the same result.
        instructions: executed in all rounds.
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
class Plan:
    """How many rounds there are, where warriors stand in them, and who moves first; the arguments are `battle`'s.

    They are checked when they are asked for: the methods raise ValueError where there can be no such battle.
    """

    rounds: int | None = None
    position: int | None = None
    seed: int | Literal["code"] | None = None
    permute: bool = False

    def count(self, warriors: int, settings: Settings) -> int:
        """The number of rounds: what was asked for; otherwise 1, or with `permute` all that there are."""
        if self.permute and warriors != 2:
            raise ValueError(f"permute is given for {warriors} warriors, expected 2")
        all_rounds = permutations(settings.core_size, settings.min_distance)
        if self.rounds is None:
            return all_rounds if self.permute else 1
        check_number("rounds", self.rounds, min(all_rounds, MOST_ROUNDS) if self.permute else MOST_ROUNDS)
        return int(self.rounds)

    def start(self, warriors: Sequence[Warrior], settings: Settings) -> int:
        """The state of pMARS' random numbers before the first round, drawn at random where nothing else gives it."""
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
        rounds, size, distance = self.count(warriors, settings), settings.core_size, settings.min_distance
        if self.permute:
            return place_permuted(rounds, size, distance, start)
        return place(rounds, warriors, size, distance, start), np.arange(rounds) % warriors


def _fight(warriors: Sequence[Warrior], plan: Plan, settings: Settings, threads: int) -> Result:
    machines = [Mars(warriors, settings)]
    start = plan.start(warriors, settings)
    places, firsts = plan.placed(len(warriors), settings, start)
    step = max(LONGEST_CALL // (settings.max_cycles * len(warriors)), 1)
    if threads > 1 and not machines[0].uses_pspace:  # with P-space a round depends on the last one
        machines += [Mars(warriors, settings) for _ in range(min(threads, len(places)) - 1)]
        step = min(1 + len(places) // (8 * len(machines)), step)
    parts = [slice(begun, begun + step) for begun in range(0, len(places), step)]
    share(machines, parts, lambda machine, part: machine.play(places[part], firsts[part]))
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
    """Let 1 to 64 warriors fight as in pMARS. The first one moves first in the first round, then the next, and so on.

    Args:
        warriors: assembled for a core of `core_size` cells.
        rounds: 1 to 1,000,000, by default 1. With P-space they know of one another.
        position: pMARS' `-F n`: of two warriors the second stands at n in the first round. From `min_distance`.
        seed: the state of pMARS' random numbers, from which it places the warriors, 0 to 2**31 - 2; or "code": drawn
            from the warriors themselves, pMARS' `-f`. Without `position` and `seed` it is drawn at random, and the
            result tells it.
        core_size: cells.
        max_cycles: instructions of each warrior in a round, after which those alive tie.
        max_processes: of each warrior.
        min_distance: cells between the first cells of two warriors, at least `max_length`.
        max_length: instructions of a warrior.
        threads: how many share the rounds, 1 to 1024; the result is the same for any number.
        read_limit: cells around an instruction that it can read; see `Settings`.
        write_limit: likewise, that it can write to.
        permute: pMARS' `-P`, for two warriors: no address of the second with the same first mover comes twice, and
            without `rounds` each comes once.

    Raises:
        ValueError: the settings or the warriors allow no battle.
    """
    settings = Settings(
        core_size, max_cycles, max_processes, min_distance, max_length, read_limit, write_limit
    )  # fmt: skip
    check_number("threads", threads, MOST_THREADS)
    return _fight(warriors, Plan(rounds, position, seed, permute), settings, threads)


def battles(
    groups: Sequence[Sequence[Warrior]],
    rounds: int | None = None,
    position: int | None = None,
    seed: int | Literal["code"] | None = None,
    settings: Settings | None = None,
    threads: int = 1,
    permute: bool = False,
) -> list[Result]:
    """Let each group of warriors fight a battle, all with the same settings and seed.

    Args:
        groups: the warriors of each battle.
        rounds: of each battle; this, `position`, `seed` and `permute` are as for `battle`.
        position: of the second warrior in the first round.
        seed: of the placement.
        settings: of the core, by default pMARS'.
        threads: how many share the battles, 1 to 1024; the results are the same for any number.
        permute: whether no placement comes twice.

    Raises:
        ValueError: the settings or the warriors allow no battle.
    """
    settings = settings or Settings()
    check_number("threads", threads, MOST_THREADS)
    if position is None and seed is None:
        seed = 1 + secrets.randbelow(SEEDS - 1)
    plan = Plan(rounds, position, seed, permute)
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda group: _fight(group, plan, settings, 1), groups))
