"""Requests a second through `spenvs serve`, against the same engine fed directly, and what the server adds to a reply.

    python benchmarks/serve.py

A tiny model of random weights answers chats at concurrency 64, in replies of up to 16 and of up to 128 tokens. Fed
directly, it has 64 requests before it, and each reply is followed by the next. Through the server, which is a process
of its own, 64 clients (aiohttp, the lightest) each send a request when they have their reply; they share the cores with
it. The CPU seconds are those of the server's process, less those of the direct run. The last line is of an engine that
answers at once, so that all that its server costs is the server.
"""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Hashable, Iterator

import aiohttp
import torch

from baselines.llm.agent import LanguageAgent
from baselines.llm.chat import Engine, Reply, Request, Sampling
from baselines.llm.hf import HF
from baselines.llm.tiny import tiny
from spenvs.core.turn import Fault

CONCURRENCY, REQUESTS = 64, 1024
CHAT = [{"role": "user", "content": "Say something about the weather in two lines, please."}]
TICKS = os.sysconf("SC_CLK_TCK")


def direct(engine: HF, tokens: int) -> tuple[float, float]:
    """Seconds on the clock and of the CPU in which an engine answers all requests."""
    sampling, submitted, answered = Sampling(max_tokens=tokens), 0, 0
    clock, cpu = time.perf_counter(), time.process_time()
    while answered < REQUESTS:
        while submitted < min(REQUESTS, answered + CONCURRENCY):
            engine.submit(submitted, Request(CHAT, sampling, submitted))
            submitted += 1
        answered += len(engine.poll())
    return time.perf_counter() - clock, time.process_time() - cpu


async def client(session: aiohttp.ClientSession, url: str, tokens: int, seeds: list[int]) -> None:
    while seeds:
        body = {"messages": CHAT, "max_tokens": tokens, "seed": seeds.pop()}
        async with session.post(url, json=body) as reply:
            assert reply.status == 200, await reply.text()
            await reply.json()


async def clients(url: str, tokens: int, requests: int) -> None:
    seeds = list(range(requests))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(client(session, url, tokens, seeds) for _ in range(CONCURRENCY)))


def cpu_of(process: int) -> float:
    """CPU seconds that a process has taken."""
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def served(url: str, process: int, tokens: int) -> tuple[float, float]:
    """Seconds on the clock, and of the server's CPU, in which a server answers all requests."""
    clock, cpu = time.perf_counter(), cpu_of(process)
    asyncio.run(clients(url, tokens, REQUESTS))
    return time.perf_counter() - clock, cpu_of(process) - cpu


@contextlib.contextmanager
def server(spec: str) -> Iterator[tuple[str, int]]:
    """Serve an agent, warmed up, and give where chats are asked for, and the process."""
    command = [sys.executable, "-m", "baselines", "serve", spec, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        found = re.search(r"http://127.0.0.1:\d+/v1", process.stdout.readline())
        assert found, f"{spec} is not served"
        url = f"{found[0]}/chat/completions"
        asyncio.run(clients(url, 16, 4 * CONCURRENCY))
        yield url, process.pid
        process.send_signal(signal.SIGINT)


class Instant(LanguageAgent):
    """An agent whose engine answers at once."""

    def __init__(self) -> None:
        super().__init__(Echo())


class Echo(Engine):
    """Says the same to everybody."""

    def __init__(self) -> None:
        self.open: list[Hashable] = []

    def submit(self, key: Hashable, request: Request) -> None:
        """Remember who asks."""
        self.open.append(key)

    def poll(self) -> list[tuple[Hashable, Reply | Fault]]:
        """Answer everybody."""
        keys, self.open = self.open, []
        return [(key, Reply("It rains.\nIt will rain.", tokens_in=20, tokens_out=10)) for key in keys]

    def version(self) -> str:
        """Name it."""
        return "echo"


def main() -> None:
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{REQUESTS} requests at concurrency {CONCURRENCY}; load {load:.1f} on {cores} cores")
    with tempfile.TemporaryDirectory() as folder:
        tiny(folder)
        engine = HF(folder, device="cpu")
        with server(f"hf:{folder}?device=cpu") as (url, process):
            for tokens in (16, 128):
                alone, alone_cpu = direct(engine, tokens)
                ours, ours_cpu = served(url, process, tokens)
                rates = f"served {REQUESTS / ours:.0f}/s, direct {REQUESTS / alone:.0f}/s, ratio {alone / ours:.2f}"
                more, more_cpu = (1000 * seconds / REQUESTS for seconds in (ours - alone, ours_cpu - alone_cpu))
                print(f"up to {tokens} tokens: {rates}; a reply costs {more:+.2f} ms, {more_cpu:+.2f} ms of CPU")
    with server(f"python:{__file__}:Instant") as (url, process):
        ours, ours_cpu = served(url, process, 16)
        print(f"no model: served {REQUESTS / ours:.0f}/s; a reply costs {1000 * ours_cpu / REQUESTS:.2f} ms of CPU")


if __name__ == "__main__":
    torch.set_num_threads(1)
    os.environ["OMP_NUM_THREADS"] = "1"
    main()
