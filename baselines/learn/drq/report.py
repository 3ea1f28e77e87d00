"""A run as one page: generality and fitness by round, duels of champions, archives, champions and their descent."""

from itertools import accumulate, pairwise
from math import comb

from baselines.learn.drq.archive import EDGES
from baselines.learn.drq.document import document, notes, plots, program, section, table, trends
from baselines.learn.drq.genome import Genome
from baselines.learn.drq.log import Champion, Log
from baselines.learn.drq.measures import cycles, genotype_distance, rates_of_change
from baselines.learn.drq.plots import Line, duel_map, heat_map, lines
from baselines.learn.drq.settings import Settings

KIN = 8
"""Ancestors that are named."""
CIRCLES = 12
"""Cycles that are named."""
AXES = {"tsp": "processes spawned", "mc": "memory coverage", "uo": "unique opcodes", "pl": "program length"}
HEADS = [
    "round",
    "champion",
    "fitness",
    "of",
    "defeats",
    "ties",
    "losses",
    "spawned",
    "coverage",
    "cells",
    "broken",
    "seconds",
]


def page(log: Log) -> str:
    """Write the page of a run of which at least the settings are known."""
    if not log.champions:
        return document(_told(log), [])
    sections = [plots(_plots(log)), _duels(log), _archives(log), _champions(log), notes(_notes(log))]
    return document(_told(log), sections)


def how(settings: Settings, mutator: str, opponents: list[str]) -> str:
    """Tell the settings of a run, but for rounds and seed."""
    kept = "all champions" if settings.champions is None else f"the last {settings.champions} champions"
    return (
        f"Programs proposed by {mutator}, {settings.iterations} iterations a round, {settings.placements} placements, "
        f"{settings.fitness} fitness against {', '.join(opponents)} and {kept}"
    )


def _told(log: Log) -> str:
    settings = log.settings
    done = f"Round {len(log.champions)} of {settings.rounds}."
    return f"{done} {how(settings, log.mutator, [*log.opponents])}; seed {settings.seed}."


def _plots(log: Log) -> list[tuple[str, str]]:
    drawn = [("Fitness among the round's warriors", _fitness(log))]
    if log.hold_out:
        drawn.insert(0, ("Generality: the share of the hold-out", _generality(log)))
        drawn.append(("Phenotype: scores against the hold-out", _phenotype(log)))
    if len(log.champions) > 1:
        drawn.append(("Genotype: the program", _genotype(log)))
    return drawn


def _generality(log: Log) -> str:
    shares = [champion.generality.share for champion in log.champions]
    defeats = [champion.generality.defeats / len(log.hold_out) for champion in log.champions]
    drawn = [
        Line("best so far", list(accumulate(shares, max)), "var(--soft)", dashed=True),
        Line("defeated", defeats, "var(--bad)"),
        Line("defeated or tied: this round's champion", shares, dots=True),
    ]
    return lines("Generality by round", drawn, high=1.0)


def _fitness(log: Log) -> str:
    drawn = [
        Line("a fair share", [1.0] * len(log.champions), "var(--soft)", dashed=True),
        Line("the champion's", [champion.candidate.fitness for champion in log.champions], dots=True),
    ]
    return lines("Fitness by round", drawn)


def _phenotype(log: Log) -> str:
    drawn = [Line("mean score, even is 1", log.phenotypes.mean(axis=1).tolist(), "var(--bad)")]
    if len(log.champions) > 1:
        changed = rates_of_change(log.phenotypes).tolist()
        drawn.append(Line("distance to the champion before", changed, dots=True, first=2))
    return lines("Phenotype by round", drawn)


def _genotype(log: Log) -> str:
    edits = [genotype_distance(old.warrior, new.warrior) for old, new in pairwise(log.champions)]
    drawn = [
        Line("instructions", [len(champion.warrior) for champion in log.champions], "var(--soft)"),
        Line("edited since the champion before", edits, dots=True, first=2),
    ]
    return lines("Instructions by round", drawn)


