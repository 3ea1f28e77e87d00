"""DRQ's melee: all warriors in one core until all are dead, and the share of the battle that each survived.

Kumar, Bahlous-Boldi, Sharma, Isola, Risi, Tang and Ha, Digital Red Queen (arXiv 2601.03335).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import mars
from .instructions import Warrior
from .machine import MOST_ROUNDS, MOST_THREADS, Mars, Settings, check_number, share

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Survival:
    """What a melee measured: arrays [rounds, warriors].

    Attributes:
        scores: float64, DRQ's fitness, N/T times the sum over the T cycles of A_i / (sum over j of A_j), where A_i is 1
            while i of the N warriors lives, and 0 after; 1.0 where all survive, N at most.
        alive: float64, the share of the cycles survived.
        spawned: int64, processes split off.
        coverage: int64, addresses that were queued as a process' next one (where the first process starts does not
            count).
        instructions: executed in all rounds.
    """

    scores: NDArray[np.float64]
    alive: NDArray[np.float64]
    spawned: Ints
    coverage: Ints
    instructions: int


def slots(warriors: Sequence[Warrior], rounds: int, seed: int, settings: Settings) -> Ints:
    """Where DRQ loads warriors, int64 [rounds, warriors]: each at random in its slot, an equal part of the core.

    Round r draws from Python's `random.Random(seed + r)`, in the order of the warriors.
    """
    width = settings.core_size // len(warriors)
    room = [max(0, width - len(warrior) - settings.min_distance) for warrior in warriors]
    generators = [random.Random(int(seed) + r) for r in range(rounds)]
    return np.array([[k * width + g.randint(0, room[k]) for k in range(len(room))] for g in generators])


def shares(lived: Ints, cycles: int) -> NDArray[np.float64]:
    """DRQ's scores, float64 [rounds, warriors], of warriors that lived so many of the cycles, int64 likewise."""
    warriors = lived.shape[1]
    order = np.argsort(lived, axis=1)
    ends = np.take_along_axis(lived, order, axis=1)
    spans = np.diff(ends, axis=1, prepend=0)  # in the k-th, k warriors are dead
    gained = np.cumsum(spans / (warriors - np.arange(warriors)), axis=1)
    scores = np.empty(lived.shape)
    np.put_along_axis(scores, order, gained * warriors / cycles, axis=1)
    return scores


class _Melee:
    """A core with its warriors, in which one thread at a time may play."""

    def __init__(self, warriors: Sequence[Warrior], settings: Settings) -> None:
        self.machine, self.settings = Mars(warriors, settings), settings
        self.covered = np.zeros((len(warriors), settings.core_size), np.bool_)

    def survive(self, places: Ints, lived: Ints, spawned: Ints, coverage: Ints) -> int:
        """Play a round and write what it measured, all int64 [warriors]; returns the instructions executed."""
        m = self.machine
        executed: int = mars.survive(
            m.codes, m.lengths, m.starts, places[None], self.settings.max_processes, self.settings.max_cycles, m.core,
            m.queue.reshape(-1), m.heads, m.tails, m.order, m.state, m.pspace, m.bank, m.last, lived[None],
            spawned[None], self.covered, coverage[None], self.settings.limits,
        )  # fmt: skip
        return executed


def survival(
    warriors: Sequence[Warrior],
    rounds: int = 20,
    seed: int = 0,
    settings: Settings | None = None,
    threads: int = 1,
) -> Survival:
    """Let warriors fight as in Digital Red Queen, with pMARS' instructions.

    In each cycle every living warrior executes one instruction, in the order of the warriors, and a round goes on until
    all are dead or the cycles are used up. P-space is empty at the start of each round. DRQ's own simulator lets a
    warrior too long for its slot overlap the next one; here it is refused, since `max_length` and `min_distance` are
    kept.

    Args:
        warriors: 1 to 64.
        rounds: placements, 1 to 1,000,000, which are drawn by `slots`.
        seed: of the first placement, -2**63 to 2**63 - 1; the next one has the next.
        settings: of the core, by default pMARS' and DRQ's.
        threads: how many share the rounds, 1 to 1024; the result is the same for any number.

    Raises:
        ValueError: the settings or the warriors allow no battle.
    """
    settings = settings or Settings()
    check_number("rounds", rounds, MOST_ROUNDS)
    check_number("threads", threads, MOST_THREADS)
    check_number("seed", seed, 2**63 - 1, least=-(2**63))
    melees = [_Melee(warriors, settings) for _ in range(min(threads, rounds))]
    places = slots(warriors, rounds, seed, settings)
    lived, spawned, coverage = np.zeros((3, *places.shape), np.int64)

    def play(melee: _Melee, r: int) -> int:
        return melee.survive(places[r], lived[r], spawned[r], coverage[r])

    executed = sum(share(melees, range(rounds), play))
    return Survival(shares(lived, settings.max_cycles), lived / settings.max_cycles, spawned, coverage, executed)
