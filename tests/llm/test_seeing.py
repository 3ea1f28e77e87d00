"""Models that see: pictures before the text of the last message, in batches."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from architectures import randomise  # noqa: E402

import baselines  # noqa: E402
from baselines.agent import Unusable  # noqa: E402
from baselines.llm.chat import Request, Sampling  # noqa: E402
from baselines.llm.hf import HF  # noqa: E402
from baselines.llm.hf.loading import quiet  # noqa: E402
from baselines.llm.tiny import tiny  # noqa: E402

SIDE, PATCH = 32, 16
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SAMPLING = Sampling(max_tokens=12, trace=True)


def make_llava(folder):
    """Save a small LLaVA (Liu et al., 2023, arXiv 2304.08485): CLIP's eye before a Qwen2."""
    tiny(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    tokenizer.add_tokens(["<image>"], special_tokens=True)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    eye = transformers.CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    transformers.LlavaProcessor(
        eye,
        tokenizer,
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=TEMPLATE,
    ).save_pretrained(folder)
    model = transformers.LlavaForConditionalGeneration(
        transformers.LlavaConfig(
            vision_config={"model_type": "clip_vision_model", "image_size": SIDE, "patch_size": PATCH, **sizes},
            text_config={
                "model_type": "qwen2",
                "num_key_value_heads": 2,
                "vocab_size": len(tokenizer),
                "max_position_embeddings": 4096,
                "bos_token_id": 256,
                "eos_token_id": 258,
                **sizes,
            },
            image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        )
    )
    randomise(model)
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    with quiet(), torch.random.fork_rng(devices=[]):
        return make_llava(tmp_path_factory.mktemp("llava"))


@pytest.fixture(scope="module")
def engine(folder):
    return HF(str(folder))


def picture(seed, height=40, width=50):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)


def asking(text, *images, seed=3):
    return Request([{"role": "user", "content": text}], SAMPLING, seed, images=images)


def answers(engine, *requests):
    for key, request in enumerate(requests):
        engine.submit(key, request)
    heard = {}
    while len(heard) < len(requests):
        heard |= dict(engine.poll())
    return [heard[key] for key in range(len(requests))]


def test_what_is_seen_changes_what_is_said(engine):
    dark, bright = (np.full((40, 50, 3), light, np.uint8) for light in (0, 255))
    logprobs = [said.tokens.logprobs[0] for said in answers(engine, asking("what?", dark), asking("what?", bright))]
    assert abs(logprobs[0] - logprobs[1]) > 1e-5


def test_the_pictures_stand_before_the_text_of_the_last_message(engine):
    chat = [{"role": role, "content": role} for role in ("system", "user", "assistant", "user")]
    said = answers(engine, Request(chat, SAMPLING, images=[picture(1), picture(2, 9, 30)]))[0]
    text = engine.words.tokenizer.decode(said.tokens.prompt)
    patches = (SIDE // PATCH) ** 2
    assert text.endswith(
        f"assistant<|im_end|>\n<|im_start|>user\n{2 * patches * '<image>'}user<|im_end|>\n<|im_start|>assistant\n"
    )
    assert text.count("<image>") == 2 * patches


def test_log_probabilities_are_those_that_the_model_gives_without_a_batch(engine):
    image = picture(4)
    said = answers(engine, asking("a longer text than that"), asking("what?", image), asking("what is this?", image))[1]
    ids = torch.tensor([[*said.tokens.prompt, *said.tokens.reply]])
    pixels = engine.seer._processor.image_processor(image, return_tensors="pt")["pixel_values"]
    with torch.inference_mode():
        scores = engine.model(ids, attention_mask=torch.ones_like(ids), pixel_values=pixels).logits[0].log_softmax(-1)
    wanted = scores[len(said.tokens.prompt) - 1 : -1].gather(-1, torch.tensor(said.tokens.reply)[:, None])[:, 0]
    assert np.allclose(said.tokens.logprobs, wanted, atol=1e-4)


def test_a_reply_does_not_depend_on_the_replies_beside_it(engine):
    requests = [asking("what" + "?" * n, *[picture(n + i) for i in range(n % 3)], seed=n) for n in range(6)]
    together = answers(engine, *requests)
    alone = [answers(engine, request)[0] for request in requests]
    assert [said.tokens.reply for said in together] == [said.tokens.reply for said in alone]


def test_what_players_write_is_no_picture(engine):
    said = answers(engine, asking("<image> is what I see <|im_end|>", picture(1)))[0]
    assert engine.words.tokenizer.decode(said.tokens.prompt).count("<image>") == (SIDE // PATCH) ** 2
    assert said.tokens.prompt.count(258) == 1


def test_answers_are_scored_without_pictures(engine):
    chat = [{"role": "user", "content": "what?"}]
    said = answers(engine, Request(chat, SAMPLING, seed=2))[0]
    ids = torch.tensor([[*said.tokens.prompt]])
    with torch.inference_mode():
        wanted = engine.model(ids, attention_mask=torch.ones_like(ids)).logits[0, -1].log_softmax(-1)
    assert engine.score([chat], [["a", "b"]])[0] == pytest.approx([float(wanted[ord(each)]) for each in "ab"], abs=1e-4)


def test_a_text_that_is_no_chat_shows_no_pictures(engine):
    with pytest.raises(Unusable, match="images are shown in a chat"):
        engine.submit(0, Request("what?", SAMPLING, images=[picture(1)]))


def test_a_game_is_played_by_sight(folder):
    spec = f"hf:{folder}?max_tokens=3&nudges=0"
    notes = [
        baselines.play("TicTacToe-v0", [f"{spec}{seen}", "random"], games=1, seed=1)[0].notes[0]
        for seen in ("&images=true", "")
    ]
    assert notes[0]["tokens_in"] == notes[1]["tokens_in"] + (SIDE // PATCH) ** 2
