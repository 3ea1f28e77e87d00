"""OpenAI's requests and replies: the ones read strictly, the others written as the official client parses them.

Where OpenAI's interface has no word for something, vLLM's is taken: `top_k`, `return_token_ids`, `token_ids`,
`reasoning`.
"""

import base64
import binascii
import dataclasses
import io
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.llm.agent import Manner
from baselines.llm.chat import Message, Prompt, Reply, Request
from spenvs.registry import UnknownName

MOST_REPLIES = 128
MOST_STOPS = 16
MOST_PIXELS = 1 << 24
LOWEST_LOGPROB = -9999.0
"""What stands for minus infinity, which JSON does not know."""
SEEDS = 2**31
ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
SAMPLING = ("temperature", "top_p", "top_k", "max_tokens")
OFFERED = {"model", "max_completion_tokens", "seed", "stop", "n", "logprobs", "return_token_ids", *SAMPLING}
NEUTRAL: dict[str, Any] = {
    "stream": False,
    "top_logprobs": 0,
    "frequency_penalty": 0,
    "presence_penalty": 0,
    "repetition_penalty": 1,
    "min_p": 0,
    "best_of": 1,
    "echo": False,
    "suffix": "",
    "logit_bias": {},
    "tools": [],
    "tool_choice": "none",
    "response_format": {"type": "text"},
    "modalities": ["text"],
}
"""Fields that are not offered, and the values with which they change nothing."""
HARMLESS = {"metadata", "parallel_tool_calls", "prompt_cache_key", "safety_identifier", "service_tier", "store", "user"}
"""Fields that change no reply: they are not read."""


