"""The `openai:` engine with its real client against vLLM's own server."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
import torch

pytest.importorskip("vllm.platforms")  # a folder of tests is named vllm, too
pytest.importorskip("openai")
pytest.importorskip("aiohttp")

import baselines
from baselines.llm.chat import Request, Sampling
from baselines.llm.hf import HF
from baselines.llm.openai import OpenAI

CHAT = [{"role": "user", "content": "It is your move."}]


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def server(model, tmp_path_factory):
    """The address of vLLM's server, which runs the model as "tiny"."""
    port, log = free_port(), tmp_path_factory.mktemp("server") / "log"
    options = {"model": model, "served-model-name": "tiny", "host": "127.0.0.1", "port": port, "dtype": "float32"}
    options |= {"gpu-memory-utilization": 0.05, "max-num-seqs": 16, "max-num-batched-tokens": 8192}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", *words]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--enforce-eager", "--no-enable-chunked-prefill"],
            env={**os.environ, "VLLM_NO_USAGE_STATS": "1"},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        while not answers(f"http://127.0.0.1:{port}/health"):
            assert process.poll() is None, log.read_text()[-3000:]
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(60)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def client(server):
    engine = OpenAI(f"{server}#tiny", concurrency=16, timeout=60)
    yield engine
    engine.close()


def ask(engine, requests):
    for key, request in enumerate(requests):
        engine.submit(key, request)
    replies = {}
    while len(replies) < len(requests):
        replies.update(engine.poll())
        time.sleep(0.001)
    return [replies[key] for key in range(len(requests))]


def test_replies_have_the_tokens_that_the_model_read_and_drew(client, model):
    hf = HF(str(model), device="cpu", dtype="float32")
    replies = ask(client, [Request(CHAT, Sampling(max_tokens=16, trace=True), seed) for seed in range(8)])
    assert len({reply.text for reply in replies}) == 8
    for reply in replies:
        assert reply.tokens.prompt == hf.words.ids(CHAT)
        said = hf.words.reply(reply.tokens.reply)  # the server leaves out bytes of a letter that is not complete
        assert reply.text.rstrip("\ufffd") == said.rstrip("\ufffd")
        assert reply.tokens_out == len(reply.tokens.reply) == len(reply.tokens.logprobs)
        assert reply.tokens.logprobs == pytest.approx(forward(hf, reply.tokens), abs=1e-3)


def forward(hf, tokens):
    """Give the log-probabilities of a reply by a forward pass of transformers."""
    ids = torch.tensor([tokens.prompt + tokens.reply])
    with torch.inference_mode():
        scores = hf.model(ids).logits[0, len(tokens.prompt) - 1 : -1].log_softmax(-1)
    return scores.gather(-1, torch.tensor(tokens.reply)[:, None])[:, 0].tolist()


def test_whole_games(server):
    spec = f"openai:{server}#tiny?max_tokens=8&nudges=0&trace=tokens"
    records = baselines.play("TicTacToe-v0", [spec, "random"], games=6, illegal="random")
    assert [record.end for record in records] == ["natural"] * 6
    for record in records:
        for note in record.notes.values():
            (tokens,) = note["tokens"]
            assert len(tokens["prompt"]) == note["tokens_in"]
            assert len(tokens["reply"]) == len(tokens["logprobs"]) == note["tokens_out"]
