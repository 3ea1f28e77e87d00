"""Games of free text with moves in it, in plain Python, and where one play of such a game stands.

A game is a frozen dataclass of its options with the methods of `DialogueGame`; its state is what they write into. What
seats say goes into a transcript that only grows. A reply is read (`spenvs.core.hearing`), then judged (`read`, which
changes nothing), then played (`play`, which cannot fail).
"""

import copy
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from spenvs.core.draw import Element
from spenvs.core.game import forfeited
from spenvs.core.hearing import Said, hear, written
from spenvs.core.moves import IllegalMove, listing, plain, quote
from spenvs.core.position import seed_number
from spenvs.core.rules import OVER
from spenvs.core.transcript import Shows, Transcript, tame

Facts = Mapping[str, int | str | tuple[int, ...]]


@dataclass
class State:
    """What every state of a dialogue has; a game's own state adds to it.

    Attributes:
        mover: the seat to move, or OVER.
        audience: who hears the present turn besides its author; None for everybody. A game's `play` sets it.
        news: what the game itself says, each with its audience, after the present turn; `start` and `play` add to it.
    """

    mover: int = 0
    audience: tuple[int, ...] | None = None
    news: list[tuple[str, tuple[int, ...] | None]] = field(default_factory=list)

    def tell(self, text: str, *audience: int) -> None:
        """Let the game say something: to these seats, or to all if none is named."""
        self.news.append((text, audience or None))


@dataclass(frozen=True)
class DialogueGame(ABC):
    """One game with its options settled.

    Attributes:
        seats: number of seats.
        stake: what a forfeit costs; in most games the most that a seat can lose.
        brief: the rules in a few sentences, for a player who does not know the game.
        verbs: what moves begin with, as `[Verb]` or `[Verb: argument]`. A last verb "" takes any text as its argument,
            as a game does in which words or numbers are moves.
        zero_sum: whether the returns always sum to zero.
        simultaneous: whether seats 0, 1, ... act in turn and hear nothing of it before the last has: a parallel game.
        answer_form: how an answer is to be written, a sentence, where it is neither words nor a move in brackets.
    """

    verbs: ClassVar[tuple[str, ...]] = ()
    simultaneous: ClassVar[bool] = False
    answer_form: ClassVar[str] = ""

    seats: int
    stake: float
    brief: str
    zero_sum: bool

    @abstractmethod
    def start(self, rng: np.random.Generator) -> Any:
        """Give the first state, a `State`; all its chance comes from `rng`."""

    @abstractmethod
    def legal(self, s: Any) -> Sequence[str]:
        """Give the moves of the seat to move: in full, as "Accept", or as a form, "Offer: <goods> -> <goods>".

        Words without a move are a turn of their own where this names "<words>".
        """

    @abstractmethod
    def read(self, s: Any, said: Said) -> Any:
        """Judge what the seat to move has said: give what `play` takes; change nothing.

        Raises:
            IllegalMove: the move is not legal, or is none.
        """

    @abstractmethod
    def play(self, s: Any, said: Said, move: Any, rng: np.random.Generator) -> str:
        """Apply a move that `read` gave, name the next mover, and give the move's text, as "Offer: 1 Ore -> 2 Wood".

        The text, read again in the same state, must be the same move; "" where there were only words.
        """

    @abstractmethod
    def score(self, s: Any) -> list[float]:
        """Give each seat its return, once the game is OVER."""

    @abstractmethod
    def sample(self, s: Any, rng: np.random.Generator) -> str:
        """Draw a legal reply for the seat to move, as a player would who knows the forms but not the game."""

    @abstractmethod
    def facts(self, s: Any, seat: int) -> Facts:
        """Give all that a seat knows beside what was said: integers, tuples of integers of fixed length, and texts.

        The keys, their order and the lengths never change: the integers in a row are the seat's observation as numbers.
        """

    @abstractmethod
    def describe(self, s: Any, seat: int) -> str:
        """Say the same in words."""

    @abstractmethod
    def show(self, s: Any, seat: int) -> list[Element]:
        """Give the table as a seat sees it (`spenvs.core.draw`); seat -1 sees everything."""

    def role(self, s: Any, seat: int) -> str:
        """Give a seat's role; by default its own name."""
        return f"player_{seat}"

    def forfeit(self, s: Any, seat: int) -> list[float]:
        """Give the returns when a seat forfeits: it loses the stake; a game of teams may let its team lose."""
        return forfeited(self, seat)

    def outcome(self, s: Any) -> dict[str, float]:
        """Measure how the game came out, beside the returns, once it is OVER."""
        return {}

    def needs_move(self, s: Any, said: Said) -> IllegalMove:
        """Make the complaint about words where only a move will do, for `read` to raise."""
        moves = listing(list(self.legal(s)))
        return IllegalMove(
            f"a move is needed here, and there is none in {quote(said.talk)}; moves: {moves}", "unparsed"
        )

    def hears(self, s: Any) -> Mapping[str, str]:
        """Give the verbs that count now, by their plain names; where others stand in brackets they are words."""
        return self.heads

    def hear(self, s: Any, reply: str) -> Said:
        """Find what is said in a reply, as `spenvs.core.hearing.hear` does; a game of other answers finds it itself.

        Raises:
            IllegalMove: (unparsed) nothing is, or several things are.
        """
        return hear(reply, self.hears(s))

    def write(self, said: Said, move: str) -> str:
        """Write what was said, and the text of the move that `play` made of it, so that `hear` finds it again."""
        return written(said, move)

    @cached_property
    def heads(self) -> dict[str, str]:
        """The verbs by their plain names, and as they are written, for those who write them so."""
        return {plain(verb): verb for verb in self.verbs} | {verb: verb for verb in self.verbs}

    @cached_property
    def length(self) -> int:
        """How many integers the facts of a seat hold."""
        return len(numbers(self.facts(self.start(np.random.default_rng(0)), 0)))


