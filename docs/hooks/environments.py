"""A page for each registered environment, and their index, made when the documentation is built."""

import io
import itertools
from typing import Any

import numpy as np
from PIL import Image

import spenvs
from spenvs.core.rules import OVER
from spenvs.registry import ENV_OPTIONS, EnvOption, EnvSpec, options

FOLDER = "environments"
SEED = 7


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
    every = [option for option in options(spenvs.list_envs()[0].id).values() if option.name in ENV_OPTIONS]
    parts += ["## Options of every environment", option_table(every)]
    return "\n\n".join(parts) + "\n"


def page(spec: EnvSpec) -> str:
    """Write the page of one environment."""
    env = halfway(spec)
    space, actions = env.observation_space(env.possible_agents[0]), env.game.actions
    own = [option for option in options(spec.id).values() if option.name not in ENV_OPTIONS]
    named = ", ".join(f"`{name}`" for name in actions[:12]) + (f", … `{actions[-1]}`" if len(actions) > 12 else "")
    facts = [
        ("seats", f"{len(env.possible_agents)}, {order(spec)}"),
        ("observation", f"`{space['observation']}`: {prose(env.game.rules.see.__doc__)}"),
        ("action mask", f"`{space['action_mask']}`"),
        ("actions", f"{len(actions)}: {named}"),
        ("stake (what a forfeit costs)", f"{env.game.stake:g}"),
    ]
    parts = [
        f"# {spec.id}",
        spec.summary,
        f"![{spec.name} in the middle of a game]({spec.name}.png){{ width=480 }}",
        f'```python\nimport spenvs\n\nenv = spenvs.make("{spec.id}")\n```',
        "## Rules",
        env.game.brief,
        "## Seats and spaces",
        table(("", "with default options"), facts),
    ]
    if own:
        parts += ["## Options", option_table(own)]
    if spec.presets:
        rows = [
            (f"`{name}`", ", ".join(f"`{key}={value!r}`" for key, value in preset.items()))
            for name, preset in spec.presets.items()
        ]
        parts += ["## Presets", f'As in `spenvs.make("{spec.id}", preset="{next(iter(spec.presets))}")`:']
        parts += [table(("preset", "stands for"), rows)]
    if spec.values:
        parts += ["## Exact values", table(("quantity", "value", "from"), spec.values)]
    agent = env.agent_selection
    parts += [
        "## What a player reads",
        f'The text of `env.text("{agent}")` in the position of the picture:',
        f"```text\n{env.text(agent)}\n```",
    ]
    if spec.sources:
        parts += ["## Sources", "\n".join(f"* {source}" for source in spec.sources)]
    return "\n\n".join(parts) + "\n"


def picture(spec: EnvSpec) -> bytes:
    """Draw the table as the seat to move sees it, as a PNG."""
    env, file = halfway(spec), io.BytesIO()
    Image.fromarray(env.picture(env.agent_selection)).save(file, "png", optimize=True)
    return file.getvalue()


def halfway(spec: EnvSpec) -> Any:
    """Play half of a game of random moves."""
    env, rng, path = spenvs.make(spec.id), np.random.default_rng(SEED), []
    env.reset(seed=SEED)
    while env.position.mover != OVER:
        path.append(int(rng.choice(env.legal_actions())))
        env.step(path[-1])
    env.reset(seed=SEED)
    for action in path[: len(path) // 2]:
        env.step(action)
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
