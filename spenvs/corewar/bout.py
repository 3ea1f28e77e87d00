"""A bout: programs fight from several placements, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from spenvs.corewar.entry import Program
from spenvs.corewar.machine import Mars, Settings
from spenvs.corewar.placement import SEEDS, place
from spenvs.corewar.survival import slots, survival
from spenvs.corewar.trace import TracedBattle

REWARDS = ("outcome", "hill", "survival")


@dataclass(frozen=True, eq=False)
class Bout:
    """Programs that have fought. Index i is the i-th program, which is the i-th to move in the first placement.

    Attributes:
        programs: those that fought.
        settings: of the core.
        places: int64 [rounds, programs], the addresses at which they were loaded.
        wins: placements that a program survived alone.
        ties: placements that it survived with others.
        losses: placements that it did not survive.
        points: pMARS' score, (N² - 1) / S, rounded down, for a placement of N programs survived by S.
        returns: what each earned; see `fight`.
        rotates: whether the next program moves first in each further placement, and not always the first.
        spawned: processes that each split off in a placement, on average; empty where this was not measured.
        coverage: cells that each executed in a placement, on average; empty where this was not measured.
    """

    programs: tuple[Program, ...]
    settings: Settings
    places: NDArray[np.int64]
    wins: tuple[int, ...]
    ties: tuple[int, ...]
    losses: tuple[int, ...]
    points: tuple[int, ...]
    returns: tuple[float, ...]
    rotates: bool = True
    spawned: tuple[float, ...] = ()
    coverage: tuple[float, ...] = ()

    def __deepcopy__(self, memo: object) -> "Bout":
        return self

    def watch(self, placement: int = 0) -> TracedBattle:
        """Begin the battle from a placement again, as one that is watched; warriors have the names of the seats.

        It goes on till one program is left. P-space is empty at its beginning, as it was in the first placement.
        """
        warriors = [replace(each.warrior, name=f"player_{seat}") for seat, each in enumerate(self.programs)]
        first = placement % len(warriors) if self.rotates else 0
        return TracedBattle(warriors, self.settings, self.places[placement], first)

    @cached_property
    def end(self) -> TracedBattle:
        """The first placement's battle at its end. Not to be stepped on."""
        battle = self.watch()
        battle.step(self.settings.max_cycles * len(self.programs))
        return battle


def fight(programs: Sequence[Program], rounds: int, settings: Settings, rewards: str, rng: np.random.Generator) -> Bout:
    """Let programs fight from placements drawn from `rng`.

    What each of N earns: by "outcome", in a placement that S survive, N/S - 1 as a survivor and -1 else, so that all
    sum to zero: of two, the winner gets 1, the loser -1, and a tie is 0. By "hill", pMARS' points as a part of the most
    that there are. By "survival", DRQ's score (`spenvs.corewar.survival`), which weighs the same shares by time, less
    the 1 that all get if all survive. All are means over the placements.
    """
    if rewards == "survival":
        return _melee(programs, rounds, settings, int(rng.integers(2**31)))
    places = place(rounds, len(programs), settings.core_size, settings.min_distance, int(rng.integers(1, SEEDS)))
    machine = Mars([program.warrior for program in programs], settings)
    machine.play(places)
    return _judged(programs, settings, places, machine.table[:, : len(programs)], rewards)


def _judged(
    programs: Sequence[Program], settings: Settings, places: NDArray[np.int64], survived: NDArray[np.int64], by: str
) -> Bout:
    """Judge by how often each survived with 1, 2, ... alive at the end, int64 [programs, programs]."""
    count, rounds = len(programs), len(places)
    alive = np.arange(1, count + 1)
    points = survived @ ((count * count - 1) // alive)
    gained = survived @ (count / alive) - rounds  # in this order, so that it is exact for two
    returns = points / (rounds * (count * count - 1)) if by == "hill" else gained / rounds
    wins, lived = survived[:, 0], survived.sum(axis=1)
    return Bout(
        tuple(programs),
        settings,
        places,
        _ints(wins),
        _ints(lived - wins),
        _ints(rounds - lived),
        _ints(points),
        tuple(returns.tolist()),
    )


def _melee(programs: Sequence[Program], rounds: int, settings: Settings, seed: int) -> Bout:
    warriors = [program.warrior for program in programs]
    measured = survival(warriors, rounds, seed, settings)
    lived = measured.alive == 1.0
    survivors = lived.sum(axis=1)
    survived = np.array([lived[survivors == alive].sum(axis=0) for alive in range(1, len(programs) + 1)]).T
    places = slots(warriors, rounds, seed, settings)
    judged = _judged(programs, settings, places, survived, "hill")
    return replace(
        judged,
        returns=tuple((measured.scores.mean(axis=0) - 1).tolist()),
        rotates=False,
        spawned=tuple(measured.spawned.mean(axis=0).tolist()),
        coverage=tuple(measured.coverage.mean(axis=0).tolist()),
    )


def _ints(numbers: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(int(n) for n in numbers)
