"""An event loop on a thread of its own, for engines that wait for others: whoever uses them sees no asyncio."""

import asyncio
import functools
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any

CLOSING_SECONDS = 2.0


class Job:
    """A piece of work that is waited for.

    Attributes:
        key: the caller's name for it.
        work: what is to be awaited.
        result: what came of it.
        error: what it raised, or None.
        dropped: whether nobody wants it any more.
    """

    __slots__ = ("dropped", "error", "key", "result", "work")

    def __init__(self, key: Hashable, work: Callable[[], Awaitable[Any]]):
        self.key, self.work = key, work
        self.result: Any = None
        self.error: Exception | None = None
        self.dropped = False


class Background:
    """Works on jobs in the background, so many at a time, in the order in which they came.

    All methods but those that begin with an underscore are the caller's, from one thread. The thread does not keep the
    interpreter from exiting.
    """

    def __init__(self, limit: int):
        """Start the thread; `limit` jobs are worked on at a time."""
        self.limit = limit
        self._loop = asyncio.new_event_loop()
        self._incoming: deque[Job] = deque()
        self._done: deque[Job] = deque()
        self._running: dict[Job, asyncio.Task[None]] = {}
        self._woken = False
        self._thread = threading.Thread(target=_run, args=(self._loop,), name="spenvs-background", daemon=True)
        self._thread.start()

    def start(self, key: Hashable, work: Callable[[], Awaitable[Any]]) -> Job:
        """Take a job, without waiting."""
        job = Job(key, work)
        self._incoming.append(job)
        if not self._woken:  # one wake-up serves all that came since the loop last looked
            self._woken = True
            self._loop.call_soon_threadsafe(self._admit)
        return job

    def finished(self) -> list[Job]:
        """Give the jobs that were finished since the last call and have not been dropped."""
        jobs = [self._done.popleft() for _ in range(len(self._done))]
        return [job for job in jobs if not job.dropped]

    def drop(self, job: Job) -> None:
        """Give up a job: it is stopped if it runs, and never among the finished."""
        job.dropped = True
        self._loop.call_soon_threadsafe(self._stop, job)

    def call(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Wait for something, and give what comes of it or raise what it raises."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self, last: Callable[[], Awaitable[Any]]) -> None:
        """Stop all work, await `last`, and end the thread. A second call does nothing."""
        if self._thread.is_alive() and not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(self._end(last), self._loop)
            if threading.current_thread() is not self._thread:  # where the garbage collector runs is anybody's guess
                self._thread.join(CLOSING_SECONDS)

    def _admit(self) -> None:
        """Begin jobs while there is room."""
        self._woken = False
        while self._incoming and len(self._running) < self.limit:
            job = self._incoming.popleft()
            if not job.dropped:
                task = self._running[job] = self._loop.create_task(self._do(job))
                task.add_done_callback(functools.partial(self._ended, job))

    async def _do(self, job: Job) -> None:
        try:
            job.result = await job.work()
        except Exception as error:
            job.error = error
        self._done.append(job)

    def _ended(self, job: Job, _: asyncio.Task[None]) -> None:
        del self._running[job]
        self._admit()

    def _stop(self, job: Job) -> None:
        if job in self._running:
            self._running[job].cancel()

    async def _end(self, last: Callable[[], Awaitable[Any]]) -> None:
        self._incoming.clear()
        tasks = [*self._running.values()]
        for task in tasks:
            task.cancel()
        try:
            await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), CLOSING_SECONDS / 4)
            await asyncio.wait_for(last(), CLOSING_SECONDS / 4)
            await asyncio.sleep(0.0)  # connections that were closed are let go in the loop's next round
        finally:
            self._loop.stop()


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()
