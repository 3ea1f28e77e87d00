"""What passes between a language model's agent and the engine that runs the model."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from spenvs.core.turn import Fault

Message = dict[str, Any]
"""One message of a chat: "role" ("system", "user" or "assistant") and "content", a text."""

Prompt = str | list[Message]
"""What a model goes on from: a chat, or for a model without chats the text itself."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a model's tokens are drawn; the same for all requests of an agent.

    Attributes:
        temperature: divides the logits; 0 for the most probable token.
        top_p: tokens are drawn from the smallest set of this probability; 1 for all.
        top_k: and from no more than so many; 0 for all.
        max_tokens: how long a reply may be.
        trace: whether token ids and log-probabilities are wanted.
    """

    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    max_tokens: int = 1024
    trace: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model.

    Attributes:
        prompt: what it goes on from.
        sampling: how its tokens are drawn.
        seed: of its chance, an integer below 2**31.
        stop: texts at which the reply ends; they are not part of it.
        images: shown with the last message, uint8 [height, width, 3] each.
        deadline: when the reply is due, on `time.monotonic()`'s clock, or None.
    """

    prompt: Prompt
    sampling: Sampling
    seed: int = 0
    stop: tuple[str, ...] = ()
    images: Sequence[NDArray[np.uint8]] = ()
    deadline: float | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """A reply as the model made it: what trainers need, for a text that is tokenised anew may give other tokens.

    Attributes:
        prompt: ids of what the model went on from.
        reply: ids that it drew.
        logprobs: their log-probabilities in nats, before temperature and truncation.
    """

    prompt: list[int]
    reply: list[int]
    logprobs: list[float]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered.

    Attributes:
        text: what it said, special tokens left out.
        finish: "stop" when it came to an end, "length" when it was cut off.
        tokens_in: the length of the prompt in tokens.
        tokens_out: the length of the reply.
        thought: what the engine already keeps apart as thought; "" if nothing.
        tokens: the tokens, where they were asked for and the engine knows them.
        retries: how many requests failed before this one.
    """

    text: str
    finish: Literal["stop", "length"] = "stop"
    tokens_in: int = 0
    tokens_out: int = 0
    thought: str = ""
    tokens: Tokens | None = None
    retries: int = 0


@dataclass(frozen=True, slots=True)
class TooLong(Fault):
    """What an engine answers when the prompt does not fit into what the model reads."""


class Engine:
    """Runs a model: takes requests, each with a key of the caller's, and gives the replies as they are ready.

    Attributes:
        concurrency: how many requests it can work on at once.
    """

    concurrency: int = 64

    def submit(self, key: Hashable, request: Request) -> None:
        """Take a request; no two that are open have the same key."""
        raise NotImplementedError

    def poll(self) -> list[tuple[Hashable, Reply | Fault]]:
        """Give the replies that are ready. It may work on open requests meanwhile, but not wait for anything else."""
        raise NotImplementedError

    def cancel(self, key: Hashable) -> None:
        """Forget a request, if it is open: its reply is not wanted any more."""
        raise NotImplementedError

    def score(self, prompts: Sequence[Prompt], answers: Sequence[Sequence[str]]) -> list[list[float]]:
        """Give the log-probabilities in nats with which the model would begin its reply with each of some answers.

        Args:
            prompts: what the model goes on from.
            answers: for each prompt, the texts to be scored.

        Raises:
            ValueError: the engine cannot tell.
        """
        raise ValueError(f"{type(self).__name__} cannot tell the probabilities of answers that it is given")

    def pieces(self, ids: Sequence[int]) -> list[bytes] | None:
        """Give the text of each token, in UTF-8, of which a token may hold a part; None if the engine cannot tell."""
        return None

    def version(self) -> str:
        """Name the version of the model, such as a hash of its weights."""
        raise NotImplementedError

    def close(self) -> None:
        """Give back what the engine holds."""
