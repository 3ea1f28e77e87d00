"""The course of an arena: who can play what, what is planned in each round, and who plays it."""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import spenvs
from baselines.agent import Agent
from baselines.arena.asking import described
from baselines.arena.fixtures import Field, Fixture
from baselines.arena.queue import Queue
from baselines.arena.results import Contest, Entrant
from baselines.arena.schedule import RoundRobin, Schedule
from baselines.arena.suites import Event, Suite
from baselines.arena.work import PAUSE, Crew


class Tournament:
    """Agents, a suite and a schedule.

    Attributes:
        agents: the agents by spec.
        entrants: the entrant that each is.
        absent: who cannot play what, and why; known as far as the tournament has come.
    """

    def __init__(self, suite: Suite, agents: Mapping[str, Agent], schedule: Schedule, games: int | None):
        """Make the environments; `games` is how many a line-up plays of each, None for what the suite says.

        Raises:
            UnknownName: there is no such environment, or it has no such option.
            ValueError: an option is out of range.
        """
        self.agents, self.schedule = agents, schedule
        self.entrants = {spec: Entrant(spec, agent.version()) for spec, agent in agents.items()}
        self.absent: dict[tuple[Contest, Entrant], str] = {}
        self._games = games
        self._events = [(event, spenvs.make(event.env_id, **event.options)) for event in suite.events]

    def run(self, queue: Queue, crew: Crew, seed: int, work_on: Callable[[], None], tick: Callable[[], None]) -> None:
        """Play to the end: finish what is planned, plan the next round, and so on until nothing new comes.

        Args:
            queue: the arena's work.
            crew: who helps.
            seed: the arena's seed.
            work_on: does what can be claimed.
            tick: called now and then, while others are at work.
        """
        fields: list[Field] = []
        for event, field in self._fields():
            fields.append(field)
            if self._all_at_once:  # helpers begin while others are still asked what they play
                queue.plan(self.schedule.plan([field], []), seed)
            if event.exploitability:
                measured = [Fixture(field.contest, (entrant,), event.exploitability) for entrant in field.entrants]
                queue.plan(measured, seed, "exploitability")
            tick()
        while True:
            work_on()
            while queue.unfinished():
                time.sleep(PAUSE)
                crew.check()
                tick()
                work_on()
            if not queue.plan(self.schedule.plan(fields, queue.store.groups()[0]), seed):
                return

    @property
    def _all_at_once(self) -> bool:
        """Whether the fixtures of an environment depend neither on results nor on the other environments."""
        schedule = self.schedule
        return isinstance(schedule, RoundRobin) and schedule.test is None and schedule.half_width is None

    def _fields(self) -> Iterator[tuple[Event, Field]]:
        """Say who takes part in what."""
        for event, env in self._events:
            contest, seats = Contest.of(env.id, event.options), len(env.possible_agents)
            able = []
            for spec, agent in self.agents.items():
                reason = _reason(agent, env)
                if reason is None:
                    able.append(self.entrants[spec])
                else:
                    self.absent[contest, self.entrants[spec]] = reason
            deals = event.deals if self._games is None else math.ceil(self._games / seats)
            yield event, Field(contest, seats, tuple(able), deals)


def _reason(agent: Agent, env: Any) -> str | None:
    """Say why an agent does not play an environment."""
    try:
        return agent.plays(env)
    except Exception as error:
        return f"it raised {described(error)} when asked whether it plays this"
