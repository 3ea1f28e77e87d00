"""Twenty questions: what questions mean, that answers are true, what they cost, and what stays hidden."""

import copy

import numpy as np
import pytest
from hostile import NUMBERS, REPLIES, assert_harmless
from hypothesis import given
from hypothesis import strategies as st

import spenvs
from spenvs.core.moves import IllegalMove
from spenvs.textgames.twenty_questions import NO, UNKNOWN, YES, game, question
from spenvs.textgames.world import ATTRIBUTES, VALUES, has


def table(*replies, seed=0, **options):
    env = spenvs.make("TwentyQuestions-v0", **{"roles": "fixed", **options})
    env.reset(seed=seed)
    for reply in replies:
        env.step(reply.format(*env.position.s.names))
        assert env.fault is None, env.fault
    return env


def rewards(env):
    return [env.rewards[agent] for agent in env.possible_agents]


FORMS = {
    "size": ("{0}", "size = {0}", "size: {0}", "Is it {0}?", "Is the object {0}?", "Is its size {0}?"),
    "colour": ("{0}", "colour = {0}", "Is it {0}?", "Is the color {0}", "COLOUR={0}"),
    "material": ("material = {0}", "Is it made of {0}?", "Is it made out of {0}?", "Is its material {0}?"),
    "shape": ("shape = {0}", "Is it {0}?", "is the thing {0} ?"),
    "place": ("place = {0}", "Is it in the {0}?", "Is it found in the {0}?", "Was it kept in the {0}?"),
    "owner": ("owner = {0}", "Is it {0}'s?", "Is it {0}’s?", "Does it belong to {0}?", "Is it owned by {0}?"),
}


@pytest.mark.parametrize(("number", "named"), list(enumerate(VALUES)))
def test_forms_of_questions(number, named):
    attribute, value = named
    for form in FORMS[attribute]:
        assert question(form.format(value)) == number
        assert question(form.format(value).upper()) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "red or blue",
        "not red",
        "Is it not red?",
        "Isn't it red?",
        "red blue",
        "What colour is it?",
        "colour = small",
        "size = red",
        "Is it redder?",
        "colour",
        "the kettle",
        "Is it red and small?",
        "no red",
        "colour = red = red",
        "1",
    ],
)
def test_what_is_no_question_about_one_value(text):
    with pytest.raises(IllegalMove):
        question(text)


def test_a_value_that_there_is_not_is_answered_with_those_there_are():
    with pytest.raises(IllegalMove, match="values: red, blue, green"):
        question("colour = pink")


def test_every_answer_is_true():
    for seed in range(5):
        env = table(f"[Choose: {{{seed}}}]", seed=seed, questions=100)
        thing = env.position.s.things[seed]
        for number, (attribute, value) in enumerate(VALUES):
            assert env.facts("player_1")["answers"][number] == UNKNOWN
            env.step(f"[Ask: {attribute} = {value}]")
            answer = env.facts("player_1")["answers"][number]
            assert answer == (
                YES if thing[list(ATTRIBUTES).index(attribute)] == ATTRIBUTES[attribute].index(value) else NO
            )
        told = [line[:8] for line in env.text("player_0").splitlines() if line.startswith(("* Yes: ", "* No: "))]
        answers = env.facts("player_1")["answers"]
        assert told == ["* Yes: i" if answer == YES else "* No: it" for answer in answers]


def test_questions_in_words():
    env = table("[Choose: {0}]", "Let me start with its colour. Is it red?", "Is it Anna's?", "[Is it in the attic?]")
    assert [VALUES[n] for n, a in enumerate(env.facts("player_1")["answers"]) if a != UNKNOWN] == [
        ("colour", "red"),
        ("place", "attic"),
        ("owner", "Anna"),
    ]
    for words in ("Is it red? Is it blue?", "Hello there.", "Is it not red?"):
        with pytest.raises(IllegalMove):
            env.read("player_1", words)


