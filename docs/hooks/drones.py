"""What the pages of the games of drones say besides what the other families' do, from docstrings and results."""

import ast
import csv
import functools
import importlib
import inspect
import io
import itertools
import re
from pathlib import Path
from typing import Any

from PIL import Image

import spenvs
from spenvs.core.record import Record, make_env, replay
from spenvs.registry import EnvSpec
from spenvs.volleyball import control
from spenvs.volleyball.pictures.picture import draw
from spenvs.volleyball.pictures.spectator import Spectator
from spenvs.volleyball.rally import judging, view
from spenvs.volleyball.rally.state import REASONS
from spenvs.volleyball.rally.text import WHY, happened
from spenvs.volleyball.rules import STEP

RESULTS = Path(__file__).parents[2] / "benchmarks/results/drone_players.csv"
"""What `benchmarks/drone_players.py` has measured; all that the documentation says of how well they play is from it."""
SIZE = (960, 540)
ROOT = (
    (3, "position: x, y, z", "m"),
    (4, "attitude from body to world, a quaternion: w, x, y, z, with w ≥ 0", ""),
    (3, "velocity", "m/s"),
    (3, "angular velocity, in the world", "rad/s"),
    (3, "heading: the body's x axis", ""),
    (3, "up: the body's z axis", ""),
    (4, "throttles of the rotors, from -1 to 1", ""),
)
"""The parts of `spenvs.volleyball.stage.root`: how many numbers, what they are, and in what unit."""
OPTIONS = {"`fair`": '`rules="fair"`', "`r.fair == 0`": '`rules="volleybots"`', "`r.hcsp`": '`rules="hcsp"`'}

Row = tuple[str, ...]


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the table of all games into a page that has the mark for it."""
    return markdown.replace(
        "<!-- drone players -->", table(("game", *HEAD), [row for s in flown() for row in played(s)])
    )


HEAD = ("measure", "published", "`scripted`", "`clone:`")


def flown() -> list[EnvSpec]:
    """Give the games of drones."""
    return [spec for spec in spenvs.list_envs("volleyball") if spec.moves == "array"]


def played(spec: EnvSpec) -> list[Row]:
    """Give a row for each thing that is measured of a game's players: game, measure, published, and theirs."""
    rows = []
    for measure, found in itertools.groupby(results(spec.id), key=lambda row: row["measure"]):
        ours = {row["player"].partition(":")[0]: row["mean"] + margin(row["margin"]) for row in found}
        if not ours.keys() & {"scripted", "clone"}:
            continue  # players that meet each other have a table of their own
        known = (
            f"{value} ({source.partition(',')[0]})" for quantity, value, source in spec.values if quantity == measure
        )
        link = f"[{spec.name}](environments/{spec.name}.md)"
        rows.append((link, measure, next(known, ""), ours.get("scripted", ""), ours.get("clone", "")))
    return rows


def results(id: str) -> list[dict[str, str]]:
    """Give what was measured of one game."""
    with RESULTS.open(newline="") as file:
        return [row for row in csv.DictReader(file) if row["environment"] == id]


def margin(value: str) -> str:
    """Write the half width of an interval."""
    return f" ± {value}" if float(value) else ""


def sections(spec: EnvSpec, env: Any) -> list[str]:
    """Write what a game pays and when it ends, what its drones observe, and what they are told."""
    game = env.game
    parts = ["## Rewards and ends", *asked(game)]
    if game.teams == 2:
        named = {"time": "time is up", "both": "both teams are at fault at once"} | WHY
        reasons = [(str(k), named[name]) for k, name in enumerate(REASONS)]
        parts += ["Why a rally ended, as it is measured:", table(("`reason`", "what happened"), reasons)]
    parts += [
        f"## What a drone observes\n\n{game.view} numbers, float32. "
        + ("Team 1 sees the court turned by half a turn: each team plays at x > 0." if game.teams == 2 else ""),
        table(("numbers", "what they are", "unit"), observed(game)),
        "## What a drone is told\n\nFour numbers from -1 to 1; what is beyond is clipped. By `control` they are:",
        table(("`control`", "numbers"), controls()),
    ]
    return parts


