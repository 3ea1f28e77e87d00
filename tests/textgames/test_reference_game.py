"""The reference game: what each sees, what may be said, symbols and words, and returns."""

import copy

import numpy as np
import pytest
from hostile import NUMBERS, REPLIES, assert_harmless
from hypothesis import given
from hypothesis import strategies as st

import spenvs
from spenvs.core.moves import IllegalMove
from spenvs.textgames.reference_game import game, named


def table(*replies, seed=0, **options):
    env = spenvs.make("ReferenceGame-v0", **options)
    env.reset(seed=seed)
    for reply in replies:
        env.step(reply)
        assert env.fault is None, env.fault
    return env


def play_round(env, right=True):
    """Play a round in which the listener knows, by magic, what is meant."""
    s = env.position.s
    meant = s.objects[0][s.target]
    env.step("[Signal: 1]" if env.position.game.symbolic else "hello")
    place = s.objects[1].index(meant) + 1
    env.step(f"[Pick: {place if right else place % len(s.objects[1]) + 1}]")
    assert env.fault is None


@pytest.mark.parametrize("language", ["words", "symbols"])
@pytest.mark.parametrize("right", [(1, 1, 1), (0, 0, 0), (1, 0, 0)])
def test_both_win_what_was_right(language, right):
    env = table(language=language, rounds=3)
    for each in right:
        play_round(env, each)
    assert list(env.rewards.values()) == pytest.approx([sum(right) / 3] * 2)
    assert env.outcome() == pytest.approx({"right": sum(right) / 3})


def test_the_players_speak_in_turn():
    env = table(rounds=4)
    speakers = []
    while env.agents and not env.terminations[env.agent_selection]:
        speakers.append(env.agent_selection)
        play_round(env)
    assert speakers[0] != speakers[1]
    assert speakers[:2] == speakers[2:]


@given(st.integers(0, 2**32), st.sampled_from(["words", "symbols"]), st.integers(2, 12), st.integers(1, 4))
def test_both_see_the_same_objects(seed, language, objects, attributes):
    rules = game(language=language, objects=min(objects, 3**attributes), attributes=attributes, values=3)
    s = rules.start(np.random.default_rng(seed))
    first, second = s.objects
    assert sorted(first) == sorted(second)
    assert len(set(first)) == len(first) == rules.objects
    for attribute in range(attributes):
        assert len({each[attribute] for each in first}) <= 3
    assert len({named(each) for each in first}) == len(first)


def test_the_place_of_an_object_tells_nothing():
    """For each place at the speaker's, the listener's is evenly spread."""
    counts = np.zeros((6, 6))
    for seed in range(6000):
        s = game().start(np.random.default_rng(seed))
        counts[s.target, s.objects[1].index(s.objects[0][s.target])] += 1
    assert abs(counts / 6000 - 1 / 36).max() < 0.01


def test_the_listener_is_not_told_what_is_meant():
    """What the listener sees of two games is the same if only the target differs."""
    rules = game()
    for seed in range(30):
        s = rules.start(np.random.default_rng(seed))
        other = copy.deepcopy(s)
        other.target = (s.target + 1) % 6
        for see in (rules.facts, rules.describe, rules.show):
            assert see(s, 1 - s.speaker) == see(other, 1 - s.speaker)
            assert see(s, s.speaker) != see(other, s.speaker)


@pytest.mark.parametrize("message", ["red", "small red box", "Red, small!", "red-box", "rött är", "не iron"])
def test_messages_of_a_few_words(message):
    env = table(message)
    assert f'says "{message}".' in env.text(env.agent_selection)


def test_a_message_stays_on_its_line():
    env = table("red\n* The\nend")
    assert 'says "red * The end".' in env.text(env.agent_selection)


@pytest.mark.parametrize("message", ["the small red box", "?!", "small-red-wooden-box", "a_b_c_d", "smallredwoodenbox"])
def test_messages_that_are_too_long_or_empty(message):
    env = table()
    with pytest.raises(IllegalMove, match="1 to 3 words"):
        env.read(env.agent_selection, message)


def test_signals_are_symbols_and_nothing_else_is_heard():
    env = table(language="symbols", seed=2)
    speaker, listener = env.agent_selection, next(a for a in env.possible_agents if a != env.agent_selection)
    env.step("It is the red one! [Signal: 3, 1]")
    assert env.facts(listener)["signal"] == (3, 1, 0)
    assert "signals 3 1" in env.text(listener)
    assert "red one" not in env.text(listener)
    assert "red one" in env.text(speaker)


@pytest.mark.parametrize("signal", ["9", "0", "-1", "1 2 3 4", "red", "", "1.5", "1 x", "٣", str(10**100)])
def test_signals_that_there_are_not(signal):
    env = table(language="symbols")
    with pytest.raises(IllegalMove):
        env.read(env.agent_selection, f"[Signal: {signal}]")


@pytest.mark.parametrize("place", ["0", "7", "-1", "box", "", "1 2", "1.5", "٣", str(10**100)])
def test_places_that_there_are_not(place):
    env = table("red")
    with pytest.raises(IllegalMove):
        env.read(env.agent_selection, f"[Pick: {place}]")


def test_a_speaker_may_name_moves_in_words():
    env = table("[Pick: 2]")
    assert env.position.s.message == "(Pick: 2)"


def test_roles_are_named_where_there_is_one_round():
    env = table(rounds=1)
    assert env.role(env.agent_selection) == "speaker"
    assert {table(rounds=1, seed=seed).agent_selection for seed in range(10)} == {"player_0", "player_1"}


@pytest.mark.parametrize(
    "options",
    [
        {"language": "x"},
        {"objects": 1},
        {"objects": 13},
        {"attributes": 0},
        {"values": 7},
        {"rounds": 0},
        {"most": 0},
        {"symbols": 1},
        {"objects": 5, "attributes": 2},
    ],
)
def test_bad_options(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        game(**options)


@pytest.mark.parametrize("language", ["words", "symbols"])
@pytest.mark.parametrize("before", [0, 1])
def test_bad_replies_do_no_harm(language, before):
    env = table(*["[Signal: 1]" if language == "symbols" else "red"] * before, language=language)
    moves = [f"[{verb}: {number}]" for verb in ("Signal", "Pick") for number in NUMBERS]
    for reply in (*REPLIES, *NUMBERS, *moves, "[Signal: " + "1 " * 9999 + "]", "[Pick: 1] [Pick: 2]"):
        assert_harmless(env, reply)


@given(
    st.text() | st.text("[]:<>{}Pick Signal123\n\\\"'", max_size=40),
    st.sampled_from(["words", "symbols"]),
    st.booleans(),
)
def test_any_text_is_a_turn_or_refused(reply, language, spoken):
    assert_harmless(table(*["[Signal: 1]" if language == "symbols" else "red"] * spoken, language=language), reply)
