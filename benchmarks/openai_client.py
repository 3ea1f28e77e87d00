"""Replies of a server through `openai:`, against the bare official client over the same HTTP library, in one run.

    python benchmarks/openai_client.py

The server is a stub in a process of its own, which answers 50 ms after it was asked, with the number of a random square
of tic-tac-toe; 256 requests are open at a time. Rows: the client's `chat.completions.create`, which parses replies into
objects; its plain `post`, which gives the response as it is; our engine alone; and whole games of TicTacToe, 256 of
them open, each reply read, played and recorded (an illegal move is replaced by a random one). Replies a second, and
milliseconds of this process's CPU for one, of which all but the client's own `post` is ours. The best of three rounds.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import openai

import baselines
from baselines.llm.agent import LanguageAgent, Manner
from baselines.llm.chat import Request, Sampling
from baselines.llm.openai import OpenAI

OPEN, LATENCY, REPLIES, ROUNDS = 256, 0.05, 3000, 2
CHAT = [
    {"role": "system", "content": "Tic-tac-toe on 3 rows of 3 squares, numbered from 0. " * 8},
    {
        "role": "user",
        "content": "You are player_0. The board:\n0 1 2\n3 4 5\n6 7 8\nLegal moves: 0, 1, 2, 3, 4, 5, 6, 7, 8",
    },
]
BODY: dict[str, Any] = {"model": "stub", "messages": CHAT, "temperature": 1.0, "max_tokens": 1024, "seed": 1}


class Stub(asyncio.Protocol):
    """Answers whatever is posted, as cheaply as can be."""

    def __init__(self) -> None:
        self.read = b""

    def connection_made(self, transport: Any) -> None:
        """Remember whom to answer."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Wait for the end of a request, and then for a while."""
        self.read += data
        head, end, body = self.read.partition(b"\r\n\r\n")
        if end and len(body) >= int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]):
            self.read = b""
            asyncio.get_running_loop().call_later(LATENCY, self.answer)

    def answer(self) -> None:
        """Name a square."""
        if not self.transport.is_closing():
            self.transport.write(random.choice(ANSWERS))


def answer(square: int) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": f"[{square}]"}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 100, "completion_tokens": 3, "total_tokens": 103}
    fields = {"id": "1", "object": "chat.completion", "created": 1, "model": "stub", "usage": usage}
    body = json.dumps(fields | {"choices": [choice]}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


ANSWERS = [answer(square) for square in range(9)]


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", 0, backlog=OPEN)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


async def create(client: openai.AsyncOpenAI) -> None:
    (await client.chat.completions.create(**BODY)).choices[0].message.content  # noqa: B018


async def post(client: openai.AsyncOpenAI) -> None:
    response: Any = await client.post("/chat/completions", cast_to=object, body=BODY)
    response["choices"][0]["message"]["content"]


async def bare(url: str, call: Callable[[openai.AsyncOpenAI], Awaitable[None]], replies: int) -> int:
    """Ask so often, with so many requests open."""
    left = iter(range(replies))
    async with openai.DefaultAioHttpClient() as http:
        client = openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0, http_client=http)

        async def work() -> None:
            for _ in left:
                await call(client)

        await asyncio.gather(*[work() for _ in range(OPEN)])
    return replies


def engine(made: OpenAI, replies: int) -> int:
    """The same through our engine."""
    left: Iterator[int] = iter(range(replies))
    for _, number in zip(range(OPEN), left, strict=False):
        made.submit(number, Request(CHAT, Sampling(), number))
    came = 0
    while came < replies:
        ready = made.poll()
        came += len(ready)
        for _, number in zip(ready, left, strict=False):
            made.submit(number, Request(CHAT, Sampling(), number))
        if not ready:
            time.sleep(0.002)
    return came


def games(made: OpenAI, replies: int) -> int:
    """Whole games; a game takes about 7.6 replies."""
    agent = LanguageAgent(made, Manner())
    records = baselines.play("TicTacToe-v0", [agent, agent], games=replies // 7, concurrency=OPEN, illegal="random")
    return sum(len(record.moves) for record in records)


def timed(name: str, run: Callable[[int], int], best: dict[str, tuple[float, float]]) -> None:
    run(OPEN)
    wall, cpu = time.perf_counter(), time.process_time()
    came = run(REPLIES)
    rate, each = came / (time.perf_counter() - wall), 1000 * (time.process_time() - cpu) / came
    before = best.get(name, (0.0, float("inf")))
    best[name] = max(rate, before[0]), min(each, before[1])


def main() -> None:
    with subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True) as stub:
        assert stub.stdout is not None
        url = f"http://127.0.0.1:{stub.stdout.readline().strip()}/v1"
        made, best = OpenAI(f"{url}#stub", concurrency=OPEN), dict[str, tuple[float, float]]()
        for _ in range(ROUNDS):
            timed("the client's create", lambda replies: asyncio.run(bare(url, create, replies)), best)
            timed("the client's post", lambda replies: asyncio.run(bare(url, post, replies)), best)
            timed("our engine", lambda replies: engine(made, replies), best)
            timed("whole games", lambda replies: games(made, replies), best)
        made.close()
        stub.terminate()
    least = best["the client's post"][1]
    print(f"{'':22}{'replies/s':>12}{'of create':>12}{'CPU ms/reply':>15}{'ours, ms':>12}")
    for name, (rate, each) in best.items():
        of, ours = rate / best["the client's create"][0], f"{each - least:.2f}" if name[0] in "ow" else ""
        print(f"{name:22}{rate:12,.0f}{of:12.0%}{each:15.2f}{ours:>12}")


if __name__ == "__main__":
    asyncio.run(serve()) if sys.argv[1:] == ["serve"] else main()