def compared(spec: EnvSpec) -> list[str]:
    """Write how well a game is played: the published numbers and those of our players side by side."""
    rows = [row[1:] for row in played(spec)]
    if not rows:
        return []
    shown = [k for k in range(len(HEAD)) if any(row[k] for row in rows)]
    lines = [tuple(row[k] for k in shown) for row in (HEAD, *rows)]
    said = "Ours are means of 1,000 episodes with 95 % intervals (`python benchmarks/drone_players.py`)"
    said += "; published is what the paper's best learner reaches." if rows[0][1] else "."
    return ["## How well it is played", table(lines[0], lines[1:]), said]


def asked(game: Any) -> list[str]:
    """Give what the docstring of the rules says, but for what is observed, which is a table of its own."""
    module = judging if game.teams == 2 else game.rules
    own = detailed(module)
    if like := same_as(module):
        return [f"As in {told_first(like)}", *detailed(like), f"But {told_first(module)}", *own]
    return own


def detailed(module: Any) -> list[str]:
    """Give the paragraphs of a docstring after the first, as Markdown."""
    parts = re.split(r"\n\n+", explained(module))[1:]
    return [markdown(part) for part in parts if not part.startswith("A drone observes")]


def told_first(module: Any) -> str:
    """Give the first paragraph of a docstring."""
    return prose(explained(module).partition("\n\n")[0])


def same_as(module: Any) -> Any:
    """Give the module of the game whose observations another has, too; None if it has its own."""
    found = re.search(r"observes \(\d+ numbers\) are those of `(\S+)`", prose(explained(module)))
    return found and importlib.import_module(found[1])


def markdown(paragraph: str) -> str:
    """Write a paragraph of a docstring; lines that stand further in are formulas."""
    for name, option in OPTIONS.items():
        paragraph = paragraph.replace(name, option)
    runs = itertools.groupby(paragraph.split("\n"), key=lambda line: line.startswith("    "))
    return "\n\n".join("\n".join(lines) if formula else " ".join(lines) for formula, lines in runs)


def observed(game: Any) -> list[Row]:
    """Give a row for each part of what a drone observes: which numbers, what they are, and their unit."""
    if game.teams == 2:
        parts = rally_parts(game)
    else:
        text = explained(same_as(game.rules) or game.rules)
        listed = re.search(r"A drone observes \d+ numbers: (.*?)\.(\n\n|$)", text, re.DOTALL)[1]
        found = re.findall(r"(\d+)-(\d+) (.*?)(?=, \d+-\d+ |$)", prose(listed))
        parts = [(int(first), int(last), what) for first, last, what in found]
    rows, position = [], 0
    for first, last, what in parts:
        if first != position:
            raise ValueError(f"{game.module} says what {first}-{last} are, but not what {position} is")
        position = last + 1
        rows += root(first, last) if "stage.root" in what else [(f"{first}-{last}", *united(what))]
    if position != game.view:
        raise ValueError(f"{game.module} says what {position} numbers are; a drone observes {game.view}")
    return rows


def rally_parts(game: Any) -> list[tuple[int, int, str]]:
    """Read the table of the competitive games: two columns, in the second of which sizes may depend on the game."""
    lines, n = explained(view).split("\n"), game.drones // 2
    head = next(line for line in lines if line.startswith("Numbers of"))
    middle = head.index("Numbers of", 1)
    cells = [line[:middle] if n == 1 else line[middle:] for line in lines[lines.index(head) + 1 :]]
    parts: list[tuple[int, int, str]] = []
    for cell in map(str.strip, cells):
        if row := re.match(r"(\d+)-(\d+)\s+(.*)", cell):
            parts.append((int(row[1]), int(row[2]), row[3]))
        elif row := re.match(r"then\s+([^:,]+)[:,] (.*)", cell) or re.match(r"then\s+(3 for each drone): (.*)", cell):
            size = {"3 or 6": n, "2": 2, "3 for each drone": 6 * n}[row[1]]
            each = "of each drone: " if "each" in row[1] else ""
            parts.append((parts[-1][1] + 1, parts[-1][1] + size, each + row[2]))
        elif cell:
            parts[-1] = (*parts[-1][:2], f"{parts[-1][2]} {cell}")
    return parts


