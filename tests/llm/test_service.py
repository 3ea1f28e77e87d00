"""The server: a real one over a tiny model, asked by the official client."""

import asyncio
import base64
import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
openai = pytest.importorskip("openai")
pytest.importorskip("uvicorn")

from baselines.cli import main  # noqa: E402
from baselines.llm.agent import LanguageAgent, Manner  # noqa: E402
from baselines.llm.hf import HF  # noqa: E402
from baselines.llm.serve import wire  # noqa: E402
from baselines.llm.serve.service import Service, http_server, listen  # noqa: E402
from baselines.llm.tiny import tiny  # noqa: E402

CHAT = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hello, who is there?"}]
SPOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)
PIXEL = np.array([[[250, 10, 20], [0, 255, 0]]], np.uint8)


class Watched(HF):
    """The engine, which remembers how many replies each batch had, and what was taken back; it breaks when told to."""

    batches: list
    cancelled: list
    breaks = False
    begun = threading.Event()

    def poll(self):
        self.begun.set()
        if self.breaks:
            self.breaks = False
            raise RuntimeError("CUDA out of memory")
        answers = super().poll()
        self.batches += [len(answers)] * bool(answers)
        return answers

    def cancel(self, key):
        self.cancelled.append(key)
        super().cancel(key)


@contextlib.contextmanager
def serving(agent, key=""):
    """Serve an agent's model as "tiny", and give the address."""
    with listen("127.0.0.1", 0) as listener:
        server = http_server(Service(agent, "tiny", key))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("models") / "tiny", context=512)


@pytest.fixture(scope="module")
def agent(folder):
    torch.set_num_threads(1)
    engine = Watched(str(folder), device="cpu")
    return LanguageAgent(engine, Manner(temperature=0.7, max_tokens=12))


@pytest.fixture(scope="module")
def address(agent):
    agent.engine.batches, agent.engine.cancelled = [], []
    with serving(agent) as address:
        yield address


@pytest.fixture
def engine(agent):
    agent.engine.batches, agent.engine.cancelled = [], []
    return agent.engine


@pytest.fixture(scope="module")
def client(address):
    with openai.OpenAI(base_url=address, api_key="none", max_retries=0, timeout=60) as client:
        yield client


def ask(client, messages=CHAT, **fields):
    return client.chat.completions.create(model="tiny", messages=messages, **{"seed": 5, "max_tokens": 12, **fields})


def said(client, messages=CHAT, **fields):
    return [choice.message.content for choice in ask(client, messages, **fields).choices]


def posted(address, body: bytes, path="/chat/completions", **headers):
    """Post bytes and give the status, and the error object."""
    request = urllib.request.Request(address + path, data=body, headers=headers)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    with caught.value as reply:
        return reply.status, json.loads(reply.read())["error"]


def logprobs_of(engine, prompt, reply):
    """Log-probabilities of a reply's ids after a prompt's, by one pass of the model."""
    with torch.inference_mode():
        logits = engine.model(torch.tensor([prompt + reply])).logits[0, len(prompt) - 1 : -1]
    return logits.log_softmax(-1).gather(-1, torch.tensor(reply)[:, None])[:, 0].numpy()


# Replies


def test_a_chat_is_answered(client, engine):
    reply = ask(client)
    (choice,) = reply.choices
    assert (reply.object, reply.model, reply.system_fingerprint) == ("chat.completion", "tiny", engine.version())
    assert abs(reply.created - time.time()) < 60
    assert (choice.index, choice.message.role, choice.logprobs) == (0, "assistant", None)
    assert choice.finish_reason in ("stop", "length")
    assert reply.usage.prompt_tokens == len(engine.words.ids(CHAT))
    assert 1 <= reply.usage.completion_tokens <= 12
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens


@pytest.mark.parametrize("temperature", [0.0, 0.7, 1.5])
def test_logprobs_are_those_of_a_pass_of_the_model(client, engine, temperature):
    reply = ask(client, temperature=temperature, logprobs=True, extra_body={"return_token_ids": True})
    (choice,) = reply.choices
    assert reply.prompt_token_ids == engine.words.ids(CHAT)
    tokens = choice.logprobs.content
    right = logprobs_of(engine, reply.prompt_token_ids, choice.token_ids)
    np.testing.assert_allclose([token.logprob for token in tokens], right, atol=1e-4)
    whole = b"".join(bytes(token.bytes) for token in tokens)
    assert whole.removesuffix(b"<|im_end|>").decode("utf-8", "replace") == choice.message.content
    assert [token.token for token in tokens] == [bytes(token.bytes).decode("utf-8", "replace") for token in tokens]


