"""The engine for OpenAI-compatible servers: with the official client, against a real server that misbehaves."""

import email.utils
import gc
import re
import sqlite3
import threading
import time

import numpy as np
import pytest

import baselines
from baselines.agent import Unusable
from baselines.llm.chat import Reply, Request, Sampling, Tokens
from spenvs.core.turn import Fault

pytest.importorskip("openai")
pytest.importorskip("aiohttp")

from misbehaving import Misbehaving

from baselines.llm.openai import OpenAI
from baselines.registry import make_agent

CHAT = [{"role": "system", "content": "Play."}, {"role": "user", "content": "Legal moves: a, b, c"}]
QUICK = {"backoff": 0.01, "timeout": 20.0}
KEY = "sk-proj-0123456789abcdefghij"


@pytest.fixture
def server(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with Misbehaving() as server:
        yield server


@pytest.fixture
def connect(server):
    """Make an engine for a model of the server; it is closed in the end."""
    made = []

    def connect(model, **options):
        made.append(OpenAI(f"{server.url}#{model}", **QUICK | options))
        return made[-1]

    yield connect
    for engine in made:
        engine.close()


def drain(engine, count, seconds=20.0):
    """Poll until so many replies are there."""
    replies, until = {}, time.monotonic() + seconds
    while len(replies) < count:
        assert time.monotonic() < until, "no reply came"
        replies |= dict(engine.poll())
        time.sleep(0.002)
    return replies


def ask(engine, prompt=CHAT, seed=0, **more):
    engine.submit("it", Request(prompt, more.pop("sampling", Sampling()), seed, **more))
    return drain(engine, 1)["it"]


def test_a_request_is_written_and_a_reply_read(connect, server):
    reply = ask(connect("good"), seed=1, sampling=Sampling(0.5, 0.9, 40, 77), stop=("]",))
    assert reply == Reply("[b]", "stop", 7, 3)
    (sent,) = server.asked
    assert sent.pop("head").startswith("POST /v1/chat/completions")
    assert sent == {
        "path": "/v1/chat/completions",
        "model": "good",
        "messages": CHAT,
        "temperature": 0.5,
        "top_p": 0.9,
        "top_k": 40,
        "max_tokens": 77,
        "seed": 1,
        "stop": ["]"],
    }


def test_what_is_not_asked_for_is_not_sent(connect, server):
    ask(connect("good"))
    assert set(server.asked[0]) == {"path", "head", "model", "messages", "temperature", "max_tokens", "seed"}


def test_a_text_goes_to_completions(connect, server):
    assert ask(connect("good"), "Legal moves: x\nAnswer: [").text == "[x]"
    assert server.asked[0]["path"] == "/v1/completions"
    assert server.asked[0]["prompt"] == "Legal moves: x\nAnswer: ["


def test_pictures_go_with_the_last_message_as_png(connect, server):
    import base64
    import io

    from PIL import Image

    picture = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    ask(connect("good"), images=(picture,))
    first, last = server.asked[0]["messages"]
    text, shown = last["content"]
    assert first == CHAT[0]
    assert text == {"type": "text", "text": CHAT[1]["content"]}
    kind, _, data = shown["image_url"]["url"].partition(",")
    assert (shown["type"], kind) == ("image_url", "data:image/png;base64")
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))), picture)


def test_thought_that_the_server_keeps_apart_is_kept_apart(connect):
    engine = connect("thinks")
    assert ask(engine) == Reply("", "length", 7, 3, thought="hm, the")
    assert ask(engine) == Reply("[0]", "stop", 7, 3, thought="hm, the middle")


@pytest.mark.parametrize(
    ("model", "prompt", "tokens"),
    [
        ("vllm", CHAT, Tokens([1, 2, 3], [8, 9], [-0.5, -1.5])),
        ("vllm", "some text", Tokens([1], [8, 9], [-0.5, -1.5])),
        ("llama", CHAT, Tokens([], [8, 9], [-0.5, -1.5])),
        ("good", CHAT, None),
    ],
)
def test_tokens_of_servers_that_tell_their_ids(connect, server, model, prompt, tokens):
    assert ask(connect(model), prompt, sampling=Sampling(trace=True)).tokens == tokens
    assert server.asked[0]["logprobs"] == (1 if isinstance(prompt, str) else True)
    assert server.asked[0]["return_token_ids"] is True


