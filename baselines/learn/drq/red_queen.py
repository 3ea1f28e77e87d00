"""Digital Red Queen (Kumar et al., arXiv 2601.03335): each round evolves a program against all earlier champions.

A run is its log: what a step does follows from the candidates before it and from the settings, for its chance comes
from a generator of its own. So a run that was broken off goes on as if it had not been.
"""

import dataclasses
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from baselines.learn.drq.archive import Archive
from baselines.learn.drq.candidate import Candidate, Proposer, Task
from baselines.learn.drq.fitness import Fitness
from baselines.learn.drq.genome import read, red_file
from baselines.learn.drq.measures import duels, margins
from baselines.learn.drq.settings import Settings
from baselines.learn.drq.store import Round, Store
from spenvs.corewar.instructions import Warrior
from spenvs.corewar.machine import MOST_THREADS, MOST_WARRIORS, check_number
from spenvs.corewar.source import RedcodeError

Step = Callable[[int, int, int], None]
"""Called after each step with the round, the candidates of it so far, and how many there will be at most."""


class NoChampion(ValueError):
    """None of a round's programs could fight, which is known only after all of them were proposed."""


@dataclass
class RedQueen:
    """A run.

    Attributes:
        settings: of the run.
        proposer: where programs come from.
        opponents: the initial ones, by name.
        hold_out: warriors that champions are measured by, by name; none if empty.
        store: where the run is kept.
        threads: how many play the placements; nothing depends on it.
    """

    settings: Settings
    proposer: Proposer
    opponents: Mapping[str, Warrior]
    hold_out: Mapping[str, Warrior]
    store: Store
    threads: int = 1

    def __post_init__(self) -> None:
        """Take up the run where the store has it.

        Raises:
            ValueError: a battle has no room for all warriors of the last round, or there are too many threads.
        """
        settings = self.settings
        check_number("threads", self.threads, MOST_THREADS)
        self.champions = [self.store.candidates(t)[r.champion] for t, r in enumerate(self.store.rounds(), 1)]
        past = settings.rounds - 1 if settings.champions is None else min(settings.champions, settings.rounds - 1)
        most = 1 + len(self.opponents) + past
        room = min(MOST_WARRIORS, settings.battle.core_size // settings.battle.min_distance)
        if settings.fitness == "melee" and most > room:
            raise ValueError(
                f"the last round has {most} warriors, and a battle room for {room}: "
                "take fewer rounds, champions or opponents"
            )

    def play_round(self, step: Step) -> Round:
        """Play the next round, or the rest of it, and write down its champion.

        Raises:
            NoChampion: none of its programs has a fitness.
            Unusable: the proposer cannot go on.
        """
        began, t = time.process_time(), len(self.champions) + 1
        past = self.champions[-self.settings.champions :] if self.settings.champions else self.champions
        champion = self._evolved(t, past, step)
        warrior, how = self._read(champion), (self.settings.placements, self.settings.battle, self.threads)
        scores, others = duels(warrior, self.hold_out, *how)
        ahead = margins(warrior, [self._read(earlier) for earlier in self.champions], *how)
        ended = Round(champion.number, scores, others, ahead, time.process_time() - began)
        self.store.end_round(t, ended)
        self.champions.append(champion)
        return ended

    def _evolved(self, t: int, past: list[Candidate], step: Step) -> Candidate:
        """Go through the steps of a round and give its champion."""
        settings = self.settings
        enemies = [*self.opponents.values(), *map(self._read, past)]
        fitness = Fitness(enemies, settings.fitness, settings.placements, settings.battle, self.threads)
        archive, warm = Archive(settings.axes, settings.single_cell), self._warm(t, past)
        first = settings.n_init + len(warm)
        last, limit = first + settings.iterations, settings.limit(fitness.warriors)
        known = self.store.candidates(t)
        for candidate in known:
            archive.place(candidate)
        count = len(known)
        if not count:
            self._take(self._proposed(t, range(settings.n_init), archive) + warm, fitness, archive)
            step(t, count := first, last)
        while count < last and (count == first or limit is None or _highest(archive) <= limit):
            until = min(count + settings.at_once, last)
            self._take(self._proposed(t, range(count, until), archive), fitness, archive)
            step(t, count := until, last)
        if archive.best is None:
            why = self.store.candidates(t)[-1].error
            raise NoChampion(f"no program of round {t} has a fitness; the last one: {why}")
        return archive.best

    def _take(self, candidates: list[Candidate], fitness: Fitness, archive: Archive) -> None:
        """End a step: let its candidates fight, place them, and write them down."""
        judged = [self._judged(candidate, fitness) for candidate in candidates]
        for candidate in judged:
            archive.place(candidate)
        self.store.add(judged)

    def _proposed(self, t: int, numbers: range, archive: Archive) -> list[Candidate]:
        """Ask for programs."""
        tasks = [self._task(t, number, archive) for number in numbers]
        candidates = []
        for number, task, made in zip(numbers, tasks, self.proposer.propose(tasks), strict=True):
            parents = tuple(parent.id for parent in task.parents)
            candidates.append(Candidate(t, number, task.operator, parents, made.source, made.error, note=made.note))
        return candidates

    def _task(self, t: int, number: int, archive: Archive) -> Task:
        """Draw what is proposed, from a generator that belongs to this round and number."""
        settings = self.settings
        rng = np.random.default_rng((settings.seed, t, number))
        if number < settings.n_init or not archive.elites or rng.random() < settings.sample_new:
            return Task("new", (), rng)
        if settings.crossover and rng.random() < settings.crossover:
            return Task("crossover", (archive.choose(rng), archive.choose(rng)), rng)
        return Task("mutate", (archive.choose(rng),), rng)

    def _warm(self, t: int, past: list[Candidate]) -> list[Candidate]:
        """Give the known programs that a round begins with."""
        if not self.settings.warm_start:
            return []
        first = self.settings.n_init
        sources = [red_file(warrior, name) for name, warrior in self.opponents.items()]
        known = [Candidate(t, first + i, "opponent", (), source) for i, source in enumerate(sources)]
        first += len(known)
        return known + [Candidate(t, first + i, "champion", (p.id,), p.source) for i, p in enumerate(past)]

    def _read(self, candidate: Candidate) -> Warrior:
        return read(candidate.source, self.settings.battle, self.settings.compat)

    def _judged(self, candidate: Candidate, fitness: Fitness) -> Candidate:
        """Let a candidate fight."""
        if candidate.error:
            return candidate
        try:
            found = fitness.evaluate(self._read(candidate))
        except (RedcodeError, ValueError) as error:
            return dataclasses.replace(candidate, error=str(error))
        return dataclasses.replace(candidate, fitness=found.fitness, behaviour=found.behaviour)


def _highest(archive: Archive) -> float:
    return archive.best.fitness if archive.best else -np.inf
