"""The runner: plays many games at once, one question to one seat at a time, and records them.

No game waits for another. Agents that answer at once are asked in a plain loop; agents with an engine of their own are
handed their questions (`submit`) and asked for what is ready (`poll`).
"""

import functools
import itertools
import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

import spenvs
from baselines.agent import Agent, Answer, Fault, Outcome, Seat, Status
from baselines.arena.asking import answers, attempt, clipped, described, fault_of
from baselines.registry import make_agent
from spenvs.core.moves import IllegalMove
from spenvs.core.record import MoveRow, Record, final_fingerprint, fingerprint
from spenvs.core.turn import Move, Turn
from spenvs.registry import settings

log = logging.getLogger(__name__)
IDLE_SECONDS = 0.002


@dataclass(frozen=True)
class Match:
    """One game to be played.

    Attributes:
        id: the record's id.
        env_id: the environment.
        players: the entrant of each seat, a key into the agents given to `run`.
        seed: the environment's seed; each seat's generator is seeded with it and the seat's number.
        options: the environment's options (attempts and illegal among them).
        group: shared by the games of one deal with the seats turned around.
    """

    id: str
    env_id: str
    players: tuple[str, ...]
    seed: int
    options: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""


class _Game:
    """A running game."""

    def __init__(self, number: int, match: Match, env: Any, agents: Mapping[str, Agent], limit: float | None):
        self.number, self.match, self.env, self.limit = number, match, env, limit
        env.reset(seed=match.seed)
        self.names: list[str] = list(env.possible_agents)
        self.agents = dict(zip(self.names, (agents[player] for player in match.players), strict=True))
        self.seats = {name: Seat(env.id, number, name, env.role(name), match.seed) for name in self.names}
        self.rows: list[MoveRow] = []
        self.notes: dict[int, dict[str, Any]] = {}
        self.rewards = dict.fromkeys(self.names, 0.0)
        self.end: Status | str = "natural"
        self.blame: tuple[str, Status, str] | None = None
        self.started = datetime.now(UTC).isoformat(timespec="seconds")
        self.clock = time.monotonic()
        self._rngs: dict[str, np.random.Generator] = {}
        for name in self.names:
            self._begin(name)

    def _begin(self, name: str) -> None:
        _, error = attempt(lambda: self.agents[name].begin(self.seats[name]), self.limit)
        if error and not self.over:
            fault = fault_of(name, error, self.limit)
            self._forfeit(name, fault.status, f"{fault.reason} (when the game began)", 0.0)

    def _rng(self, name: str) -> np.random.Generator:
        if name not in self._rngs:
            self._rngs[name] = np.random.default_rng([self.match.seed, self.names.index(name)])
        return self._rngs[name]

    @property
    def over(self) -> bool:
        env = self.env
        while env.agents and (env.terminations[env.agent_selection] or env.truncations[env.agent_selection]):
            if all(env.terminations[name] or env.truncations[name] for name in env.agents):
                return True
            env.step(None)
        return not env.agents

    def turn(self) -> Turn:
        """Ask the seat that is to move."""
        name = self.env.agent_selection
        return Turn(self.env, name, game=self.number, rng=lambda: self._rng(name))

    def take(self, turn: Turn, answer: Answer, ms: float) -> None:
        """Give a seat's answer to the environment, and write it down."""
        env, name = self.env, turn.seat
        if isinstance(answer, Fault | Move) and answer.note:
            self.notes[len(self.rows)] = answer.note
        if isinstance(answer, Fault) and answer.status in ("timeout", "crash"):
            self._forfeit(name, answer.status, clipped(answer.reason), ms)
            return
        observed = fingerprint(env.observe(name))
        try:
            if isinstance(answer, Fault):
                env.fault = None
                env.refuse(name, IllegalMove(clipped(answer.reason), "unparsed"))
            else:
                env.step(answer.action if isinstance(answer, Move) else answer)
        except Exception as error:
            self._forfeit(name, "crash", f"the answer of {name} cannot be played: {described(error)}", ms)
            return
        fault = env.fault
        row = MoveRow(name, None, fault.fault, turn.attempt, ms, observed, str(fault)) if fault else None
        self.rows.append(row or MoveRow(name, env.played, "ok", turn.attempt, ms, observed))
        self._collect()
        if fault and "forfeit" in env.infos.get(name, {}):
            self.end, self.blame = fault.fault, (name, fault.fault, str(fault))

    def _forfeit(self, name: str, status: Status, reason: str, ms: float) -> None:
        observed = fingerprint(self.env.observe(name))
        self.rows.append(MoveRow(name, None, status, self.env.attempt, ms, observed, reason))
        self.env.forfeit(name, reason, status)
        self.end, self.blame = status, (name, status, reason)
        self._collect()

    def _collect(self) -> None:
        for name, reward in self.env.rewards.items():
            self.rewards[name] += reward

    def close(self, versions: Mapping[str, str]) -> Record:
        """Tell the agents, and give the record."""
        for name in self.names:
            blamed = self.blame is not None and self.blame[0] == name
            outcome = Outcome(self.rewards[name], *(self.blame[1:] if self.blame and blamed else ()))
            _, error = attempt(functools.partial(self.agents[name].end, self.seats[name], outcome), self.limit)
            if error:
                log.warning("%s raised %s when a game of %s ended", name, described(error), self.env.id)
        env, match = self.env, self.match
        seats = {
            name: {"entrant": player, "version": versions[player], "role": env.role(name)}
            for name, player in zip(self.names, match.players, strict=True)
        }
        return Record(
            id=match.id,
            env={
                "id": env.id,
                "options": dict(env.options),
                "settings": env.settings,
                "spenvs": spenvs.__version__,
            },
            seed=match.seed,
            seats=seats,
            moves=self.rows,
            rewards=self.rewards,
            end=self.end,
            final=final_fingerprint(env),
            group=match.group,
            started=self.started,
            seconds=round(time.monotonic() - self.clock, 6),
            notes=self.notes,
        )


