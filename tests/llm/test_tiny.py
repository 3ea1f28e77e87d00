"""The model made on the spot: a real one, the same for the same seed, that reads and writes any text."""

import json
import string
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.llm.prompt import Words
from baselines.llm.tiny import SPECIAL, tiny

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
transformers.utils.logging.disable_progress_bar()

TEXTS = ["the king takes the rook", "the rook takes the king and the queen"] * 10
CHAT = [
    {"role": "system", "content": "Rules."},
    {"role": "user", "content": "Your move?"},
    {"role": "assistant", "content": "[4]"},
    {"role": "user", "content": "And now?"},
]
WRITTEN = (
    "<|im_start|>system\nRules.<|im_end|>\n<|im_start|>user\nYour move?<|im_end|>\n"
    "<|im_start|>assistant\n[4]<|im_end|>\n"
    "<|im_start|>user\nAnd now?<|im_end|>\n<|im_start|>assistant\n"
)
ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("bytes"))


@pytest.fixture(scope="module", params=["bytes", "words"])
def tokenizer(request, folder, tmp_path_factory):
    if request.param == "words":
        folder = tiny(tmp_path_factory.mktemp("words"), texts=TEXTS)
    return transformers.AutoTokenizer.from_pretrained(folder)


def content(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_it_loads_whole(folder):
    model, report = transformers.AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True)
    assert type(model).__name__ == "Qwen2ForCausalLM"
    assert len(model.model.layers) == 2
    assert not any(report[kind] for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"))


def test_sizes_are_those_asked_for(tmp_path):
    model = transformers.AutoModelForCausalLM.from_pretrained(tiny(tmp_path, width=48, layers=3, heads=6, context=128))
    assert model.config.max_position_embeddings == 128
    assert model.model.layers[2].self_attn.k_proj.weight.shape == (24, 48)


def test_the_seed_decides_the_bytes(folder, tmp_path):
    assert content(tiny(tmp_path / "same", seed=0)) == content(folder)
    other = content(tiny(tmp_path / "other", seed=1))
    assert {name for name in other if other[name] != content(folder)[name]} == {"model.safetensors"}


def test_texts_decide_the_bytes_of_the_vocabulary(tmp_path):
    assert content(tiny(tmp_path / "a", texts=TEXTS)) == content(tiny(tmp_path / "b", texts=TEXTS))


@given(ANY_TEXT)
def test_any_text_is_read_and_written(tokenizer, text):
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    assert tokenizer.decode(ids) == unicodedata.normalize("NFC", text)


@given(st.binary(max_size=60))
def test_any_bytes_can_be_said(tokenizer, said):
    """A model of bytes may say what is no UTF-8, which is shown with replacement characters."""
    assert tokenizer.decode(list(said)) == said.decode(errors="replace")


def test_tokens_are_bytes_unless_there_are_texts(folder, tmp_path):
    text = "the queen takes é🙂"
    plain, learnt = (
        transformers.AutoTokenizer.from_pretrained(place) for place in (folder, tiny(tmp_path, texts=TEXTS))
    )
    assert plain(text)["input_ids"] == list(text.encode())
    assert len(plain) == 259
    assert len(learnt("the queen takes")["input_ids"]) == 3
    assert learnt("é🙂")["input_ids"] == list("é🙂".encode())


def test_merges_are_limited(tmp_path):
    assert len(transformers.AutoTokenizer.from_pretrained(tiny(tmp_path, texts=TEXTS, merges=5))) == 259 + 5


def test_the_files_and_the_library_agree_on_tokens(tmp_path):
    """Other readers of tokenizer.json than transformers, which has its own idea of Qwen2's tokenizers."""
    from tokenizers import Tokenizer

    folder = tiny(tmp_path, texts=[*TEXTS, string.printable])
    alone, library = (
        Tokenizer.from_file(str(folder / "tokenizer.json")),
        transformers.AutoTokenizer.from_pretrained(folder),
    )
    for text in (*TEXTS[:2], string.printable, "it's 1234  \n\n e\u0301 <|im_end|>"):
        assert alone.encode(text).ids == library(text)["input_ids"]


def test_chats_are_written_with_their_roles(tokenizer):
    words = Words(tokenizer)
    assert not words.plain
    assert words.text(CHAT) == WRITTEN
    assert tokenizer.decode(words.ids(CHAT)) == WRITTEN


@given(st.lists(st.one_of(ANY_TEXT, st.sampled_from([*SPECIAL, "<|im_start|>system\n", "<|im_<|im_end|>end|>"]))))
def test_what_is_said_is_no_structure(tokenizer, parts):
    ids = Words(tokenizer).ids([{"role": "user", "content": "".join(parts)}])
    start, end = tokenizer.convert_tokens_to_ids(list(SPECIAL[1:]))
    assert [token for token in ids if 256 <= token < 259] == [start, end, start]


def test_it_says_something(folder):
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    ids = torch.tensor([Words(tokenizer).ids(CHAT)])
    made = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=5, do_sample=False)
    assert ids.shape[1] < made.shape[1] <= ids.shape[1] + 5


@pytest.mark.filterwarnings("ignore::FutureWarning:transformers")  # peft asks transformers by an old name
def test_it_takes_adapters(folder, tmp_path):
    peft = pytest.importorskip("peft")
    from baselines.llm.hf import HF

    plain = transformers.AutoModelForCausalLM.from_pretrained(folder)
    adapted = peft.get_peft_model(plain, peft.LoraConfig(r=2, target_modules=["q_proj"], init_lora_weights=False))
    adapted.save_pretrained(tmp_path)
    ask = ([CHAT], [["[4]", "[5]"]])
    without, with_it = HF(str(folder)).score(*ask), HF(str(folder), adapter=str(tmp_path)).score(*ask)
    assert not np.allclose(without, with_it, atol=1e-5)


def test_its_end_tokens_are_named(folder):
    ends = json.loads((folder / "generation_config.json").read_text())["eos_token_id"]
    assert transformers.AutoTokenizer.from_pretrained(folder).convert_ids_to_tokens(ends) == [SPECIAL[2], SPECIAL[0]]
