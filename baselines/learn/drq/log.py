"""A run read back: its champions, its archives, its candidates and where they come from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.learn.drq.archive import Archive
from baselines.learn.drq.candidate import Candidate
from baselines.learn.drq.genome import read
from baselines.learn.drq.measures import Floats, Generality, defeats
from baselines.learn.drq.settings import Settings
from baselines.learn.drq.store import Round, Store
from spenvs.corewar.instructions import Warrior
from spenvs.corewar.machine import Settings as Battle

FILE = "run.sqlite"


@dataclass(frozen=True)
class Champion:
    """The winner of a round.

    Attributes:
        candidate: as it was proposed and judged.
        warrior: assembled.
        scores: its mean scores in duels with the hold-out by name, its phenotype; `others` theirs.
        margins: by how much it was ahead of each earlier champion in duels, the first one first.
        warriors: how many fought in a battle of the round, itself included.
        cells: how many cells of the archive were filled.
        broken: how many candidates of the round could not fight.
        seconds: of processor time that the round took.
    """

    candidate: Candidate
    warrior: Warrior
    scores: Mapping[str, float]
    others: Mapping[str, float]
    margins: Sequence[float]
    warriors: int
    cells: int
    broken: int
    seconds: float

    @property
    def generality(self) -> Generality:
        """How it does against the hold-out."""
        return Generality.of([*self.scores.values()], [*self.others.values()])


@dataclass(frozen=True)
class Log:
    """All of a run that has been written down.

    Attributes:
        settings: of the run.
        mutator: what proposed the programs.
        opponents: the initial ones, by name.
        hold_out: names of the warriors that champions are measured by.
        rounds: the candidates of each round, the first round first; the last round may be unfinished.
        champions: of the rounds that have ended.
    """

    settings: Settings
    mutator: str
    opponents: Mapping[str, Warrior]
    hold_out: tuple[str, ...]
    rounds: tuple[tuple[Candidate, ...], ...]
    champions: tuple[Champion, ...]

    @property
    def phenotypes(self) -> Floats:
        """The champions' scores against the hold-out, float64 [rounds, hold-out]."""
        scores = [[*champion.scores.values()] for champion in self.champions]
        return np.array(scores, np.float64).reshape(len(scores), len(self.hold_out))

    @property
    def defeats(self) -> NDArray[np.bool_]:
        """Which champion defeats which in duels from both slots, bool [rounds, rounds]: the row the column."""
        ahead = np.zeros((len(self.champions), len(self.champions)))
        for t, champion in enumerate(self.champions):
            ahead[t, :t] = champion.margins
        return defeats(ahead)

    def archive(self, round: int) -> Archive:
        """Give the archive of a round, from 1."""
        return _archive(self.settings, self.rounds[round - 1])

    def ancestry(self, candidate: Candidate) -> Iterator[Candidate]:
        """Give a candidate's first parent, that one's first parent, and so on."""
        while candidate.parents:
            round, _, number = candidate.parents[0].partition(".")
            candidate = self.rounds[int(round) - 1][int(number)]
            yield candidate


def load(folder: str | Path) -> Log:
    """Read the run in a folder.

    Raises:
        ValueError: there is none.
    """
    path = Path(folder) / FILE
    if not path.is_file():
        raise ValueError(f"there is no run in {folder}: {FILE} is expected there")
    with Store(path) as store:
        return log_of(store)


def log_of(store: Store) -> Log:
    """Read the run of an open store.

    Raises:
        ValueError: it was never begun, or is damaged.
    """
    known = store.settings()
    try:
        settings, mutator, hold_out = _settings_of(known), known["mutator"], tuple(known["hold_out"])
        opponents = {name: read(source, settings.battle) for name, source in known["opponents"].items()}
    except KeyError as name:
        raise ValueError(f"{store.path} does not say {name} of its run: take another folder") from None
    ended = store.rounds()
    rounds = [tuple(store.candidates(t)) for t in range(1, len(ended) + 2)]
    champions = [
        _champion(settings, t, len(opponents), candidates, won)
        for t, (candidates, won) in enumerate(zip(rounds, ended, strict=False), 1)
    ]
    begun = tuple(candidates for candidates in rounds if candidates)
    return Log(settings, mutator, opponents, hold_out, begun, tuple(champions))


def _settings_of(known: Mapping[str, Any]) -> Settings:
    """Give the settings that a store has written down."""
    battle = Battle(**known["battle"])
    given = {name: known[name] for name in Settings.__dataclass_fields__ if name not in ("axes", "battle")}
    return Settings(**given, axes=tuple(known["axes"]), battle=battle)


def _champion(settings: Settings, t: int, opponents: int, candidates: tuple[Candidate, ...], won: Round) -> Champion:
    candidate = candidates[won.champion]
    past = t - 1 if settings.champions is None else min(settings.champions, t - 1)
    warriors = 1 + opponents + past if settings.fitness == "melee" else 2
    cells = len(_archive(settings, candidates).elites)
    warrior = read(candidate.source, settings.battle, settings.compat)
    broken = sum(bool(each.error) for each in candidates)
    return Champion(candidate, warrior, won.scores, won.others, won.margins, warriors, cells, broken, won.seconds)


def _archive(settings: Settings, candidates: tuple[Candidate, ...]) -> Archive:
    archive = Archive(settings.axes, settings.single_cell)
    for candidate in candidates:
        archive.place(candidate)
    return archive
