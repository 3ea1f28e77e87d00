"""Models of the transformers library: what they say, how likely it was, and what is said when one cannot be used."""

import json
import random
import shutil

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from architectures import ARCHITECTURES, CONTEXT, make_model  # noqa: E402

import baselines  # noqa: E402
from baselines.agent import Fault, Unusable  # noqa: E402
from baselines.llm.chat import Request, Sampling, TooLong  # noqa: E402
from baselines.llm.hf import HF  # noqa: E402
from baselines.llm.hf.loading import quiet  # noqa: E402
from baselines.llm.tiny import tiny  # noqa: E402
from baselines.registry import make_agent  # noqa: E402

TRACED = Sampling(max_tokens=40, trace=True)
LENGTHS = (3, 120, 31, 64, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("tiny"), context=CONTEXT)


@pytest.fixture(scope="module")
def engine(folder):
    return HF(str(folder))


@pytest.fixture(scope="module", params=ARCHITECTURES)
def other(request, tmp_path_factory):
    return HF(str(make_model(request.param, tmp_path_factory.mktemp(request.param))))


@pytest.fixture
def untouched():
    """Give what the global generators would draw next, asked for at any time."""

    def state():
        return random.getstate(), str(np.random.get_state()), torch.get_rng_state().tolist()  # noqa: NPY002

    return state


def replies(engine, requests):
    """Give the replies to requests, and the number of polls that it took."""
    for key, request in enumerate(requests):
        engine.submit(key, request)
    heard, polls = {}, 0
    while len(heard) < len(requests):
        heard |= dict(engine.poll())
        polls += 1
    assert engine.poll() == []
    return [heard[key] for key in range(len(requests))], polls


def reply(engine, prompt, **sampling):
    return replies(engine, [Request(prompt, Sampling(**sampling))])[0][0]


def logprobs(engine, prompt, answer):
    """Compute the log-probability of each token of an answer, from one text without padding and without a cache."""
    ids = torch.tensor([[*prompt, *answer]])
    with torch.inference_mode():
        scores = engine.model(ids, attention_mask=torch.ones_like(ids), use_cache=False).logits[0]
    return scores.float().log_softmax(-1)[len(prompt) - 1 : -1].gather(-1, torch.tensor(answer)[:, None])[:, 0].numpy()


def prompts(lengths=LENGTHS):
    return ["abcdefgh"[: length % 8] + "x" * (length - length % 8) for length in lengths]


# What is drawn


def test_log_probabilities_of_a_padded_batch_are_those_of_each_text_alone(other):
    heard, polls = replies(other, [Request(text, TRACED, seed) for seed, text in enumerate(prompts())])
    assert polls == 1
    for text, said in zip(prompts(), heard, strict=True):
        assert said.tokens.prompt == list(text.encode())
        assert np.allclose(said.tokens.logprobs, logprobs(other, said.tokens.prompt, said.tokens.reply), atol=1e-4)


def test_a_reply_does_not_depend_on_the_replies_beside_it(other):
    requests = [Request(text, TRACED, seed) for seed, text in enumerate(prompts())]
    together, _ = replies(other, requests)
    alone = [replies(other, [request])[0][0] for request in requests]
    assert [said.tokens.reply for said in together] == [said.tokens.reply for said in alone]


def test_the_seed_is_all_the_chance_there_is(engine):
    requests = [Request("hello", Sampling(max_tokens=30), seed) for seed in (1, 1, 2)]
    (first, same, another), _ = replies(engine, requests)
    assert first == same
    assert first.text != another.text


def test_global_generators_stay_untouched(folder, untouched):
    before = untouched()
    reply(HF(str(folder)), "hello", max_tokens=5)
    assert untouched() == before


def test_temperature_zero_is_greedy_search(engine):
    said = reply(engine, "hello", temperature=0, max_tokens=20, trace=True)
    ids = list(b"hello")
    for token in said.tokens.reply:
        with torch.inference_mode():
            assert token == engine.model(torch.tensor([ids])).logits[0, -1].argmax()
        ids.append(token)


