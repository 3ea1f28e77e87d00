"""A page for each registered environment, and their index, made when the documentation is built."""

import functools
import html
import inspect
import io
import itertools
from typing import Any

import drones
import tactics
from PIL import Image

import baselines
import spenvs
from baselines.agents.scripted import scripted
from spenvs.core.record import Record, make_env
from spenvs.core.transcript import GAME
from spenvs.registry import ENV_OPTIONS, EnvOption, EnvSpec, options

FOLDER = "environments"
SEED = 18
MOST_TURNS = 30


def on_config(config: Any) -> Any:
    """Put the pages into the navigation."""
    pages = [f"{FOLDER}/index.md", *({spec.name: f"{FOLDER}/{spec.name}.md"} for spec in spenvs.list_envs())]
    for entry in config.nav:
        if "Environments" in entry:
            entry["Environments"] = pages
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the pages and their pictures."""
    from mkdocs.structure.files import File

    files.append(File.generated(config, f"{FOLDER}/index.md", content=index()))
    for spec in spenvs.list_envs():
        files.append(File.generated(config, f"{FOLDER}/{spec.name}.md", content=page(spec)))
        files.append(File.generated(config, f"{FOLDER}/{spec.name}.png", content=picture(spec)))
    return files


def index() -> str:
    """Write the page that lists all environments by family."""
    parts = ["# Environments", "This list, and the page of each environment, is made from the registry."]
    for family, specs in itertools.groupby(spenvs.list_envs(), key=lambda spec: spec.family):
        rows = [(f"[{s.id}]({s.name}.md)", str(s.seats), order(s), ", ".join(s.tags), s.summary) for s in specs]
        parts += [f"## {family}", table(("environment", "seats", "moves", "tags", "what it is"), rows)]
    every = [option for option in options("TicTacToe-v0").values() if option.name in ENV_OPTIONS]
    parts += ["## Options of every environment", option_table(every)]
    parts += ["In games of talk `shows` is by default `move and talk`, and `past` is `all`."]
    return "\n\n".join(parts) + "\n"


def page(spec: EnvSpec) -> str:
    """Write the page of one environment."""
    env = halfway(spec)
    own = [option for option in options(spec.id).values() if option.name not in ENV_OPTIONS]
    facts = [
        ("seats", f"{len(env.possible_agents)}, {order(spec)}"),
        *spaces(env, spec),
        ("stake (what a forfeit costs)", f"{env.game.stake:g}"),
    ]
    parts = [
        f"# {spec.id}",
        spec.summary,
        f"![{spec.name} in the middle of a game]({spec.name}.png){{ width={640 if drone(spec) else 480} }}",
        f"```python\nimport spenvs\n\n{made(spec)}\n```",
        "## Rules",
        html.escape(env.game.brief, quote=False),
        *(drones.compared(spec) if drone(spec) and not tactical(spec) else []),
        "## Seats and spaces",
        table(("", "with default options"), facts),
    ]
    if drone(spec):
        parts += (tactics if tactical(spec) else drones).sections(spec, env)
    if own:
        parts += ["## Options", option_table(own)]
    if spec.presets:
        rows = [
            (f"`{name}`", ", ".join(f"`{key}={value!r}`" for key, value in preset.items()))
            for name, preset in spec.presets.items()
        ]
        parts += ["## Presets", f'As in `spenvs.make("{spec.id}", preset="{next(iter(spec.presets))}")`:']
        parts += [table(("preset", "stands for"), rows)]
        parts += [f"**{name}**: {text}" for name, text in spec.differs.items()]
    if spec.values and not drone(spec):
        parts += ["## Exact values", table(("quantity", "value", "from"), spec.values)]
    agent = env.agent_selection
    parts += [
        "## What a player reads",
        f'The text of `env.text("{agent}")` in the position of the picture:',
        f"```text\n{env.text(agent)}\n```",
    ]
    parts += [
        "## A sample game",
        f"Between {sitting(spec)} (`seed={SEED}`):",
        f"```text\n{transcript(spec)}\n```",
        "The table at its end, with nothing hidden:",
        f"```text\n{replayed(spec, 1.0).ansi(colour=False)}\n```",
    ]
    if spec.sources:
        parts += ["## Sources", "\n".join(f"* {source}" for source in spec.sources)]
    return "\n\n".join(parts) + "\n"


def picture(spec: EnvSpec) -> bytes:
    """Draw the table as the seat to move sees it, as a PNG."""
    if drone(spec):
        return drones.picture(spec, sample(spec.id), 0.5)
    env, file = halfway(spec), io.BytesIO()
    Image.fromarray(env.picture(env.agent_selection)).save(file, "png", optimize=True)
    return file.getvalue()


def drone(spec: EnvSpec) -> bool:
    """Say whether drones fly in it."""
    return spec.moves == "array"


def tactical(spec: EnvSpec) -> bool:
    """Say whether teams tell their drones what to do."""
    return "tactics" in spec.tags


def made(spec: EnvSpec) -> str:
    """Write how an environment is made."""
    lines = [f'env = spenvs.make("{spec.id}")']
    if drone(spec):
        lines[0] += "  # each seat a team, for arenas"
        both = "both teams at once" if tactical(spec) else "each drone for itself"
        lines += [f'{"teams" if tactical(spec) else "drones"} = spenvs.make_parallel("{spec.id}")  # {both}']
        lines += [f'worlds = spenvs.make_batch("{spec.id}", num_envs=4096)  # as arrays']
    return "\n".join(lines)


def spaces(env: Any, spec: EnvSpec) -> list[tuple[str, str]]:
    """Say what a seat observes and what it can do."""
    space = env.observation_space(env.possible_agents[0])
    if spec.moves == "array":
        rows = "for FirstPass, SecPass and Att" if tactical(spec) else "a row for each drone of a team"
        return [
            ("observation", f"`{space['observation']}`" + ("" if tactical(spec) else f", {rows}")),
            ("action", f"`{env.action_space(env.possible_agents[0])}`, {rows}"),
            ("steps", f"{env.game.limit} of {env.game.clock.step:g} s at most"),
            ("measures", drones.measures(env.game)),
        ]
    if spec.moves == "text":
        return [
            ("text", f"`{space['text']}`: all that the seat should read"),
            ("numbers", f"`{space['numbers']}`: {prose(inspect.getdoc(env.game.facts))}"),
            ("actions", f"`{env.action_space(env.possible_agents[0])}`: free text, with moves in it"),
        ]
    names = env.game.actions
    named = ", ".join(f"`{name}`" for name in names[:12]) + (f", … `{names[-1]}`" if len(names) > 12 else "")
    return [
        ("observation", f"`{space['observation']}`: {prose(env.game.rules.see.__doc__)}"),
        ("action mask", f"`{space['action_mask']}`"),
        ("actions", f"{len(names)}: {named}"),
    ]


def players(spec: EnvSpec) -> list[str]:
    """Name who plays the sample game.

    It is scripted players; where they would all choose the same at once, the last one plays at random.
    """
    env = spenvs.make(spec.id)
    if scripted().plays(env):
        return ["random"] * len(env.possible_agents)
    alike = "simultaneous" in spec.tags and "board" not in spec.tags
    return ["scripted"] * (len(env.possible_agents) - alike) + ["random"] * alike


def sitting(spec: EnvSpec) -> str:
    """Say who plays the sample game."""
    seated = players(spec)
    if len({*seated}) == 1:
        return f"{seated[0]} players"
    return f"scripted players and, as player_{len(seated) - 1}, a random one"


@functools.cache
def sample(id: str) -> Record:
    """Play a game."""
    (record,) = baselines.play(id, players(spenvs.spec(id)), seed=SEED)
    return record


def transcript(spec: EnvSpec) -> str:
    """Write the sample game, a line for each turn, and how it came out."""
    record = sample(spec.id)
    lines = drones.lines(record) if drone(spec) else (said if spec.moves == "text" else moved)(spec, record)
    if len(lines) > MOST_TURNS:
        lines = [*lines[:MOST_TURNS], f"... and {len(lines) - MOST_TURNS} more"]
    result = ", ".join(f"{seat} {reward:.3g}" for seat, reward in record.rewards.items())
    return "\n".join([*lines, f"Returns: {result}"])


def moved(spec: EnvSpec, record: Record) -> list[str]:
    """Write the moves of a game, those of a seat that moves several times in one line."""
    names = spenvs.make(spec.id).game.actions
    runs = itertools.groupby(record.moves, key=lambda row: row.seat)
    return [f"{seat}: {', '.join(names[row.action] for row in run)}" for seat, run in runs]


def said(spec: EnvSpec, record: Record) -> list[str]:
    """Write what players and the game itself said, and to whom."""
    lines = []
    for author, own, _, audience in replayed(spec, 1.0).position.transcript.events:
        hearers = None if audience is None else [f"player_{seat}" for seat in audience if seat != author]
        heard = "" if hearers is None else f" (heard by {' and '.join(hearers) or 'nobody'})"
        line = f"*{heard} {own}" if author == GAME else f"player_{author}{heard}: {own}"
        lines.append(line.replace("\n", "\n    "))
    return lines


def halfway(spec: EnvSpec) -> Any:
    """Play half of the sample game."""
    return replayed(spec, 0.5)


def replayed(spec: EnvSpec, part: float) -> Any:
    """Play the sample game up to a part of it."""
    record = sample(spec.id)
    env = make_env(record)
    env.reset(seed=record.seed)
    for row in record.moves[: int(part * len(record.moves))]:
        env.step(row.action)
    return env


def order(spec: EnvSpec) -> str:
    """Say how the seats move."""
    return "in turn" if spec.kind == "turns" else "all at once"


def option_table(taken: list[EnvOption]) -> str:
    """Write a table of options."""
    return table(("option", "default", "meaning"), [(f"`{o.name}`", f"`{o.default!r}`", o.meaning) for o in taken])


def prose(docstring: str) -> str:
    """Put a docstring into a line."""
    return " ".join(docstring.split())


def table(head: tuple[str, ...], rows: Any) -> str:
    """Write a table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