@pytest.mark.parametrize("wrong", [0, 1, 5])
def test_what_a_search_pays(wrong):
    env = table("[Choose: {15}]", *[f"[Guess: {{{i}}}]" for i in range(wrong)], "[Guess: the {15}]")
    won = 1 - 2 * wrong / 20
    assert rewards(env) == pytest.approx([-won, won])
    assert env.outcome() == {"questions": wrong + 1, "found": 1.0}


def test_a_search_without_success_pays_the_chooser():
    env = table("[Choose: {0}]", *["[Guess: {1}]"] * 3, questions=3)
    assert rewards(env) == [1, -1]
    assert env.facts("player_1")["wrong"][1] == 1


def test_a_race_is_won_by_fewer_questions():
    choose = ["[Choose: {0}]", "[Choose: {1}]"]
    assert rewards(table(*choose, "[Guess: {1}]", "[Guess: {2}]", race=True)) == [1, -1]
    assert rewards(table(*choose, "[Guess: {2}]", "[Guess: {0}]", race=True)) == [-1, 1]
    assert rewards(table(*choose, "[Guess: {1}]", "[Guess: {0}]", race=True)) == [0, 0]
    assert rewards(table(*choose, *["Is it red?"] * 4, race=True, questions=2)) == [0, 0]


def test_the_guesser_is_not_told_what_was_chosen():
    """What the guesser sees of two games is the same if only the chosen object differs."""
    rules = game(roles="fixed")
    for seed in range(20):
        s = rules.start(np.random.default_rng(seed))
        s.secret[1], s.mover = 3, 1
        other = copy.deepcopy(s)
        other.secret[1] = 4
        for see in (rules.facts, rules.describe, rules.show):
            assert see(s, 1) == see(other, 1)
            assert see(s, 0) != see(other, 0)
    env = table("I take the {3}, it is pretty. [Choose: {3}]")
    assert "pretty" not in env.text("player_1")
    assert "pretty" in env.text("player_0")


def test_objects_can_be_told_apart_and_roles_are_drawn():
    guessers = set()
    for seed in range(20):
        s = game(objects=48).start(np.random.default_rng(seed))
        patterns = {tuple(has(thing, number) for number in range(len(VALUES))) for thing in s.things}
        assert len(patterns) == len(set(s.names)) == 48
        guessers.update(s.guessers)
    assert guessers == {0, 1}


@pytest.mark.parametrize(
    ("before", "reply"),
    [
        ((), "[Ask: colour = red]"),
        ((), "Is it red?"),
        ((), "[Choose: unicorn]"),
        (("[Choose: {0}]",), "[Choose: {1}]"),
        (("[Choose: {0}]",), "[Guess: unicorn]"),
        (("[Choose: {0}]",), "[Guess: red]"),
    ],
)
def test_moves_at_the_wrong_time(before, reply):
    env = table(*before)
    with pytest.raises(IllegalMove):
        env.read(env.agent_selection, reply.format(*env.position.s.names))


@pytest.mark.parametrize("options", [{"objects": 1}, {"objects": 49}, {"questions": 0}, {"race": 3}, {"roles": "x"}])
def test_bad_options(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        game(**options)


@pytest.mark.parametrize("before", [(), ("[Choose: {0}]",)])
def test_bad_replies_do_no_harm(before):
    env = table(*before)
    moves = [f"[{verb}: {number}]" for verb in ("Choose", "Ask", "Guess") for number in NUMBERS]
    for reply in (*REPLIES, *moves, "[Ask: red = colour]", "[Guess]", "[Ask]", "?" * 50_000):
        assert_harmless(env, reply)


@given(st.text() | st.text("[]:<>{}?=.redAsk Guess cup\n\\\"'", max_size=40), st.booleans())
def test_any_text_is_a_turn_or_refused(reply, chosen):
    assert_harmless(table(*["[Choose: {0}]"] * chosen), reply)
