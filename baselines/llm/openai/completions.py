"""Requests and replies as OpenAI's interface writes them: JSON for /chat/completions, and for texts /completions."""

import base64
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.llm.chat import Message, Reply, Request, Tokens


def path(request: Request) -> str:
    """Give where a request goes to, as "/chat/completions"."""
    return "/completions" if isinstance(request.prompt, str) else "/chat/completions"


def body(request: Request, model: str, *, newest: bool = False) -> dict[str, Any]:
    """Write a request.

    Only what differs from the interface's own defaults is written. Token ids, which it has no field for, are asked for
    as vLLM understands it (`return_token_ids`).

    Args:
        request: what is asked.
        model: the model's name at the server.
        newest: write it as OpenAI's own servers want it, which take no fields that they do not know.
    """
    sampling, chat = request.sampling, not isinstance(request.prompt, str)
    written: dict[str, Any] = {
        "model": model,
        "temperature": sampling.temperature,
        "max_completion_tokens" if newest and chat else "max_tokens": sampling.max_tokens,
        "seed": request.seed,
    }
    if isinstance(request.prompt, str):
        written["prompt"] = storable(request.prompt)
    else:
        messages = [{**message, "content": storable(message["content"])} for message in request.prompt]
        written["messages"] = with_images(messages, request.images)
    if sampling.top_p < 1:
        written["top_p"] = sampling.top_p
    if sampling.top_k:
        written["top_k"] = sampling.top_k
    if request.stop:
        written["stop"] = list(request.stop)
    if sampling.trace:
        written["logprobs"] = True if chat else 1
        if not newest:
            written["return_token_ids"] = True
    return written


def with_images(messages: list[Message], images: Sequence[NDArray[np.uint8]]) -> list[Message]:
    """Show images with the last message of the user.

    Args:
        messages: a chat.
        images: uint8 [height, width, 3] each.
    """
    if not images:
        return messages
    last = max(i for i, message in enumerate(messages) if message["role"] == "user")
    parts = [{"type": "image_url", "image_url": {"url": _png(image)}} for image in images]
    shown = {**messages[last], "content": [{"type": "text", "text": messages[last]["content"]}, *parts]}
    return [*messages[:last], shown, *messages[last + 1 :]]


def _png(image: NDArray[np.uint8]) -> str:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def reply(data: Any, request: Request) -> Reply:
    """Read a reply.

    Raises:
        ValueError: it is none; the message says why.
    """
    try:
        return _reply(data, request)
    except (KeyError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"the reply is not written as it should be ({type(error).__name__}: {error})") from None


def _reply(data: Any, request: Request) -> Reply:
    if data.get("error"):
        raise ValueError(f"the server says: {str(data['error'])[:200]}")
    if not data.get("choices"):
        raise ValueError("there is no choice in the reply")
    choice, usage = data["choices"][0], data.get("usage") or {}
    said = choice if isinstance(request.prompt, str) else choice["message"]
    text = said.get("text" if said is choice else "content")
    thought = said.get("reasoning_content") or said.get("reasoning") or ""
    cut = choice.get("finish_reason") == "length"
    if text is None:
        text = said.get("refusal") or ("" if thought or cut else None)
    if not isinstance(text, str) or not isinstance(thought, str):
        raise ValueError(f"there is no text in the reply, which ended with {choice.get('finish_reason')!a}")
    return Reply(
        storable(text),
        "length" if cut else "stop",
        int(usage.get("prompt_tokens") or 0),
        int(usage.get("completion_tokens") or 0),
        storable(thought),
        _tokens(data, choice) if request.sampling.trace else None,
    )


def _tokens(data: Any, choice: Any) -> Tokens | None:
    """Give the tokens of a reply if its server tells their ids: vLLM beside the choice, llama.cpp in its logprobs."""
    listed = choice.get("logprobs") or {}
    content = listed.get("content") or []
    logprobs = [token["logprob"] for token in content] if content else listed.get("token_logprobs") or []
    ids = choice.get("token_ids") or [token["id"] for token in content if "id" in token]
    prompt = data.get("prompt_token_ids") or choice.get("prompt_token_ids") or []
    if not ids or len(ids) != len(logprobs):
        return None
    return Tokens([int(token) for token in prompt], [int(token) for token in ids], [float(p) for p in logprobs])


def storable(text: str) -> str:
    """Give a text as UTF-8 can write it: half a surrogate pair, which only JSON can spell, becomes "?"."""
    return text if text.isascii() else text.encode(errors="replace").decode()
