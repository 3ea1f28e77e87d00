"""Trying again: what a server fails at is asked anew, after waits that grow, until it succeeds or the time is up."""

import asyncio
import dataclasses
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from baselines.llm.chat import Reply
from spenvs.core.turn import Fault

LONGEST_WAIT = 8.0
MARGIN = 0.05
"""A reply is given up so many seconds (at most a tenth of the time) before it is due, for the reason to be told."""


class Failed(Exception):
    """A try has failed.

    Attributes:
        again: whether another may succeed.
        wait: seconds that the server asks to wait before it, or None.
    """

    def __init__(self, reason: str, again: bool = True, wait: float | None = None):
        super().__init__(reason)
        self.again, self.wait = again, wait


@dataclass(frozen=True)
class Patience:
    """How long and how often one reply is tried for.

    Attributes:
        timeout: seconds for all tries and the waits between them.
        try_timeout: seconds for one try; 0 for all that are left.
        retries: how many more tries there are after the first.
        backoff: the longest first wait in seconds; it doubles with each further one, up to 8 s.
    """

    timeout: float = 60.0
    try_timeout: float = 0.0
    retries: int = 20
    backoff: float = 0.5


async def persist(
    ask: Callable[[], Awaitable[Reply]], patience: Patience, whom: str, deadline: float | None, seed: int
) -> Reply | Fault:
    """Try until there is a reply: exponential back-off with full jitter (Brooker, 2015, AWS Architecture Blog).

    Args:
        ask: one try; it raises `Failed`.
        patience: how often and how long.
        whom: who is asked, for the reason of a fault.
        deadline: when the reply is due, on `time.monotonic()`'s clock, or None.
        seed: of the waits' lengths.

    Returns:
        the reply; or a fault, "timeout" if the time is up, "crash" if nothing more is to be tried.
    """
    began, rng, failed = time.monotonic(), random.Random(seed), 0
    due = began + patience.timeout
    if deadline is not None:
        due = min(due, deadline - min(MARGIN, (deadline - began) / 10))

    def fault(status: str, reason: str) -> Fault:
        tries = f"{failed} {'try' if failed == 1 else 'tries'} in {time.monotonic() - began:.1f} s"
        said = f"{whom} gave no reply, after {tries}: {reason}"
        return Fault("timeout" if status == "timeout" else "crash", said, {"calls": 1, "retries": failed})

    if due <= began:
        return fault("timeout", "the time was up before it could be asked (is concurrency too low?)")
    while True:
        left = due - time.monotonic()
        try:
            async with asyncio.timeout(min(left, patience.try_timeout or left)):
                reply = await ask()
            return dataclasses.replace(reply, retries=failed) if failed else reply
        except TimeoutError:
            failure = Failed("the answer took too long")
        except Failed as error:
            failure = error
        failed += 1
        left = due - time.monotonic()
        if not failure.again or (failed > patience.retries and left > 0):
            return fault("crash", str(failure))
        jitter = rng.uniform(0.0, min(LONGEST_WAIT, patience.backoff * 2 ** (failed - 1)))
        wait = min(jitter, left / 2) if failure.wait is None else failure.wait + jitter
        if left <= 0 or wait >= left:
            asks = f" (it asks to wait {failure.wait:g} s)" if failure.wait else ""
            return fault("timeout", f"{failure}{asks}")
        await asyncio.sleep(wait)