def _archives(log: Log) -> str:
    """Draw the archive of each round, where it has two axes and more than one cell."""
    axes = log.settings.axes
    if len(axes) != 2 or log.settings.single_cell:
        return ""
    ends = EDGES[axes[0]], EDGES[axes[1]]
    figures = []
    for t, champion in enumerate(log.champions, 1):
        elites = {(cell[0], cell[1]): elite.fitness for cell, elite in log.archive(t).elites.items()}
        drawn = heat_map(f"Archive of round {t}", elites, ends, champion.candidate.fitness)
        figures.append(f"<figure>{drawn}<figcaption>round {t}: {champion.cells} cells</figcaption></figure>")
    told = (
        f"To the right: {AXES[axes[0]]}. Upwards: {AXES[axes[1]]}. The stronger the colour, the fitter the elite, "
        "compared with the champion of the round."
    )
    return section("Archives", f'<p class="soft">{told}</p><div class="maps">{"".join(figures)}</div>')


def _duels(log: Log) -> str:
    """Draw which champion defeats which, and name the cycles among them."""
    if len(log.champions) < 3:
        return ""
    won = log.defeats
    found = cycles(won)
    newer = sum(int(row[:t].sum()) for t, row in enumerate(won))
    told = [
        "Each champion in a row against each in a column, both named by their round, in duels from both slots: blue "
        "defeats, orange is defeated, grey is even.",
        f"In {newer} of {comb(len(won), 2)} duels the later champion defeats the earlier one, in "
        f"{int(won.sum()) - newer} the earlier one the later.",
        f"Cycles, three champions of which each defeats the next: {len(found):,} of {comb(len(won), 3):,} triples.",
    ]
    named = [f"<span>{i + 1} → {j + 1} → {k + 1} → {i + 1}</span>" for i, j, k in found[:CIRCLES]]
    if named:
        told.append(", ".join([*named, *(["..."] if len(found) > CIRCLES else [])]))
    text = "".join(f"<p>{each}</p>" for each in told)
    drawn = duel_map("Duels of champions", won)
    return section("Champions against each other", f'<div class="beside">{drawn}<div class="soft">{text}</div></div>')


def _champions(log: Log) -> str:
    return section("Champions", table(HEADS, [_row(log, t, champion) for t, champion in enumerate(log.champions, 1)]))


def _row(log: Log, t: int, champion: Champion) -> list[object]:
    candidate, found = champion.candidate, champion.generality
    kin = [f"{each.id} {each.operator}" for each in log.ancestry(candidate)]
    told = f"{candidate.id} {candidate.operator}" + (f", made of {', '.join(kin[:KIN])}" if kin else "")
    told += f", and {len(kin) - KIN} more" if len(kin) > KIN else ""
    size = log.settings.battle.core_size
    listing = candidate.source if "reply" in candidate.note else Genome.of(champion.warrior).source(size)
    shown = program(len(champion.warrior), listing, candidate.id, told)
    judged = [found.defeats, found.ties, found.losses] if log.hold_out else ["-"] * 3
    behaviour = [f"{candidate.behaviour[axis]:,.0f}" for axis in ("tsp", "mc")]
    fitness, seconds = f"{candidate.fitness:.3f}", f"{champion.seconds:.0f}"
    return [t, shown, fitness, champion.warriors, *judged, *behaviour, champion.cells, champion.broken, seconds]


def _notes(log: Log) -> list[str]:
    told = [
        "Fitness is the share of the battle that a champion survived, times the number of warriors: 1 is a fair share. "
        "It is measured against other opponents in each round.",
        "Generality is the share of the hold-out that is defeated or tied with in duels. Ties count: a program that "
        "does nothing but stay alive has some.",
    ]
    if log.hold_out:
        told.append(f"The hold-out, which no program was evolved against: {', '.join(log.hold_out)}.")
        shares = [champion.generality.share for champion in log.champions]
        told += trends([("Generality", shares), ("The mean score", log.phenotypes.mean(axis=1).tolist())])
    broken = sum(champion.broken for champion in log.champions)
    total = sum(map(len, log.rounds[: len(log.champions)]))
    return [*told, f"{total:,} programs were proposed or known; {broken:,} of them were broken: they could not fight."]
