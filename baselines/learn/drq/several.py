"""Independent runs that differ in their seeds, in one folder, and the page over all of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from baselines.learn.drq.candidate import Proposer
from baselines.learn.drq.convergence import convergence
from baselines.learn.drq.document import document, notes, plots, program, section, table, trends
from baselines.learn.drq.evolving import evolve, write
from baselines.learn.drq.genome import Genome
from baselines.learn.drq.log import FILE, Log
from baselines.learn.drq.measures import Floats, cycles
from baselines.learn.drq.plots import Line, lines
from baselines.learn.drq.proposer import make_proposer
from baselines.learn.drq.red_queen import NoChampion
from baselines.learn.drq.report import how
from baselines.learn.drq.settings import Settings

HEADS = ["run", "last champion", "rounds", "best generality", "last", "cycles", "seconds"]


def evolve_several(
    runs: int,
    settings: Settings | None = None,
    mutator: str | Proposer = "rules",
    *,
    out: str | Path = "drq",
    on_run: Callable[[int], Any] = lambda seed: None,
    on_none: Callable[[str], Any] = lambda reason: None,
    **options: Any,
) -> list[Log]:
    """Play runs of the Digital Red Queen one after the other; what was broken off in the same folder goes on.

    The folder holds seed-0, seed-1, ..., each as `evolve` makes it, and index.html, which compares them.

    Args:
        runs: how many, at least 2; more of them, or more rounds, extend what is there.
        settings: as for `evolve`; the first run has their seed, each further one the next.
        mutator: as for `evolve`.
        out: the folder.
        on_run: called before each run with its seed.
        on_none: called with the reason after a run that has no champion of some round, which is then left out; a model
            may have written no program at all.
        options: what else `evolve` takes.

    Returns:
        The runs, as `convergence` compares them.

    Raises:
        ValueError: there are fewer than two runs, or of fewer than two all rounds have a champion, or the folder holds
            a single one; and as of `evolve`.
        UnknownName, Unusable: as of `evolve`.
    """
    settings, folder = settings or Settings(), Path(out)
    if runs < 2:
        raise ValueError(f"there are {runs} runs, expected 2 or more: a single one is played by evolve")
    if (folder / FILE).exists():
        raise ValueError(f"{folder} holds a single run: several take another folder")
    proposer = make_proposer(mutator, settings) if isinstance(mutator, str) else mutator
    logs: list[Log] = []
    try:
        for seed in range(settings.seed, settings.seed + runs):
            on_run(seed)
            try:
                logs.append(evolve(replace(settings, seed=seed), proposer, out=folder / f"seed-{seed}", **options))
            except NoChampion as error:
                on_none(str(error))
            if len(logs) > 1:
                write(folder / "index.html", page(logs, seed + 1 - settings.seed))
    finally:
        if isinstance(mutator, str):
            proposer.close()
    if len(logs) < 2:
        raise ValueError(f"{len(logs)} of {runs} runs have champions: there is nothing to compare")
    return logs


def page(logs: Sequence[Log], played: int) -> str:
    """Write the page over two runs or more that differ in their seeds, each in a folder as `evolve_several` names it.

    Args:
        logs: the runs with champions.
        played: how many there are in all.

    Raises:
        ValueError: as of `convergence`.
    """
    first, found = logs[0], convergence(logs)
    variance = "Variance among the runs: "
    drawn = [(f"{variance}genotypes", _line("Variance of genotypes", found.genotype))]
    trended = [("The variance of genotypes", found.genotype)]
    if first.hold_out:
        drawn.insert(0, ("Generality: the share of the hold-out", _generality(found.generality)))
        drawn.insert(1, (f"{variance}phenotypes", _line("Variance of phenotypes", found.phenotype)))
        trended.insert(0, ("Mean generality", found.generality.mean(axis=0)))
        trended.insert(1, ("The variance of phenotypes", found.phenotype))
    if first.hold_out and found.change.size:
        change = found.change.mean(axis=0)
        drawn.append(("Phenotype: mean distance to the champion before", _line("Phenotype's change", change, 2)))
    without = f" of {played}; the others have no champion" if len(logs) < played else ""
    told = f"{len(logs)} runs{without}. {how(first.settings, first.mutator, [*first.opponents])}."
    return document(
        told, [plots(drawn), section("Runs", table(HEADS, [_row(log) for log in logs])), notes(_notes(first, trended))]
    )


def _line(title: str, values: Floats, first: int = 1) -> str:
    return lines(title, [Line("of all runs", values.tolist(), dots=True, first=first)])


def _generality(shares: Floats) -> str:
    """Draw each run's generality, and their mean with its standard error."""
    error = shares.std(axis=0, ddof=1) / np.sqrt(len(shares))
    each = [Line("a run", run.tolist(), "color-mix(in oklab, var(--soft) 45%, var(--card))") for run in shares]
    mean = Line(
        "mean of the runs, and one standard error", shares.mean(axis=0).tolist(), dots=True, around=error.tolist()
    )
    return lines("Generality by round", [*each, mean])


def _row(log: Log) -> list[object]:
    seed, last = log.settings.seed, log.champions[-1]
    shown = program(len(last.warrior), Genome.of(last.warrior).source(log.settings.battle.core_size))
    shares = [f"{max(champion.generality.share for champion in log.champions):.3f}", f"{last.generality.share:.3f}"]
    found = len(cycles(log.defeats))
    seconds = sum(champion.seconds for champion in log.champions)
    link = f'<a href="seed-{seed}/index.html">seed {seed}</a>'
    return [link, shown, len(log.champions), *(shares if log.hold_out else "--"), found, f"{seconds:.0f}"]


def _notes(first: Log, trended: Sequence[tuple[str, Floats]]) -> list[str]:
    told = [
        "The runs differ in their seeds only. Over their champions of the same round, the variance of phenotypes is "
        "the sum of the variances of their scores against each warrior of the hold-out; that of genotypes is half the "
        "mean square of the distances of their programs, in instructions to be edited. Where runs converge, it falls.",
        "Cycles are triples of a run's champions of which each defeats the next.",
    ]
    if first.hold_out:
        told.append(f"The hold-out, which no program was evolved against: {', '.join(first.hold_out)}.")
    return told + trends([(name, values.tolist()) for name, values in trended])