def numbers(facts: Facts) -> list[int]:
    """Give the integers among facts, in a row."""
    row: list[int] = []
    for value in facts.values():
        if isinstance(value, tuple):
            row += value
        elif not isinstance(value, str):
            row.append(int(value))
    return row


class Dialogue:
    """Where one play of a dialogue game stands.

    Attributes:
        s: the game's state.
        mover: the seat to move, or OVER (-2).
        path: what was said so far, as `spenvs.core.hearing.written` writes it.
        transcript: the same as each seat reads it.
    """

    __slots__ = ("_first", "_rng", "_shows", "game", "mover", "path", "s", "transcript")

    def __init__(self, game: DialogueGame, seed: int | None = None, shows: Shows = "move and talk"):
        """Begin a game; `shows` is what the others read of a turn."""
        self.game, self._shows = game, shows
        self.seed(seed)
        self.begin()

    def seed(self, seed: int | None) -> None:
        """Set the generator that all chance comes from.

        Raises:
            ValueError: the seed is no integer from 0 on.
        """
        # The key keeps this stream apart from what agents draw from: `default_rng([seed, 0])` is `default_rng(seed)`.
        seeds = np.random.SeedSequence(seed_number(seed), spawn_key=(0,))
        self._rng = np.random.Generator(np.random.PCG64(seeds))

    def begin(self) -> None:
        """Begin a new game, drawing on from the same generator."""
        self._first = self._rng.bit_generator.state
        self.transcript = Transcript(self.game.seats)
        self.path: list[str] = []
        self.s = self.game.start(self._rng)
        self._hear_news()

    def _hear_news(self) -> None:
        s = self.s
        if s.news:
            for text, audience in s.news:
                self.transcript.tell(text, audience)
            s.news.clear()
        self.mover: int = s.mover

    def play(self, reply: str) -> None:
        """Play what the seat to move replies.

        Raises:
            IllegalMove: it is no legal move; nothing has changed.
        """
        if self.mover == OVER:
            raise IllegalMove("the game is over: begin a new one")
        game, s = self.game, self.s
        said = game.hear(s, reply)
        move = game.read(s, said)
        s.audience = None
        name = game.play(s, said, move, self._rng)
        line = game.write(said, name)
        self.path.append(reply if self._shows == "full" else line)
        self.transcript.say(self.mover, line, self._shown(said, name, reply), s.audience)
        self._hear_news()

    def _shown(self, said: Said, name: str, reply: str) -> str:
        """What the others read of a turn."""
        if self._shows == "nothing" or (self._shows == "move" and not name):
            return ""
        if self._shows == "move":
            return f"[{name}]"
        talk = said.talk if self._shows == "move and talk" else tame(reply)
        return f"{talk} [{name}]".lstrip() if name else talk

    def read(self, reply: str) -> str:
        """Give the reply back if it could be played.

        Raises:
            IllegalMove: it is no legal move.
        """
        self.game.read(self.s, self.game.hear(self.s, reply))
        return reply

    def legal(self) -> list[str]:
        """Give the moves of the seat to move, in full or as forms; none once the game is over."""
        return [] if self.mover == OVER else list(self.game.legal(self.s))

    def sample(self, rng: np.random.Generator | None = None) -> str:
        """Draw a legal reply, with a given generator or the game's own."""
        return self.game.sample(self.s, rng or self._rng)

    def returns(self) -> list[float]:
        """Give each seat's return; zeros while the game goes on."""
        return self.game.score(self.s) if self.mover == OVER else [0.0] * self.game.seats

    def see(self, seat: int) -> NDArray[np.int32]:
        """Give the facts that a seat knows as numbers, int32 [game.length]."""
        return np.array(numbers(self.game.facts(self.s, seat)), np.int32)

    def copy(self) -> "Dialogue":
        """Give an independent play in the same state, chance included."""
        twin = object.__new__(Dialogue)
        twin.game, twin._shows, twin.mover = self.game, self._shows, self.mover
        twin._first, twin._rng = self._first, copy.deepcopy(self._rng)
        twin.path, twin.s, twin.transcript = self.path.copy(), copy.deepcopy(self.s), self.transcript.copy()
        return twin

    def snapshot(self) -> dict[str, Any]:
        """Give the play as a JSON object that `restore` takes."""
        return {"path": self.path.copy(), "first": self._first, "stream": self._rng.bit_generator.state}

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Go to a state given by `snapshot`: everything is said again, and checked.

        Raises:
            ValueError: what was said is not of this game.
        """
        try:
            self._rng.bit_generator.state = snapshot["first"]
            self.begin()
            for reply in snapshot["path"]:
                self.play(reply)
            self._rng.bit_generator.state = snapshot.get("stream", self._rng.bit_generator.state)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"the snapshot does not fit {type(self.game).__name__}: {error}") from None

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.game, self._shows, self.snapshot())


def _restored(game: DialogueGame, shows: Shows, snapshot: dict[str, Any]) -> Dialogue:
    play = Dialogue(game, 0, shows)
    play.restore(snapshot)
    return play