def test_nothing_that_a_models_authors_recommend_changes_what_is_drawn(folder, engine, tmp_path):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    advice = {"do_sample": True, "temperature": 0.1, "top_k": 2, "top_p": 0.3, "repetition_penalty": 5.0, "min_p": 0.2}
    advice |= {"eos_token_id": [258, 256], "pad_token_id": 256, "max_length": 12, "no_repeat_ngram_size": 1}
    (tmp_path / "generation_config.json").write_text(json.dumps(advice))
    advised = HF(str(tmp_path))
    for temperature in (0, 1):
        asked = [Request("hello" * n, Sampling(temperature, max_tokens=40), n) for n in range(1, 5)]
        assert replies(advised, asked) == replies(engine, asked)


def test_nothing_is_kept_for_gradients(engine):
    reply(engine, "hello", max_tokens=3)
    engine.score(["hello"], [["a"]])
    assert all(weights.grad is None for weights in engine.model.parameters())
    assert not engine.model.training


# How replies end


def test_a_reply_ends_with_the_models_own_token(engine):
    heard, _ = replies(engine, [Request("hello", Sampling(max_tokens=200, trace=True), seed) for seed in range(60)])
    finished = [said for said in heard if said.finish == "stop"]
    assert len(finished) > 5
    for said in finished:
        assert said.tokens.reply[-1] in engine.ends
        assert not {*said.tokens.reply[:-1]} & {*engine.ends}
        assert said.tokens_out == len(said.tokens.reply) == len(said.tokens.logprobs)
        assert "<|" not in said.text


@pytest.mark.parametrize("most", [1, 2, 33])
def test_a_reply_is_cut_off_after_exactly_so_many_tokens(engine, most):
    heard, _ = replies(engine, [Request("hello", Sampling(max_tokens=most, trace=True), seed) for seed in range(20)])
    cut = [said for said in heard if said.finish == "length"]
    assert len(cut) > 5
    assert all(said.tokens_out == len(said.tokens.reply) == most for said in cut)
    assert all(said.tokens_out <= most for said in heard)


def test_replies_of_different_length_come_in_one_poll(engine):
    asked = [Request("hello", Sampling(max_tokens=most), 0) for most in (3, 30, 11)]
    heard, polls = replies(engine, asked)
    assert polls == 1
    assert [said.tokens_out for said in heard] == [3, 30, 11]
    assert heard[0].text == reply(engine, "hello", max_tokens=3).text


def test_a_text_that_spans_tokens_ends_the_reply_and_is_no_part_of_it(engine):
    whole = reply(engine, "hello", temperature=0, max_tokens=40)
    stop = whole.text[5:9]
    heard, _ = replies(
        engine,
        [
            Request("hello", Sampling(temperature=0, max_tokens=40, trace=True), stop=(stop, "never")),
            Request("hello", Sampling(temperature=0, max_tokens=40, trace=True), stop=("never",)),
        ],
    )
    stopped, goes_on = heard
    assert stopped.text == whole.text[: whole.text.index(stop)]
    assert stopped.finish == "stop"
    assert bytes(stopped.tokens.reply).decode(errors="replace").endswith(stop)
    assert goes_on.text == whole.text


def test_a_prompt_that_does_not_fit_is_a_fault_and_others_are_answered(engine):
    asked = [Request("x" * length, Sampling(max_tokens=4)) for length in (5, CONTEXT, CONTEXT + 90)]
    heard, _ = replies(engine, asked)
    assert heard[0].tokens_out == 4
    assert all(isinstance(fault, TooLong) and str(CONTEXT) in fault.reason for fault in heard[1:])


