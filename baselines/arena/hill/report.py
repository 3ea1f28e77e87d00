"""The table of a hill in the terminal, and as JSON, CSV and a page in a directory."""

import csv
import dataclasses
import io
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from baselines.arena.board import Estimate
from baselines.arena.hill.standings import Circle, Row, Standings

SCHEMA = 1
CIRCLES_SHOWN = 6
LONGEST_NAME = 24
RANK, CELL = 4, 4
GOOD, BAD = (47, 126, 216), (224, 123, 57)


def write(table: Standings, out: Path) -> list[Path]:
    """Write hill.json, hill.csv, pairs.csv (but for a melee) and index.html into a directory, and give their paths."""
    texts = {"hill.json": table.to_json(), "hill.csv": table.to_csv(), "index.html": table.to_html()}
    if not table.rules.melee:
        texts["pairs.csv"] = table.pairs_csv()
    for name, text in texts.items():
        (out / name).write_text(text, encoding="utf-8", newline="")
    return [out / name for name in texts]


def data_of(table: Standings) -> dict[str, Any]:
    """Give everything as JSON values."""
    rules = dataclasses.asdict(table.rules)
    return {
        "schema": SCHEMA,
        "rules": rules | rules.pop("settings"),
        "rounds": table.rounds,
        "seed": table.seed,
        "size": table.size,
        "pmars": f"pmars {table.rules.options(table.rounds, table.seed)}",
        "rows": [dataclasses.asdict(row) for row in table.rows],
        "wins": table.wins.tolist(),
        "ties": table.ties.tolist(),
        "circles": [dataclasses.asdict(circle) for circle in table.circles],
        "circle_count": table.circle_count,
        "sources": list(table.sources),
        "listings": list(table.listings),
        "left_out": dict(table.left_out),
    }


def json_of(table: Standings) -> str:
    """Write everything as JSON; wins[i][j] are the rounds that rows[i] won against rows[j]."""
    return json.dumps(data_of(table))


def csv_of(table: Standings) -> str:
    """Write the rows as CSV; a value with an interval takes three columns."""
    lines = []
    for row in table.rows:
        line: dict[str, Any] = {}
        for name, value in vars(row).items():
            if isinstance(value, Estimate):
                line |= {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}
            else:
                line[name] = "" if value is None else value
        lines.append(line)
    return _csv(list(lines[0]), [list(line.values()) for line in lines])


def pairs_csv_of(table: Standings) -> str:
    """Write what each warrior did against each other as CSV: rounds won, tied and lost, and points of 100 rounds."""
    names = [row.name for row in table.rows]
    pairs = [(i, j) for i in range(len(names)) for j in range(len(names)) if i != j]
    lines = [
        [names[i], names[j], table.wins[i, j], table.ties[i, j], table.losses[i, j], table.points[i, j]]
        for i, j in pairs
    ]
    return _csv(["warrior", "opponent", "wins", "ties", "losses", "points"], lines)