@pytest.mark.parametrize(
    "model",
    [
        *("half_way", "drops", "garbage", "broken_json", "deep_json", "no_choices", "error_200", "odd_type"),
        *("null_content", "long_text"),
    ],
)
def test_what_fails_once_is_tried_again(connect, server, model):
    assert ask(connect(model)) == Reply("[a]", "stop", 7, 3, retries=1)
    assert len(server.asked) == 2


def test_a_server_that_fails_nine_times_in_ten_is_heard_in_the_end(connect):
    assert ask(connect("nine_in_ten")) == Reply("[a]", "stop", 7, 3, retries=9)


def test_a_server_that_always_fails_is_a_crash_that_says_so(connect, server):
    fault = ask(connect("always_500", retries=3))
    assert fault.status == "crash"
    assert f"{server.url} gave no reply, after 4 tries in" in fault.reason
    assert fault.reason.endswith("the server answered 500: out of memory")
    assert fault.note == {"calls": 1, "retries": 4}
    assert len(server.asked) == 4


def test_a_server_that_is_not_there_is_a_crash():
    engine = OpenAI("http://127.0.0.1:9/v1#model", retries=1, backoff=0.01)
    fault = ask(engine)
    engine.close()
    assert fault.status == "crash"
    assert "http://127.0.0.1:9/v1 gave no reply, after 2 tries" in fault.reason


@pytest.mark.parametrize("model", ["hangs", "drip"])
def test_the_time_is_for_all_tries(connect, model):
    fault = ask(connect(model, timeout=0.3))
    assert fault.status == "timeout"
    assert re.search(r"after 1 try in \d\S* s: the answer took too long$", fault.reason)


def test_a_deadline_comes_before_the_time_is_up(connect):
    began = time.monotonic()
    fault = ask(connect("hangs"), deadline=began + 0.4)
    assert fault.status == "timeout"
    assert time.monotonic() - began < 30  # of the 60 s that a reply may take


def test_a_deadline_that_passes_while_others_are_served(connect, server):
    engine = connect("hangs", concurrency=1, timeout=0.3)
    engine.submit(0, Request(CHAT, Sampling()))
    engine.submit(1, Request(CHAT, Sampling(), deadline=time.monotonic() + 0.1))
    replies = drain(engine, 2)
    assert {reply.status for reply in replies.values()} == {"timeout"}
    assert "before it could be asked" in replies[1].reason
    assert len(server.asked) == 1


def test_a_try_that_hangs_leaves_time_for_another(connect):
    assert ask(connect("hangs_once", try_timeout=0.2)).retries == 1


