"""One call that plays agents against each other on a suite of environments, and says how good they are."""

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from baselines.agent import Agent, Unusable
from baselines.arena import replies, report, suites
from baselines.arena.board import Leaderboard
from baselines.arena.queue import Queue
from baselines.arena.schedule import Schedule, find
from baselines.arena.store import Store
from baselines.arena.suites import Suite
from baselines.arena.tables import tabulate
from baselines.arena.tournament import Tournament
from baselines.arena.work import Crew, Task, work
from baselines.registry import AgentSpec, make_agent

Report = Callable[[int, int], None]


class Interrupted(KeyboardInterrupt):
    """The leaderboard was stopped; the message is one sentence that says what is kept and how to go on."""


def leaderboard(
    suite: str | Suite = "quick",
    agents: Sequence[Any] | None = None,
    *,
    games: int | None = None,
    seed: int = 0,
    out: str | Path = "leaderboard",
    resume: bool = False,
    schedule: str | Schedule = "roundrobin",
    workers: int = 2,
    move_seconds: float | None = 60.0,
    progress: bool | Report = False,
) -> Leaderboard:
    """Play an arena to its end, write the report, and give the leaderboard.

    The games go into `out`/arena.sqlite as they finish, the report into leaderboard.json, leaderboard.csv,
    answers.csv and index.html beside it. The result does not depend on the number of workers.

    Args:
        suite: the name of a suite, the id of an environment, or a `Suite`.
        agents: spec strings, agents, or functions of a turn; the suite's own line-up if None. If some are not specs,
            all games are played in this process, whatever `workers` says: objects cannot be made anew in another.
        games: how many games each pairing plays of each environment, rounded up to whole groups; None for what the
            suite says.
        seed: the arena's seed, from which all deals come.
        out: a directory.
        resume: go on with the games that are there already; without it, a directory that has some is refused.
        schedule: "roundrobin", "gauntlet" (the first agent against the others), "swiss", "adaptive", or a schedule of
            `baselines.arena.schedule`.
        workers: the number of processes that play, this one included; 1 if an agent is to be made only once
            (`Agent.alone`), as language models are.
        move_seconds: how long an answer may take; None for ever.
        progress: show a progress bar, or a function that is called with the number of games played and planned.

    Raises:
        UnknownName: there is no such suite, environment, agent or schedule.
        FileExistsError: `out` holds an arena and `resume` is not set.
        ValueError: `out` holds an arena with another seed, two agents have the same name, or too few can play.
        Interrupted: Ctrl-C; all finished games are kept.
        Unusable: an agent cannot go on, as when its server refuses the key; all finished games are kept.
    """
    chosen = suites.find(suite)
    players = chosen.agents if agents is None else agents
    tournament = Tournament(chosen, _made(players), find(schedule), games)
    apart = all(isinstance(player, str) for player in players) and not any(a.alone for a in tournament.agents.values())
    helpers = workers - 1 if apart else 0
    path = Path(out) / "arena.sqlite"
    task = Task(str(path), tuple(tournament.agents), seed, move_seconds)
    path.parent.mkdir(parents=True, exist_ok=True)
    with Store(path) as store, Queue(store, tournament.entrants.values()) as queue:
        _begin(store, chosen, seed, resume)
        store.enter(tournament.entrants.values())
        try:
            with _shown(progress, queue) as tick, Crew(task, helpers) as crew:
                work_on = functools.partial(work, queue, tournament.agents, task, tick=tick)
                tournament.run(queue, crew, seed, work_on, tick)
        except (KeyboardInterrupt, Unusable) as stop:
            done, planned = queue.progress()
            kept = f"{done} of {planned} games, which are kept in {path}: go on with resume=True (--resume)"
            if isinstance(stop, Unusable):
                raise Unusable(f"{stop}. That was after {kept}") from None
            raise Interrupted(f"stopped after {kept}") from None
        store.excuse(tournament.absent)
        board = board_of(store)
    if not board.games:
        reasons = "; ".join(f"{e.spec} at {contest.label}: {why}" for (contest, e), why in tournament.absent.items())
        raise ValueError(f"no game can be played: each takes two agents that can play it. {reasons}")
    report.write(board, out)
    return board


def board_of(store: Store) -> Leaderboard:
    """Make the leaderboard of an arena as it stands."""
    groups, left = store.groups()
    counted = {game.id for group in groups for game in group.games}
    return tabulate(
        groups,
        left,
        suite=store.setting("suite") or "",
        seed=store.setting("seed"),
        absent=store.absences(),
        exploitability=store.exploitabilities(),
        answers=replies.count(record for record in store.records() if record.id in counted),
        arena=store.path,
    )


def _made(players: Sequence[Any]) -> dict[str, Agent]:
    """Make the agents, by the specs under which they take part; an object takes part under its name."""
    made: dict[str, Agent] = {}
    for player in players:
        agent = make_agent(player)
        name = str(AgentSpec.parse(player)) if isinstance(player, str) else agent.name or type(agent).__name__
        if name in made:
            raise ValueError(f"there are two agents named {name!a}: give each a name of its own")
        made[name] = agent
    return made


def _begin(store: Store, suite: Suite, seed: int, resume: bool) -> None:
    """Write down what is played, unless the arena is another one."""
    if not resume and next(store.records(), None):
        raise FileExistsError(f"{store.path} holds games: go on with resume=True (--resume), or take another directory")
    before = store.setting("seed")
    if before not in (None, seed):
        raise ValueError(f"{store.path} was begun with seed {before}: go on with that, not with {seed}")
    store.set(seed=seed, suite=suite.name)


@contextlib.contextmanager
def _shown(progress: bool | Report, queue: Queue) -> Iterator[Callable[[], None]]:
    """Give what is to be called after every game, to show how far the arena is."""
    if callable(progress):
        yield lambda: progress(*queue.progress())
    elif not progress:
        yield lambda: None
    else:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, transient=True) as bar:
            task = bar.add_task("games", total=None)

            def tick() -> None:
                done, planned = queue.progress()
                bar.update(task, completed=done, total=planned)

            yield tick
