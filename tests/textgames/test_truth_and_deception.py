"""Truth and deception: roles, what each seat may know, the guess, and SPIRAL's rules."""

import copy

import numpy as np
import pytest
from hostile import REPLIES, assert_harmless
from hypothesis import given
from hypothesis import strategies as st

import spenvs
from spenvs.core.moves import IllegalMove
from spenvs.core.rules import OVER
from spenvs.textgames.statements import holds
from spenvs.textgames.truth_and_deception import game


def table(*replies, seed=0, **options):
    env = spenvs.make("TruthAndDeception-v0", **{"turns": 2, "roles": "fixed", **options})
    env.reset(seed=seed)
    for reply in replies:
        env.step(reply)
        assert env.fault is None, env.fault
    return env


@pytest.mark.parametrize("fact", [1, 2])
def test_the_guesser_wins_with_the_true_fact(fact):
    for seed in range(10):
        env = table("Trust me.", f"I take this one. [Fact {fact}]", seed=seed, about="sums")
        right = holds(env.facts("player_1")[f"fact_{fact}"])
        assert env.rewards == {"player_0": -1.0 if right else 1.0, "player_1": 1.0 if right else -1.0}
        assert env.outcome() == {"right": float(right)}


def test_roles_are_drawn_and_the_deceiver_begins():
    seen = set()
    for seed in range(20):
        env = table(seed=seed, roles="drawn")
        assert env.role(env.agent_selection) == "deceiver"
        assert {env.role(agent) for agent in env.possible_agents} == {"deceiver", "guesser"}
        seen.add(env.agent_selection)
    assert seen == {"player_0", "player_1"}


def test_the_true_fact_stands_in_either_place_equally_often():
    first = [game().start(np.random.default_rng(seed)).true == 1 for seed in range(1000)]
    assert 440 < sum(first) < 560


def test_the_guess_is_the_last_turn():
    env = table(turns=4)
    assert env.legal("player_0") == ["<words>"]
    env.step("Take fact 1.")
    env.step("Is it [Fact 1]?")
    assert env.agents, "a fact that is named before the last turn is not a guess"
    assert "Is it (Fact 1)?" in env.text("player_0")
    env.step("[Fact 1] is false, [Fact 2] is true.")
    assert env.fault is None
    assert env.legal("player_1") == ["Fact 1", "Fact 2"]
    for words in ("Hm.", "It is the first.", "[Fact 3]", "[Fact 1] or [Fact 2]"):
        with pytest.raises(IllegalMove):
            env.read("player_1", words)
    env.step("\\boxed{Fact 2}")
    assert env.terminations["player_0"]


@pytest.mark.parametrize(
    "reply", ["[Fact 1]", "fact 1", "[FACT 1].", '{"move": "Fact 1"}', "<answer>[Fact 1]</answer>"]
)
@pytest.mark.parametrize("both", [False, True])
def test_ways_to_guess(reply, both):
    env = table("So.", reply, both=both)
    assert env.position.s.guess == (1,)


def test_a_guess_of_both_facts_counts_only_where_it_does_in_textarena():
    for seed in range(4):
        env = table("So.", "[Fact 1] [Fact 2]", seed=seed, both=True)
        assert env.rewards["player_1"] == 1.0
    env = table("So.")
    env.step("[Fact 1] [Fact 2]")
    assert env.rewards["player_1"] == -1.0
    assert env.infos["player_1"]["fault"] == "unparsed"


def test_the_guesser_is_not_told_which_fact_is_true():
    """What the guesser sees of two games is the same if only the truth differs."""
    rules = game()
    for seed in range(50):
        s = rules.start(np.random.default_rng(seed))
        other = copy.deepcopy(s)
        other.true = 3 - s.true
        for see in (rules.facts, rules.describe, rules.show):
            assert see(s, s.guesser) == see(other, s.guesser)
            assert see(s, 1 - s.guesser) != see(other, 1 - s.guesser)
        s.mover = OVER
        assert rules.facts(s, s.guesser)["true"] == s.true


def test_seeds_give_new_facts():
    facts = {game().start(np.random.default_rng(seed)).facts for seed in range(1000)}
    assert len(facts) > 950


def test_spiral_preset():
    env = spenvs.make("TruthAndDeception-v0", preset="spiral")
    for seed in range(5):
        env.reset(seed=seed)
        assert env.role("player_0") == "deceiver"
        for _ in range(5):
            env.step("[Fact 1], I say.")
        env.step("It is [Fact 1], not [Fact 2].")
        assert env.rewards == {"player_0": -1.0, "player_1": 1.0}


@pytest.mark.parametrize("options", [{"turns": 3}, {"turns": 0}, {"about": "cats"}, {"roles": "both"}, {"both": 2}])
def test_bad_options(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        game(**options)


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("before", [0, 1])
def test_bad_replies_do_no_harm(before, both):
    env = table(*["So."] * before, both=both)
    for reply in (
        *REPLIES,
        "[Fact 1] [Fact 2]",
        "[Fact ٣]",
        "Fact 1\nFact 2",
        "[Fact 1: 2]",
        "[fact1]",
        "[Ｆａｃｔ １]",
    ):
        assert_harmless(env, reply)


@given(st.text() | st.text("[]:<>{}Fact 12\n\\\"'", max_size=40), st.integers(0, 1))
def test_any_text_is_a_turn_or_refused(reply, before):
    assert_harmless(table(*["So."] * before), reply)
