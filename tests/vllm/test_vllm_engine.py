import os
import random
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch

pytest.importorskip("vllm.platforms")  # a folder of tests is named vllm, too

from baselines.agent import Unusable
from baselines.llm.chat import Request, Sampling, TooLong
from baselines.llm.hf import HF
from baselines.llm.vllm import VLLM

CHAT = [{"role": "system", "content": "You play."}, {"role": "user", "content": "It is your move."}]


def answer(engine, requests):
    """Give the replies to requests that are all open at once."""
    for key, request in enumerate(requests):
        engine.submit(key, request)
    replies = {}
    while len(replies) < len(requests):
        replies.update(engine.poll())
    return [replies[key] for key in range(len(requests))]


def request(seed=0, prompt=CHAT, stop=(), **sampling):
    return Request(prompt, Sampling(**{"max_tokens": 24, "trace": True, **sampling}), seed, stop)


@pytest.fixture(scope="module")
def hf(model):
    return HF(str(model), device="cpu", dtype="float32")


def test_replies_are_as_long_as_they_may_be_or_end_by_themselves(engine):
    replies = answer(engine, [request(seed, max_tokens=200) for seed in range(40)])
    assert {reply.finish for reply in replies} == {"stop", "length"}
    for reply in replies:
        ended = reply.tokens.reply[-1] in (256, 258)
        assert reply.finish == ("stop" if ended else "length")
        assert reply.tokens_out == len(reply.tokens.reply) <= 200
        assert ended or reply.tokens_out == 200
        assert "<|" not in reply.text


def test_the_prompt_is_the_one_that_transformers_makes(engine, hf):
    (reply,) = answer(engine, [request()])
    ids = hf.words.tokenizer.apply_chat_template(CHAT, add_generation_prompt=True)["input_ids"]
    assert reply.tokens.prompt == ids
    assert reply.tokens_in == len(ids)


def test_the_same_seed_gives_the_same_reply_whatever_is_beside_it(engine):
    (alone,) = answer(engine, [request(7)])
    others = [request(seed, [{"role": "user", "content": "x" * seed}]) for seed in range(1, 31)]
    beside = answer(engine, [*others, request(7)])[-1]
    assert beside.text == alone.text
    assert beside.tokens.reply == alone.tokens.reply
    assert beside.tokens.logprobs == pytest.approx(alone.tokens.logprobs, abs=1e-4)


def test_other_seeds_give_other_replies(engine):
    replies = answer(engine, [request(seed) for seed in range(8)])
    assert len({reply.text for reply in replies}) == 8


def test_more_requests_than_it_works_on_at_once_are_all_answered(engine):
    replies = answer(engine, [request(seed) for seed in range(100)])
    assert len(replies) == 100


def test_a_reply_comes_as_soon_as_it_is_done(engine):
    for key in range(4):
        engine.submit(key, request(3, max_tokens=(1, 300, 300, 300)[key], stop=()))
    ready = []
    while not ready:
        ready = engine.poll()
    assert [key for key, _ in ready] == [0]
    for key in range(4):
        engine.cancel(key)


@pytest.mark.parametrize(
    "sampling", [{}, {"temperature": 0.0}, {"temperature": 1.9}, {"top_k": 5}, {"top_p": 0.3, "temperature": 1.7}]
)
def test_traced_log_probabilities_are_those_of_a_forward_pass(engine, hf, sampling):
    (reply,) = answer(engine, [request(5, **sampling)])
    ids = torch.tensor([reply.tokens.prompt + reply.tokens.reply])
    with torch.inference_mode():
        scores = hf.model(ids).logits[0, len(reply.tokens.prompt) - 1 : -1].log_softmax(-1)
    expected = scores.gather(-1, torch.tensor(reply.tokens.reply)[:, None])[:, 0]
    assert reply.tokens.logprobs == pytest.approx(expected.tolist(), abs=1e-3)


def test_temperature_zero_takes_the_most_probable_token(engine, hf):
    (reply,) = answer(engine, [request(temperature=0.0)])
    (expected,) = answer(hf, [request(temperature=0.0)])
    assert reply.text == expected.text


def test_top_k_leaves_the_most_probable_tokens(engine, hf):
    (reply,) = answer(engine, [request(9, top_k=3, temperature=2.0)])
    ids = torch.tensor([reply.tokens.prompt + reply.tokens.reply])
    with torch.inference_mode():
        scores = hf.model(ids).logits[0, len(reply.tokens.prompt) - 1 : -1]
    rank = (scores > scores.gather(-1, torch.tensor(reply.tokens.reply)[:, None])).sum(-1)
    assert rank.max() < 3


def test_a_reply_ends_before_a_text_that_ends_it(engine):
    (free,) = answer(engine, [request(11, max_tokens=60)])
    end = free.text[3:5]
    (cut,) = answer(engine, [request(11, max_tokens=60, stop=(end,))])
    assert cut.finish == "stop"
    assert cut.text == free.text[: free.text.index(end)]
    assert cut.tokens_out < free.tokens_out


def test_what_vllm_does_not_do_ends_the_run_with_a_sentence(engine):
    with pytest.raises(Unusable, match="temperature"):
        engine.submit(0, request(temperature=3.0))
    picture = np.zeros((4, 4, 3), np.uint8)
    with pytest.raises(Unusable, match="does not see"):
        engine.submit(0, Request(CHAT, Sampling(), images=[picture]))


def test_without_a_trace_there_are_no_tokens(engine):
    (reply,) = answer(engine, [request(trace=False)])
    assert reply.tokens is None
    assert reply.tokens_out == 24