def _csv(head: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows(lines)
    return file.getvalue()


def show(table: Standings, console: Console) -> None:
    """Print the table, the matrix where it fits, circles and notes."""
    parts: list[RenderableType] = [_ranking(table)]
    room = console.width - RANK - CELL * len(table.rows)
    if not table.rules.melee and room >= 0:
        parts += [Text("Points of 100 rounds, the row against the column", "bold"), _matrix(table, room), Text()]
    if table.circles:
        parts += [_circles(table), Text()]
    console.print(Group(*parts, *(Text(note, "dim") for note in notes(table))))
    if not table.rules.melee and room < 0:
        console.print("The matrix is too wide for this window; the page has it.", style="dim")


def notes(table: Standings) -> list[str]:
    """Say what one has to know to read the table."""
    if table.rules.melee:
        points = "(W² - 1) / S for each round of W warriors that S survive"
    else:
        points = "3 for a win and 1 for a tie, the mean over the opponents"
    said = [
        f"Score: points of 100 rounds, {points}. Its interval is about where warriors are put, not about who is there.",
        "Age: the number of challengers that came onto the hill meanwhile.",
    ]
    if not table.rules.melee:
        said.append(
            "Elo: Bradley-Terry, the mean is 0. Nash: share in the equilibrium of maximum entropy; "
            "both look at wins less losses."
        )
    said.append(f"pmars {table.rules.options(table.rounds, table.seed)} A.red B.red has the same results.")
    said += [f"Not on the hill: {file}: {reason}." for file, reason in table.left_out.items()]
    return said


def plain(text: str) -> str:
    """Give a text of somebody else's in one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _ranking(table: Standings) -> Table:
    kind = f"Hill {table.rules.name}: {len(table.rows)} warriors, {table.rounds} rounds"
    kind += " in one core" if table.rules.melee else " a pair"
    found = Table(title=kind, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    found.add_column("#", justify="right", no_wrap=True)
    found.add_column("warrior", overflow="fold")
    found.add_column("author", overflow="fold")
    for head in ["score", "W-T-L %", "age", *([] if table.rules.melee else ["Elo", "Nash"])]:
        found.add_column(head, justify="right", no_wrap=True)
    for row in table.rows:
        found.add_row(*_cells(row))
    return found


def _cells(row: Row) -> list[Text]:
    rounds = row.wins + row.ties + row.losses
    shares = "-".join(f"{100 * part / rounds:.0f}" for part in (row.wins, row.ties, row.losses))
    name, author = (Text(plain(text)[:LONGEST_NAME]) for text in (row.name, row.author))
    name.stylize("bold")
    cells = [Text(str(row.rank), "dim"), name, author, _spread(row.score, 1), Text(shares), Text(str(row.age))]
    if row.rating is not None and row.nash is not None:
        cells += [_spread(row.rating, 0), Text(f"{100 * row.nash:.0f} %")]
    return cells


def _spread(estimate: Estimate, digits: int) -> Text:
    half = f" ±{estimate.half_width:.{digits}f}" if estimate.half_width else ""
    return Text.assemble(f"{estimate.value:.{digits}f}", (half, "dim"))


def _matrix(table: Standings, room: int) -> Table:
    """Show the points of the row against the column, columns by rank; `room` is left for the names."""
    found = Table(box=None, pad_edge=False, padding=0)
    found.add_column("", no_wrap=True)
    for row in table.rows:
        found.add_column(f"{row.rank} ", justify="right", width=CELL, header_style="dim")
    shares = (table.wins + table.ties / 2) / table.rounds
    for row, points, share in zip(table.rows, table.points.tolist(), shares.tolist(), strict=True):
        name = plain(row.name)[: min(room - 1, LONGEST_NAME)] + " " if room > 1 else ""
        cells = (Text() if math.isnan(value) else _tinted(value, s) for value, s in zip(points, share, strict=True))
        found.add_row(Text.assemble((f"{row.rank:>{RANK - 1}} ", "dim"), (name, "bold")), *cells)
    return found


def _tinted(points: float, share: float) -> Text:
    """Show points on a colour from bad to good by the share of rounds won, a tie counting half; a half has none."""
    strength = abs(2 * share - 1)
    red, green, blue = (round(255 + (shade - 255) * strength) for shade in (GOOD if share >= 0.5 else BAD))
    return Text(f"{points:{CELL - 1}.0f} ", f"#101010 on #{red:02x}{green:02x}{blue:02x}")


def _circles(table: Standings) -> RenderableType:
    shown = [Text(_told(circle)) for circle in table.circles[:CIRCLES_SHOWN]]
    total = f"{table.circle_count} circles of three" if table.circle_count > 1 else "1 circle of three"
    more = ", the clearest:" if table.circle_count > CIRCLES_SHOWN else ":"
    return Group(Text(f"{total}{more}", "bold"), *shown)


def _told(circle: Circle) -> str:
    a, b, c = (plain(name) for name in circle.names)
    x, y, z = (f"{margin:+.0f}" for margin in circle.margins)
    return f"  {a} {x} {b} {y} {c} {z} {a}"
