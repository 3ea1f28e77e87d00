"""The closed world, the statements about it and about numbers, and the list of words: exact, seeded, new each time."""

import ast
import datetime
import re
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spenvs.textgames import world
from spenvs.textgames.statements import ABOUT, MONTHS, WEEKDAYS, holds, pair
from spenvs.textgames.vocabulary import forms, nouns, spoken, words, words_by_start

SEEDS = st.integers(0, 2**32)


def rng(seed=0):
    return np.random.default_rng(seed)


@given(SEEDS, st.integers(1, 48))
def test_things_differ_and_have_one_value_of_each_attribute(seed, count):
    drawn = world.things(rng(seed), count)
    assert drawn == world.things(rng(seed), count)
    assert len(set(drawn)) == len(drawn) == count
    for thing in drawn:
        had = [world.VALUES[number] for number in range(len(world.VALUES)) if world.has(thing, number)]
        assert [attribute for attribute, _ in had] == list(world.ATTRIBUTES)
        assert world.described(thing) == ", ".join(world.phrase(*each) for each in had)


def test_every_value_is_drawn_about_equally_often():
    counts = Counter(
        number for thing in world.things(rng(), 4000) for number in range(len(world.VALUES)) if world.has(thing, number)
    )
    for number, (attribute, _) in enumerate(world.VALUES):
        assert abs(counts[number] / 4000 - 1 / len(world.ATTRIBUTES[attribute])) < 0.03


def test_names_and_values_are_all_different_words():
    known = [value for _, value in world.VALUES] + list(world.NAMES) + list(world.ATTRIBUTES)
    assert len({word.casefold() for word in known}) == len(known)
    assert len(set(world.names(rng(), len(world.NAMES)))) == len(world.NAMES)


def judged(statement):
    """Judge a statement by other means than the game: Python's own arithmetic, calendar and lengths."""
    dates = [
        datetime.datetime.strptime(found, "%d %B %Y").date()
        for found in re.findall(rf"\d+ (?:{'|'.join(MONTHS)}) \d+", statement)
    ]
    if weekday := re.search(r"falls on a (\w+)\.", statement):
        return f"{dates[0]:%A}" == weekday[1]
    if days := re.search(r"it is (\d+) days\.", statement):
        return dates[0] + datetime.timedelta(int(days[1])) == dates[1]
    if letters := re.findall(r'"(\w+)"', statement):
        return len(letters[0]) > len(letters[1])
    numbers = list(map(int, re.findall(r"\d+", statement)))
    if "divisible" in statement:
        return numbers[0] % numbers[1] == 0
    if "greater" in statement:
        return numbers[0] * numbers[1] > numbers[2] * numbers[3]
    return ast.literal_eval(str(numbers[0] + numbers[1])) == numbers[2]


@pytest.mark.parametrize("about", [each for each in ABOUT if each != "house"])
def test_one_of_two_statements_is_true_and_can_be_checked(about):
    for seed in range(500):
        true, false = pair(rng(seed), about)
        assert judged(true) is holds(true) is True
        assert judged(false) is holds(false) is False


def test_statements_about_the_house_cannot_be_checked():
    for seed in range(200):
        true, false = pair(rng(seed), "house")
        assert holds(true) is holds(false) is None
        assert true != false
        assert true.partition(" is ")[0] == false.partition(" is ")[0]


@pytest.mark.parametrize("about", ABOUT)
def test_statements_are_new_for_each_seed_and_the_same_for_the_same(about):
    drawn = [pair(rng(seed), about) for seed in range(300)]
    assert drawn == [pair(rng(seed), about) for seed in range(300)]
    assert len(set(drawn)) > 250


@pytest.mark.parametrize("about", ABOUT)
def test_truth_cannot_be_told_by_form(about):
    """Neither the longer statement, nor the one that comes first in the alphabet, nor its first number is a sign."""
    count = 2000
    pairs = [pair(rng(seed), about) for seed in range(count)]

    def share(sign):
        told = [(sign(true) > sign(false)) - (sign(true) < sign(false)) for true, false in pairs]
        return abs(sum(told)) / count

    assert share(len) < 0.08
    if about not in ("words", "house"):  # there an order of letters is no sign to whom the words are new
        assert share(lambda statement: int(re.findall(r"\d+", statement)[-1])) < 0.08
    if about != "words":
        assert share(lambda statement: statement) < 0.08


def test_all_kinds_of_statements_are_drawn():
    said = " ".join(pair(rng(seed), "all")[0] for seed in range(200))
    for sign in ("+", "times", "divisible", "falls on", "it is", "letters", "house"):
        assert sign in said
    assert all(day in " ".join(pair(rng(seed), "dates")[0] for seed in range(200)) for day in WEEKDAYS)


def test_words_are_words():
    known = words()
    assert 39_000 < len(known) < 41_000
    assert all(re.fullmatch("[a-z]{3,}", word) for word in known)
    assert {"apple", "zebra", "running", "color", "wolves"} <= known
    assert not {"xviii", "london", "colour", "asdf", "dog's"} & known
    assert {word for start, there in words_by_start().items() if start[1] for word in there} == known
    assert words_by_start()["q", 5] == tuple(sorted(w for w in known if w[0] == "q" and len(w) == 5))
    assert sum(len(words_by_start()[letter, 0]) for letter in "abcdefghijklmnopqrstuvwxyz") == len(known)


def test_nouns_are_words_and_their_forms_differ():
    assert 400 < len(nouns()) == len(set(nouns()))
    assert set(nouns()) <= words()
    owner = {}
    for noun in nouns():
        for form in forms(noun):
            assert owner.setdefault(form, noun) == noun


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("apple", "apples"),
        ("box", "boxes"),
        ("lady", "ladies"),
        ("monkey", "monkeys"),
        ("wolf", "wolves"),
        ("mouse", "mice"),
        ("church", "churches"),
        ("potato", "potatoes"),
        ("sheep", "sheep"),
    ],
)
def test_plurals(noun, plural):
    assert {noun, plural} <= forms(noun)


def test_spoken_words():
    assert spoken("The APPLE-pie's pineapple, ｃａｔ_dog2! ﬁsh") == [
        *("the", "apple", "pie", "s", "pineapple", "cat", "dog", "fish"),
    ]


def test_the_data_is_small_and_its_licence_stands_beside_it():
    data = files("spenvs.textgames") / "words"
    assert len((data / "words.txt.gz").read_bytes()) < 150_000
    notice = (data / "COPYRIGHT").read_text()
    assert "Copyright 2000-2011 by Kevin Atkinson" in notice
    assert "modified version" in notice
