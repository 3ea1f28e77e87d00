"""The scripted players of the games of words, facts and questions beat random ones, or do better together."""

import numpy as np
import pytest

import baselines
import spenvs
from baselines.agents.scripts.words import PHRASES
from spenvs.textgames.vocabulary import nouns

DEALS = 100


def scores(id, preset, *agents, deals=DEALS):
    """Returns of the first agent in pairs of games from both seats, float [deals]."""
    there = baselines.play(id, agents, games=deals, seed=1, preset=preset)
    back = baselines.play(id, agents[::-1], games=deals, seed=1, preset=preset)
    assert {record.end for record in there + back} == {"natural"}
    return np.array([(a.rewards["player_0"] + b.rewards["player_1"]) / 2 for a, b in zip(there, back, strict=True)])


def lower(values):
    """The lower end of the 95 % interval of the mean."""
    return values.mean() - 1.96 * values.std(ddof=1) / len(values) ** 0.5


@pytest.mark.parametrize(
    ("id", "preset"),
    [
        ("TruthAndDeception-v0", None),
        ("TruthAndDeception-v0", "spiral"),
        ("TruthAndDeception-v0", "reckoning"),
        ("WordChains-v0", None),
        ("WordChains-v0", "free"),
        ("TwentyQuestions-v0", None),
        ("TwentyQuestions-v0", "race"),
    ],
)
def test_beats_random(id, preset):
    assert lower(scores(id, preset, "scripted", "random")) > 0.1


@pytest.mark.parametrize("preset", [None, "textarena"])
def test_says_less_than_random(preset):
    """Who names things at random says a secret now and then; the rule never does."""
    values = scores("DontSayIt-v0", preset, "scripted", "random", deals=400)
    assert lower(values) > 0
    assert values.min() >= 0


@pytest.mark.parametrize("preset", [None, "symbols", "lewis"])
def test_understand_each_other(preset):
    id = "ReferenceGame-v0"
    together = scores(id, preset, "scripted", "scripted")
    assert lower(together) > 0.95
    assert lower(together - scores(id, preset, "random", "random")) > 0.4


def test_a_bluff_is_even():
    """Where the guesser can know nothing, no rule does better than another."""
    values = scores("TruthAndDeception-v0", "bluff", "scripted", "random")
    assert abs(values.mean()) < 0.25


def test_word_chains_are_played_perfectly():
    """Who can win after the first word, wins, if both play by the rule: as often as the table says."""
    won = [record.rewards["player_0"] > 0 for record in baselines.play("WordChains-v0", ["scripted"] * 2, games=400)]
    (_, stated, _) = spenvs.spec("WordChains-v0").values[0]
    wins, words = (int(number.replace(",", "")) for number in stated.split(" of "))
    assert abs(np.mean(won) - wins / words) < 0.07


def test_few_questions_are_needed():
    """Sixteen objects need four halvings where each question halves; few need many more."""
    records = baselines.play("TwentyQuestions-v0", ["scripted"] * 2, games=100)
    used = [len(record.moves) - 1 for record in records]
    assert np.mean(used) < 6
    assert max(used) <= 9


def test_phrases_hold_no_secret():
    assert not [noun for noun in nouns() for phrase in PHRASES if noun in phrase.casefold()]