def test_a_busy_server_is_given_the_time_it_asks_for(connect):
    began = time.monotonic()
    assert ask(connect("busy")).retries == 1
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("wait", ["soon", "nan", "-5", "1e999", "", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_busy_server_that_asks_for_no_time_is_asked_again_soon(connect, server, wait):
    server.wait = wait
    assert ask(connect("busy", timeout=5.0)).retries == 1


def test_a_busy_server_may_name_a_date(connect, server):
    server.wait, began = email.utils.formatdate(time.time() + 2, usegmt=True), time.monotonic()
    assert ask(connect("busy")).retries == 1
    assert 0.9 < time.monotonic() - began < 4


def test_a_server_that_asks_for_more_time_than_there_is_is_not_waited_for(connect):
    began = time.monotonic()
    fault = ask(connect("busy_long"))
    assert fault.status == "timeout"
    assert fault.reason.endswith("429: slow down (it asks to wait 120 s)")
    assert time.monotonic() - began < 5


def test_a_bad_request_is_a_crash_and_not_tried_again(connect, server):
    fault = ask(connect("too_long"))
    assert fault.status == "crash"
    assert fault.reason.endswith("after 1 try in 0.0 s: the server answered 400: maximum context length is 16 tokens")
    assert len(server.asked) == 1


def test_half_a_surrogate_pair_can_be_sent_and_stored(connect, server):
    chat = [{"role": "user", "content": "\ud83d é Legal moves: a"}]
    assert ask(connect("surrogate"), chat).text.encode() == b"? [a]"
    assert server.asked[0]["messages"][0]["content"] == "? é Legal moves: a"
    assert ask(connect("good"), "\udc00 Legal moves: a").text == "[a]"


def test_no_more_requests_are_open_than_allowed_and_all_are_answered(connect, server):
    engine = connect("slow", concurrency=8)
    server.seconds = 0.03
    for i in range(60):
        engine.submit(i, Request(CHAT, Sampling(), i))
    replies = drain(engine, 60)
    assert server.most == 8
    assert [replies[i].text for i in range(3)] == ["[a]", "[b]", "[c]"]


def test_what_is_cancelled_is_stopped_and_never_given(connect, server):
    engine = connect("slow", concurrency=2)
    server.seconds = 0.3
    for i in range(4):
        engine.submit(i, Request(CHAT, Sampling(), i))
    while server.open < 2:
        time.sleep(0.005)
    for i in (0, 2):
        engine.cancel(i)
    engine.cancel("never asked")
    assert set(drain(engine, 2)) == {1, 3}
    time.sleep(0.1)
    assert engine.poll() == []
    assert server.gone == 1
    assert len(server.asked) == 3


def test_a_key_can_be_used_again_after_it_was_cancelled(connect):
    engine = connect("good")
    engine.submit(0, Request(CHAT, Sampling(), 0))
    time.sleep(0.2)  # its reply has come by now, and is not asked for
    engine.cancel(0)
    engine.submit(0, Request(CHAT, Sampling(), 1))
    assert drain(engine, 1)[0].text == "[b]"


def test_polling_does_not_wait(connect):
    engine = connect("hangs")
    engine.submit(0, Request(CHAT, Sampling()))
    began = time.monotonic()
    for _ in range(100):
        assert engine.poll() == []
    assert time.monotonic() - began < 1
    engine.cancel(0)


def test_an_engine_that_is_closed_or_forgotten_leaves_no_thread(server):
    def threads():
        return {thread for thread in threading.enumerate() if thread.name == "spenvs-background"}

    before = threads()
    engine = OpenAI(f"{server.url}#hangs")
    engine.submit(0, Request(CHAT, Sampling()))
    assert len(threads() - before) == 1
    engine.close()
    engine.close()
    assert threads() <= before
    engine = OpenAI(f"{server.url}#good")
    assert ask(engine).text == "[a]"
    del engine
    gc.collect()
    assert threads() <= before


def test_the_only_model_is_found(server):
    engine = OpenAI(server.url)
    assert engine.model == "good"
    assert engine.version() == OpenAI(f"{server.url}#good").version() != OpenAI(f"{server.url}#other").version()


@pytest.mark.parametrize(("models", "said"), [(["a", "b"], r"2 models.*: a, b$"), ([], "no models")])
def test_a_model_must_be_named_where_it_is_not_the_only_one(server, models, said):
    server.models = models
    with pytest.raises(ValueError, match=said):
        OpenAI(server.url)


def test_a_server_that_is_not_there_cannot_say_its_models():
    with pytest.raises(ValueError, match=r"^http://127.0.0.1:9/v1 does not say which models it has: the connection"):
        OpenAI("http://127.0.0.1:9/v1", timeout=5)


@pytest.mark.parametrize(
    ("target", "options", "said"),
    [
        ("http://user:hunter22@127.0.0.1:9/v1#m", {}, "no user and password"),
        ("ftp://127.0.0.1/v1#m", {}, "a server is written"),
        ("http:///v1#m", {}, "a server is written"),
        ("http://127.0.0.1:9/v1#m", {"key": "sk-hunter22"}, "names the environment variable"),
        ("http://127.0.0.1:9/v1#m", {"key": "hunter22"}, "there is no key"),
        ("gpt-x", {}, "there is no key: set the environment variable OPENAI_API_KEY"),
        ("http://127.0.0.1:9/v1#m", {"timeout": 0}, "timeout must be a number of seconds from 0.001 on; got 0"),
        ("http://127.0.0.1:9/v1#m", {"concurrency": 0}, "concurrency must be an integer from 1 to 1000"),
        ("http://127.0.0.1:9/v1#m", {"cache": "/nowhere/file"}, "/nowhere/file cannot hold a cache"),
    ],
)
def test_what_cannot_be_connected_to(monkeypatch, target, options, said):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ValueError, match=said) as raised:
        OpenAI(target, **options)
    assert "hunter22" not in str(raised.value)


def test_a_model_without_an_address_is_the_clients_own_servers(server, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    engine = OpenAI("good")
    assert ask(engine).text == "[a]"
    assert server.keys == [f"Bearer {KEY}"]
    engine.close()


def test_openai_itself_is_asked_as_it_wants_to_be():
    from baselines.llm.openai.completions import body

    sent = body(Request(CHAT, Sampling(trace=True)), "gpt-x", newest=True)
    assert "max_completion_tokens" in sent
    assert not {"max_tokens", "return_token_ids", "top_k"} & set(sent)


@pytest.mark.parametrize("model", ["refused", "forbidden"])
def test_a_refused_key_is_unusable_and_not_told(connect, server, monkeypatch, model):
    monkeypatch.setenv("MY_KEY", f"{KEY}\n")
    engine = connect(model, key="MY_KEY")
    with pytest.raises(Unusable, match=f"{server.url} refuses the key in the environment variable MY_KEY") as raised:
        ask(engine)
    assert server.keys == [f"Bearer {KEY}"]
    assert KEY[:12] not in str(raised.value)
    with pytest.raises(Unusable):
        engine.poll()


def test_a_server_that_wants_a_key_and_gets_none(connect):
    with pytest.raises(Unusable, match=r"wants a key \(401\): set the environment variable OPENAI_API_KEY"):
        ask(connect("refused"))


def test_a_model_that_is_not_there_is_unusable(connect, server):
    with pytest.raises(Unusable, match=f"{server.url} has no such model.*404: The model `missing` does not exist"):
        ask(connect("missing"))


def test_what_came_before_a_refused_key_is_given_first(connect, server):
    engine = connect("refused_late", concurrency=1)
    for i in range(60):
        engine.submit(i, Request(CHAT, Sampling(), i))
    while len(server.asked) < 41:
        time.sleep(0.01)
    time.sleep(0.05)
    assert len(engine.poll()) == 39
    with pytest.raises(Unusable):
        engine.poll()


def test_a_match_that_is_played_anew_from_a_cache_asks_for_nothing(server, tmp_path):
    spec = f"openai:{server.url}#good?cache={tmp_path / 'replies.sqlite'}&concurrency=8"

    def play(seed=0):
        agent = make_agent(spec)
        records = baselines.play("KuhnPoker-v0", [agent, agent], games=10, seed=seed)
        agent.engine.close()
        return [([(row.seat, row.action, row.status) for row in r.moves], r.rewards, r.notes) for r in records]

    first, asked = play(), len(server.asked)
    assert asked >= 20
    assert play() == first
    assert len(server.asked) == asked
    play(seed=1000)
    assert len(server.asked) > asked


def test_a_cache_that_cannot_be_written_loses_no_reply(connect, server, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("baselines.llm.openai.cache.BUSY_SECONDS", 0.05)
    cache = tmp_path / "replies.sqlite"
    engine = connect("good", cache=str(cache))
    with sqlite3.connect(cache) as other:
        other.execute("BEGIN IMMEDIATE")
        assert ask(engine).text == "[a]"
    other.close()
    assert "1 replies cannot be kept in the cache: database is locked" in caplog.text
    assert ask(engine).text == "[a]"
    assert len(server.asked) == 2


def test_faults_are_not_cached(connect, server, tmp_path):
    cache = str(tmp_path / "replies.sqlite")
    assert isinstance(ask(connect("always_500", retries=0, cache=cache)), Fault)
    assert isinstance(ask(connect("always_500", retries=0, cache=cache)), Fault)
    assert len(server.asked) == 2


def test_games_are_played_to_their_end_whatever_the_server_does(server):
    spec = f"openai:{server.url}#nine_in_ten?backoff=0.001&concurrency=16"
    records = baselines.play("KuhnPoker-v0", [spec, "random"], games=12)
    assert {record.end for record in records} == {"natural"}
    notes = [note for record in records for note in record.notes.values()]
    assert {note["retries"] for note in notes} == {9}
    late = baselines.play("KuhnPoker-v0", [f"openai:{server.url}#hangs", "random"], games=4, move_seconds=0.3)
    assert {record.end for record in late} == {"timeout"}
    assert any("after 1 try" in record.moves[-1].detail for record in late)