def test_near_the_models_limit_a_reply_is_shorter_and_those_beside_it_are_not(other):
    if other.context != CONTEXT:
        pytest.skip("the architecture reads texts of any length")
    asked = [Request("x" * length, Sampling(max_tokens=60, trace=True), 3) for length in (4, CONTEXT - 9, CONTEXT - 1)]
    heard, polls = replies(other, asked)
    alone = [replies(other, [each])[0][0] for each in asked]
    assert polls == 1
    assert [said.tokens.reply for said in heard] == [said.tokens.reply for said in alone]
    assert heard[0].tokens_out > 9
    assert [said.tokens_out for said in heard[1:]] == [9, 1]
    for said in heard:
        assert np.allclose(said.tokens.logprobs, logprobs(other, said.tokens.prompt, said.tokens.reply), atol=1e-4)


# What is in a batch


def test_requests_that_are_drawn_from_otherwise_are_answered_in_polls_of_their_own(engine):
    manners = [Sampling(max_tokens=20), Sampling(0, max_tokens=20), Sampling(top_k=3, max_tokens=20)] * 2
    asked = [Request("hello", manner, 7) for manner in manners]
    heard, polls = replies(engine, asked)
    assert polls == 3
    assert heard == [replies(engine, [each])[0][0] for each in asked]


def test_a_batch_holds_what_waits_longest(folder):
    small = HF(str(folder), batch=2)
    for key in range(5):
        small.submit(key, Request("x" * (1 + 7 * key), Sampling(max_tokens=1)))
    assert [[key for key, _ in small.poll()] for _ in range(4)] == [[0, 1], [2, 3], [4], []]


def test_a_request_that_is_cancelled_is_forgotten(engine):
    engine.submit("a", Request("hello", Sampling(max_tokens=1)))
    engine.submit("b", Request("hello", Sampling(max_tokens=1)))
    engine.cancel("a")
    engine.cancel("nobody")
    assert [key for key, _ in engine.poll()] == ["b"]


def test_long_texts_make_small_batches(folder, monkeypatch):
    engine = HF(str(folder), batch=8)
    each = engine._footprint.cache(110) + 24 * 259
    monkeypatch.setattr("baselines.llm.hf.memory.available", lambda device: 3 * each)
    _, polls = replies(engine, [Request("x" * 100, Sampling(max_tokens=10))] * 8)
    assert polls == 3
    monkeypatch.setattr("baselines.llm.hf.memory.available", lambda device: 1)
    _, polls = replies(engine, [Request("x" * 100, Sampling(max_tokens=10))] * 3)
    assert polls == 3


def test_memory_is_reckoned_as_a_cache_takes_it(other):
    ids = torch.zeros((1, 100), dtype=torch.long)
    with torch.inference_mode():
        layers = other.model(ids, attention_mask=torch.ones_like(ids), use_cache=True).past_key_values.layers
    held = [tensor for layer in layers for tensor in (layer.__dict__.get("keys"), layer.__dict__.get("values"))]
    states = [state for layer in layers for state in getattr(layer, "conv_states", {}).values()]
    assert other._footprint.cache(100) == sum(each.nbytes for each in [*held, *states] if each is not None)


def no_memory_for_more_than(rows, generate):
    def limited(*, input_ids, **options):
        if len(input_ids) > rows:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return generate(input_ids=input_ids, **options)

    return limited


def test_a_batch_that_does_not_fit_into_memory_is_halved(folder, engine, monkeypatch):
    limited = HF(str(folder), batch=16)
    monkeypatch.setattr(limited.model, "generate", no_memory_for_more_than(4, limited.model.generate))
    asked = [Request("hello", Sampling(max_tokens=5), seed) for seed in range(16)]
    assert replies(limited, asked)[0] == replies(engine, asked)[0]
    assert limited.concurrency == 4


def test_a_single_text_that_does_not_fit_into_memory_is_a_fault(folder, monkeypatch):
    limited = HF(str(folder), batch=16)
    monkeypatch.setattr(limited.model, "generate", no_memory_for_more_than(0, limited.model.generate))
    fault = reply(limited, "hello", max_tokens=5)
    assert isinstance(fault, Fault)
    assert fault.reason == "there is not enough memory for a text of 10 tokens"


