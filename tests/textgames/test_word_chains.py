"""Word chains: which words may follow, when a chain ends, and who has lost."""

import pytest
from hostile import NUMBERS, REPLIES, assert_harmless
from hypothesis import given
from hypothesis import strategies as st

import spenvs
from spenvs.core.moves import IllegalMove
from spenvs.textgames.vocabulary import words, words_by_start
from spenvs.textgames.word_chains import game


def table(first, *replies, **options):
    env = spenvs.make("WordChains-v0", **options)
    env.reset(seed=0)
    s = env.position.s
    s.chain, s.used = [first], {first}
    for reply in replies:
        env.step(reply)
        assert env.fault is None, env.fault
    return env


def complaint(env, reply):
    with pytest.raises(IllegalMove) as raised:
        env.read(env.agent_selection, reply)
    return str(raised.value)


def test_a_word_begins_with_the_last_letter_and_is_one_longer():
    env = table("cat", "[tree]", "I say [eagle], of course")
    assert env.position.s.chain == ["cat", "tree", "eagle"]
    assert env.facts("player_0") == {"letter": 5, "length": 6, "words": 2, "last": "eagle"}
    assert env.legal("player_0") == ["<word of 6 letters that begins with e>", "Give up"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("[toe]", "exactly 4 letters"),
        ("[dogs]", "begins with t, as cat ends"),
        ("[tqqq]", "not in the list"),
        ("[Tom1]", "letters from a to z"),
        ("[tête]", "letters from a to z"),
        ("I do not know what to say now.", "a move is needed"),
        ("[tree] or [toad]", "several moves"),
    ],
)
def test_what_is_wrong_with_a_word(reply, reason):
    assert reason in complaint(table("cat"), reply)


@pytest.mark.parametrize("reply", ["tree", "[tree]", "[TREE]", "\\boxed{Tree}", "<answer>tree</answer>", "[ｔｒｅｅ]"])
def test_ways_to_say_a_word(reply):
    env = table("cat", reply)
    assert env.position.s.chain == ["cat", "tree"]
    assert "[tree]" in env.text("player_1")


def test_giving_up_loses():
    assert table("cat", "[Give up]").rewards == {"player_0": -1.0, "player_1": 1.0}
    assert table("cat", "tree", "give up").rewards == {"player_0": 1.0, "player_1": -1.0}


def test_who_has_no_word_left_has_lost():
    there = words_by_start()
    before, last = next(
        (word, following)
        for word in sorted(words())
        for following in there.get((word[-1], len(word) + 1), ())
        if (following[-1], len(following) + 1) not in there
    )
    env = table(before, last)
    assert env.rewards == {"player_0": 1.0, "player_1": -1.0}
    assert "player_1 has lost" in env.text("player_0")
    assert env.outcome() == {"words": 1}


def test_a_first_word_can_be_followed():
    for options in ({}, {"shortest": 12, "longest": 12}, {"grows": False}):
        env = spenvs.make("WordChains-v0", **options)
        for seed in range(100):
            env.reset(seed=seed)
            first = env.position.s.chain[0]
            assert options.get("shortest", 3) <= len(first) <= options.get("longest", 5)
            env.step(env.sample("player_0", env.turn().rng))
            assert env.fault is None


def test_free_chains_take_any_length_but_no_word_twice():
    env = table("cat", "tea", "apple", "ear", "rat", "test", grows=False)
    assert "said before" in complaint(env, "tea")
    env.step("that")
    assert env.fault is None


def test_turns_end_in_a_draw():
    env = table("cat", "tree", "eagle", turns=2)
    assert env.rewards == {"player_0": 0.0, "player_1": 0.0}


def test_the_word_pass_is_a_word():
    assert table("cup", "[pass]").position.s.chain == ["cup", "pass"]


def test_the_share_of_first_words_that_player_0_wins_is_as_stated():
    there = words_by_start()
    lost = {}
    for length in range(max(map(len, words())) + 1, 3, -1):
        for letter in "abcdefghijklmnopqrstuvwxyz":
            following = {word[-1] for word in there.get((letter, length), ())}
            lost[letter, length] = all(not lost.get((last, length + 1), True) for last in following)
    first = [w for w in words() if 3 <= len(w) <= 5 and (w[-1], len(w) + 1) in there]
    won = sum(not lost[w[-1], len(w) + 1] for w in first)
    (_, stated, _) = spenvs.spec("WordChains-v0").values[0]
    assert stated == f"{won:,} of {len(first):,}"


@pytest.mark.parametrize("options", [{"turns": 0}, {"shortest": 2}, {"longest": 2}, {"grows": "yes"}])
def test_bad_options(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        game(**options)


@pytest.mark.parametrize("grows", [True, False])
def test_bad_replies_do_no_harm(grows):
    env = spenvs.make("WordChains-v0", grows=grows)
    env.reset(seed=1)
    for reply in (*REPLIES, *NUMBERS, *(f"[{number}]" for number in NUMBERS), "[Give up] [give up]", "[pass]"):
        assert_harmless(env, reply)


@given(st.text() | st.text("[]:<>{}abetrs \n\\\"'", max_size=30))
def test_any_text_is_a_turn_or_refused(reply):
    env = spenvs.make("WordChains-v0")
    env.reset(seed=1)
    assert_harmless(env, reply)
