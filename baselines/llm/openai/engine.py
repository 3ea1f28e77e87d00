"""Language models behind any server that speaks OpenAI's interface, with OpenAI's own client."""

import functools
import hashlib
import weakref
from collections.abc import Hashable

from baselines.agent import Unusable
from baselines.llm.agent import player
from baselines.llm.chat import Engine, Reply, Request
from baselines.llm.openai import completions
from baselines.llm.openai.background import Background, Job
from baselines.llm.openai.cache import Cache, digest
from baselines.llm.openai.server import KEY, Server, seconds
from baselines.llm.openai.tries import Patience, persist
from spenvs.core.game import option
from spenvs.core.turn import Fault

MOST_AT_ONCE = 1000
"""The client keeps no more connections."""


class OpenAI(Engine):
    """A model of an OpenAI-compatible server: OpenAI's own, vLLM's, llama.cpp's, Ollama's, `spenvs serve`, ...

    What a server fails at (408, 409, 429, 5xx, dropped connections, replies that are none) is tried again until the
    time is up; then the seat has a fault, and every other game goes on. A refused key ends the run, as does a model
    that is not there. A key is read from the environment, and never written anywhere.

    Thought that a server keeps apart (`reasoning_content`, `reasoning`) is kept apart. Token ids and log-probabilities
    (`trace=tokens`) come from servers that tell ids: vLLM and `spenvs serve`, and llama.cpp all but the prompt's.
    OpenAI's own give none; replies then have no tokens. Pictures go as PNG with the last message.
    """

    def __init__(
        self,
        target: str,
        *,
        concurrency: int = 64,
        timeout: float = Patience.timeout,
        try_timeout: float = Patience.try_timeout,
        retries: int = Patience.retries,
        backoff: float = Patience.backoff,
        key: str = KEY,
        cache: str = "",
    ):
        """Connect to a server.

        Args:
            target: as "http://host:8000/v1#model"; without "#model" the server's only one. Or a model's name, for the
                client's own server (OpenAI's, or the one in the environment variable OPENAI_BASE_URL).
            concurrency: how many requests are open at once.
            timeout: seconds for a reply, all tries included; an earlier deadline of the question counts too.
            try_timeout: seconds for one try; 0 for all that are left.
            retries: how many more tries there are after the first.
            backoff: the longest wait in seconds before the second try; it doubles with each further one, up to 8 s.
            key: the environment variable that holds the key.
            cache: a file in which replies are kept: what was asked once is not asked again.

        Raises:
            ValueError: the target is no server's address, the server has several models and none is named, or an option
                is out of range.
            Unusable: the server refuses the key, or there is none.
            ImportError: the client is not installed.
        """
        self.concurrency = option("concurrency", concurrency, 1, MOST_AT_ONCE)
        self.patience = Patience(
            seconds("timeout", timeout, 0.001),
            seconds("try_timeout", try_timeout),
            option("retries", retries, 0, 1_000_000),
            seconds("backoff", backoff),
        )
        self.cache = Cache(str(cache)) if cache != "" else None
        self.server = Server(target, key)
        self._open: dict[Hashable, tuple[Job, bytes]] = {}
        self._found: dict[Hashable, Reply] = {}
        self._unusable: Unusable | None = None
        self._background = Background(self.concurrency)
        self._ended = weakref.finalize(self, _end, self._background, self.server, self.cache)
        self.model = self.server.model or self._background.call(self.server.only_model(self.patience.timeout))

    def submit(self, key: Hashable, request: Request) -> None:
        """Hand a request over, or find its reply in the cache."""
        path, body = completions.path(request), completions.body(request, self.model, newest=self.server.newest)
        asked = digest(path, body) if self.cache else b""
        if self.cache and (found := self.cache.find(asked)):
            self._found[key] = found
            return
        ask = functools.partial(self.server.ask, path, body, request)
        tried = functools.partial(persist, ask, self.patience, self.server.url, request.deadline, request.seed)
        self._open[key] = self._background.start(key, tried), asked

    def poll(self) -> list[tuple[Hashable, Reply | Fault]]:
        """Give the replies that have come, without waiting.

        Raises:
            Unusable: the server refuses the key, or has no such model. What came before is given first.
        """
        ready: list[tuple[Hashable, Reply | Fault]] = [*self._found.items()]
        self._found.clear()
        came: list[tuple[bytes, Reply]] = []
        for job in self._background.finished():
            _, asked = self._open.pop(job.key)
            if isinstance(job.error, Unusable):
                self._unusable = job.error
                continue
            given = self._failed(job.error) if job.error else job.result
            ready.append((job.key, given))
            if isinstance(given, Reply):
                came.append((asked, given))
        if self.cache and came:
            self.cache.keep(came)
        if self._unusable and not ready:
            raise self._unusable
        return ready

    def _failed(self, error: Exception) -> Fault:
        return Fault("crash", self.server.scrubbed(f"the request failed: {type(error).__name__}: {error}"))

    def cancel(self, key: Hashable) -> None:
        """Forget a request; its connection is closed if it is being worked on."""
        self._found.pop(key, None)
        if key in self._open:
            self._background.drop(self._open.pop(key)[0])

    def close(self) -> None:
        """Close all connections. What is open is forgotten."""
        for key in [*self._open]:
            self.cancel(key)
        self._ended()

    def version(self) -> str:
        """Hash the model's name, 12 hex digits: a server shows no more of it."""
        return hashlib.blake2b(self.model.encode(), digest_size=6).hexdigest()


def _end(background: Background, server: Server, cache: Cache | None) -> None:
    """Close what an engine has opened, when it is closed or forgotten."""
    background.close(server.close)
    if cache:
        cache.close()


openai = player(OpenAI)
"""Make an agent of a spec `openai:URL#MODEL?...`: the options of `OpenAI`, and of `baselines.llm.agent.Manner`."""
