"""Plots as SVG: lines over the rounds, and archives as heat maps. Colours are those of the page that they stand in."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

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
    """

    name: str
    values: Sequence[float]
    colour: str = "var(--accent)"
    dots: bool = False
    dashed: bool = False
    first: int = 1


def lines(title: str, drawn: Sequence[Line], high: float | None = None) -> str:
    """Draw lines over rounds, from 0 to `high` or a round number above all values, with a legend beneath."""
    rounds = max(line.first - 1 + len(line.values) for line in drawn)
    top = _above(max(max(line.values) for line in drawn)) if high is None else high
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
        parts.append(_drawn(line, [(x(t), y(value)) for t, value in enumerate(line.values, line.first)]))
    legend = "".join(f'<span><i style="background:{line.colour}"></i>{escape(line.name)}</span>' for line in drawn)
    return (
        f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f'{"".join(parts)}</svg><p class="legend">{legend}</p>'
    )


def _above(value: float) -> float:
    """Give a round number that is not below a value: one whose quarters are short."""
    scale = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next((k * scale for k in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8) if k * scale >= value), 10 * scale)


def _rule(value: float, y: float) -> str:
    return (
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_short(value)}</text>'
    )


def _tick(round: int, x: float) -> str:
    return f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 15}" text-anchor="middle">{round}</text>'


def _marked(rounds: int) -> list[int]:
    """Choose the rounds that are named: all of a few, else the first and every so many."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 10**9) if rounds / step <= 12)
    return [1, *(t for t in range(step, rounds + 1, step) if t > 1)]


def _drawn(line: Line, points: Sequence[tuple[float, float]]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dash = ' stroke-dasharray="5 4"' if line.dashed else ""
    drawn = f'<polyline points="{path}" fill="none" stroke="{line.colour}" stroke-width="2"{dash}/>'
    if not line.dots and len(points) > 1:
        return drawn
    dots = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{line.colour}"><title>{escape(line.name)}, round {t}: '
        f"{value:.3f}</title></circle>"
        for t, ((x, y), value) in enumerate(zip(points, line.values, strict=True), line.first)
    )
    return drawn + "".join(dots)


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def heat_map(
    title: str, values: Mapping[tuple[int, int], float], ends: tuple[Sequence[int], Sequence[int]], most: float
) -> str:
    """Draw an archive of two axes.

    Args:
        title: for readers who do not see it.
        values: of the filled cells; the first number of a cell goes to the right, the second upwards.
        ends: where the bins of each axis end.
        most: the value of the strongest colour; 0 has the weakest.
    """
    across, upward = (len(edges) + 1 for edges in ends)
    left, width, height = 34, 34 + across * CELL, upward * CELL + 16
    parts = []
    for i in range(across):
        for j in range(upward):
            x, y, value = left + i * CELL, (upward - 1 - j) * CELL, values.get((i, j))
            strength = 0 if value is None else 15 + round(85 * min(1.0, max(0.0, value / most)))
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


def _range(edges: Sequence[int], bin: int) -> str:
    if bin == 0:
        return f"below {edges[0]}"
    return f"{edges[bin - 1]} and more" if bin == len(edges) else f"{edges[bin - 1]} to {edges[bin] - 1}"


def _count(edge: int) -> str:
    return f"{edge // 1000}k" if edge >= 1000 and edge % 1000 == 0 else str(edge)