def test_a_model_that_overflows_is_a_fault(folder):
    broken = HF(str(folder))
    with torch.no_grad():
        broken.model.model.norm.weight.fill_(torch.inf)
    fault = reply(broken, "hello", max_tokens=5)
    assert isinstance(fault, Fault)
    assert "not numbers" in fault.reason


# The likelihood of answers

ANSWERS = [["a", "hello there", ""], ["[check]"], [], ["zz", "q"]]


def test_answers_are_as_likely_as_brute_force_says(other):
    texts = prompts((50, 3, 9, 17))
    for text, answers, scores in zip(texts, ANSWERS, other.score(texts, ANSWERS), strict=True):
        wanted = [logprobs(other, list(text.encode()), list(each.encode())).sum() if each else 0 for each in answers]
        assert np.allclose(scores, wanted, atol=1e-4)


def test_many_answers_are_scored_in_batches_that_memory_allows(folder, engine, monkeypatch):
    texts = [[{"role": "user", "content": "x" * n}] for n in range(30)]
    answers = [["yes", "no", "perhaps"]] * 30
    whole = engine.score(texts, answers)
    small = HF(str(folder))
    sizes = []
    scores = small._scores
    monkeypatch.setattr(small, "_scores", lambda asked: sizes.append(len(asked)) or scores(asked))
    monkeypatch.setattr("baselines.llm.hf.memory.available", lambda device: 1_000_000)
    assert np.allclose(small.score(texts, answers), whole, atol=1e-4)
    assert sum(sizes) == 90
    assert 1 < max(sizes) < 30


def test_the_likelihoods_of_a_greedy_reply_and_of_its_score_agree(engine):
    chat = [{"role": "user", "content": "hello"}]
    said = reply(engine, chat, temperature=0, max_tokens=1, trace=True)
    text = bytes(said.tokens.reply).decode(errors="replace")
    if "\ufffd" not in text:
        assert engine.score([chat], [[text]])[0] == pytest.approx(said.tokens.logprobs, abs=1e-4)


def test_only_no_answers_or_empty_ones_can_be_scored_too(engine):
    assert engine.score([], []) == []
    assert engine.score(["x"], [[""]]) == [[0.0]]


def test_an_answer_that_does_not_fit_cannot_be_scored(engine):
    with pytest.raises(ValueError, match=f"the model reads {CONTEXT}"):
        engine.score(["x" * CONTEXT], [["a"]])


# Other number formats, adapters, files


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_other_number_formats(folder, dtype):
    half = HF(str(folder), dtype=dtype)
    assert str(half.model.dtype) == f"torch.{dtype}"
    said = reply(half, "hello", max_tokens=10, trace=True)
    with torch.inference_mode():
        wanted = logprobs(half, said.tokens.prompt, said.tokens.reply)
    assert np.allclose(said.tokens.logprobs, wanted, atol=0.1)