class Refused(Exception):
    """A request that is not answered.

    Attributes:
        message: one sentence: what is wrong, and what was expected.
        status: of HTTP.
        field: the field of the request that is wrong.
        code: OpenAI's name of the error, if it has one.
    """

    def __init__(self, message: str, status: int = 400, field: str | None = None, code: str | None = None):
        super().__init__(message)
        self.message, self.status, self.field, self.code = message, status, field, code

    def body(self) -> dict[str, Any]:
        """Write the error object."""
        kind = "server_error" if self.status >= 500 else "invalid_request_error"
        return {"error": {"message": self.message, "type": kind, "param": self.field, "code": self.code}}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for.

    Attributes:
        requests: for the engine; of each prompt as many in a row as it is to get replies.
        prompts: how many prompts there are.
        logprobs: whether the log-probabilities of the tokens are wanted.
        ids: whether their numbers are.
    """

    requests: list[Request]
    prompts: int
    logprobs: bool
    ids: bool


Answered = tuple[Reply, list[bytes] | None]


def read_chat(body: Mapping[str, Any], manner: Manner, rng: np.random.Generator) -> Asked:
    """Read a request for chat completions.

    Args:
        body: as it was sent.
        manner: how tokens are drawn where the request does not say.
        rng: draws the seed, if none is given.

    Raises:
        Refused: a field is wrong, unknown, or asks for what is not offered.
    """
    given = _given(body, OFFERED | {"messages"})
    messages, images = _messages(given.get("messages"))
    logprobs = _flag(given, "logprobs")
    return _asked(given, manner, rng, [messages], images, logprobs)


def read_completion(body: Mapping[str, Any], manner: Manner, rng: np.random.Generator) -> Asked:
    """Read a request for completions of texts; else as `read_chat`."""
    given = _given(body, OFFERED | {"prompt"})
    prompt = given.get("prompt")
    prompts = prompt if isinstance(prompt, list) else [prompt]
    if not prompts:
        raise Refused("prompt must be a text or a list of texts", field="prompt")
    if given.get("logprobs", 0) not in (0, 1):  # many a client says 1 where it wants those of its tokens, as with 0
        raise Refused("logprobs must be 0 or 1: alternatives to tokens are not offered", field="logprobs")
    return _asked(given, manner, rng, [_text(each, "prompt") for each in prompts], [], "logprobs" in given)


def _given(body: Mapping[str, Any], offered: set[str]) -> dict[str, Any]:
    """Give the fields that are not null, when all are known and none asks for what is not offered."""
    given = {name: value for name, value in body.items() if value is not None}
    for name, value in given.items():
        if name in NEUTRAL and value != NEUTRAL[name]:
            raise Refused(f"{name} is not offered: leave it out, or give {json.dumps(NEUTRAL[name])}", field=name)
        if name not in offered and name not in NEUTRAL and name not in HARMLESS:
            raise Refused(str(UnknownName("field", name, offered)), field=name)
    return given


def _asked(
    given: Mapping[str, Any],
    manner: Manner,
    rng: np.random.Generator,
    prompts: Sequence[Prompt],
    images: Sequence[NDArray[np.uint8]],
    logprobs: bool,
) -> Asked:
    ids = _flag(given, "return_token_ids")
    manner = dataclasses.replace(_drawn(given, manner), trace="tokens" if logprobs or ids else "")
    seed = given.get("seed", int(rng.integers(SEEDS)))
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise Refused(f"seed must be an integer; got {json.dumps(seed)}", field="seed")
    stop, count = _stop(given.get("stop", [])), _integer(given, "n", 1, MOST_REPLIES)
    requests = [
        Request(prompt, manner.sampling, (seed + i) % SEEDS, stop, images) for prompt in prompts for i in range(count)
    ]
    return Asked(requests, len(prompts), logprobs, ids)


def _drawn(given: Mapping[str, Any], manner: Manner) -> Manner:
    """Change how tokens are drawn to what a request says."""
    given = {"max_tokens": given["max_completion_tokens"], **given} if "max_completion_tokens" in given else given
    for name in SAMPLING:
        change: dict[str, Any]
        if name in given:
            change = {name: 0 if name == "top_k" and given[name] == -1 else given[name]}  # -1: vLLM's way to say all
            try:
                manner = dataclasses.replace(manner, **change)
            except ValueError as error:
                raise Refused(str(error), field=name) from None
    return manner


def _integer(given: Mapping[str, Any], name: str, low: int, high: int) -> int:
    value = given.get(name, low)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Refused(f"{name} must be an integer from {low} to {high}; got {json.dumps(value)}", field=name)
    return value


def _flag(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise Refused(f"{name} must be true or false; got {json.dumps(value)}", field=name)
    return value


def _stop(value: Any) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or len(texts) > MOST_STOPS or not all(isinstance(t, str) and t for t in texts):
        raise Refused(f"stop must be a text or a list of up to {MOST_STOPS} texts, none of them empty", field="stop")
    return tuple(texts)


def _messages(value: Any) -> tuple[list[Message], list[NDArray[np.uint8]]]:
    """Read the messages of a chat, and the pictures in the last one."""
    if not isinstance(value, list) or not value:
        raise Refused("messages must be a list of at least one message", field="messages")
    read, images = list[Message](), list[NDArray[np.uint8]]()
    for i, message in enumerate(value):
        place = f"messages[{i}]"
        if not isinstance(message, dict) or message.get("role") not in ROLES:
            raise Refused(f"{place} must be an object whose role is one of {', '.join(ROLES)}", field=place)
        if images:
            raise Refused(f"{place} follows a picture: pictures are shown with the last message only", field=place)
        text, images = _content(message.get("content"), f"{place}.content")
        read.append({"role": ROLES[message["role"]], "content": text})
    return read, images


def _content(value: Any, place: str) -> tuple[str, list[NDArray[np.uint8]]]:
    """Read what a message says, and the pictures in it."""
    if isinstance(value, str):
        return _text(value, place), []
    texts, images = list[str](), list[NDArray[np.uint8]]()
    for part in value if isinstance(value, list) else [None]:
        match part:
            case {"type": "text", "text": str(text)}:
                texts.append(_text(text, place))
            case {"type": "image_url", "image_url": {"url": str(url)}}:
                images.append(_image(url, place))
            case _:
                raise Refused(f"{place} must be a text, or a list of parts of type text or image_url", field=place)
    return "\n".join(texts), images


def _text(text: Any, place: str) -> str:
    """See that a text is one: JSON can write halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused(f"{place} holds half a character (a lone surrogate)", field=place) from None
    except AttributeError:
        raise Refused(f"{place} must be a text, or a list of texts", field=place) from None
    return text


