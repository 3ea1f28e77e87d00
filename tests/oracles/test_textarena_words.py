"""TextArena as judge of the preset `spiral` of truth and deception: the same talk and the same guess win.

Its word chains and its DontSayIt are no judges here: they do not start without NLTK's corpora, which they download.
"""

import itertools
import random

import pytest

import spenvs

textarena = pytest.importorskip("textarena")

TALK = ("Hello.", "It is [Fact 1]!", "[Fact 2], surely.", "I am not sure.")
GUESSES = ("[Fact 1]", "[Fact 2]", "so: [fact 2].", "[Fact 1] [Fact 2]", "Not [Fact 2] but [FACT 1]")


def test_the_same_guesses_win():
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
        rewards, _ = peer.close()
        assert [env.rewards["player_0"], env.rewards["player_1"]] == [rewards[0], rewards[1]]
