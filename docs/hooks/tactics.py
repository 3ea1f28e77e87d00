"""What the page of the game of tactics says besides what the other families' do, from docstrings and tables."""

import re
from typing import Any

import drones

from spenvs.registry import EnvSpec
from spenvs.volleyball import volley_tactics
from spenvs.volleyball.tactics import view
from spenvs.volleyball.tactics.orders import CHOICES, ORDERS, ROLES


def sections(spec: EnvSpec, env: Any) -> list[str]:
    """Write when teams choose, what they observe and choose from, and how well it is played."""
    parts = [
        "## Decisions",
        *drones.detailed(volley_tactics),
        "## What a team observes",
        drones.table(("numbers", "what they are"), observed()),
        "## What a team chooses",
        drones.table(("drone", "choice", "skill", "what it says"), chosen()),
    ]
    if rows := drones.played(spec):
        parts += [
            "## How well it is played",
            drones.table(("measure", "`scripted`"), [(row[1], row[3]) for row in rows]),
            "How often a player wins a rally against another; some rallies nobody wins in time. `scripted` is "
            "`tactics:rule`:",
            duels(spec),
            "Means of 1,000 rallies with 95 % intervals (`python benchmarks/drone_players.py`).",
        ]
    return parts


def duels(spec: EnvSpec) -> str:
    """Give the table of how often each player wins against each other."""
    won = {
        (row["player"], row["measure"].rpartition(" ")[2]): f"{row['mean']} ± {row['margin']}"
        for row in drones.results(spec.id)
        if row["player"].startswith("tactics:")
    }
    players, others = (list(dict.fromkeys(pair[k] for pair in won)) for k in (0, 1))
    rows = [(f"`{player}`", *(won[player, other] for other in others)) for player in players]
    return drones.table(("player", *(f"against `{other}`" for other in others)), rows)


def observed() -> list[drones.Row]:
    """Give a row for each part of what a team observes."""
    rows: list[drones.Row] = []
    for line in drones.explained(view).split("Numbers of a team (100)\n")[1].split("\n"):
        if row := re.match(r"(\d+-\d+)\s+(.*)", line):
            rows.append((row[1], row[2]))
        else:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {line.strip()}")
    return rows


def chosen() -> list[drones.Row]:
    """Give a row for each choice."""
    return [
        (role if k == 0 else "", str(k), ORDERS[number].skill, ORDERS[number].meaning)
        for role, orders in zip(ROLES, CHOICES, strict=True)
        for k, number in enumerate(orders)
    ]