def _image(url: str, place: str) -> NDArray[np.uint8]:
    """Read a picture, uint8 [height, width, 3]."""
    from PIL import Image

    head, _, data = url.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        raise Refused(f"{place} must hold its picture as data:image/...;base64,...: nothing is fetched", field=place)
    try:
        picture = Image.open(io.BytesIO(base64.b64decode(data, validate=True)))
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(f"{place} holds a picture of more than {MOST_PIXELS} pixels", field=place)
        return np.asarray(picture.convert("RGB"))
    except (binascii.Error, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(f"{place} holds a picture that cannot be read: {error}", field=place) from None


def chat_reply(asked: Asked, answers: Sequence[Answered], model: str, version: str) -> dict[str, Any]:
    """Write the reply to a request for chat completions."""
    choices = []
    for index, (reply, pieces) in enumerate(answers):
        message = {"role": "assistant", "content": reply.text, "refusal": None}
        if reply.thought:
            message["reasoning"] = reply.thought
        logprobs = {"content": _tokens(reply, pieces), "refusal": None} if asked.logprobs and reply.tokens else None
        choice = {"index": index, "message": message, "logprobs": logprobs, "finish_reason": reply.finish}
        if asked.ids and reply.tokens:
            choice["token_ids"] = reply.tokens.reply
        choices.append(choice)
    told = _reply(asked, answers, model, version) | {"object": "chat.completion", "choices": choices}
    if asked.ids and (tokens := answers[0][0].tokens):
        told["prompt_token_ids"] = tokens.prompt
    return told | {"id": f"chatcmpl-{uuid.uuid4().hex}"}


def completion_reply(asked: Asked, answers: Sequence[Answered], model: str, version: str) -> dict[str, Any]:
    """Write the reply to a request for completions of texts."""
    choices = []
    for index, (reply, pieces) in enumerate(answers):
        logprobs = _columns(_tokens(reply, pieces)) if asked.logprobs and reply.tokens else None
        choice = {"index": index, "text": reply.text, "logprobs": logprobs, "finish_reason": reply.finish}
        if asked.ids and reply.tokens:
            choice |= {"prompt_token_ids": reply.tokens.prompt, "token_ids": reply.tokens.reply}
        choices.append(choice)
    told = _reply(asked, answers, model, version) | {"object": "text_completion", "choices": choices}
    return told | {"id": f"cmpl-{uuid.uuid4().hex}"}


def _reply(asked: Asked, answers: Sequence[Answered], model: str, version: str) -> dict[str, Any]:
    """Write what both kinds of replies have in common; a prompt's tokens count once, however often it is answered."""
    each = len(answers) // asked.prompts
    read = sum(reply.tokens_in for reply, _ in answers[::each])
    made = sum(reply.tokens_out for reply, _ in answers)
    usage = {"prompt_tokens": read, "completion_tokens": made, "total_tokens": read + made}
    return {"created": int(time.time()), "model": model, "system_fingerprint": version, "usage": usage}


def _tokens(reply: Reply, pieces: list[bytes] | None) -> list[dict[str, Any]]:
    """Write the tokens of a reply; one whose text nobody knows is written as vLLM writes it, by its number."""
    assert reply.tokens is not None
    written = []
    for i, (token, logprob) in enumerate(zip(reply.tokens.reply, reply.tokens.logprobs, strict=True)):
        text = pieces[i].decode("utf-8", "replace") if pieces else f"token_id:{token}"
        data = list(pieces[i]) if pieces else None
        each = {"token": text, "bytes": data, "logprob": max(logprob, LOWEST_LOGPROB), "top_logprobs": []}
        written.append(each)
    return written


def _columns(tokens: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Write tokens as completions of texts have them: each of their properties as a list."""
    texts = [token["token"] for token in tokens]
    offsets = np.cumsum([0, *map(len, texts)])[:-1].tolist()
    values = [token["logprob"] for token in tokens]
    return {"tokens": texts, "token_logprobs": values, "top_logprobs": None, "text_offset": offsets}
