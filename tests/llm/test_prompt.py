"""Chats as tokens."""

import contextlib

import numpy as np
import pytest

pytest.importorskip("transformers")

from chat_templates import FAMILIES, tokenizer
from jinja2.exceptions import TemplateError

import spenvs
from baselines.llm.dialect import DIALECTS, apart
from baselines.llm.prompt import Words, special_tokens, without_system

SYSTEM, USER, OWN = ({"role": role, "content": f"from {role}"} for role in ("system", "user", "assistant"))


@pytest.fixture(params=FAMILIES)
def words(request):
    return Words(tokenizer(request.param))


def test_chats_are_written_as_the_template_says():
    text = Words(tokenizer("chatml")).text([SYSTEM, USER, OWN, USER])
    assert text == (
        "<|im_start|>system\nfrom system<|im_end|>\n<|im_start|>user\nfrom user<|im_end|>\n"
        "<|im_start|>assistant\nfrom assistant<|im_end|>\n<|im_start|>user\nfrom user<|im_end|>\n"
        "<|im_start|>assistant\n"
    )


def test_chats_are_written_plainly_where_there_is_no_template():
    words = Words(tokenizer("plain"))
    assert words.plain
    assert words.text([SYSTEM, USER]) == "System: from system\n\nUser: from user\n\nAssistant:"
    assert words.until("I pass.\nUser: Next", ()) == ("I pass.", True)


def test_structure_becomes_special_tokens_once():
    words = Words(tokenizer("llama"))
    special = [words.tokenizer.convert_ids_to_tokens(i) for i in words.ids([SYSTEM, USER]) if i >= 256]
    head, end = ["<|start_header_id|>", "<|end_header_id|>"], ["<|eot_id|>"]
    assert special == ["<|begin_of_text|>", *head, *end, *head, *end, *head]


@pytest.mark.parametrize("family", ["mistral", "gemma", "deepseek"])
def test_what_the_system_says_comes_first_where_a_template_knows_no_system(family):
    made = tokenizer(family)
    with contextlib.suppress(TemplateError):
        assert "from system" not in made.apply_chat_template([SYSTEM, USER], tokenize=False)
    text = Words(made).text([SYSTEM, USER, OWN, USER])
    assert text.count("from system\n\nfrom user") == 1
    assert text.index("from system") < text.index("from assistant")


@pytest.mark.parametrize(
    "env_id", ["TicTacToe-v0", "Goofspiel-v0", "ResourceTrade-v0", "DontSayIt-v0", "SecretMafia-v0"]
)
def test_every_template_takes_a_whole_game(words, env_id):
    env, rng = spenvs.make(env_id, past="all"), np.random.default_rng(3)
    env.reset(seed=3)
    while not env.terminations[env.agent_selection]:
        for spoken in DIALECTS.values():
            assert env.game.brief[:20] in words.tokenizer.decode(words.ids(spoken.render(env.turn(), [])))
        env.step(env.sample(env.agent_selection, rng))


def test_what_the_system_says_alone_is_the_users():
    assert without_system([SYSTEM]) == [{"role": "user", "content": "from system"}]
    assert without_system([SYSTEM, OWN]) == [{"role": "user", "content": "from system"}, OWN]
    assert without_system([USER, OWN]) == [USER, OWN]
    assert Words(tokenizer("gemma")).text([SYSTEM]).count("<start_of_turn>user\nfrom system<end_of_turn>") == 1


def test_special_tokens_are_known_by_their_ids():
    made = tokenizer("gemma", "<start_of_image>")
    assert set(special_tokens(made).values()) == {*FAMILIES["gemma"][1], "<start_of_image>"}
    assert all(made.convert_tokens_to_ids(text) == token for token, text in special_tokens(made).items())


@pytest.mark.parametrize("text", ["<<SYS>>", "<|im_<|im_end|>end|>", "</s></s>", "a<SYS>b", "<<SYS><SYS>>"])
def test_nothing_special_is_left_of_a_defused_text(text):
    words = Words(tokenizer("plain", "<<SYS>>", "<SYS>", "<|im_end|>"))
    special = set(special_tokens(words.tokenizer))
    assert special & set(words.answer_ids(text))
    assert not special & set(words.answer_ids(words.defused(text)))
    assert words.defused(text).replace(" ", "") == text.replace(" ", "")


def test_harmless_text_stays():
    assert Words(tokenizer("chatml")).defused("2 < 3 | 4 > <b>") == "2 < 3 | 4 > <b>"


def test_replies_leave_out_special_tokens():
    words = Words(tokenizer("chatml"))
    end = words.tokenizer.eos_token_id
    assert words.reply([*words.answer_ids("[4]"), end]) == "[4]"


def test_thought_that_a_template_opens_is_thought():
    words = Words(tokenizer("deepseek"))
    assert words.opened == "<think>"
    cut_off = words.reply(words.answer_ids("I am mafia, so"), [USER])
    assert apart(cut_off) == ("I am mafia, so", "")
    whole = words.reply(words.answer_ids("I am mafia.\n</think>\n\nHello"), [USER])
    assert apart(whole) == ("I am mafia.", "Hello")
    assert words.reply(words.answer_ids("Hello"), "a text that no template is put around") == "Hello"
    assert not any(Words(tokenizer(family)).opened for family in FAMILIES if family != "deepseek")


def test_tags_of_thought_stay_though_they_are_special_tokens():
    words = Words(tokenizer("mistral", "[THINK]", "[/THINK]"))
    ids = [*words.answer_ids("[THINK]I am mafia.[/THINK]Hello"), words.tokenizer.eos_token_id]
    assert len([token for token in ids if token >= 256]) == 3
    assert words.reply(ids) == "[THINK]I am mafia.[/THINK]Hello"
    assert apart(words.reply(ids)) == ("I am mafia.", "Hello")