def test_texts_are_completed(client, engine):
    prompts = ["Once upon", "a"]
    reply = client.completions.create(
        model="tiny", prompt=prompts, n=2, seed=1, max_tokens=6, logprobs=0, extra_body={"return_token_ids": True}
    )
    assert (reply.object, [choice.index for choice in reply.choices]) == ("text_completion", [0, 1, 2, 3])
    assert reply.usage.prompt_tokens == sum(map(len, prompts))
    for choice, prompt in zip(reply.choices, [prompts[0]] * 2 + [prompts[1]] * 2, strict=True):
        assert choice.prompt_token_ids == list(prompt.encode())
        right = logprobs_of(engine, choice.prompt_token_ids, choice.token_ids)
        np.testing.assert_allclose(choice.logprobs.token_logprobs, right, atol=1e-4)
        assert choice.logprobs.text_offset[0] == 0
        assert len(choice.logprobs.text_offset) == len(choice.logprobs.tokens) == len(choice.token_ids)
    one = client.completions.create(model="tiny", prompt="a", seed=2, max_tokens=6)
    assert one.choices[0].text == reply.choices[3].text


def test_a_seed_determines_the_reply(client):
    assert said(client, seed=7) == said(client, seed=7)
    assert len({*said(client, seed=7), *said(client, seed=8), *said(client, seed=9)}) == 3
    assert len({*said(client, seed=None), *said(client, seed=None), *said(client, seed=None)}) > 1


def test_several_replies_are_those_of_the_next_seeds(client):
    assert said(client, n=3, seed=20) == [*said(client, seed=20), *said(client, seed=21), *said(client, seed=22)]


def test_the_prompt_of_several_replies_is_counted_once(client):
    assert ask(client, n=3).usage.prompt_tokens == ask(client).usage.prompt_tokens


def test_a_reply_ends_before_a_text_that_stops_it(client):
    (whole,) = said(client, temperature=0, max_tokens=40)
    end = next(letter for letter in whole[1:] if letter.isascii())
    reply = ask(client, temperature=0, max_tokens=40, stop=["never said", end])
    assert reply.choices[0].message.content == whole[: whole.index(end)]
    assert reply.choices[0].finish_reason == "stop"
    assert said(client, temperature=0, max_tokens=40, stop=end) == [whole[: whole.index(end)]]


def test_what_a_request_leaves_out_is_as_the_agent_says(client):
    assert said(client, max_tokens=None) == said(client, temperature=0.7, max_tokens=12)
    assert said(client, max_tokens=None, max_completion_tokens=3) == said(client, max_tokens=3)
    assert said(client, top_p=0.001, seed=1) == said(client, temperature=0)
    assert said(client, extra_body={"top_k": 1}, seed=1) == said(client, temperature=0)


def test_parts_of_a_message_are_read_as_one(client):
    parts = [{"role": "user", "content": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]}]
    assert said(client, parts) == said(client, [{"role": "user", "content": "one\ntwo"}])
    developer = [{"role": "developer", "content": "Be short."}, CHAT[1]]
    assert said(client, developer) == said(client)


def test_models_are_listed(client):
    assert [model.id for model in client.models.list()] == ["tiny"]
    assert client.models.retrieve("tiny").id == "tiny"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("large")


def test_it_is_healthy(address):
    with urllib.request.urlopen(address.removesuffix("/v1") + "/health") as reply:
        assert reply.status == 200


# Many at once


def test_requests_at_once_are_answered_in_few_batches(address, client, engine):
    alone = [said(client, seed=seed)[0] for seed in (0, 15)]
    engine.batches.clear()

    async def together():
        async with openai.AsyncOpenAI(base_url=address, api_key="none") as client:
            asking = (
                client.chat.completions.create(model="tiny", messages=CHAT, seed=seed, max_tokens=12)
                for seed in range(16)
            )
            return [reply.choices[0].message.content for reply in await asyncio.gather(*asking)]

    texts = asyncio.run(together())
    assert [texts[0], texts[15]] == alone
    assert sum(engine.batches) == 16
    assert len(engine.batches) <= 6


