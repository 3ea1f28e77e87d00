"""What the pages of runs have in common: a document that needs nothing else, with plots and notes."""

import functools
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from baselines.learn.drq.measures import trend

OWN_STYLE = """
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 16px }
.plots section { margin: 0; min-width: 0 }
.plot { width: 100%; height: auto } .grid { stroke: var(--line) }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 6px 0 0; font-size: 13px; color: var(--soft) }
.legend i { display: inline-block; width: 14px; height: 4px; border-radius: 2px; margin-right: 6px }
.maps { display: flex; flex-wrap: wrap; gap: 14px }
.maps figure { margin: 0 } .maps figcaption { font-size: 12px; color: var(--soft); padding-left: 34px }
svg.heat { width: 154px; height: auto } svg text.tiny { font-size: 9px }
.plots + section { margin-top: 16px }
.beside { display: flex; flex-wrap: wrap; gap: 28px; align-items: flex-start }
.beside > div { flex: 1 1 260px } .beside p:first-child { margin-top: 0 } .beside span { white-space: nowrap }
svg.duels { max-width: 100%; height: auto; flex: none }
details pre { font-size: 13px; min-height: 0; margin: 8px 0 }
td .soft { font-size: 12.5px; white-space: normal; max-width: 60ch }
summary { cursor: pointer } a { color: var(--accent) }
th:nth-child(2), td:nth-child(2) { text-align: left; width: 40% }
"""


def document(told: str, sections: Sequence[str]) -> str:
    """Write a page: its head with what is told of it, then sections in HTML."""
    head = f'<header><h1>Digital Red Queen</h1><p class="soft">{escape(told)}</p></header>'
    body = "\n".join([head, *sections])
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


def section(title: str, inside: str) -> str:
    """Write a section, from its heading in plain text and HTML."""
    return f"<section><h2>{escape(title)}</h2>{inside}</section>"


def plots(drawn: Sequence[tuple[str, str]]) -> str:
    """Write plots beside one another, each with its heading."""
    return f'<div class="plots">{"".join(section(title, plot) for title, plot in drawn)}</div>'


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Write a table; its cells are HTML."""
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def program(length: int, listing: str, name: str = "", told: str = "") -> str:
    """Write a program that a click unfolds, from plain text: name and length, what is told of it, and its source."""
    head = (f"{name}: " if name else "") + f"{length} instruction{'s' if length != 1 else ''}"
    story = f'<div class="soft">{escape(told)}</div>' if told else ""
    return f"<details><summary>{head}</summary>{story}<pre>{escape(listing)}</pre></details>"


def notes(told: Sequence[str]) -> str:
    """Write the section that says how the page is to be read, from plain text."""
    return section("How to read this", f'<ul class="notes">{"".join(f"<li>{escape(each)}</li>" for each in told)}</ul>')


def trends(values: Sequence[tuple[str, Sequence[float]]]) -> list[str]:
    """Tell the trend of named values by round, and what it is worth; nothing if they are fewer than three."""
    fits = [(name, trend(each)) for name, each in values if len(each) >= 3]
    told = [
        f"{name} = {fit.intercept:.3f} {'-' if fit.slope < 0 else '+'} {abs(fit.slope):.3f} × ln(round), "
        f"p = {fit.p_value:.4f}.".replace("-", "−")
        for name, fit in fits
    ]
    why = (
        "p is the share of all orders of the rounds that have a slope at least as steep. Champions descend from one "
        "another, so that it is less of a proof than it would be of independent values."
    )
    return [*told, why] if told else []
