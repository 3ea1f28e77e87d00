"""One OpenAI-compatible server: its address, its key, and one request at a time with the official client."""

import asyncio
import dataclasses
import email.utils
import json
import math
import os
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from baselines.agent import Unusable
from baselines.llm.chat import Reply, Request
from baselines.llm.openai import completions
from baselines.llm.openai.tries import Failed
from spenvs.core.moves import quote

KEY = "OPENAI_API_KEY"
OPENAI_HOST = "api.openai.com"
CONNECT_SECONDS = 10.0
LONGEST_BODY = 8 << 20
LONGEST_MESSAGE = 300
SECRET = 6
"""Shorter keys are no secrets but such words as "none"."""
BEGINNING = 8
AGAIN = (408, 409, 429)
UNREAD: Any = {"headers": {"X-Stainless-Raw-Response": "stream"}}
"""The client's own mark of a response whose body its caller reads."""


class Server:
    """A server and how it is asked. Its key is in the client, and nowhere else but in what scrubs it from texts.

    Attributes:
        url: the server's address.
        model: the name of the model after the address, or "".
        newest: whether it is OpenAI's own, which takes only the fields it knows.
        scrubbed: takes the key out of a text that the server or a library wrote.
    """

    def __init__(self, target: str, variable: str = KEY):
        """Take the address and the key, without connecting.

        Raises:
            ValueError: the target is no address, or the key is to come from elsewhere than the environment.
            Unusable: there is no key where one is needed.
            ImportError: the client is not installed.
        """
        url, self.model = _address(str(target))
        self.variable = _variable(variable)
        key = os.environ.get(self.variable, "").strip()
        if not key and (url is None or variable != KEY):
            which = KEY if variable == KEY else "that key= names"  # not by its name: it may be the key itself
            raise Unusable(f"there is no key: set the environment variable {which}")
        if not key.isprintable() or not key.isascii():
            raise Unusable(f"the key in {self.variable} holds characters that no key has: was it copied wrongly?")
        self._has_key, self.scrubbed = bool(key), _scrubber(key)
        self._client = _client(url, key or "none")
        self.url = str(self._client.base_url).rstrip("/")
        parts = urlsplit(self.url)
        if parts.username is not None or parts.password is not None:
            raise ValueError("an address holds no user and password: keys are read from the environment (key=VARIABLE)")
        self.newest = parts.hostname == OPENAI_HOST

    async def ask(self, path: str, body: dict[str, Any], request: Request) -> Reply:
        """Send a request once and give the reply.

        Raises:
            Failed: it has none.
            Unusable: it never will, as it refuses the key or has no such model.
        """
        data = await self._sent(self._client.post(path, cast_to=object, body=body, options=UNREAD), path)
        try:
            reply = completions.reply(json.loads(data), request)
        except (ValueError, RecursionError) as error:
            raise Failed(self.scrubbed(f"the reply cannot be read: {error}")) from None
        return self._clean(reply)

    async def only_model(self, timeout: float) -> str:
        """Ask which model the server has.

        Raises:
            ValueError: it cannot be reached, or has none or several.
            Unusable: it refuses the key.
        """
        try:
            asked = self._client.get("/models", cast_to=object, options=UNREAD)
            listed = json.loads(await asyncio.wait_for(self._sent(asked, "/models"), timeout))
            models = [str(model["id"]) for model in listed["data"]]
        except Failed as error:
            raise ValueError(f"{self.url} does not say which models it has: {error}") from None
        except (ValueError, KeyError, TypeError, TimeoutError):
            raise ValueError(f"{self.url} does not say which models it has: name one, as in {self.url}#model") from None
        if len(models) != 1:
            several = f"{len(models)} models, and one is to be named" if models else "no models"
            raise ValueError(
                self.scrubbed(f"{self.url} has {several} as in {self.url}#model: {', '.join(models[:20])}")
            )
        return models[0]

    async def _sent(self, sending: Awaitable[Any], path: str) -> bytes:
        """Send a request and read what comes back, no more than 8 MiB of it."""
        import openai

        try:
            response = await sending
            try:
                return await _read(response)
            finally:
                await response.close()
        except openai.APIStatusError as error:
            raise self._refusal(error, path) from None
        except Failed:
            raise
        except Exception as error:  # connections break in many ways, and the libraries below have a name for each
            reason = f"the connection failed ({type(error.__cause__ or error).__name__}: {error.__cause__ or error})"
            raise Failed(self.scrubbed(reason)) from None

    def _refusal(self, error: Any, path: str) -> Failed | Unusable:
        """Give what a status other than 200 comes to."""
        status, url, said = error.status_code, self.url, f"{error.status_code}: {self.scrubbed(_message(error))}"
        if status in (401, 403):
            if not self._has_key:
                return Unusable(f"{url} wants a key ({status}): set the environment variable {self.variable}")
            why = f"({said})" if status == 403 else "(401)"
            return Unusable(f"{url} refuses the key in the environment variable {self.variable} {why}")
        if status == 404:
            hint = "the address of most servers ends in /v1, and #model names the model"
            return Unusable(f"{url} has no such model, or nothing at {path} ({said}): {hint}")
        again = status in AGAIN or status >= 500
        return Failed(f"the server answered {said}", again, _wait(error.response.headers) if again else None)

    def _clean(self, reply: Reply) -> Reply:
        """Take the key out of what a model said."""
        text, thought = self.scrubbed(reply.text), self.scrubbed(reply.thought)
        if (text, thought) == (reply.text, reply.thought):
            return reply
        return dataclasses.replace(reply, text=text, thought=thought)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()