def run(
    matches: Iterable[Match],
    agents: Mapping[str, Agent],
    *,
    concurrency: int = 256,
    move_seconds: float | None = None,
    versions: Mapping[str, str] | None = None,
) -> Iterator[Record]:
    """Play matches and give their records as they finish.

    A seat that raises, answers too late or answers nonsense loses its own game, with the reason in the record.

    Args:
        matches: the games to be played; read only as far as there is room.
        agents: the agent of each player that the matches name; one agent may be several players.
        concurrency: how many games are open at a time.
        move_seconds: how long an answer may take; None for ever. Python code is interrupted in the main thread, any
            other is only found to be late when it comes back.
        versions: the version of each player, for the records; None asks the agents.
    """
    queue, numbers = iter(matches), itertools.count()
    live: dict[int, _Game] = {}
    asked: dict[int, dict[int, tuple[Turn, float]]] = {id(agent): {} for agent in agents.values()}
    players = {id(agent): agent for agent in agents.values()}
    named = versions or {name: agent.version() for name, agent in agents.items()}
    spare: dict[str, list[Any]] = {}

    def go_on(game: _Game) -> Record | None:
        if game.over:
            del live[game.number]
            record = game.close(named)
            spare.setdefault(_key(game.match), []).append(game.env)
            return record
        turn, agent = game.turn(), game.agents[game.env.agent_selection]
        asked[id(agent)][game.number] = (turn, time.monotonic())
        if move_seconds is not None:
            turn.deadline = time.monotonic() + move_seconds
        waits = type(agent).submit is Agent.submit  # which needs no alarm clock
        _, error = attempt(lambda: agent.submit(turn), None if waits else move_seconds)
        if error is None:
            return None
        del asked[id(agent)][game.number]
        game.take(turn, fault_of(turn.seat, error, move_seconds), 0.0)
        return go_on(game)

    while True:
        while len(live) < concurrency and (match := next(queue, None)) is not None:
            envs = spare.get(_key(match))
            game = _Game(next(numbers), match, envs.pop() if envs else _make(match), agents, move_seconds)
            live[game.number] = game
            if record := go_on(game):
                yield record
        if not live:
            return
        idle, began = True, time.monotonic()
        for key, agent in players.items():
            if not asked[key]:
                continue
            for turn, answer, seconds in answers(agent, asked[key], move_seconds):
                idle = False
                if asked[key].pop(turn.game, None) is not None:
                    game = live[turn.game]
                    game.take(turn, answer, round(1000 * seconds, 3))
                    if record := go_on(game):
                        yield record
        if idle:  # an engine that worked in the meantime is not kept waiting
            time.sleep(max(0.0, IDLE_SECONDS - (time.monotonic() - began)))


def _key(match: Match) -> str:
    return f"{match.env_id} {sorted(match.options.items())}"


def _make(match: Match) -> Any:
    return spenvs.make(match.env_id, **match.options)


def play(
    env_id: str,
    agents: Sequence[Any] | str,
    games: int = 1,
    seed: int = 0,
    *,
    preset: str | None = None,
    concurrency: int = 256,
    move_seconds: float | None = None,
    **options: Any,
) -> list[Record]:
    """Play games of one environment and give their records, in order.

    Args:
        env_id: as `KuhnPoker-v0`.
        agents: one for each seat: spec strings, agents, or functions of a turn. They keep their seats. A single spec
            plays them all.
        games: how many; game i is seeded with seed + i.
        seed: an integer from 0 on.
        preset: a named setting of the environment.
        concurrency: how many games are open at a time.
        move_seconds: how long an answer may take; None for ever.
        **options: the environment's options, and `attempts` and `illegal`.

    Raises:
        ValueError: the number of agents is not that of the seats.
        UnknownName: there is no such environment, agent, preset or option.
    """
    found, merged = settings(env_id, preset, options)
    env = spenvs.make(found.id, **merged)
    if isinstance(agents, str):
        agents = [agents] * len(env.possible_agents)
    if len(agents) != len(env.possible_agents):
        raise ValueError(f"{found.id} has {len(env.possible_agents)} seats; got {len(agents)} agents")
    made = {player: make_agent(player) for player in agents}
    by_name: dict[str, Agent] = {}
    names = []
    for i, player in enumerate(agents):
        name = player if isinstance(player, str) else made[player].name
        name = name if by_name.get(name, made[player]) is made[player] else f"{name} ({i})"
        by_name[name] = made[player]
        names.append(name)
    matches = (Match(f"{i}", found.id, tuple(names), seed + i, merged) for i in range(games))
    records = run(matches, by_name, concurrency=concurrency, move_seconds=move_seconds)
    return sorted(records, key=lambda record: int(record.id))
