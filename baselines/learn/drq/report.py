"""A run as one page that needs nothing else: generality and fitness by round, archives, champions and their descent."""

import functools
from html import escape
from importlib.resources import files
from itertools import accumulate, pairwise

from baselines.learn.drq.archive import EDGES
from baselines.learn.drq.genome import Genome
from baselines.learn.drq.log import Champion, Log
from baselines.learn.drq.measures import genotype_distance, rates_of_change, trend
from baselines.learn.drq.plots import Line, heat_map, lines

OWN_STYLE = """
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(420px, 1fr)); gap: 16px }
.plots section { margin: 0; min-width: 0 }
.plot { width: 100%; height: auto } .grid { stroke: var(--line) }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 6px 0 0; font-size: 13px; color: var(--soft) }
.legend i { display: inline-block; width: 14px; height: 4px; border-radius: 2px; margin-right: 6px }
.maps { display: flex; flex-wrap: wrap; gap: 14px }
.maps figure { margin: 0 } .maps figcaption { font-size: 12px; color: var(--soft); padding-left: 34px }
svg.heat { width: 154px; height: auto } svg text.tiny { font-size: 9px }
.below { margin-top: 16px }
details pre { font-size: 13px; min-height: 0; margin: 8px 0 }
td .soft { font-size: 12.5px; white-space: normal; max-width: 60ch }
summary { cursor: pointer }
th:nth-child(2), td:nth-child(2) { text-align: left; width: 40% }
"""
KIN = 8
"""Ancestors that are named."""
AXES = {"tsp": "processes spawned", "mc": "memory coverage", "uo": "unique opcodes", "pl": "program length"}


def page(log: Log) -> str:
    """Write the page of a run of which at least the settings are known."""
    sections = [_header(log)]
    if log.champions:
        sections += [_plots(log), _archives(log), _champions(log), _notes(log)]
    body = "\n".join(sections)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Digital Red Queen</title>\n'
        f"<style>{_style()}{OWN_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


@functools.cache
def _style() -> str:
    """Take the style of the leaderboard's page."""
    template = files("baselines.arena").joinpath("page.html").read_text(encoding="utf-8")
    return template.partition("<style>")[2].partition("</style>")[0]


def _header(log: Log) -> str:
    settings = log.settings
    kept = "all champions" if settings.champions is None else f"the last {settings.champions} champions"
    told = (
        f"Round {len(log.champions)} of {settings.rounds}. Programs proposed by {log.mutator}, "
        f"{settings.iterations} iterations a round, {settings.placements} placements, {settings.fitness} fitness "
        f"against {', '.join(log.opponents)} and {kept}; seed {settings.seed}."
    )
    return f'<header><h1>Digital Red Queen</h1><p class="soft">{escape(told)}</p></header>'


def _plots(log: Log) -> str:
    champions = log.champions
    drawn = []
    if log.hold_out:
        shares = [champion.generality.share for champion in champions]
        defeats = [champion.generality.defeats / len(log.hold_out) for champion in champions]
        best = list(accumulate(shares, max))
        generality = [
            Line("best so far", best, "var(--soft)", dashed=True),
            Line("defeated", defeats, "var(--bad)"),
            Line("defeated or tied: this round's champion", shares, dots=True),
        ]
        drawn.append(("Generality: the share of the hold-out", lines("Generality by round", generality, high=1.0)))
    fair = [1.0] * len(champions)
    fitness = [
        Line("a fair share", fair, "var(--soft)", dashed=True),
        Line("the champion's", [champion.candidate.fitness for champion in champions], dots=True),
    ]
    drawn.append(("Fitness among the round's warriors", lines("Fitness by round", fitness)))
    if log.hold_out:
        changed = rates_of_change(log.phenotypes).tolist()
        moved = [
            Line("mean score, even is 1", log.phenotypes.mean(axis=1).tolist(), "var(--bad)"),
            *([Line("distance to the champion before", changed, dots=True, first=2)] if changed else []),
        ]
        drawn.append(("Phenotype: scores against the hold-out", lines("Phenotype by round", moved)))
    if len(champions) > 1:
        edits = [genotype_distance(old.warrior, new.warrior) for old, new in pairwise(champions)]
        drawn.append(
            (
                "Genotype: the program",
                lines(
                    "Instructions by round",
                    [
                        Line("instructions", [len(champion.warrior) for champion in champions], "var(--soft)"),
                        Line("edited since the champion before", edits, dots=True, first=2),
                    ],
                ),
            )
        )
    return '<div class="plots">' + "".join(f"<section><h2>{t}</h2>{plot}</section>" for t, plot in drawn) + "</div>"


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
    return (
        f'<section class="below"><h2>Archives</h2><p class="soft">{told}</p>'
        f'<div class="maps">{"".join(figures)}</div></section>'
    )


def _champions(log: Log) -> str:
    heads = [
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
        "seconds",
    ]
    rows = "".join(_row(log, t, champion) for t, champion in enumerate(log.champions, 1))
    head = "".join(f"<th>{name}</th>" for name in heads)
    return f"<section><h2>Champions</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"


def _row(log: Log, t: int, champion: Champion) -> str:
    candidate, found = champion.candidate, champion.generality
    kin = [f"{each.id} {each.operator}" for each in log.ancestry(candidate)]
    told = f"{candidate.id} {candidate.operator}" + (f", made of {', '.join(kin[:KIN])}" if kin else "")
    told += f", and {len(kin) - KIN} more" if len(kin) > KIN else ""
    size = log.settings.battle.core_size
    listing = candidate.source if "reply" in candidate.note else Genome.of(champion.warrior).source(size)
    shown = (
        f"<details><summary>{candidate.id}: {len(champion.warrior)} instructions</summary>"
        f'<div class="soft">{escape(told)}</div><pre>{escape(listing)}</pre></details>'
    )
    judged = [found.defeats, found.ties, found.losses] if log.hold_out else ["-"] * 3
    behaviour = [f"{candidate.behaviour[axis]:,.0f}" for axis in ("tsp", "mc")]
    cells = [t, shown, f"{candidate.fitness:.3f}", champion.warriors, *judged, *behaviour, champion.cells]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in [*cells, f"{champion.seconds:.0f}"]) + "</tr>"


def _notes(log: Log) -> str:
    told = [
        "Fitness is the share of the battle that a champion survived, times the number of warriors: 1 is a fair share. "
        "It is measured against other opponents in each round.",
        "Generality is the share of the hold-out that is defeated or tied with in duels. Ties count: a program that "
        "does nothing but stay alive has some.",
    ]
    if log.hold_out:
        told.append(f"The hold-out, which no program was evolved against: {', '.join(log.hold_out)}.")
    if log.hold_out and len(log.champions) >= 3:
        shares = [champion.generality.share for champion in log.champions]
        for name, values in (("Generality", shares), ("The mean score", log.phenotypes.mean(axis=1).tolist())):
            found = trend(values)
            sign = "−" if found.slope < 0 else "+"
            told.append(
                f"{name} = {found.intercept:.3f} {sign} {abs(found.slope):.3f} × ln(round); of all orders of rounds "
                f"a share of {found.p_value:.4f} has a slope at least as steep. Champions descend from one another, so "
                "that this is less of a proof than it would be of independent values."
            )
    broken = sum(bool(candidate.error) for candidates in log.rounds for candidate in candidates)
    total = sum(map(len, log.rounds))
    told.append(f"{total:,} programs were judged or refused; {broken:,} of them could not fight.")
    return (
        '<section><h2>How to read this</h2><ul class="notes">'
        + "".join(f"<li>{escape(line)}</li>" for line in told)
        + "</ul></section>"
    )
