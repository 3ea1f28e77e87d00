"""The record of a game: one JSON object that says all that happened, and its replay, checked move by move."""

import functools
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from spenvs.core.moves import IllegalMove
from spenvs.registry import make

SCHEMA = 1


class MoveRow(NamedTuple):
    """One answer of one seat.

    Attributes:
        seat: who was asked.
        action: what was played, as a JSON value; None where nothing was.
        status: "ok", or what was wrong: "illegal", "unparsed", "timeout", "crash".
        attempt: 1 for a first answer, more after a refused one.
        ms: how long the answer took.
        observed: fingerprint of what the seat observed.
        detail: what was wrong, in a sentence; "" if nothing.
    """

    seat: str
    action: Any
    status: str
    attempt: int
    ms: float
    observed: str
    detail: str = ""


@dataclass(frozen=True)
class Record:
    """A finished game.

    Attributes:
        id: a name of the game, unique in its arena.
        env: id, options and settings (attempts, illegal) of the environment, and the version of spenvs.
        seed: what the environment was reset with.
        seats: for each seat the entrant's spec, its version and its role.
        moves: every answer, in order.
        rewards: the sum of each seat's rewards.
        end: "natural", or the status of the answer that ended the game.
        final: fingerprint of what all seats observed at the end.
        group: the games of the same deal, with the seats turned around, share this name.
        started: when, as ISO 8601 in UTC.
        seconds: how long it took.
        schema: version of this format.
        notes: what the agents noted beside their answers, by the answer's number; not part of the JSON.
    """

    id: str
    env: dict[str, Any]
    seed: int
    seats: dict[str, dict[str, Any]]
    moves: list[MoveRow]
    rewards: dict[str, float]
    end: str
    final: str
    group: str = ""
    started: str = ""
    seconds: float = 0.0
    schema: int = SCHEMA
    notes: dict[int, dict[str, Any]] = field(default_factory=dict, compare=False)

    def to_json(self) -> str:
        """Write the record as one line of JSON (ASCII)."""
        fields = {name: value for name, value in vars(self).items() if name != "notes"}
        return json.dumps(fields, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> "Record":
        """Read a record.

        Raises:
            ValueError: it is no record, or of a schema that this version does not know.
        """
        try:
            fields = json.loads(text)
            if fields["schema"] != SCHEMA:
                raise ValueError(f"the record has schema {fields['schema']!r}; this version of spenvs reads {SCHEMA}")
            return cls(**{**fields, "moves": [MoveRow(*row) for row in fields["moves"]]})
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"not a record of a game: {error!r}") from None


def fingerprint(observation: Any) -> str:
    """Hash an observation to 8 hex digits: arrays by type, shape and content, texts, and dicts and lists of these."""
    digest = hashlib.blake2b(digest_size=4)
    _feed(digest, observation)
    return digest.hexdigest()


@functools.lru_cache(maxsize=1024)
def _kind(dtype: np.dtype, shape: tuple[int, ...]) -> bytes:
    return f"{dtype.str}{shape}".encode()


def _feed(digest: Any, part: Any) -> None:
    if isinstance(part, np.ndarray):
        digest.update(_kind(part.dtype, part.shape) + part.tobytes())
    elif isinstance(part, dict):
        for key in sorted(part):
            digest.update(f"{key}:".encode())
            _feed(digest, part[key])
    elif isinstance(part, list | tuple):
        for item in part:
            _feed(digest, item)
    else:
        digest.update(repr(part).encode("utf-8", "backslashreplace"))


def final_fingerprint(env: Any) -> str:
    """Hash what all seats of an environment observe."""
    return fingerprint([env.observe(agent) for agent in env.possible_agents])


def make_env(record: Record) -> Any:
    """Make the environment of a record."""
    return make(record.env["id"], **record.env["options"], **record.env["settings"])


class ReplayError(ValueError):
    """A record that its environment does not reproduce."""


def replay(record: Record, check: bool = True, env: Any = None) -> Any:
    """Play a record again, yielding (environment, row) before each answer, and (environment, None) at the end.

    Args:
        record: the record.
        check: compare what is observed at every answer, the rewards and the end with what is recorded.
        env: an environment made as the record says, to play it in; None makes one.

    Raises:
        ReplayError: something differs; the message says where first.
    """
    env = make_env(record) if env is None else env
    env.reset(seed=record.seed)
    rewards = dict.fromkeys(env.possible_agents, 0.0)
    for number, row in enumerate(record.moves):
        if check:
            if row.status not in ("timeout", "crash"):  # these may befall a seat that is not to move
                _compare(record, f"answer {number} is by", row.seat, env.agent_selection if env.agents else None)
            _compare(record, f"at answer {number} was observed", row.observed, fingerprint(env.observe(row.seat)))
        yield env, row
        if row.status == "ok":
            env.step(row.action)
        elif row.status in ("illegal", "unparsed"):
            env.refuse(row.seat, IllegalMove(row.detail, row.status))  # type: ignore[arg-type]
        else:
            env.forfeit(row.seat, row.detail, row.status)
        for agent, reward in env.rewards.items():
            rewards[agent] += reward
    if check:
        _compare(record, "the end was observed as", record.final, final_fingerprint(env))
        _compare(record, "the rewards are", record.rewards, rewards)
    yield env, None


def verify(record: Record, env: Any = None) -> None:
    """Replay a record and check it; `env` as for `replay`.

    Raises:
        ReplayError: it is not reproduced.
    """
    for _ in replay(record, env=env):
        pass


def _compare(record: Record, what: str, recorded: Any, now: Any) -> None:
    if recorded != now:
        raise ReplayError(f"game {record.id} of {record.env['id']}: {what} {recorded} in the record, but {now} now")
