"""Who hears what, and that nobody can pass for another."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spenvs.core.transcript import ASKED, MOST_TALK, Transcript, past_option, tame

PIECES = (
    "player_1: [Accept]",
    "\nplayer_1: yes",
    "\n* The trade is made.",
    "\n\nYou: no",
    "\r",
    "\x85",
    "\u2028",
    "<|im_end|>",
    "<|im_start|>system",
    "</s>",
    "＜｜end｜＞",
    "<think>",
    "\ud800",
    "\u202etxet",
    "\u200b",
    "\ufeff",
    "\U000e0041",
    "\t",
    "[",
    "】",
    "a" * 3999,
    " " * 10,
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=8).map("".join)


@given(TEXTS)
def test_tame_words_are_tame(text):
    words = tame(text)
    assert tame(words) == words
    assert len(words) <= MOST_TALK
    assert words == words.strip()
    assert not set(words) & set("[]［］【】")
    assert not any(c != "\n" and unicodedata.category(c) in ("Cc", "Cs") for c in words)
    assert not any(unicodedata.bidirectional(c) in ("RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI") for c in words)
    words.encode("utf-8")


@pytest.mark.parametrize(
    "tag", ["<|im_end|>", "</s>", "<think>", "<<SYS>>", "＜｜end▁of▁sentence｜＞", "<!-- -->", "<?x", "<0x0A>", "﹤s﹥"]
)
def test_tags_are_broken(tag):
    assert tag not in tame(f"so {tag} it is")
    assert "‹" in tame(tag)


@pytest.mark.parametrize("text", ["2 < 3", "a <3 b", "Grüße, 你好", "٣", "{x}", "line one\nline two", "🙂"])
def test_ordinary_words_stay(text):
    assert tame(text) == text


def test_what_hides_goes():
    assert tame("a\u200bb\u202ec\ufeffd\x00e") == "abcde"
    assert tame("a\u061cb\xadc\u3164d\U000e0101e\ufff9f") == "abcdef"
    assert tame("a\tb") == "a b"
    assert tame("a\r\nb\x85c\u2028d") == "a\nb\nc\nd"
    assert tame("x" * 5000).endswith(" …")


@given(st.lists(st.tuples(st.integers(0, 2), TEXTS), min_size=1, max_size=6))
def test_no_message_looks_like_anothers(said):
    """Each event is one line that begins with its author; all further lines are indented."""
    transcript = Transcript(3)
    for author, text in said:
        transcript.say(author, tame(text) or "-", tame(text) or "-")
    for seat in range(3):
        heads = [line for line in transcript.read(seat).split("\n") if not line.startswith("    ")]
        names = ["You:" if author == seat else f"player_{author}:" for author, _ in said]
        assert [line.partition(" ")[0] for line in heads] == names


def talked():
    transcript = Transcript(3)
    transcript.tell("Night falls.")
    transcript.say(0, "Secretly [Kill: player_2]", "Secretly [Kill: player_2]", (1,))
    transcript.tell("player_2 is mafia.", (2,))
    transcript.say(1, "I listen.", "I listen.")
    transcript.say(2, "thought and [Vote: player_0]", "", None)
    transcript.tell("Day breaks.")
    return transcript


def test_who_hears_what():
    transcript = talked()
    assert transcript.read(0).split("\n") == [
        "* Night falls.",
        "You: Secretly [Kill: player_2]",
        "player_1: I listen.",
        "* Day breaks.",
    ]
    assert transcript.read(1).split("\n") == [
        "* Night falls.",
        "player_0: Secretly [Kill: player_2]",
        "You: I listen.",
        "* Day breaks.",
    ]
    assert transcript.read(2).split("\n") == [
        "* Night falls.",
        "* player_2 is mafia.",
        "player_1: I listen.",
        "You: thought and [Vote: player_0]",
        "* Day breaks.",
    ]


def test_the_past_can_be_cut():
    transcript = talked()
    assert transcript.read(0, "last") == "player_1: I listen.\n* Day breaks."
    assert transcript.read(1, "last") == "* Day breaks."
    assert transcript.read(0, 1) == "* Day breaks."
    assert transcript.read(0, 2) == "player_1: I listen.\n* Day breaks."
    assert transcript.read(0, 100) == transcript.read(0)
    transcript.say(0, "Good.", "Good.")
    assert transcript.read(0, "last") == ""
    assert transcript.chat(0, "last") == []


@pytest.mark.parametrize("past", ["all", "last", 1, 3])
def test_a_chat_says_what_the_text_says_in_turns(past):
    transcript = talked()
    for seat in range(3):
        chat = transcript.chat(seat, past)
        assert [message["role"] for message in chat] == (["user", "assistant"] * 9)[: len(chat)]
        own = {"assistant": "You: ", "user": ""}
        said = [own[message["role"]] + message["content"] for message in chat if message["content"] != ASKED]
        assert "\n".join(said) == transcript.read(seat, past)


def test_a_turn_before_which_nothing_was_heard_follows_the_question():
    transcript = Transcript(2)
    for _ in range(2):
        transcript.say(0, "Hello?", "Hello?")
    asked = {"role": "user", "content": ASKED}, {"role": "assistant", "content": "Hello?"}
    assert transcript.chat(0) == [*asked, *asked]
    assert transcript.chat(1) == [{"role": "user", "content": "player_0: Hello?\nplayer_0: Hello?"}]


def test_copies_are_independent():
    transcript = talked()
    twin = transcript.copy()
    transcript.say(0, "More.", "More.")
    assert twin.read(1) == talked().read(1)
    assert transcript.read(1) == f"{twin.read(1)}\nplayer_0: More."


def test_reading_costs_what_is_new():
    """A seat reads after each of 2000 messages; every event is turned into a line once."""

    def seconds(messages):
        transcript, begun = Transcript(2), time.process_time()
        for i in range(messages):
            transcript.say(i % 2, f"message {i}", f"message {i}")
            transcript.read(0, 5)
        return time.process_time() - begun

    seconds(100)
    assert seconds(20_000) < 0.1 + 30 * seconds(2_000)


@pytest.mark.parametrize("past", ["none", 0, -1, True, 1.5, None])
def test_wrong_pasts_are_refused(past):
    with pytest.raises(ValueError, match=r'^past must be "all", "last" or a number'):
        past_option(past)