def root(first: int, last: int) -> list[Row]:
    """Give the rows of a drone's own state, from one number to another."""
    ends = list(itertools.accumulate(size for size, _, _ in ROOT))
    spans = zip([0, *ends], ends, ROOT, strict=False)
    return [
        (f"{low}-{high - 1}", what, unit) for low, high, (_, what, unit) in spans if low >= first and high - 1 <= last
    ]


def united(what: str) -> tuple[str, str]:
    """Take the unit off a description, or find it from what is described."""
    if row := re.fullmatch(r"(.*), (m/s|m)", what):
        return row[1], row[2]
    unit = "m/s" if "velocity" in what else "m" if re.search(r"position|way to|from the ball", what) else ""
    return what, unit


def controls() -> list[Row]:
    """Give what the numbers of an action are by kind of control."""
    text = explained(control.steer.py_func)
    rows = re.findall(r"^(PRT|CTBR|VELOCITY|POSITION): (.*?)\.$", text, re.MULTILINE)
    return [(f'`"{name.lower()}"`', what) for name, what in rows]


def measures(game: Any) -> str:
    """Say what is measured of an episode."""
    module = importlib.import_module("spenvs.volleyball.rally.state") if game.teams == 2 else game.rules
    text = (
        prose(after(module, "MEASURES"))
        .replace(" (`REASONS`)", "")
        .replace("; see `ENDS`", f"; what ended it ({', '.join(ends(game))})")
    )
    return f"{', '.join(f'`{name}`' for name in game.measures)}: {text[0].lower()}{text[1:]}"


def ends(game: Any) -> tuple[str, ...]:
    """Name what can end an episode, by number."""
    return tuple(f"{k} {name}" for k, name in enumerate(getattr(game.rules, "ENDS", ())))


def picture(spec: EnvSpec, record: Record, part: float) -> bytes:
    """Draw a game after a part of it as a film shows it, as a PNG."""
    env, file = make_env(record), io.BytesIO()
    spectator, last = Spectator(env.game), int(part * len(record.moves))
    for k, (_, row) in enumerate(replay(record, check=False, env=env)):
        if row is None or row.seat == env.possible_agents[0]:
            *_, scene = env.scenes(spectator)
        if k == last:
            break
    Image.fromarray(draw(scene, SIZE, samples=4, labels=True)).save(file, "png", optimize=True)
    return file.getvalue()


def lines(record: Record) -> list[str]:
    """Write what happened in a game of drones, and what it measured."""
    env, told = make_env(record), []
    for _, row in replay(record, check=False, env=env):
        step = env.position.batch.worlds.tally[0, STEP]
        if env.game.teams == 2 and (row is None or row.seat == env.possible_agents[0]):
            told += [
                f"{step * env.game.clock.step:.2f} s: {each}" for each in happened(env.game, env.position.batch.worlds)
            ]
    return [*told, *(f"{name}: {value:.3g}" for name, value in env.outcome().items())]


@functools.cache
def explained(thing: Any) -> str:
    """Give a docstring without what it is indented by."""
    return inspect.getdoc(thing) or ""


def after(module: Any, name: str) -> str:
    """Give the string that stands after the assignment of a name in a module."""
    body = ast.parse(Path(module.__file__).read_text()).body
    for here, there in itertools.pairwise(body):
        if isinstance(here, ast.Assign) and ast.unparse(here.targets[0]) == name:
            return ast.literal_eval(there.value)
    raise ValueError(f"nothing says what {name} of {module.__name__} is")


def prose(docstring: str) -> str:
    """Put a docstring into a line."""
    return " ".join(docstring.split())


def table(head: Row, rows: Any) -> str:
    """Write a table in Markdown."""
    every = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in every)
