"""A thread that owns an engine, so that requests which arrive at once are answered in one batch."""

import contextlib
import functools
import itertools
import time
from collections.abc import Hashable
from concurrent.futures import Future, InvalidStateError
from queue import Empty, SimpleQueue
from threading import Thread

from jinja2 import TemplateError

from baselines.llm.chat import Engine, Reply, Request
from spenvs.core.turn import Fault

SHORTEST_GAP, LONGEST_GAP = 0.002, 0.1
GAP_SHARE = 0.05
"""After a rest a batch is begun when nothing more has come for so many seconds: a share of what the last batch took."""
MOST_GAPS = 5
"""And at the latest after so many of them."""
IDLE_SECONDS = 0.001
PATIENCE_SECONDS = 1.0

Answered = tuple[Reply | Fault, list[bytes] | None]
"""What an engine answered, and the text of each token of a reply, where tokens were asked for and it knows them."""


class Unreadable(ValueError):
    """The engine does not take a prompt, as when the model's template knows no such role."""


class Worker:
    """Puts requests to an engine, in a thread that nothing else of the engine runs in."""

    def __init__(self, engine: Engine):
        """Own an engine from `start` to `close`."""
        self.engine = engine
        self._inbox: SimpleQueue[tuple[int, Request | None, Future[Answered]] | None] = SimpleQueue()
        self._open: dict[Hashable, Future[Answered]] = {}
        self._keys = itertools.count()
        self._idle, self._gap = False, SHORTEST_GAP
        self._thread = Thread(target=self._run, name="engine", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def ask(self, request: Request) -> Future[Answered]:
        """Put a request; any thread may.

        Returns:
            what gives the answer, and withdraws the request when it is cancelled. It raises `Unreadable`, or what the
            engine raised while it worked.
        """
        future: Future[Answered] = Future()
        key = next(self._keys)
        self._inbox.put((key, request, future))
        future.add_done_callback(functools.partial(self._withdraw, key))
        return future

    def _withdraw(self, key: int, future: "Future[Answered]") -> None:
        if future.cancelled():
            self._inbox.put((key, None, future))

    def close(self) -> None:
        """End the thread and give back what the engine holds; a long batch in progress is not waited for."""
        self._inbox.put(None)
        self._thread.join(PATIENCE_SECONDS)

    @property
    def busy(self) -> bool:
        """Whether the thread is running."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while self._take():
            self._work()
        self.engine.close()

    def _take(self) -> bool:
        """Take what has come in, waiting for it while there is nothing to do; False when it is time to end."""
        rested, until = not self._open, 0.0
        wait = None if rested else IDLE_SECONDS if self._idle else 0.0
        while True:
            try:
                item = self._inbox.get(wait != 0, wait)
            except Empty:
                return True
            if item is None:
                return False
            self._admit(*item)
            until = until or time.monotonic() + MOST_GAPS * self._gap
            more = rested and len(self._open) < self.engine.concurrency and time.monotonic() < until
            wait = self._gap if more else 0.0

    def _admit(self, key: int, request: Request | None, future: "Future[Answered]") -> None:
        """Hand a request to the engine; without one, take the request of that key back."""
        if request is None:
            if self._open.pop(key, None) is not None:
                self.engine.cancel(key)
        elif not future.cancelled():
            try:
                self.engine.submit(key, request)
                self._open[key] = future
            except (ValueError, TemplateError) as error:
                _fail(future, Unreadable(str(error)))
            except Exception as error:  # it concerns who asked, and nobody else
                _fail(future, error)

    def _work(self) -> None:
        """Let the engine work, and give out what is ready; what breaks it fails all that is open."""
        if not self._open:
            return
        began = time.monotonic()
        try:
            replies = self.engine.poll()
            answers = [(key, (reply, self._pieces(reply))) for key, reply in replies]
        except Exception as error:  # those who asked are told; the server goes on
            for key, future in self._open.items():
                self.engine.cancel(key)
                _fail(future, error)
            self._open.clear()
            return
        self._idle = not answers
        self._gap = min(max(SHORTEST_GAP, GAP_SHARE * (time.monotonic() - began)), LONGEST_GAP)
        for key, answer in answers:
            if key in self._open:
                future = self._open.pop(key)
                with contextlib.suppress(InvalidStateError):  # withdrawn meanwhile
                    future.set_result(answer)

    def _pieces(self, reply: Reply | Fault) -> list[bytes] | None:
        return self.engine.pieces(reply.tokens.reply) if isinstance(reply, Reply) and reply.tokens else None


def _fail(future: "Future[Answered]", error: Exception) -> None:
    with contextlib.suppress(InvalidStateError):  # withdrawn meanwhile
        future.set_exception(error)
