"""A leaderboard as a table in the terminal, and as JSON, CSV and a page in a directory."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from baselines.arena.board import ALL, Answers, Estimate, EventTable, Leaderboard, Row, Split

INTERVALS = (
    "Intervals hold the true value in 95 of 100 arenas; a rating's is that of its distance to the mean of the field."
)


def write(board: Leaderboard, out: str | Path) -> list[Path]:
    """Write leaderboard.json, leaderboard.csv, answers.csv and index.html into a directory, and give their paths."""
    texts = {
        "leaderboard.json": board.to_json(),
        "leaderboard.csv": board.to_csv(),
        "answers.csv": board.answers_csv(),
        "index.html": board.to_html(),
    }
    Path(out).mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (Path(out) / name).write_text(text, encoding="utf-8", newline="")
    return [Path(out) / name for name in texts]


def csv_of(board: Leaderboard) -> str:
    """Write the rows of all tables as CSV; the column `event` is "all" for all environments together."""
    tables = [(ALL, board.rows), *((event.event, event.rows) for event in board.events)]
    return _csv([_flat(event, row) for event, rows in tables for row in rows])


def answers_csv_of(board: Leaderboard) -> str:
    """Write how everybody answered as CSV; "all" stands for all environments, or all roles, together."""
    return _csv([_flat_answers(row) for row in board.answers])


def _csv(lines: Sequence[Mapping[str, object]]) -> str:
    if not lines:
        return ""
    file = io.StringIO()
    writer = csv.DictWriter(file, lines[0])
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue()


def _flat(event: str, row: Row) -> dict[str, object]:
    """Give a row with an interval as three columns, and forfeits as one for each kind."""
    flat: dict[str, object] = {"event": event}
    for name, value in vars(row).items():
        if name == "exploitability" and value is None:
            flat |= {name: "", f"{name}_low": "", f"{name}_high": ""}
        elif isinstance(value, Estimate):
            flat |= {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}
        elif name == "forfeits":
            flat |= {f"forfeits_{kind}": value.get(kind, 0) for kind in ("illegal", "unparsed", "timeout", "crash")}
        else:
            flat[name] = value
    return flat


def _flat_answers(row: Answers) -> dict[str, object]:
    """Give a row with a column for each status, and for each kind of result."""
    flat: dict[str, object] = {}
    for name, value in vars(row).items():
        if isinstance(value, Split):
            flat |= {f"{result}_{name}": count for result, count in vars(value).items()}
        elif isinstance(value, Mapping):
            flat |= value
        else:
            flat[name] = "" if value is None else value
    return flat


def table(board: Leaderboard) -> RenderableType:
    """Draw the leaderboard for a terminal: all environments together, then how the agents did in each of them."""
    parts: list[RenderableType] = [_overall(board)]
    if len(board.events) > 1:
        parts.append(_rewards(board))
    if any(row.exploitability for event in board.events for row in event.rows):
        parts.append(_exploitability(board))
    if board.worth_telling:
        told = [row for row in board.answers if row.event == ALL]
        parts.append(_answers(told))
        if any(row.statuses["ok"] < 1 for row in told):
            parts.append(_faults(told))
    return Group(*parts, *(Text(note, "dim") for note in notes(board)))


def notes(board: Leaderboard) -> list[str]:
    """Say what one has to know to read the tables."""
    zero = f"{board.anchor} is at 0" if board.anchor else "the mean is at 0"
    said = [f"Ratings are Elo points, in one fit over all environments with equal weight; {zero}. {INTERVALS}"]
    sat_out: dict[tuple[str, str], list[str]] = {}
    for event in board.events:
        for agent, reason in event.absent.items():
            sat_out.setdefault((agent, reason), []).append(event.event)
    said += [f"{agent} sat out {', '.join(events)}: {reason}." for (agent, reason), events in sat_out.items()]
    for row in board.rows:
        if row.forfeits:
            kinds = ", ".join(f"{count} by {kind}" for kind, count in row.forfeits.items())
            said.append(f"{row.agent} forfeited {sum(row.forfeits.values())} of its {row.games} games: {kinds}.")
    if board.unfinished:
        said.append(f"{board.unfinished} games do not count: their deals were not played from every seat.")
    alone = [event for event in board.events if event.seats == 1]
    if alone:
        said.append("Where one plays alone, those who played the same deal are compared by what they got.")
    if len(board.events) > 1 and (sources := {source for event in alone for _, _, source in event.known}):
        said.append(f"Known values: {'; '.join(sorted(sources))}.")
    elif alone:
        said += [f"Known: {value} {quantity} ({source})." for quantity, value, source in alone[0].known]
    return said


def _table(title: str, *columns: str) -> Table:
    """Make a table whose first column holds names."""
    found = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    found.collapse_padding = True  # room for names on 80 columns
    for i, column in enumerate(columns):
        found.add_column(column, justify="right" if i else "left", overflow="fold", min_width=6)
    return found


def _by_agent(
    title: str,
    board: Leaderboard,
    cells: Mapping[str, Mapping[str, Text]],
    known: Mapping[str, str] | None = None,
) -> Table:
    """Make a table of environments and agents out of the cells of each environment, and what is known of those."""
    agents = [row.agent for row in board.rows]
    found = _table(title, "environment", *agents, *(["known"] if known else []))
    found.columns[0].no_wrap = True
    for event, row in cells.items():
        beside = [Text((known or {}).get(event, ""), "dim")]
        found.add_row(event, *(row.get(agent, Text("-", "dim")) for agent in agents), *(beside if known else []))
    return found


def _overall(board: Leaderboard) -> Table:
    title = f"{board.suite}: {board.games} games of {len(board.events)} environment{'s' * (len(board.events) != 1)}"
    faulty = any(row.forfeits for row in board.rows)
    heads = ["agent", "rating", "score %", "reward", "W-D-L", "Nash %", *(["forfeits"] if faulty else [])]
    found = _table(title, *heads)
    for row in board.rows:
        found.add_row(
            Text(row.agent, "bold"),
            _spread(row.rating, 0),
            _spread(row.score, 1, 100),
            _spread(row.reward),
            f"{row.wins}-{row.draws}-{row.losses}",
            f"{row.nash:.0%}".rstrip("%"),
            Text(str(sum(row.forfeits.values()) or ""), "red"),
        )
    return found


def _rewards(board: Leaderboard) -> Table:
    """Show what each agent earned a game, in each environment; where one plays alone, beside what is known of that."""
    cells = {event.event: {row.agent: _spread(row.reward) for row in event.rows} for event in board.events}
    known = {event.event: _known(event) for event in board.events if event.seats == 1 and event.known}
    return _by_agent("Mean reward of a game", board, cells, known)


def _known(event: EventTable) -> str:
    """Say what is known of an environment."""
    return ", ".join(f"{value} {quantity}" for quantity, value, _ in event.known)


def _exploitability(board: Leaderboard) -> Table:
    """Show what a perfect opponent would win from each agent, where it was measured."""
    cells = {
        event.event: {row.agent: _spread(row.exploitability, 3) for row in event.rows if row.exploitability}
        for event in board.events
    }
    known = {event: row for event, row in cells.items() if row}
    return _by_agent("Exploitability: what a perfect opponent wins a game", board, known)


def _answers(rows: Sequence[Answers]) -> Table:
    """Show how long agents take to answer, and what those who speak say."""
    spoken = any(row.replies or row.tokens_out is not None for row in rows)
    priced = any(row.cost is not None for row in rows)
    words = ["tokens in", "tokens out", "chars", "cut off %"] if spoken else []
    found = _table("Answers", "agent", "answers", "seconds", *words, *(["$ a game"] if priced else []))
    for row in rows:
        said = [(row.tokens_in, 0), (row.tokens_out, 0), (row.characters, 0), (row.cut and 100 * row.cut, 1)]
        cells = [*(said if spoken else []), *([(row.cost_of_game, 4)] if priced else [])]
        found.add_row(
            Text(row.agent, "bold"),
            f"{row.answers:,}",
            f"{row.seconds:.{3 if row.seconds < 1 else 1}f}",
            *(Text("-", "dim") if value is None else f"{value:,.{digits}f}" for value, digits in cells),
        )
    return found


def _faults(rows: Sequence[Answers]) -> Table:
    """Show which answers could not be played, and how games ended by that."""
    kinds = [kind for kind in rows[0].statuses if any(row.statuses[kind] for row in rows)]
    again = ["again %"] if any(row.again for row in rows) else []
    heads = ["agent", *(f"{kind} %" for kind in kinds), *again, "by play", "won by fault", "lost by fault"]
    found = _table("Answers that could not be played; games by play (W-D-L), and by fault", *heads)
    for row in rows:
        shares = [*(row.statuses[kind] for kind in kinds), *([row.again] if again else [])]
        play = row.by_play
        found.add_row(
            Text(row.agent, "bold"),
            *(f"{100 * share:.1f}" for share in shares),
            f"{play.wins}-{play.draws}-{play.losses}",
            str(row.by_other_fault.wins),
            Text(str(row.by_own_fault.losses), "red" if row.by_own_fault.losses else ""),
        )
    return found


def _spread(estimate: Estimate, digits: int = 2, scale: int = 1) -> Text:
    """Show a value, and half of its interval where it has one."""
    half = f" ±{scale * estimate.half_width:.{digits}f}" if estimate.half_width else ""
    return Text.assemble(f"{scale * estimate.value:z.{digits}f}", (half, "dim"))