@pytest.fixture
def adapter(folder, tmp_path):
    peft = pytest.importorskip("peft")
    config = peft.LoraConfig(
        r=4, lora_alpha=8, target_modules=["q_proj", "v_proj"], init_lora_weights=False, task_type="CAUSAL_LM"
    )
    with quiet(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        adapted = peft.get_peft_model(transformers.AutoModelForCausalLM.from_pretrained(folder), config)
        adapted.save_pretrained(tmp_path / "adapter")
    ids = torch.tensor([list(b"hello")])
    with torch.inference_mode():
        return tmp_path / "adapter", adapted(ids).logits[0, -1].log_softmax(-1)


def test_an_adapter_changes_what_a_model_says(folder, engine, adapter, untouched):
    path, wanted = adapter
    before = untouched()
    adapted = HF(str(folder), adapter=str(path))
    assert untouched() == before
    said = reply(adapted, "hello", max_tokens=30, trace=True)
    assert said.tokens.logprobs[0] == pytest.approx(float(wanted[said.tokens.reply[0]]), abs=1e-4)
    assert said.text != reply(engine, "hello", max_tokens=30).text
    assert adapted.version() != engine.version()


def test_the_version_is_that_of_the_files(folder, engine, tmp_path):
    shutil.copytree(folder, tmp_path / "same")
    assert HF(str(tmp_path / "same")).version() == engine.version()
    assert HF(str(tiny(tmp_path / "other", context=CONTEXT, seed=1))).version() != engine.version()


def test_a_gguf_file(tmp_path, capfd):
    folder = tiny(tmp_path / "tiny", texts=["bye bye bye"], merges=2)  # such a file must have merges
    write_gguf(folder, tmp_path / "model.gguf")
    engine, loaded = HF(str(folder)), HF(str(tmp_path / "model.gguf"))
    assert capfd.readouterr() == ("", "")
    asked = [Request("hello" * n, TRACED, n) for n in range(1, 4)]
    for said, wanted in zip(replies(loaded, asked)[0], replies(engine, asked)[0], strict=True):
        assert said.tokens.reply == wanted.tokens.reply
        assert np.allclose(said.tokens.logprobs, wanted.tokens.logprobs, atol=1e-4)
    assert len(loaded.version()) == 12


def write_gguf(folder, path):
    """Write the tiny model as llama.cpp would."""
    gguf = pytest.importorskip("gguf")
    from safetensors.numpy import load_file

    config, tokenizer = (json.loads((folder / name).read_text()) for name in ("config.json", "tokenizer.json"))
    vocabulary = tokenizer["model"]["vocab"]
    file = gguf.GGUFWriter(path, "qwen2")
    file.add_context_length(config["max_position_embeddings"])
    file.add_embedding_length(config["hidden_size"])
    file.add_block_count(config["num_hidden_layers"])
    file.add_feed_forward_length(config["intermediate_size"])
    file.add_head_count(config["num_attention_heads"])
    file.add_head_count_kv(config["num_key_value_heads"])
    file.add_layer_norm_rms_eps(1e-6)
    file.add_rope_freq_base(10_000.0)
    file.add_vocab_size(config["vocab_size"])
    file.add_tokenizer_model("gpt2")
    file.add_token_list(sorted(vocabulary, key=vocabulary.get))
    file.add_token_types([3 if 256 <= token <= 258 else 1 for token in range(len(vocabulary))])
    file.add_token_merges([" ".join(pair) for pair in tokenizer["model"]["merges"]])
    file.add_eos_token_id(258)
    file.add_bos_token_id(256)
    file.add_pad_token_id(256)
    names = {
        "self_attn.q_proj": "attn_q",
        "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output",
        "mlp.gate_proj": "ffn_gate",
        "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down",
        "input_layernorm": "attn_norm",
        "post_attention_layernorm": "ffn_norm",
        "model.layers": "blk",
        "model.embed_tokens": "token_embd",
        "model.norm": "output_norm",
    }
    for name, weights in load_file(folder / "model.safetensors").items():
        for ours, theirs in names.items():
            name = name.replace(ours, theirs)
        file.add_tensor(name, weights)
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


# What cannot be loaded


def broken(tmp_path, folder, change):
    place = tmp_path / "broken"
    shutil.copytree(folder, place)
    change(place)
    return str(place)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda place: (place / "config.json").unlink(), "holds no model: a folder with config.json"),
        (lambda place: (place / "config.json").write_text("{"), "because of its config.json: "),
        (lambda place: (place / "config.json").write_text('{"model_type": "t5"}'), "goes on from a text"),
        (
            lambda place: (place / "config.json").write_text('{"model_type": "nonsense"}'),
            "because of its config.json: ",
        ),
        (lambda place: [file.unlink() for file in place.glob("tokenizer*")], "because of its tokenizer: "),
        (lambda place: (place / "model.safetensors").unlink(), "because of its weights: "),
        (lambda place: (place / "model.safetensors").write_bytes(b"nonsense" * 9), "because of its weights: "),
        (lambda place: drop_weights(place / "model.safetensors"), "1 of its weights are missing, as model.norm.weight"),
    ],
)
def test_a_broken_folder(folder, tmp_path, capfd, change, message):
    with pytest.raises(ValueError, match=message) as raised:
        HF(broken(tmp_path, folder, change))
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 500
    assert capfd.readouterr() == ("", "")


