"""A real HTTP server on this machine that speaks OpenAI's interface, and misbehaves as the model's name says."""

import asyncio
import contextlib
import json
import re
import threading
import time
from collections import Counter

LEGAL = re.compile(r"Legal moves: (.*)")


def completion(text, finish="stop", chat=True, **more):
    said = {"message": {"role": "assistant", "content": text}} if chat else {"text": text}
    choice = {"index": 0, **said, "finish_reason": finish} | more.pop("choice", {})
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "usage": usage,
        "choices": [choice],
    } | more


def legal_move(body):
    """Choose a legal move, always the same for the same question."""
    text = body["messages"][-1]["content"] if "messages" in body else body["prompt"]
    text = text if isinstance(text, str) else text[0]["text"]
    moves = LEGAL.findall(text)
    return f"[{moves[-1].split(', ')[body.get('seed', 0) % len(moves[-1].split(', '))]}]" if moves else "hello"


class Misbehaving:
    """Use as a context manager.

    Attributes:
        url: its address.
        asked: the bodies of the requests, in order.
        keys: the Authorization headers.
        most: how many requests were open at once at most.
        gone: how many clients went away before they had their answer.
        models: what it says that it serves.
        seconds: how long "slow" takes.
        wait: what "busy" asks for.
    """

    def __init__(self):
        self.asked, self.keys, self.tries = [], [], Counter()
        self.open = self.most = self.gone = 0
        self.models, self.seconds, self.wait = ["good"], 0.05, "0.3"

    def __enter__(self):
        ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)))
        self.thread.start()
        ready.wait()
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join()

    async def _serve(self, ready):
        self.loop, self.stop, self.writers = asyncio.get_running_loop(), asyncio.Event(), set()
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0, backlog=1024)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        ready.set()
        await self.stop.wait()
        server.close()
        for writer in self.writers:
            writer.transport.abort()
        current = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not current]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connection(self, reader, writer):
        self.writers.add(writer)
        writer.client = reader
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
                body = await reader.readexactly(int(length[1])) if length else b"{}"
                self.open += 1
                self.most = max(self.most, self.open)
                try:
                    await self._answer(head, json.loads(body), writer)
                finally:
                    self.open -= 1
                await writer.drain()
        writer.transport.abort()
        self.writers.discard(writer)

    async def _answer(self, head, body, writer):
        method, path, _ = head.split(" ", 2)
        key = re.search(r"authorization: (.*)\r\n", head, re.IGNORECASE)
        self.keys.append(key[1] if key else "")
        if method == "GET":
            write(writer, {"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]})
            return
        self.asked.append({"path": path, "head": head, **body})
        question = json.dumps(body)
        self.tries[question] += 1
        await getattr(self, body["model"].partition("/")[0])(body, writer, self.tries[question])

    async def good(self, body, writer, n):
        write(writer, completion(legal_move(body), chat="messages" in body))

    async def slow(self, body, writer, n):
        before = time.monotonic()
        while time.monotonic() - before < self.seconds:
            await asyncio.sleep(0.01)
            if writer.client.at_eof():
                self.gone += 1
                raise ConnectionResetError
        await self.good(body, writer, n)

    async def hangs(self, body, writer, n):
        await asyncio.sleep(3600)

    async def hangs_once(self, body, writer, n):
        await (self.hangs if n == 1 else self.good)(body, writer, n)

    async def nine_in_ten(self, body, writer, n):
        """Fail nine times for each question, in all the ways of servers that are overloaded."""
        if n % 10:
            write(writer, {"error": {"message": "overloaded"}}, (500, 502, 503, 504, 408, 409)[n % 6])
        else:
            await self.good(body, writer, n)

    async def always_500(self, body, writer, n):
        write(writer, {"error": {"message": "out of\nmemory"}}, 500)

    async def half_way(self, body, writer, n):
        await self._once(body, writer, n, b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"choices": [', close=True)

    async def drops(self, body, writer, n):
        await self._once(body, writer, n, b"", close=True)

    async def garbage(self, body, writer, n):
        await self._once(body, writer, n, b"SSH-2.0-OpenSSH_9.6\r\n\r\n", close=True)

    async def broken_json(self, body, writer, n):
        await self._once(body, writer, n, raw(b'{"choices": [{"message'))

    async def deep_json(self, body, writer, n):
        await self._once(body, writer, n, raw(b"[" * 1_000_000))

    async def no_choices(self, body, writer, n):
        await self._once(body, writer, n, raw(json.dumps(completion("") | {"choices": []}).encode()))

    async def error_200(self, body, writer, n):
        await self._once(body, writer, n, raw(b'{"error": {"message": "upstream failed"}}'))

    async def odd_type(self, body, writer, n):
        await self._once(body, writer, n, raw(json.dumps(completion([1, 2])).encode()))

    async def null_content(self, body, writer, n):
        await self._once(body, writer, n, raw(json.dumps(completion(None)).encode()))

    async def long_text(self, body, writer, n):
        await self._once(body, writer, n, raw(json.dumps(completion("x" * 10_000_000)).encode()))

    async def busy(self, body, writer, n):
        if n == 1:
            write(writer, {"error": {"message": "slow down"}}, 429, f"Retry-After: {self.wait}\r\n")
        else:
            await self.good(body, writer, n)

    async def busy_long(self, body, writer, n):
        write(writer, {"error": {"message": "slow down"}}, 429, "Retry-After: 120\r\n")

    async def drip(self, body, writer, n):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    async def refused(self, body, writer, n):
        key = self.keys[-1].removeprefix("Bearer ")
        write(writer, {"error": {"message": f"Incorrect API key provided: {key}", "code": "invalid_api_key"}}, 401)

    async def refused_late(self, body, writer, n):
        await (self.good if len(self.asked) < 40 else self.refused)(body, writer, n)

    async def forbidden(self, body, writer, n):
        key = self.keys[-1].removeprefix("Bearer ")
        write(writer, {"detail": f"the key {key[:12]}*** may not"}, 403, f"X-Request-Id: {key}\r\n")

    async def echo_500(self, body, writer, n):
        write(writer, {"error": {"message": f"no luck with {self.keys[-1]}"}}, 500)

    async def echo_in_reply(self, body, writer, n):
        write(writer, completion(f"I saw {self.keys[-1]} {legal_move(body)}"))

    async def missing(self, body, writer, n):
        write(writer, {"error": {"message": "The model `missing` does not exist."}}, 404)

    async def too_long(self, body, writer, n):
        write(writer, {"error": {"message": "maximum context length is 16 tokens"}}, 400)

    async def thinks(self, body, writer, n):
        thinking = {"message": {"content": None, "reasoning_content": "hm, the"}, "finish_reason": "length"}
        said = {"message": {"content": "[0]", "reasoning": "hm, the middle"}}
        write(writer, completion("", choice=thinking if n == 1 else said))

    async def surrogate(self, body, writer, n):
        write(writer, completion(f"\ud83d {legal_move(body)}"))

    async def vllm(self, body, writer, n):
        logprobs = {"content": [{"token": "a", "logprob": -0.5}, {"token": "b", "logprob": -1.5}]}
        if "prompt" in body:
            choice = {"token_ids": [8, 9], "prompt_token_ids": [1], "logprobs": {"token_logprobs": [-0.5, -1.5]}}
            write(writer, completion("ab", chat=False, choice=choice))
        else:
            choice = {"token_ids": [8, 9], "logprobs": logprobs}
            write(writer, completion("ab", choice=choice, prompt_token_ids=[1, 2, 3]))

    async def llama(self, body, writer, n):
        content = [{"id": 8, "token": "a", "logprob": -0.5}, {"id": 9, "token": "b", "logprob": -1.5}]
        write(writer, completion("ab", choice={"logprobs": {"content": content}}))

    async def _once(self, body, writer, n, data, close=False):
        """Send some bytes the first time, and answer well after."""
        if n > 1:
            await self.good(body, writer, n)
            return
        writer.write(data)
        if close:
            await writer.drain()
            writer.transport.close()
            raise ConnectionResetError


def raw(body, status=200, headers=""):
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def write(writer, data, status=200, headers=""):
    writer.write(raw(json.dumps(data).encode(), status, headers))