async def _read(response: Any) -> bytes:
    """Read a body."""
    body = bytearray()
    async for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise Failed(f"the reply is longer than {LONGEST_BODY >> 20} MiB")
    return bytes(body)


def _address(target: str) -> tuple[str | None, str]:
    """Take a target apart into an address, None for the client's own, and a model."""
    if "://" not in target:
        return None, target
    url, _, model = target.partition("#")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"a server is written http://host:port/v1#model; got {quote(target)}")
    return url, model


def _variable(name: Any) -> str:
    """Check the name of an environment variable. What is none is not repeated: it may be the key itself."""
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise ValueError(
            "key= names the environment variable that holds the key, as in key=MY_KEY, and is no key itself"
        )
    return name


def _scrubber(key: str) -> Callable[[str], str]:
    """Give what takes a key out of texts. Servers shorten keys in their messages: what begins like it goes as well."""
    if len(key) < SECRET:
        return lambda text: text
    like = re.compile(re.escape(key) + "|" + re.escape(key[:BEGINNING]) + r"[^\s\"'`,;)\]}]*")
    return lambda text: like.sub("[key]", text)


def _client(url: str | None, key: str) -> Any:
    """Make the official client; it connects through aiohttp, which takes half the time of its own."""
    try:
        import openai

        http = openai.DefaultAioHttpClient(event_hooks={"response": [_unnamed]})
    except (ImportError, RuntimeError):
        raise ImportError("openai: needs the official client and aiohttp: pip install 'spenvs[llm]'") from None
    return openai.AsyncOpenAI(
        base_url=url,
        api_key=key,
        max_retries=0,
        timeout=openai.Timeout(None, connect=CONNECT_SECONDS),
        default_headers={"Accept-Encoding": "identity"},
        http_client=http,
    )


async def _unnamed(response: Any) -> None:
    """Take away a response's own name for its request, which the client would log: a server may put the key there."""
    response.headers.pop("x-request-id", None)


def _message(error: Any) -> str:
    """Give what a server says about an error, in a line."""
    told = error.body
    if isinstance(told, dict):
        inner = told.get("error") or told
        told = (inner.get("message") or inner.get("detail") or inner) if isinstance(inner, dict) else inner
    return " ".join(str(told or "nothing said").split())[:LONGEST_MESSAGE]


def _wait(headers: Any) -> float | None:
    """Give how many seconds a server asks to wait, by its Retry-After: a number or a date; None if it does not."""
    text = headers.get("retry-after", "")
    try:
        wait = float(text)
    except ValueError:
        try:
            wait = email.utils.parsedate_to_datetime(text).timestamp() - time.time()
        except (ValueError, TypeError):
            return None
    return max(0.0, wait) if math.isfinite(wait) else None


def seconds(name: str, value: Any, least: float = 0.0) -> float:
    """Check an option that is a number of seconds.

    Raises:
        ValueError: it is no number, or out of range.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value < math.inf:
        raise ValueError(f"{name} must be a number of seconds from {least:g} on; got {quote(value)}")
    return float(value)
