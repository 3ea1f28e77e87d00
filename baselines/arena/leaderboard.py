"""One call that plays agents against each other on a suite of environments, and says how good they are."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from baselines.arena.board import Leaderboard
from baselines.arena.suites import Event, Suite


class Interrupted(KeyboardInterrupt):
    """The leaderboard was stopped; the message is one sentence that says what is kept and how to go on."""


def leaderboard(
    suite: str | Suite | Sequence[Event] = "quick",
    agents: Sequence[Any] | None = None,
    *,
    games: int | None = None,
    seed: int = 0,
    out: str | Path = "leaderboard",
    resume: bool = False,
    schedule: Any = "roundrobin",
    workers: int = 2,
    move_seconds: float | None = 60.0,
    progress: bool | Callable[[int, int], None] = False,
) -> Leaderboard:
    """Play an arena to its end, write the report, and give the leaderboard.

    The games go into `out`/arena.sqlite as they finish, the report into leaderboard.json, leaderboard.csv and
    index.html beside it. The result does not depend on the number of workers.

    Args:
        suite: the name of a suite, the id of an environment, a `Suite`, or events.
        agents: spec strings, agents, or functions of a turn; the suite's own line-up if None. Agents that are given as
            objects play in this process only, whatever `workers` says.
        games: how many games each pairing plays of each environment, rounded up to whole groups; None for what the
            suite says.
        seed: the arena's seed, from which all deals come.
        out: a directory.
        resume: go on with the games that are there already; without, a directory that has some is refused.
        schedule: "roundrobin", "gauntlet" (the first agent against the others), "swiss", "adaptive", or a schedule of
            `baselines.arena.schedule`.
        workers: the number of processes that play, this one included.
        move_seconds: how long an answer may take; None for ever.
        progress: show a progress bar, or a function that is called with the number of games played and planned.

    Raises:
        UnknownName: there is no such suite, environment, agent or schedule.
        FileExistsError: `out` holds an arena and `resume` is not set.
        ValueError: `out` holds an arena with another seed, or two agents have the same name.
        Interrupted: Ctrl-C; all finished games are kept.
    """
    raise NotImplementedError
