"""One question to one seat of one game, and its answer: all that passes between an environment and an agent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spenvs.core.position import Position

Action = int | str | NDArray[Any]
Status = Literal["ok", "illegal", "unparsed", "timeout", "crash"]


@dataclass(slots=True)
class Move:
    """An action, and what its author notes beside it.

    Attributes:
        action: a number, an array or a text, as the environment's `step` takes it.
        note: thought, token ids, log-probabilities, seconds, cost, ...: kept for records and learners, never shown to
            another seat.
    """

    action: Action
    note: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that is none: an agent, or the engine behind it, gives this when it has no move.

    Attributes:
        status: "crash", "timeout" or "unparsed".
        reason: one sentence, which goes into the record.
        note: as a `Move`'s.
    """

    status: Status
    reason: str
    note: dict[str, Any] | None = None


Answer = Action | Move | Fault


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of one game that begins: which environment, which running game, which seat, in which role."""

    env_id: str
    game: int
    seat: str
    role: str
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a game ended for one seat: its reward, its status, and the reason where the status is not "ok"."""

    reward: float
    status: Status = "ok"
    reason: str | None = None


class Turn:
    """One question to one seat of one running game.

    What costs time (`observation`, `text`, `messages`, `legal`, `images`, `rng`, `imagine`) is made when asked for.
    Reading changes nothing. A turn must be read before its game moves on.

    Attributes:
        env_id: the environment, as `KuhnPoker-v0`.
        game: the number of the running game, unique while it runs.
        seat: the seat that is asked, as `player_0`.
        attempt: 1 when asked first, more after illegal answers.
        complaint: what was wrong with the last answer, or None.
        deadline: when the answer is due, on `time.monotonic()`'s clock, or None.
    """

    __slots__ = ("_env", "_rng", "attempt", "complaint", "deadline", "env_id", "game", "moves", "seat")

    def __init__(
        self,
        env: Any,
        seat: str,
        *,
        game: int = 0,
        rng: np.random.Generator | Callable[[], np.random.Generator] | None = None,
        deadline: float | None = None,
    ):
        """Ask `seat`; `rng` is the seat's own generator in this game, or what gives it when it is wanted."""
        self._env = env
        self._rng = rng
        self.env_id: str = env.id
        self.game = game
        self.seat = seat
        self.attempt: int = env.attempt
        self.complaint: str | None = env.complaint
        self.deadline = deadline
        self.moves: int = env.moves

    @property
    def env(self) -> Any:
        """The environment, while the question stands.

        Raises:
            RuntimeError: the game has moved on since.
        """
        if self._env.moves != self.moves:
            raise RuntimeError(f"this turn of {self.seat} is over: read a turn before its game moves on")
        return self._env

    @property
    def observation(self) -> Any:
        """What the seat observes, an element of the environment's observation space."""
        return self.env.observe(self.seat)

    @property
    def mask(self) -> NDArray[np.int8] | None:
        """int8 [actions], 1 for each legal action; None where actions are not numbered."""
        return self.env.mask()

    @property
    def actions(self) -> tuple[int, ...]:
        """The legal actions as numbers, in order."""
        return self.env.legal_actions()

    @property
    def facts(self) -> Any:
        """All that the seat knows, by name: what its observation holds, or in a dialogue the game's facts."""
        return self.env.facts(self.seat)

    def sample(self) -> Action:
        """Draw a legal action with the seat's own generator."""
        return self.env.sample(self.seat, self.rng)

    @property
    def space(self) -> Any:
        """The action space of the seat."""
        return self._env.action_space(self.seat)

    @property
    def role(self) -> str:
        """The seat's role in the game."""
        return self._env.role(self.seat)

    @property
    def text(self) -> str:
        """What a player should read: the rules, what the seat knows, the legal moves."""
        return self.env.text(self.seat)

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The same as a chat: dicts with "role" and "content"."""
        return self.env.messages(self.seat)

    @property
    def legal(self) -> list[str]:
        """The legal moves by name."""
        return self.env.legal(self.seat)

    @property
    def images(self) -> list[NDArray[np.uint8]]:
        """What the seat sees as pictures, uint8 [height, width, 3] each."""
        return [self.env.picture(self.seat)]

    @property
    def rng(self) -> np.random.Generator:
        """The seat's own generator in this game, seeded by the match: an agent that draws from it can be replayed."""
        if not isinstance(self._rng, np.random.Generator):
            self._rng = self._rng() if self._rng else np.random.default_rng()
        return self._rng

    def imagine(self, rng: np.random.Generator | None = None) -> "Position":
        """Draw a position of the game that the seat cannot tell from the true one: see `Position.imagine`.

        It holds no more than the seat's observations do, so a search may start from it.

        Raises:
            NotImplementedError: the game is no finite one.
        """
        if self.env.mask() is None:
            raise NotImplementedError(f"positions of {self.env_id}, a game of free text, cannot be imagined")
        return self.env.position.imagine(self.env.seat_number(self.seat), rng or self.rng)