def test_who_hangs_up_is_not_answered(address, client, engine):
    engine.begun.clear()

    async def hang_up():
        async with openai.AsyncOpenAI(base_url=address, api_key="none") as client:
            many = client.chat.completions.create(model="tiny", messages=CHAT, n=100, temperature=0, max_tokens=400)
            asking = asyncio.create_task(many)
            while not engine.begun.is_set():
                await asyncio.sleep(0.01)
            asking.cancel()

    asyncio.run(hang_up())
    said(client)
    assert engine.cancelled
    assert sum(engine.batches) + len(engine.cancelled) == 101  # the one who asked next was answered


def test_it_rests_when_nobody_asks(client):
    said(client)
    before = time.process_time()
    time.sleep(0.5)
    assert time.process_time() - before < 0.2


# What is wrong


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"stream": True}, "stream", "stream is not offered: leave it out, or give false"),
        ({"logprobs": True, "top_logprobs": 3}, "top_logprobs", "top_logprobs is not offered"),
        ({"tools": [{"type": "function"}]}, "tools", "tools is not offered"),
        ({"frequency_penalty": 0.5}, "frequency_penalty", "frequency_penalty is not offered"),
        ({"temprature": 1}, "temprature", "there is no field 'temprature'; did you mean temperature?"),
        ({"temperature": -1}, "temperature", "temperature must be a number from 0 to 100; got -1"),
        ({"temperature": "warm"}, "temperature", "got 'warm'"),
        ({"top_p": 0}, "top_p", "top_p must be above 0"),
        ({"top_k": 1.5}, "top_k", "top_k must be an integer"),
        ({"max_tokens": 0}, "max_tokens", "max_tokens must be an integer from 1"),
        ({"n": 0}, "n", "n must be an integer from 1 to 128; got 0"),
        ({"seed": "x"}, "seed", 'seed must be an integer; got "x"'),
        ({"stop": [""]}, "stop", "stop must be a text or a list"),
        ({"logprobs": 1}, "logprobs", "logprobs must be true or false; got 1"),
        ({"messages": []}, "messages", "messages must be a list of at least one message"),
        ({"messages": [{"role": "tool", "content": ""}]}, "messages[0]", "role is one of"),
        ({"messages": [{"role": "user", "content": 3}]}, "messages[0].content", "must be a text"),
        ({"messages": [{"role": "user", "content": "\ud800"}]}, "messages[0].content", "half a character"),
        (
            {
                "messages": [
                    {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://a/b.png"}}]}
                ]
            },
            "messages[0].content",
            "nothing is fetched",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": SPOT}}]}]},
            None,
            "the model cannot read this",
        ),
        ({"messages": [{"role": "user", "content": "long " * 200}]}, None, "does not fit into the 512 tokens"),
    ],
)
def test_a_wrong_field_is_named(address, change, field, words):
    status, error = posted(address, json.dumps({"model": "tiny", "messages": CHAT, **change}).encode())
    assert (status, error["type"], error["param"]) == (400, "invalid_request_error", field)
    assert words in error["message"]


@pytest.mark.parametrize(
    ("change", "field"), [({"prompt": [1, 2]}, "prompt"), ({"prompt": []}, "prompt"), ({"logprobs": 2}, "logprobs")]
)
def test_a_wrong_field_of_a_completion_is_named(address, change, field):
    status, error = posted(address, json.dumps({"prompt": "a", **change}).encode(), "/completions")
    assert (status, error["param"]) == (400, field)


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(address, body):
    status, error = posted(address, body)
    assert (status, error["type"]) == (400, "invalid_request_error")
    assert "JSON" in error["message"]


def test_a_request_of_too_many_bytes_is_refused(address):
    assert posted(address, b" " * ((1 << 25) + 1))[0] == 413


def test_a_path_that_is_none_is_an_error_object(address):
    assert posted(address, b"{}", "/embeddings") == (
        404,
        {"message": "POST /v1/embeddings: Not Found", "type": "invalid_request_error", "param": None, "code": None},
    )


def test_errors_are_the_clients_own(client):
    with pytest.raises(openai.NotFoundError, match="there is no model") as unknown:
        client.chat.completions.create(model="large", messages=CHAT)
    assert (unknown.value.param, unknown.value.code) == ("model", "model_not_found")
    with pytest.raises(openai.BadRequestError) as long:
        ask(client, [{"role": "user", "content": "long " * 200}])
    assert long.value.code == "context_length_exceeded"


