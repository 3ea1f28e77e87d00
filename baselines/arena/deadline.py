"""A limit on how long Python code may run."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN = 1.0


class OutOfTime(BaseException):
    """The time is up. Not an Exception, so that code that catches those cannot go on."""


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Interrupt the block with `OutOfTime` after some seconds; None for no limit.

    It works in the main thread of systems with SIGALRM, between two steps of the interpreter: a compiled loop or a
    system call that does not return is not interrupted. Code that swallows the exception gets another one a second
    later. Elsewhere it does nothing, and the caller looks at the clock.
    """
    main = threading.current_thread() is threading.main_thread()
    if seconds is None or not main or not hasattr(signal, "SIGALRM"):
        yield
        return

    running = True

    def stop(*_: object) -> None:
        if running:
            raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
