"""Language models as agents: a dialect before an engine."""

import dataclasses
import functools
import inspect
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from baselines.agent import Agent, Answer, Fault, Move, Outcome, Seat, Turn, Unusable, source_hash
from baselines.arena.asking import fault_of
from baselines.llm import dialect
from baselines.llm.chat import Engine, Message, Prompt, Reply, Request, Sampling, TooLong
from baselines.llm.dialect import Said
from spenvs.core.game import option
from spenvs.core.moves import IllegalMove

LONGEST_NOTE = 100_000
NOTHING = "..."
NUDGE = "Your reply was too long and was cut off. Think no more, and answer now in a few words."


@dataclass(frozen=True)
class Manner:
    """How a language model plays, whatever runs it: the options that all of its kinds of agents have.

    Attributes:
        dialect: how a turn becomes a prompt and a reply a move: "default", "spiral", "mars" or "raw".
        temperature: divides the logits; 0 for the most probable token.
        top_p: tokens are drawn from the smallest set of this probability; 1 for all.
        top_k: and from no more than so many; 0 for all.
        max_tokens: how long a reply may be.
        nudges: how often the model is asked for its bare answer when its reply was cut off before it gave one (a
            base model, of the dialect "raw", cannot be asked).
        nudge_tokens: how long such an answer may be.
        images: show the table as a picture too, to a model that sees.
        trace: "tokens" for token ids and log-probabilities in the notes of moves.
        input_price: of a million tokens read, in US dollars.
        output_price: of a million tokens written.
    """

    dialect: str = "default"
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    max_tokens: int = 1024
    nudges: int = 1
    nudge_tokens: int = 64
    images: bool = False
    trace: Literal["", "tokens"] = ""
    input_price: float = 0.0
    output_price: float = 0.0

    def __post_init__(self) -> None:
        """Check the options.

        Raises:
            ValueError: one is out of range.
            UnknownName: there is no such dialect.
        """
        dialect.find(self.dialect)
        option("top_k", self.top_k, 0, 1_000_000)
        option("max_tokens", self.max_tokens, 1, 1_000_000)
        option("nudges", self.nudges, 0, 10)
        option("nudge_tokens", self.nudge_tokens, 1, 100_000)
        for name, low, high in (("temperature", 0, 100), ("input_price", 0, 1e6), ("output_price", 0, 1e6)):
            _within(name, getattr(self, name), low, high)
        if _within("top_p", self.top_p, 0, 1) == 0:
            raise ValueError("top_p must be above 0: it is the share of probability that is drawn from")
        if not isinstance(self.images, bool):
            raise ValueError(f"images is true or false; got {self.images!a}")
        if self.trace not in ("", "tokens"):
            raise ValueError(f'trace is "tokens", or left out; got {self.trace!a}')

    @property
    def sampling(self) -> Sampling:
        """How tokens are drawn."""
        return Sampling(self.temperature, self.top_p, self.top_k, self.max_tokens, bool(self.trace))


def _within(name: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"{name} must be a number from {low:g} to {high:g}; got {value!a}")
    return value


@dataclass(slots=True)
class _Asked:
    """A turn that the model has been asked about, and what it has answered so far."""

    turn: Turn
    prompt: Prompt
    seed: int
    images: Sequence[NDArray[np.uint8]]
    replies: list[Reply] = field(default_factory=list)