def drop_weights(file):
    from safetensors.numpy import load_file, save_file

    weights = load_file(file)
    del weights["model.norm.weight"]
    save_file(weights, file, metadata={"format": "pt"})


@pytest.mark.parametrize(
    ("path", "options", "message"),
    [
        ("/no/where", {}, "there is no folder /no/where"),
        ("../no/where", {}, "there is no folder"),
        ("nowhere", {}, "there is no folder nowhere"),
        ("no/where", {}, "there is no such folder, and no such model of the Hugging Face Hub"),
        ("nowhere.gguf", {}, "there is no file nowhere.gguf"),
        (None, {"batch": 0}, "batch must be an integer from 1"),
        (None, {"device": "gpu7"}, 'device must be "auto"'),
        (None, {"device": "cuda:99"}, "there is no device cuda:99"),
        (None, {"dtype": "int8"}, 'dtype must be "auto"'),
        (None, {"dtype": "zeros"}, 'dtype must be "auto"'),
        (None, {"adapter": "/no/where"}, "holds no adapter"),
    ],
)
def test_options_that_make_no_sense(folder, monkeypatch, path, options, message):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ValueError, match=message):
        HF(path or str(folder), **options)


def test_a_file_that_is_no_model(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"")
    with pytest.raises(ValueError, match=r"is a file: .* a file \*\.gguf"):
        HF(str(tmp_path / "model.bin"))
    (tmp_path / "model.gguf").write_bytes(b"nonsense")
    with pytest.raises(ValueError, match="cannot be loaded"):
        HF(str(tmp_path / "model.gguf"))


def test_an_adapter_that_is_given_as_a_model(adapter):
    with pytest.raises(ValueError, match=r"give its model, and this as \?adapter="):
        HF(str(adapter[0]))


def test_an_adapter_of_another_model(adapter, tmp_path):
    wider = tiny(tmp_path / "wider", width=96)
    for model in (wider, make_model("gpt2", tmp_path / "gpt2")):
        with pytest.raises(ValueError, match="does not fit the model: ") as raised:
            HF(str(model), adapter=str(adapter[0]))
        assert "\n" not in str(raised.value)


# As an agent


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """A model that reads texts as long as those of games."""
    return tiny(tmp_path_factory.mktemp("reader"))


def test_nothing_is_written_to_the_screen(reader, capfd):
    agent = make_agent(f"hf:{reader}?max_tokens=3&nudge_tokens=3")
    record = baselines.play("KuhnPoker-v0", [agent, "random"], games=1, seed=1)[0]
    assert [note["calls"] for note in record.notes.values()] == [2]
    assert capfd.readouterr() == ("", "")


def test_games_can_be_played_again(reader):
    spec = f"hf:{reader}?max_tokens=8&dialect=raw"
    played = [baselines.play("RockPaperScissors-v0", [spec, "random"], games=3, seed=5) for _ in range(2)]
    notes = [[note["reply"] for record in games for note in record.notes.values()] for games in played]
    assert notes[0] == notes[1]
    assert len(set(notes[0])) > 1


def test_a_model_that_does_not_see_ends_the_run(reader):
    with pytest.raises(Unusable, match="does not see"):
        baselines.play("TicTacToe-v0", [f"hf:{reader}?images=true&max_tokens=3", "random"], games=1, seed=1)
