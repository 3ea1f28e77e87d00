"""Plots as SVG: lines over the rounds, archives, and who defeats whom. Colours are those of the page around them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import product, zip_longest

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 560, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 34
CELL, GAP = 20, 2


@dataclass(frozen=True)
class Line:
    """A line of a plot.

    Attributes:
        name: for the legend.
        values: of successive rounds.
        colour: a colour of CSS.
        dots: mark each value.
        dashed: draw it in dashes.
        first: the round of the first value.
        around: how far a shade reaches to either side of each value; empty for none.
    """

    name: str
    values: Sequence[float]
    colour: str = "var(--accent)"
    dots: bool = False
    dashed: bool = False
    first: int = 1
    around: Sequence[float] = ()


def lines(title: str, drawn: Sequence[Line], high: float | None = None) -> str:
    """Draw lines over rounds, from 0 to `high` or a round number above all values; a legend tells several apart."""
    rounds = max(line.first - 1 + len(line.values) for line in drawn)
    top = high or _above(
        max(sum(pair) for line in drawn for pair in zip_longest(line.values, line.around, fillvalue=0.0))
    )
    inner, deep = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(round: int) -> float:
        return LEFT + inner * (round - 1) / max(1, rounds - 1)

    def y(value: float) -> float:
        return TOP + deep * (1 - value / top)

    parts = [
        *(_rule(top * k / 4, y(top * k / 4)) for k in range(5)),
        *(_tick(round, x(round)) for round in _marked(rounds)),
    ]
    parts.append(f'<text x="{LEFT + inner / 2:.0f}" y="{HEIGHT - 4}" text-anchor="middle">round</text>')
    for line in drawn:
        at = range(line.first, line.first + len(line.values))
        if line.around:
            ends = list(zip(at, line.values, line.around, strict=True))
            edge = [(x(t), y(min(top, value + wide))) for t, value, wide in ends]
            edge += [(x(t), y(max(0.0, value - wide))) for t, value, wide in reversed(ends)]
            parts.append(f'<polygon points="{_path(edge)}" fill="{line.colour}" opacity="0.15"/>')
        parts.append(_drawn(line, [(x(t), y(value)) for t, value in zip(at, line.values, strict=True)]))
    names = {line.name: line.colour for line in drawn}
    entries = (f'<span><i style="background:{colour}"></i>{escape(name)}</span>' for name, colour in names.items())
    legend = f'<p class="legend">{"".join(entries)}</p>' if len(names) > 1 else ""
    return (
        f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>{legend}"
    )


def _above(value: float) -> float:
    """Give a round number that is not below a value: one whose quarters are short."""
    scale = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next((k * scale for k in (1, 1.2, 1.6, 2, 2.4, 3, 4, 6, 8) if k * scale >= value), 10 * scale)


def _rule(value: float, y: float) -> str:
    return (
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_short(value)}</text>'
    )


def _tick(round: int, x: float) -> str:
    return f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 15}" text-anchor="middle">{round}</text>'


def _marked(rounds: int) -> list[int]:
    """Choose the rounds that are named: all of a few, else the first and every so many after it."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 10**9) if rounds / step <= 12)
    return [1, *(t for t in range(step, rounds + 1, step) if t > 1 + step / 2)]


def _drawn(line: Line, points: Sequence[tuple[float, float]]) -> str:
    dash = ' stroke-dasharray="5 4"' if line.dashed else ""
    drawn = f'<polyline points="{_path(points)}" fill="none" stroke="{line.colour}" stroke-width="2"{dash}/>'
    if not line.dots and len(points) > 1:
        return drawn
    dots = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{line.colour}"><title>{escape(line.name)}, round {t}: '
        f"{value:.3f}</title></circle>"
        for t, ((x, y), value) in enumerate(zip(points, line.values, strict=True), line.first)
    )
    return drawn + "".join(dots)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _short(value: float) -> str:
    return f"{value:.4g}"


def heat_map(
    title: str, values: Mapping[tuple[int, int], float], ends: tuple[Sequence[int], Sequence[int]], most: float
) -> str:
    """Draw an archive of two axes.

    Args:
        title: for readers who do not see it.
        values: of the filled cells; the first number of a cell goes to the right, the second upwards.
        ends: where the bins of each axis end.
        most: the value of the strongest colour, 0 or more; 0 has the weakest.
    """
    across, upward = (len(edges) + 1 for edges in ends)
    left, width, height = 34, 34 + across * CELL, upward * CELL + 16
    parts = []
    for i in range(across):
        for j in range(upward):
            x, y, value = left + i * CELL, (upward - 1 - j) * CELL, values.get((i, j))
            strength = 0 if value is None else 15 + round(85 * min(1.0, value / most if most else 0.0))
            fill = f"color-mix(in oklab, var(--accent) {strength}%, var(--ground))"
            told = "empty" if value is None else f"{value:.3f}"
            parts.append(
                f'<rect x="{x}" y="{y}" width="{CELL - GAP}" height="{CELL - GAP}" rx="2" style="fill:{fill}">'
                f"<title>{_range(ends[0], i)}; {_range(ends[1], j)}: {told}</title></rect>"
            )
    for i, edge in enumerate(ends[0]):
        place = left + (i + 1) * CELL - GAP / 2
        parts.append(f'<text class="tiny" x="{place}" y="{height - 5}" text-anchor="middle">{_count(edge)}</text>')
    for j, edge in enumerate(ends[1]):
        place = (upward - 1 - j) * CELL + 2
        parts.append(f'<text class="tiny" x="{left - 4}" y="{place}" text-anchor="end">{_count(edge)}</text>')
    view = f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}"'
    return f'<svg class="heat" {view}>{"".join(parts)}</svg>'


def duel_map(title: str, won: NDArray[np.bool_]) -> str:
    """Draw who defeats whom among the champions of rounds 1, 2, ...

    Args:
        title: for readers who do not see it.
        won: bool [rounds, rounds], True where the champion of the row defeats that of the column.
    """
    rounds, left = len(won), 30
    side = left + rounds * CELL
    parts = []
    for i, j in product(range(rounds), repeat=2):
        colour, told = "var(--line)", "even"
        if won[i, j]:
            colour, told = "var(--good)", f"{i + 1} defeats {j + 1}"
        elif won[j, i]:
            colour, told = "var(--bad)", f"{j + 1} defeats {i + 1}"
        if i != j:
            place = f'x="{left + j * CELL}" y="{i * CELL}" width="{CELL - GAP}" height="{CELL - GAP}" rx="2"'
            parts.append(f'<rect {place} style="fill:{colour}"><title>{told}</title></rect>')
    for t in _marked(rounds):
        middle = (t - 1) * CELL + CELL / 2 - 1
        parts.append(f'<text x="{left + middle}" y="{side - left + 14}" text-anchor="middle">{t}</text>')
        parts.append(f'<text x="{left - 6}" y="{middle + 4}" text-anchor="end">{t}</text>')
    view = f'viewBox="0 0 {side} {side - left + 20}" style="width:{side}px" role="img" aria-label="{escape(title)}"'
    return f'<svg class="duels" {view}>{"".join(parts)}</svg>'


def _range(edges: Sequence[int], bin: int) -> str:
    if bin == 0:
        return f"below {edges[0]}"
    return f"{edges[bin - 1]} and more" if bin == len(edges) else f"{edges[bin - 1]} to {edges[bin] - 1}"


def _count(edge: int) -> str:
    return f"{edge // 1000}k" if edge >= 1000 and edge % 1000 == 0 else str(edge)
