"""The whole interface between environments and agents."""

import hashlib
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from spenvs.core.turn import Action, Answer, Fault, Move, Outcome, Seat, Status, Turn

__all__ = [
    "Action",
    "Agent",
    "Answer",
    "Fault",
    "FunctionAgent",
    "Move",
    "Outcome",
    "Seat",
    "Status",
    "Turn",
    "Unusable",
    "as_agent",
]


class Agent:
    """A player. Override the one level that it is good at: `act`, `act_many`, or `submit` and `poll`.

    One agent may sit in many seats and games at once; what it keeps of its own it keys by `turn.game` and `turn.seat`.
    All that it needs to know is in the turn, and its chance comes from `turn.rng`, so that games can be replayed.

    Attributes:
        name: what it is called.
        concurrency: how many of its games an arena should keep open at once.
        alone: whether it should be made once and not in every process of an arena, as what holds a large model.
    """

    name: str = ""
    concurrency: int = 64
    alone: bool = False

    def act(self, turn: Turn) -> Action | Move | Fault:
        """Answer one question: with a number, a text that names a move, a `Move`, or a `Fault`."""
        raise NotImplementedError(f"{type(self).__name__} must define act, act_many, or submit and poll")

    def act_many(self, turns: Sequence[Turn]) -> list[Action | Move | Fault]:
        """Answer a batch of questions, in their order. By default one by one."""
        return [self.act(turn) for turn in turns]

    def submit(self, turn: Turn) -> None:
        """Take a question without answering yet. By default it waits for `poll`."""
        self.waiting.append(turn)

    def poll(self) -> list[tuple[Turn, Action | Move | Fault]]:
        """Give the answers that are ready, without waiting for others. By default `act_many` on all that waits."""
        turns = self.waiting.copy()
        self.waiting.clear()
        return list(zip(turns, self.act_many(turns), strict=True))

    def begin(self, seat: Seat) -> None:
        """Hear that a game begins for one seat."""

    def end(self, seat: Seat, outcome: Outcome) -> None:
        """Hear that it has ended, and how."""

    def probabilities(self, turn: Turn) -> NDArray[Any] | None:
        """Give the probability with which each action would be played, float [actions]; None where that is unknown."""
        return None

    def plays(self, env: Any) -> str | None:
        """Say why this agent cannot play an environment, as in "it needs perfect information"; None if it can.

        An arena asks once for each environment; an agent that cannot play one sits it out, and the report says why.
        """
        return None

    def version(self) -> str:
        """Name this version of the agent: a hash of the file that defines it. Agents with weights hash those too."""
        return source_hash(type(self))

    @property
    def waiting(self) -> list[Turn]:
        """The turns submitted and not yet answered."""
        if "_waiting" not in self.__dict__:
            self._waiting: list[Turn] = []
        return self._waiting


class Unusable(ValueError):
    """Raised by an agent that cannot answer anybody any more, as when its server refuses the key: it ends the run.

    The message is one sentence for the user, without its full stop.
    """


class FunctionAgent(Agent):
    """A plain function `f(turn) -> action` as an agent."""

    def __init__(self, function: Callable[[Turn], Any], name: str = ""):
        self.function = function
        self.name = name or getattr(function, "__name__", type(function).__name__)

    def act(self, turn: Turn) -> Action | Move | Fault:
        """Call the function."""
        return self.function(turn)

    def version(self) -> str:
        """Hash the file that defines the function."""
        return source_hash(self.function)


def as_agent(player: Any) -> Agent:
    """Take an agent, or a function as one.

    Raises:
        TypeError: it is neither.
    """
    if isinstance(player, Agent):
        return player
    if callable(player) and not isinstance(player, type):
        return FunctionAgent(player)
    raise TypeError(f"an agent is an Agent, a function of a turn, or a spec string; got {player!a}")


def source_hash(*things: Any) -> str:
    """Hash source files, 12 hex digits: those that define classes, functions or objects, or that lie in a folder.

    Of what was typed in, its own text is hashed.
    """
    digest = hashlib.blake2b(digest_size=6)
    for thing in things:
        while hasattr(thing, "func"):
            thing = thing.func
        if isinstance(thing, Path):
            for file in sorted(thing.glob("*.py")):
                digest.update(file.read_bytes())
            continue
        if not (inspect.isclass(thing) or inspect.isroutine(thing)):
            thing = type(thing)
        try:
            digest.update(Path(inspect.getfile(thing)).read_bytes())
        except (TypeError, OSError):
            digest.update(repr(getattr(getattr(thing, "__code__", None), "co_code", type(thing))).encode())
    return digest.hexdigest()