def test_what_the_template_does_not_take_is_a_wrong_request(client, engine, monkeypatch):
    monkeypatch.setattr(engine.words.tokenizer, "chat_template", "{{ raise_exception('roles must alternate') }}")
    with pytest.raises(openai.BadRequestError, match="the model cannot read this: roles must alternate"):
        ask(client)


def test_a_model_that_fails_does_not_end_the_server(client, engine):
    engine.breaks = True
    with pytest.raises(openai.InternalServerError, match="the model failed: CUDA out of memory"):
        ask(client, n=2)
    assert said(client) == said(client)


def test_a_key_is_asked_for(agent):
    with serving(LanguageAgent(agent.engine, agent.manner), key="secret") as address:
        for key, fails in (("wrong", True), ("secret", False)):
            with openai.OpenAI(base_url=address, api_key=key, max_retries=0) as client:
                with pytest.raises(openai.AuthenticationError) if fails else contextlib.nullcontext():
                    client.models.list()
                with pytest.raises(openai.AuthenticationError if fails else openai.NotFoundError):
                    client.chat.completions.create(model="other", messages=CHAT)


# Reading requests

NAMES = sorted({*wire.OFFERED, *wire.NEUTRAL, *wire.HARMLESS, "messages", "prompt", "role", "content", "type", "text"})
WORDS = st.sampled_from([*NAMES, "user", "system", "image_url", "data:image/png;base64,AAAA", "\ud800"]) | st.text()
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=12)
BODIES = st.dictionaries(st.sampled_from(NAMES), JSON)


@hypothesis_settings(max_examples=100)
@given(BODIES)
def test_what_is_not_read_is_refused(body):
    for read in (wire.read_chat, wire.read_completion):
        with contextlib.suppress(wire.Refused):
            asked = read(body, Manner(), np.random.default_rng(0))
            assert all(0 <= request.seed < 2**31 for request in asked.requests)


def picture(url):
    return {"role": "user", "content": [{"type": "text", "text": "Look:"}, {"type": "image_url", "image_url": url}]}


def png(array):
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return {"url": "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()}


def test_pictures_are_read():
    asked = wire.read_chat({"messages": [*CHAT, picture(png(PIXEL))]}, Manner(), np.random.default_rng(0))
    (request,) = asked.requests
    assert request.prompt[-1] == {"role": "user", "content": "Look:"}
    np.testing.assert_array_equal(request.images, [PIXEL])


@pytest.mark.parametrize("data", ["", "AAAA", "not base64!"])
def test_a_broken_picture_is_refused(data):
    body = {"messages": [picture({"url": f"data:image/png;base64,{data}"})]}
    with pytest.raises(wire.Refused, match="picture that cannot be read"):
        wire.read_chat(body, Manner(), np.random.default_rng(0))


def test_a_picture_must_be_in_the_last_message():
    with pytest.raises(wire.Refused, match="last message only"):
        wire.read_chat({"messages": [picture(png(PIXEL)), *CHAT]}, Manner(), np.random.default_rng(0))


# The command line


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("serve random", "random cannot be served: it answers turns of games, not chats"),
        ("serve hf:nowhere/at/all", "there is no folder nowhere/at/all"),
        ("serve random --port 70000", "--port must be from 0 to 65535; got 70000"),
    ],
)
def test_what_cannot_be_served_is_said(capsys, line, hint):
    assert main(line.split()) == 2
    assert hint in capsys.readouterr().err


def test_ctrl_c_ends_it_in_the_midst_of_a_batch(folder):
    command = [sys.executable, "-m", "baselines", "serve", f"hf:{folder}?device=cpu", "--port", "0", "--name", "mine"]
    environment = {**os.environ, "SPENVS_API_KEY": "secret", "OMP_NUM_THREADS": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment) as process:
        line = process.stdout.readline()
        address = re.search(r"mine is served at (http://127.0.0.1:\d+/v1)", line)[1]
        with openai.OpenAI(base_url=address, api_key="secret", max_retries=0) as client:
            assert [model.id for model in client.models.list()] == ["mine"]
            with pytest.raises(openai.APITimeoutError):
                client.with_options(timeout=0.5).completions.create(
                    model="mine", prompt="a", n=128, temperature=0, max_tokens=500
                )
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert (process.returncode, error) == (130, "Stopped.\n")
