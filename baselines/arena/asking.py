"""Asking agents: their answers, how long these took, and every way in which an agent can fail as a `Fault`."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from baselines.agent import Agent, Answer, Fault, Unusable
from baselines.arena.deadline import OutOfTime, time_limit
from spenvs.core.moves import quote
from spenvs.core.turn import Turn

log = logging.getLogger(__name__)
MOST_REASON = 500


def described(error: BaseException) -> str:
    """Say what an exception says, in a line."""
    try:
        return quote(f"{type(error).__name__}: {error}", 200)[1:-1]
    except Exception:
        return f"{type(error).__name__}, which cannot say why"


def clipped(reason: Any) -> str:
    """Give the reason of a fault as a text that fits into a record."""
    return reason[:MOST_REASON] if isinstance(reason, str) else type(reason).__name__


def attempt(call: Callable[[], Any], limit: float | None) -> tuple[Any, BaseException | None]:
    """Call what belongs to an agent: give its result, or whatever it raised. Only Ctrl-C and `Unusable` go through."""
    try:
        with time_limit(limit):
            return call(), None
    except (KeyboardInterrupt, Unusable):
        raise
    except BaseException as error:
        return None, error


def answers(
    agent: Agent, asked: Mapping[int, tuple[Turn, float]], limit: float | None
) -> list[tuple[Turn, Answer, float]]:
    """Poll an agent: what it answered, and how long each answer took. What it does wrong becomes a fault."""
    if type(agent).poll is Agent.poll:
        turns = agent.waiting.copy()
        agent.waiting.clear()
        if type(agent).act_many is Agent.act_many:
            return [_ask(agent, turn, limit) for turn in turns]
        return _ask_many(agent, turns, limit)
    ready, error = attempt(lambda: [(turn, answer) for turn, answer in agent.poll() if turn.game in asked], limit)
    now = time.monotonic()
    if error:
        return [(turn, fault_of(turn.seat, error, limit), now - at) for turn, at in asked.values()]
    given = [(asked[turn.game][0], answer, now - asked[turn.game][1]) for turn, answer in ready]
    if limit is None:
        return given
    done = {turn.game for turn, _, _ in given}
    late = [(turn, now - at) for turn, at in asked.values() if now - at > limit and turn.game not in done]
    return given + [(turn, _late(turn.seat, limit), spent) for turn, spent in late]


def _ask(agent: Agent, turn: Turn, limit: float | None) -> tuple[Turn, Answer, float]:
    """Ask for one answer."""
    start = time.monotonic()
    if limit is not None:
        turn.deadline = start + limit
    if type(agent).act_many is Agent.act_many:
        answer, error = attempt(lambda: agent.act(turn), limit)
    else:
        answer, error = attempt(lambda: _only(agent.act_many([turn])), limit)
    seconds = time.monotonic() - start
    if error:
        answer = fault_of(turn.seat, error, limit)
    elif limit is not None and seconds > limit and not isinstance(answer, Fault):
        answer = _late(turn.seat, limit)
    return turn, answer, seconds


def _only(answers: Sequence[Answer]) -> Answer:
    (answer,) = answers
    return answer


def _ask_many(agent: Agent, turns: Sequence[Turn], limit: float | None) -> list[tuple[Turn, Answer, float]]:
    """Ask for a batch of answers; one that fails is asked again one by one, so that only the culprit loses."""
    start = time.monotonic()
    answers, error = attempt(lambda: list(agent.act_many(turns)), limit)
    if error is None and len(answers) == len(turns):
        each = (time.monotonic() - start) / len(turns)
        return [(turn, answer, each) for turn, answer in zip(turns, answers, strict=True)]
    why = described(error) if error else f"{len(answers)} answers"
    log.info("a batch of %d turns failed (%s) and is asked one by one", len(turns), why)
    return [_ask(agent, turn, limit) for turn in turns]


def fault_of(seat: str, error: BaseException, limit: float | None) -> Fault:
    """Give what an agent raised as its answer."""
    if isinstance(error, OutOfTime) and limit is not None:
        return _late(seat, limit)
    return Fault("crash", f"{seat} raised {described(error)}")


def _late(seat: str, limit: float) -> Fault:
    return Fault("timeout", f"{seat} took too long: {limit:g} s are allowed for an answer")
