"""TextArena as judge of games of words: its engine takes the turns of random games of ours, and gives the same rewards.

Its word chains and its DontSayIt do not start without NLTK's corpora, which they download; here they get our lists in
place of those, and a tagger that takes every word for a noun.
"""

import itertools
import random

import numpy as np
import pytest

import spenvs
from spenvs.textgames.vocabulary import nouns, words

textarena = pytest.importorskip("textarena")

TALK = ("Hello.", "It is [Fact 1]!", "[Fact 2], surely.", "I am not sure.")
GUESSES = ("[Fact 1]", "[Fact 2]", "so: [fact 2].", "[Fact 1] [Fact 2]", "Not [Fact 2] but [FACT 1]")
GAMES = 100


class Corpus:
    """What stands in for NLTK's corpus of words."""

    def words(self, name="en"):
        return list(nouns()) if name == "en-basic" else sorted(words())


@pytest.fixture
def corpora(monkeypatch):
    """Let NLTK have our lists for its corpora, and download nothing."""
    import nltk

    monkeypatch.setattr(nltk, "download", lambda *args, **kwargs: True)
    monkeypatch.setattr(nltk, "pos_tag", lambda tokens: [(token, "NN") for token in tokens])
    for owner in ("nltk.corpus", "textarena.envs.utils.word_lists", "textarena.envs.WordChains.env"):
        monkeypatch.setattr(f"{owner}.words", Corpus())


def rewards(env):
    return [env.rewards["player_0"], env.rewards["player_1"]]


def peer_rewards(peer):
    given, _ = peer.close()
    return [given[0], given[1]]


def test_truth_and_deception_is_won_by_the_same_guesses():
    rng = random.Random(0)
    env = spenvs.make("TruthAndDeception-v0", preset="spiral")
    for seed, guess in itertools.product(range(8), GUESSES):
        env.reset(seed=seed)
        true = env.facts("player_0")["true"]
        peer = textarena.make("TruthAndDeception-v0-raw")
        peer.reset(num_players=2, seed=seed)
        for number in (1, 2):
            peer.state.game_state[f"fact{number}"]["is_correct"] = number == true
        over = False
        for reply in [*rng.choices(TALK, k=5), guess]:
            assert not over
            assert env.agent_selection == f"player_{peer.state.current_player_id}"
            env.step(reply)
            over, _ = peer.step(reply)
        assert over
        assert rewards(env) == peer_rewards(peer)


def test_dont_say_it_is_lost_by_the_same_words(corpora):
    peer = textarena.make("DontSayIt-v0-raw")
    env, rng, ends = spenvs.make("DontSayIt-v0", preset="textarena"), np.random.default_rng(0), set()
    for seed in range(GAMES):
        env.reset(seed=seed)
        peer.reset(num_players=2, seed=seed)
        peer.state.game_state["target_words"] = {i: env.facts(f"player_{i}")["secret"] for i in (0, 1)}
        over = False
        while not over:
            assert env.agent_selection == f"player_{peer.state.current_player_id}"
            reply = env.sample(env.agent_selection, rng) if seed % 2 else "Hello."
            env.step(reply)
            over, _ = peer.step(reply)
            assert over == env.terminations["player_0"]
        assert rewards(env) == peer_rewards(peer)
        ends.add(tuple(rewards(env)))
    assert ends == {(1, -1), (-1, 1), (0, 0)}


def test_word_chains_take_the_same_words(corpora):
    peer = textarena.make("WordChains-v0-raw")
    env, rng = spenvs.make("WordChains-v0"), np.random.default_rng(0)
    for seed in range(GAMES):
        env.reset(seed=seed)
        peer.reset(num_players=2, seed=seed)
        first = env.facts("player_0")["last"]
        peer.state.game_state |= {
            "current_word": first,
            "used_words": {first},
            "required_start_letter": first[-1],
            "required_length": len(first) + 1,
        }
        while not env.terminations["player_0"]:
            reply = env.sample(env.agent_selection, rng)
            env.step(reply)
            over, _ = peer.step(reply)
            assert not over
            assert peer.state.game_state["current_word"] == env.facts("player_0")["last"]
        assert [peer.step("[none]")[0] for _ in range(2)] == [False, True]  # who has no word left says a wrong one
        assert rewards(env) == peer_rewards(peer)
