"""Don't say it: what counts as saying a secret word, and that nobody reads the other's."""

import copy

import numpy as np
import pytest
from hostile import REPLIES, assert_harmless
from hypothesis import given
from hypothesis import strategies as st

import spenvs
from spenvs.textgames.dont_say_it import game
from spenvs.textgames.vocabulary import nouns


def table(secrets, *replies, **options):
    env = spenvs.make("DontSayIt-v0", **options)
    env.reset(seed=0)
    env.position.s.secrets = tuple(nouns().index(secret) for secret in secrets)
    for reply in replies:
        env.step(reply)
        assert env.fault is None, env.fault
    return env


@pytest.mark.parametrize(
    "said",
    [
        "I like an apple.",
        "APPLES!",
        "the apple's core",
        "apple-pie",
        "[apple]",
        "a\u200bpple",
        "ａｐｐｌｅ",
        '{"talk": "apple"}',
        "An apple, a wolf",
        "_apple_",
    ],
)
def test_the_word_and_its_plural_lose(said):
    env = table(("wolf", "apple"), said)
    assert env.rewards == {"player_0": -1.0, "player_1": 1.0}
    assert "player_1's was apple" in env.text("player_0")


@pytest.mark.parametrize("said", ["pineapple", "applet", "app le", "A wolf, wolves!", "<think>apple</think>Hello", "."])
def test_other_words_do_not(said):
    assert not table(("wolf", "apple"), said).terminations["player_0"]


def test_irregular_plurals_lose():
    assert table(("wolf", "apple"), "Hello.", "I fear wolves.").rewards == {"player_0": 1.0, "player_1": -1.0}


def test_anywhere_finds_a_secret_inside_of_words():
    assert table(("wolf", "ant"), "I want it.", match="anywhere").rewards["player_0"] == -1.0
    assert not table(("wolf", "ant"), "I want it.").terminations["player_0"]


def test_the_last_turn_ends_in_a_draw():
    env = table(("wolf", "apple"), "Hello.", "Hello.", turns=2)
    assert env.rewards == {"player_0": 0.0, "player_1": 0.0}
    assert env.outcome() == {"turns": 2}


def test_secrets_are_drawn_evenly_and_differ_unless_as_in_textarena():
    drawn = [game().start(np.random.default_rng(seed)).secrets for seed in range(3000)]
    assert all(first != second for first, second in drawn)
    assert len({first for first, _ in drawn}) > 450
    assert abs(np.mean(drawn) - (len(nouns()) - 1) / 2) < 8
    free = [game(match="anywhere").start(np.random.default_rng(seed)).secrets for seed in range(5000)]
    assert any(first == second for first, second in free)


def test_nobody_is_told_the_others_secret():
    """What a seat sees of two games is the same if only the other's secret differs."""
    rules = game()
    for seed in range(30):
        s = rules.start(np.random.default_rng(seed))
        other = copy.deepcopy(s)
        other.secrets = s.secrets[0], (s.secrets[1] + 1) % len(nouns())
        for see in (rules.facts, rules.describe, rules.show):
            assert see(s, 0) == see(other, 0)
            assert see(s, 1) != see(other, 1)


@pytest.mark.parametrize("options", [{"turns": 0}, {"match": "some"}])
def test_bad_options(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        game(**options)


def test_bad_replies_do_no_harm():
    env = spenvs.make("DontSayIt-v0")
    env.reset(seed=1)
    for reply in (*REPLIES, "apple " * 20_000):
        assert_harmless(env, reply)


@given(st.text() | st.text("[]:<>{}aple \n\\\"'", max_size=40))
def test_any_text_is_a_turn_or_refused(reply):
    env = spenvs.make("DontSayIt-v0")
    env.reset(seed=1)
    assert_harmless(env, reply)
