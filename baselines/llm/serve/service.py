"""An OpenAI-compatible server over an agent's language model: `/v1/chat/completions`, `/v1/completions`, `/v1/models`.

Replies come whole, not as streams, and log-probabilities are those of the tokens drawn, without alternatives.
"""

import asyncio
import contextlib
import functools
import hmac
import json
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import numpy as np
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from baselines.llm.agent import LanguageAgent
from baselines.llm.chat import Reply, TooLong
from baselines.llm.serve import wire
from baselines.llm.serve.wire import Answered, Asked, Refused
from baselines.llm.serve.worker import Unreadable, Worker

MOST_BYTES = 1 << 25
"""The longest request, in bytes."""
KEEP_ALIVE_SECONDS = 75
GRACE_SECONDS = 1
GONE = 499
"""The status, which nobody hears, of a request whose client has hung up."""


class Service:
    """Answers requests with the model of an agent.

    Attributes:
        worker: runs the model.
        manner: how tokens are drawn where a request does not say: the agent's options.
        model: what it is called.
    """

    def __init__(self, agent: LanguageAgent, model: str, key: str = ""):
        """Serve an agent's model under a name, to those who have the key; to all without one."""
        self.worker, self.manner, self.model, self.key = Worker(agent.engine), agent.manner, model, key
        self.version, self.created = agent.engine.version(), int(time.time())
        self._rng = np.random.default_rng()

    def app(self) -> Starlette:
        """Give the application, for uvicorn or any other server of ASGI."""
        chat = functools.partial(self._complete, wire.read_chat, wire.chat_reply)
        completion = functools.partial(self._complete, wire.read_completion, wire.completion_reply)
        return Starlette(
            routes=[
                Route("/health", self._health),
                Route("/v1/models", self._models),
                Route("/v1/models/{model:path}", self._models),
                Route("/v1/chat/completions", chat, methods=["POST"]),
                Route("/v1/completions", completion, methods=["POST"]),
            ],
            exception_handlers={
                Refused: _refuse,
                HTTPException: _refuse,
                Exception: _refuse,
                ClientDisconnect: _nobody,
            },
            lifespan=self._life,
        )

    @contextlib.asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncIterator[None]:
        self.worker.start()
        yield
        await asyncio.to_thread(self.worker.close)

    async def _health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _models(self, request: Request) -> Response:
        self._must_have_key(request)
        entry = {"id": self.model, "object": "model", "created": self.created, "owned_by": "spenvs"}
        if asked := request.path_params.get("model"):
            self._must_be_served(asked)
            return JSONResponse(entry)
        return JSONResponse({"object": "list", "data": [entry]})

    async def _complete(
        self, read: Callable[..., Asked], write: Callable[..., dict[str, Any]], request: Request
    ) -> Response:
        self._must_have_key(request)
        body = await _body(request)
        self._must_be_served(body.get("model", self.model))
        asked = read(body, self.manner, self._rng)
        answers = await self._answers(request, asked)
        return JSONResponse(write(asked, answers, self.model, self.version))

    def _must_have_key(self, request: Request) -> None:
        given = request.headers.get("authorization", "")
        if self.key and not hmac.compare_digest(given.encode(), f"Bearer {self.key}".encode()):
            raise Refused("the key of this server is missing or wrong", 401, code="invalid_api_key")

    def _must_be_served(self, model: Any) -> None:
        if model != self.model:
            message = f"there is no model {json.dumps(model)}: this server has {json.dumps(self.model)}"
            raise Refused(message, 404, "model", "model_not_found")

    async def _answers(self, request: Request, asked: Asked) -> list[Answered]:
        """Wait for the model's answers, or until the client hangs up: then they are taken back."""
        futures = [asyncio.wrap_future(self.worker.ask(each)) for each in asked.requests]
        answers: asyncio.Future[list[Any]] = asyncio.gather(*futures)
        answers.add_done_callback(asyncio.Future.exception)  # nobody hears it when the client has gone
        gone: asyncio.Future[Any] = asyncio.ensure_future(request.receive())
        either: set[asyncio.Future[Any]] = {answers, gone}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not answers.done():
                raise ClientDisconnect
            if isinstance(error := answers.exception(), Unreadable):
                raise Refused(f"the model cannot read this: {error}")
            if error:
                raise Refused(f"the model failed: {error}", 500)
            return [_told(*answer) for answer in answers.result()]
        except asyncio.CancelledError:  # by uvicorn, when its patience is at an end
            raise Refused("the server is being stopped", 503) from None
        finally:
            gone.cancel()
            for future in futures:
                future.cancel()


def _told(reply: Any, pieces: list[bytes] | None) -> Answered:
    """Give an answer that is a reply.

    Raises:
        Refused: it is a fault.
    """
    if isinstance(reply, TooLong):
        raise Refused(reply.reason, code="context_length_exceeded")
    if not isinstance(reply, Reply):
        raise Refused(reply.reason, 500)
    return reply, pieces


async def _body(request: Request) -> Mapping[str, Any]:
    """Read the object that a request holds."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_BYTES:
            raise Refused(f"a request may have {MOST_BYTES} bytes; this one has more", 413)
    try:
        body = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refused(f"the request is no JSON: {error}") from None
    if not isinstance(body, dict):
        raise Refused("the request must be a JSON object")
    return body


async def _refuse(request: Request, error: Exception) -> Response:
    """Write an error as OpenAI's error object."""
    if isinstance(error, HTTPException):
        error = Refused(f"{request.method} {request.url.path}: {error.detail}", error.status_code)
    if not isinstance(error, Refused):
        error = Refused(f"the server failed: {error}", 500)
    return JSONResponse(error.body(), error.status)


async def _nobody(request: Request, error: Exception) -> Response:
    return Response(status_code=GONE)


def listen(host: str, port: int) -> socket.socket:
    """Open the socket of a server; port 0 for any that is free.

    Raises:
        OSError: the address is not this machine's, or taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


def http_server(service: Service) -> uvicorn.Server:
    """Give what serves over HTTP: `run` it with a socket; requests in progress have a second to end when it is told to.

    It ends by Ctrl-C, with KeyboardInterrupt, or from another thread by `should_exit`.
    """
    config = uvicorn.Config(
        service.app(),
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return uvicorn.Server(config)