class LanguageAgent(Agent):
    """A language model as a player.

    Attributes:
        engine: what runs the model.
        manner: how it plays.
    """

    alone = True

    def __init__(self, engine: Engine, manner: Manner | None = None):
        """Play with the model of an engine."""
        self.engine, self.manner = engine, manner or Manner()
        self.dialect = dialect.find(self.manner.dialect)
        self.concurrency = engine.concurrency
        self._sampling = self.manner.sampling
        self._nudging = dataclasses.replace(self._sampling, max_tokens=self.manner.nudge_tokens)
        self._asked: dict[Hashable, _Asked] = {}
        self._chats: dict[Hashable, list[Message]] = {}

    def begin(self, seat: Seat) -> None:
        """Forget what is left under the game's number of a run that was broken off."""
        for key in [key for key, asked in self._asked.items() if asked.turn.game == seat.game]:
            self._forget(key)
        self._chats.pop((seat.game, seat.seat), None)

    def end(self, seat: Seat, outcome: Outcome) -> None:
        """Forget the game."""
        self._forget((seat.game, seat.seat))
        self._chats.pop((seat.game, seat.seat), None)

    def _forget(self, key: Hashable) -> None:
        if self._asked.pop(key, None) is not None:
            self.engine.cancel(key)

    def submit(self, turn: Turn) -> None:
        """Put a turn into words and hand it to the engine."""
        key = turn.game, turn.seat
        prompt = self.dialect.render(turn, self._chats.get(key, []))
        asked = _Asked(turn, prompt, int(turn.rng.integers(2**31)), turn.images if self.manner.images else ())
        self.engine.submit(key, self._request(asked, prompt, self._sampling))
        self._asked[key] = asked

    def _request(self, asked: _Asked, prompt: Prompt, sampling: Sampling) -> Request:
        turn, seed = asked.turn, (asked.seed + len(asked.replies)) % 2**31
        return Request(prompt, sampling, seed, self.dialect.stop(turn), asked.images, turn.deadline)

    def poll(self) -> list[tuple[Turn, Answer]]:
        """Let the engine work, and give the moves of the replies that are ready."""
        answers: list[tuple[Turn, Answer]] = []
        for key, reply in self.engine.poll():
            asked = self._asked[key]
            try:
                answer = self._answer(key, asked, reply)
            except Unusable:
                raise
            except Exception as error:  # a fault in a dialect, or in what it asks for next, is that seat's alone
                answer = fault_of(asked.turn.seat, error, None)
            if answer is not None:
                del self._asked[key]
                answers.append((asked.turn, answer))
        return answers

    def _answer(self, key: Hashable, asked: _Asked, reply: Reply | Fault) -> Answer | None:
        """Give what a reply comes to; None if it was cut off and the model is asked once more."""
        if isinstance(reply, Reply):
            asked.replies.append(reply)
        elif not asked.replies:
            return reply
        elif not isinstance(reply, TooLong):
            return dataclasses.replace(reply, note={**self._note(asked, None), **(reply.note or {})})
        said: Said | None = None
        reason = ""
        try:
            said = self.dialect.parse(_whole(asked.replies[-1]), asked.turn)
        except IllegalMove as fault:
            reason = str(fault)
        if isinstance(reply, Reply) and self._may_nudge(asked) and not _complete(said, asked.turn):
            nudge = f"{NUDGE} {self.dialect.form(asked.turn)}"
            self.engine.submit(key, self._request(asked, self._with_reply(asked, nudge), self._nudging))
            return None
        if self.dialect.keeps:
            self._chats[key] = self._with_reply(asked)
        note = self._note(asked, said)
        return Move(said.answer, note) if said else Fault("unparsed", reason, note)

    def _may_nudge(self, asked: _Asked) -> bool:
        cut_off = asked.replies[-1].finish == "length"
        return cut_off and len(asked.replies) <= self.manner.nudges and not isinstance(asked.prompt, str)

    def _with_reply(self, asked: _Asked, *requests: str) -> list[Message]:
        """Add the last reply to the chat that it answers, and what is said to it."""
        text = _whole(asked.replies[-1]).encode("utf-8", "replace").decode()  # half a surrogate pair would be refused
        said = {"role": "assistant", "content": text or NOTHING}
        return [*asked.prompt, said, *({"role": "user", "content": each} for each in requests)]

    def _note(self, asked: _Asked, said: Said | None) -> dict[str, Any]:
        """Write down what the model said, and what it took."""
        replies, manner = asked.replies, self.manner
        texts = [_whole(reply) for reply in replies]
        note: dict[str, Any] = {"reply": "\n".join(texts)[:LONGEST_NOTE]}
        if thought := "\n".join(filter(None, [*texts[:-1], said.thought if said else ""])):
            note["thought"] = thought[:LONGEST_NOTE]
        note |= {
            "finish": replies[-1].finish,
            "calls": len(replies),
            "tokens_in": sum(reply.tokens_in for reply in replies),
            "tokens_out": sum(reply.tokens_out for reply in replies),
        }
        if retries := sum(reply.retries for reply in replies):
            note["retries"] = retries
        if manner.input_price or manner.output_price:
            dollars = note["tokens_in"] * manner.input_price + note["tokens_out"] * manner.output_price
            note["cost"] = dollars / 1_000_000
        if manner.trace:
            traced = [reply.tokens for reply in replies if reply.tokens]
            note["tokens"] = [{"prompt": t.prompt, "reply": t.reply, "logprobs": t.logprobs} for t in traced]
        return note

    def likelihoods(self, turns: Sequence[Turn]) -> list[NDArray[np.float64]]:
        """Give the probability of each legal move, from the log-probabilities of its written form.

        The model is taken to answer at once, with a move and nothing else; its probabilities are normalised over the
        legal moves.

        Args:
            turns: of games with numbered actions.

        Returns:
            float [actions] for each turn.

        Raises:
            ValueError: the engine cannot tell.
        """
        prompts = [self.dialect.render(turn, []) for turn in turns]
        answers = [[self.dialect.write(move) for move in turn.legal] for turn in turns]
        given = []
        for turn, logprobs in zip(turns, self.engine.score(prompts, answers), strict=True):
            weights = np.exp(np.array(logprobs) - max(logprobs))
            spread = np.zeros(len(turn.mask))  # type: ignore[arg-type]
            spread[list(turn.actions)] = weights / weights.sum()
            given.append(spread)
        return given

    def version(self) -> str:
        """Name the version of the model, and of how it is asked."""
        return f"{self.engine.version()}{source_hash(type(self.dialect))[:4]}"


def _whole(reply: Reply) -> str:
    """Give a reply with the thought that the engine has kept apart, as the model wrote it."""
    return f"<think>{reply.thought}</think>{reply.text}" if reply.thought else reply.text


def _complete(said: Said | None, turn: Turn) -> bool:
    """Whether a reply that was cut off holds all that counts: a legal move, in a game of talk in whole brackets."""
    if said is None or (turn.mask is None and said.answer.rfind("]") <= said.answer.rfind("[")):
        return False
    try:
        action = turn.env.read(turn.seat, said.answer)
    except IllegalMove:
        return False
    return turn.mask is None or action in turn.actions


def player(engine: type[Engine]) -> Callable[..., LanguageAgent]:
    """Make the kind of agent that plays with an engine: it takes the engine's options, and those of `Manner`."""
    own = inspect.signature(engine).parameters.values()
    manners = inspect.signature(Manner).parameters.values()

    @functools.wraps(engine)
    def made(*target: Any, **options: Any) -> LanguageAgent:
        manner = Manner(**{each.name: options.pop(each.name) for each in manners if each.name in options})
        return LanguageAgent(engine(*target, **options), manner)

    named = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in manners]
    made.__signature__ = inspect.Signature([*own, *named])  # type: ignore[attr-defined]
    return made