def test_a_prompt_may_be_a_text(engine):
    (reply,) = answer(engine, [request(prompt="Once upon a time")])
    assert reply.tokens.prompt == list(b"Once upon a time")


def test_a_special_token_in_a_message_is_no_structure(engine):
    (reply,) = answer(engine, [request(prompt=[{"role": "user", "content": "<|im_end|>"}])])
    assert reply.tokens.prompt.count(258) == 1


def test_a_prompt_that_is_too_long_is_a_fault_and_harms_nobody(engine):
    long, short = answer(engine, [request(prompt="x" * 2000), request(prompt="x" * 1000, max_tokens=500)])
    assert isinstance(long, TooLong)
    assert long.status == "crash"
    assert "1024 tokens" in long.reason
    assert short.tokens_out <= 24


def test_a_cancelled_request_is_not_answered_and_its_key_is_free(engine):
    engine.submit("a", request(1, max_tokens=500))
    engine.submit("b", request(2))
    engine.poll()
    engine.cancel("a")
    engine.submit("a", request(4))
    found = {}
    while len(found) < 2:
        found.update(engine.poll())
    assert found["a"].text == answer(engine, [request(4)])[0].text
    engine.cancel("a")
    assert engine.poll() == []


def test_scores_are_those_of_transformers(engine, hf):
    prompts = [CHAT, [{"role": "user", "content": "Another one."}], "a text"]
    answers = [["[0]", "[8]", "a long answer"], ["x"], ["]", "no"]]
    found, expected = engine.score(prompts, answers), hf.score(prompts, answers)
    assert [len(row) for row in found] == [3, 1, 2]
    for row, wanted in zip(found, expected, strict=True):
        assert row == pytest.approx(wanted, abs=1e-3)


def test_scoring_leaves_open_requests_alone(engine):
    engine.submit("open", request(2))
    engine.score([CHAT], [["[0]"]])
    found = {}
    while not found:
        found.update(engine.poll())
    assert found["open"].text == answer(engine, [request(2)])[0].text


def test_an_answer_that_is_too_long_cannot_be_scored(engine):
    with pytest.raises(ValueError, match="1024"):
        engine.score(["x"], [["y", "y" * 2000]])
    assert len(answer(engine, [request()])) == 1


def test_the_version_is_that_of_the_weights(engine, hf):
    assert engine.version() == hf.version()


def test_global_generators_are_untouched(engine):
    random.seed(1)
    torch.manual_seed(1)
    before = random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state()  # noqa: NPY002
    answer(engine, [request(1)])
    assert random.getstate() == before[0]
    assert np.random.get_state()[1].tolist() == before[1]  # noqa: NPY002
    assert torch.equal(torch.get_rng_state(), before[2])


@pytest.fixture(scope="module")
def adapter(model, tmp_path_factory):
    """A LoRA adapter with random weights, large enough to be heard."""
    import transformers
    from peft import LoraConfig, get_peft_model

    folder = tmp_path_factory.mktemp("adapter")
    base = transformers.AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32)
    adapted = get_peft_model(base, LoraConfig(r=4, lora_alpha=64, target_modules=["q_proj", "v_proj", "down_proj"]))
    generator = torch.Generator().manual_seed(0)
    for name, weight in adapted.named_parameters():
        if "lora_" in name:
            weight.data = torch.randn(weight.shape, generator=generator) * 0.3
    adapted.save_pretrained(folder)
    return folder


def test_an_adapter_changes_what_is_said_as_it_does_in_transformers(engine, model, adapter):
    adapted = VLLM(str(model), adapter=str(adapter), dtype="float32", concurrency=8, memory=0.05, eager=True)
    merged = HF(str(model), adapter=str(adapter), device="cpu", dtype="float32")
    try:
        (plain,), (reply,) = answer(engine, [request(temperature=0.0)]), answer(adapted, [request(temperature=0.0)])
        assert reply.text != plain.text
        scores, expected = adapted.score([CHAT], [["[0]", "[1]"]]), merged.score([CHAT], [["[0]", "[1]"]])
        assert scores[0] == pytest.approx(expected[0], abs=1e-3)
        assert adapted.version() != engine.version()
    finally:
        adapted.close()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"adapter": "/nowhere"}, "holds no adapter"),
        ({"concurrency": 0}, "concurrency"),
        ({"memory": 2}, "memory"),
        ({"context": -1}, "context"),
        ({"tensor_parallel": 0}, "tensor_parallel"),
        ({"dtype": "complex"}, "cannot run"),
    ],
)
def test_options_out_of_range_are_said_in_a_sentence(model, options, said):
    with pytest.raises(ValueError, match=said) as caught:
        VLLM(str(model), **options)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ValueError, match="there is no folder"):
        VLLM("./no/such/folder")
    with pytest.raises(ValueError, match="no model"):
        VLLM(str(tmp_path))


def test_broken_weights_are_said(model, tmp_path):
    broken = shutil.copytree(model, tmp_path / "broken")
    (broken / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ValueError, match="cannot run"):
        VLLM(str(broken), memory=0.05, eager=True)


QUIET = """
from baselines.agent import Unusable
from baselines.llm.chat import Request, Sampling
from baselines.llm.vllm import VLLM
import sys
engine = VLLM(sys.argv[1], dtype="float32", memory=0.05, eager=True)
engine.submit(0, Request("x", Sampling(max_tokens=4)))
while not (ready := engine.poll()):
    pass
print("done")
"""


def test_a_script_without_a_guard_plays_and_nothing_else_is_printed(model, tmp_path):
    (tmp_path / "script.py").write_text(QUIET)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, tmp_path / "script.py", model]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "done\n"
    assert done.stderr == ""
