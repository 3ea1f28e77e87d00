"""What a reply says: its words, and the one move in it or none."""

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spenvs.core.hearing import Said, hear, written
from spenvs.core.moves import IllegalMove, plain
from spenvs.core.transcript import MOST_TALK, tame

VERBS = {plain(verb): verb for verb in ("Offer", "Accept", "Deny")}
WORDS = {**VERBS, "": ""}
PIECES = (
    "[Offer: 1 Wood -> 2 Ore]",
    "[accept]",
    "[ DENY ]",
    "Accept",
    "\\boxed{",
    "}",
    "<answer>",
    "</answer>",
    "<think>",
    "</think>",
    "{",
    '{"talk": "',
    '", "move": "Accept"}',
    '{"move": 3}',
    "[",
    "]",
    "［",
    "】",
    "\n",
    "\r\n",
    "\t",
    ":",
    "player_1:",
    "* ",
    "<|im_end|>",
    "\ud800",
    "\u202e",
    "\u200b",
    "\x00",
    "\x85",
    "\ufb01",
    "٣",
    "```json",
    "```",
    "\u3000",
    "‹",
    "a" * 3990,
    "{" * 3995,
    '"x' * 2100,
    " " * 2000,
)
REPLIES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=10).map("".join)


@given(REPLIES, st.sampled_from([VERBS, WORDS, {}]))
def test_whatever_is_heard_is_tame_and_heard_again_as_it_is_written(reply, verbs):
    try:
        said = hear(reply, verbs)
    except IllegalMove:
        return
    assert tame(said.talk) == said.talk
    assert tame(said.argument) == said.argument
    move = f"{said.verb}: {said.argument}" if said.verb and said.argument else said.verb or said.argument
    assert hear(written(said, move), verbs) == said


@pytest.mark.parametrize(
    "reply",
    [
        "Done! [Accept]",
        "[accept] Done!",
        "Done! [ ACCEPT ]",
        "Done! \\boxed{[Accept]}",
        "Done! <answer>Accept</answer>",
        "\\boxed{\\text{Accept}}",
        '{"talk": "Done!", "move": "Accept"}',
        '```json\n{"message": "Done!", "action": "[accept]"}\n```',
        "Accept",
        "accept.",
        "  **Accept**  ",
        "Ａｃｃｅｐｔ",
        "[Accept:]",
        "[Accept] and again [Accept]",
        "<think>[Deny]? No.</think> Done! [Accept]",
        "I think [Deny]</think>[Accept]",
    ],
)
def test_the_same_move_in_many_forms(reply):
    said = hear(reply, VERBS)
    assert (said.verb, said.argument) == ("Accept", "")
    assert "Deny" not in said.talk


@pytest.mark.parametrize(
    "reply",
    ["[Offer: 1 Wood -> 2 Ore]", "[offer 1 Wood -> 2 Ore]", "Offer: 1 Wood -> 2 Ore", "So [Offer:1 Wood -> 2 Ore] now"],
)
def test_an_argument_follows_its_verb(reply):
    said = hear(reply, VERBS)
    assert (said.verb, said.argument) == ("Offer", "1 Wood -> 2 Ore")


@pytest.mark.parametrize(
    "reply", ["I accept what you say", "offer me something", "[Buy: 3]", "Yes (accept)?", "［Accept］ or not"]
)
def test_words_are_no_move(reply):
    said = hear(reply, VERBS)
    assert (said.verb, said.argument) == ("", "")
    assert said.talk == tame(reply)


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        ("[Accept] [Deny]", "several moves"),
        ("[Offer: 1 Wood -> 1 Ore] or [Offer: 2 Wood -> 1 Ore]", "several moves"),
        ("\\boxed{Accept} \\boxed{Deny}", "different answers"),
        ("<answer>Accept</answer> \\boxed{Deny}", "different answers"),
        ('{"move": "Buy"}', "there is no move 'Buy'"),
        ("", "empty"),
        (" \n\t\u200b", "empty"),
        ("<think>I accept</think>", "empty"),
        ("<think>I accept [Accept]", "empty"),
    ],
)
def test_a_move_is_never_guessed(reply, complaint):
    with pytest.raises(IllegalMove, match=complaint) as refused:
        hear(reply, VERBS)
    assert refused.value.fault == "unparsed"


def test_thoughts_are_not_said():
    said = hear("They want [Deny], I take Wood.</think>Fine. [Accept]", VERBS)
    assert said == Said("Fine.", "Accept")


def test_only_the_answer_is_said():
    assert hear("My secret: 40. <answer>Well. [Accept]</answer>", VERBS) == Said("Well.", "Accept")
    assert hear('{"plan": "lie", "talk": "Well.", "move": "Accept"}', VERBS) == Said("Well.", "Accept")
    assert hear('{"plan": "lie", "talk": "Well."}', VERBS) == Said("Well.")


def test_where_words_are_moves():
    assert hear("apple", WORDS) == Said("", "", "apple")
    assert hear("my word: [Apple]", WORDS) == Said("my word:", "", "Apple")
    assert hear('{"move": 7}', WORDS) == Said("", "", "7")
    assert hear("accept", WORDS) == Said("", "Accept")
    assert hear("?!: this is a sentence with a colon", WORDS) == Said("?!: this is a sentence with a colon")
    assert hear("[] is nothing at all here", WORDS) == Said("() is nothing at all here")


def test_words_with_braces_keep_their_moves():
    said = Said('\\boxed{Deny} {"move": "Deny"} ' + "{" * 3000, "Accept")
    assert hear(written(said, "Accept"), VERBS) == said
    assert json.loads(written(said, "Accept"))["move"] == "Accept"


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "]",
        "[a]",
        "[accept] ",
        "[Offer: 1 Wood -> 2 Ore]",
        "\\boxed{",
        "\\boxed{a",
        "<answer>",
        "<answer>a</answer>",
        "<think>",
        "</think>",
        "{",
        '{"a":',
        "\n",
        "\x00",
        "<|",
        " ",
        "\ud800",
        "\u202e",
    ],
)
@pytest.mark.parametrize("verbs", [VERBS, WORDS], ids=["verbs", "words"])
def test_a_megabyte_takes_linear_time(piece, verbs):
    """Ten times as long may take thirty times as long on a busy machine, but not a hundred times."""

    def seconds(length):
        reply, begun = (piece * (length // len(piece) + 1))[:length], time.process_time()
        with contextlib.suppress(IllegalMove):
            assert len(hear(reply, verbs).talk) <= MOST_TALK
        return time.process_time() - begun

    assert seconds(1_000_000) < 0.2 + 30 * seconds(100_000)


def test_a_move_in_ten_thousand_spellings_takes_linear_time():
    """Each is the same move in other letters: taking them out one by one would take a minute."""
    spellings = ("".join(c.upper() if n >> i & 1 else c for i, c in enumerate("accept")) for n in range(64))
    tags = [f"[{' ' * i}{spelling}]" for spelling in spellings for i in range(150)]
    begun = time.process_time()
    assert hear("".join(tags), VERBS) == Said("", "Accept")
    assert time.process_time() - begun < 2
