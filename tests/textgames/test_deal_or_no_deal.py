"""Deal or No Deal: what is dealt, what a deal is, what is private, and what is measured."""

import itertools

import numpy as np
import pytest
from hostile import NUMBERS, REPLIES, assert_harmless
from hypothesis import given
from hypothesis import strategies as st

import spenvs
from spenvs.core.moves import IllegalMove
from spenvs.textgames.deal_or_no_deal import game
from spenvs.textgames.division import WORTH, contexts, frontier, pools
from spenvs.textgames.goods import worth

POOL, VALUES = (1, 2, 3), ((1, 3, 1), (4, 0, 2))


def table(*replies, **options):
    env = spenvs.make("DealOrNoDeal-v0", **{"pool": POOL, "values": VALUES, **options})
    env.reset(seed=0)
    for reply in replies:
        env.step(reply)
        assert env.fault is None, env.fault
    return env


def rewards(env):
    return [env.rewards[agent] for agent in env.possible_agents]


def test_every_context_is_as_in_the_paper():
    """Five to seven items; worth ten to each; each item of worth to somebody, some to both."""
    assert len(pools()) == 31
    for pool in pools():
        assert 5 <= sum(pool) <= 7
        assert min(pool) >= 1
        assert len(contexts(pool)) > 10
        for first, second in contexts(pool):
            assert worth(pool, first) == worth(pool, second) == WORTH
            assert all(a or b for a, b in zip(first, second, strict=True))
            assert any(a and b for a, b in zip(first, second, strict=True))


def test_contexts_are_drawn_from_the_seed():
    def drawn(seed):
        s = game().start(np.random.default_rng(seed))
        return s.pool, s.values

    seen = [drawn(seed) for seed in range(300)]
    assert seen == [drawn(seed) for seed in range(300)]
    assert {pool for pool, _ in seen} == set(pools())
    assert len(set(seen)) > 250


def test_a_proposal_that_is_accepted_is_a_deal():
    env = table("[Propose: 2 hats, 1 ball]", "I like it. [Accept]")
    assert rewards(env) == [7, 4 + 2 * 2]
    assert env.outcome()["agreement"] == 1


def test_the_acceptor_gets_what_the_proposer_leaves():
    env = table("[Propose: 1 book]", "[Propose: 3 balls]", "Well, let me see.", "Yes?", "[Accept]")
    assert rewards(env) == [1 + 6, 6]


def test_words_leave_a_proposal_standing_and_another_replaces_it():
    env = table("[Propose: 1 book]", "Hm.", "Really!", "[Propose: 1 book, 3 balls]", "[Accept]")
    assert rewards(env) == [6, 10]


def test_no_deal_pays_nothing():
    for env in (table("[Quit]"), table("[Propose: 1 book]", "[Quit]"), table("Hello.", "Bye.", turns=2)):
        assert rewards(env) == [0, 0]
        assert set(env.outcome().values()) == {0}


@pytest.mark.parametrize("objective", [-1, -0.5, 0, 0.25, 1])
def test_objective_blends_both_scores(objective):
    env = table("[Propose: 2 hats, 1 ball]", "[Accept]", objective=objective)
    assert rewards(env) == [7 + objective * 8, 8 + objective * 7]
    assert env.game.zero_sum == (objective == -1)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("[Accept]", "no proposal"),
        ("[Propose: 2 books]", "there are 1"),
        ("[Propose: 4 balls]", "there are 3"),
        ("[Propose: 1 dog]", "books"),
        ("[Propose: -1 hats]", "written"),
        ("[Propose: 1.5 hats]", "written"),
        ("[Propose]", "written"),
        ("[Propose: 1 hat, 1 hat, 1 hat]", "there are 2"),
    ],
)
def test_illegal_moves_say_why(reply, reason):
    with pytest.raises(IllegalMove, match=reason if reason != "books" else "book, hat, ball"):
        table().read("player_0", reply)


def test_the_own_proposal_cannot_be_accepted():
    env = table("[Propose: 1 book]", "Hm.")
    with pytest.raises(IllegalMove, match="your own"):
        env.read("player_0", "[Accept]")


@pytest.mark.parametrize(
    "text", ["1 book, 2 hats", "(1 book, 2 hats, 0 balls)", "1 Books and 2 HAT", "2 hats; 1x book"]
)
def test_ways_to_write_a_share(text):
    env = table(f"[Propose: {text}]")
    assert env.facts("player_0")["own"] == (1, 2, 0)


# Sealed proposals


def sealed(*replies, **options):
    return table(*replies, protocol="sealed", **options)


def test_sealed_proposals_that_add_up_are_a_deal():
    env = sealed("Hats for me?", "Fine.", "[Propose: 2 hats]", "[Propose: 1 book, 3 balls]")
    assert rewards(env) == [6, 10]


@pytest.mark.parametrize("second", ["1 book, 2 balls", "1 book, 1 hat, 3 balls", "0 books"])
def test_sealed_proposals_that_do_not_add_up_are_none(second):
    env = sealed("[Propose: 2 hats]", f"[Propose: {second}]")
    assert rewards(env) == [0, 0]
    assert env.outcome()["agreement"] == 0
    assert "do not add up" in env.text("player_0")


def test_a_sealed_proposal_is_private_and_final():
    env = sealed("My secret is two. [Propose: 2 hats]")
    assert env.legal("player_1") == ["Propose: <what you take>", "Quit"]
    assert "secret" not in env.text("player_1")
    assert "2 hats" not in env.text("player_1").partition("You are player_1")[0].partition("\n\n")[2]
    assert env.facts("player_1")["others"] == (-1, -1, -1)
    assert env.facts("player_1")["offer_by"] == 0
    assert env.facts("player_0")["own"] == (0, 2, 0)
    for words in ("Let us talk.", "[Accept]"):
        with pytest.raises(IllegalMove):
            env.read("player_1", words)


def test_what_a_seat_sees_does_not_depend_on_what_the_other_sealed():
    def view(share):
        env = sealed(f"[Propose: {share}]")
        return env.text("player_1"), env.facts("player_1"), env.picture("player_1").tobytes()

    assert view("2 hats") == view("1 book, 3 balls")


def test_the_sealed_preset_draws_who_begins():
    env = spenvs.make("DealOrNoDeal-v0", preset="sealed")
    openers = set()
    for seed in range(20):
        env.reset(seed=seed)
        openers.add(env.agent_selection)
    assert openers == {"player_0", "player_1"}


@pytest.mark.parametrize("protocol", ["offers", "sealed"])
def test_values_of_the_other_are_hidden(protocol):
    def view(values):
        env = table("Hello.", protocol=protocol, values=(VALUES[0], values))
        return env.text("player_0"), env.facts("player_0"), env.picture("player_0").tobytes(), env.ansi("player_0")

    assert view((4, 0, 2)) == view((0, 2, 2))


# Measures


def brute(pool, first, second):
    """Scores of every division."""
    shares = itertools.product(*(range(n + 1) for n in pool))
    return [
        (
            sum(a * v for a, v in zip(s, first, strict=True)),
            sum((n - a) * v for n, a, v in zip(pool, s, second, strict=True)),
        )
        for s in shares
    ]


def test_frontier_is_exact():
    rng = np.random.default_rng(0)
    for _ in range(100):
        pool = pools()[rng.integers(len(pools()))]
        first, second = contexts(pool)[rng.integers(len(contexts(pool)))]
        points = brute(pool, first, second)
        best = {p for p in points if not any(q[0] >= p[0] and q[1] >= p[1] and q != p for q in points)}
        found = frontier(pool, first, second)
        assert found.points == best
        assert found.joint == max(a + b for a, b in points)
        assert found.nash == max(a * b for a, b in points)


def test_outcome_measures_the_deal():
    outcome = table("[Propose: 2 hats, 1 ball]", "[Accept]").outcome()
    assert outcome["score_0"] == 7
    assert outcome["score_1"] == 8
    assert outcome["joint"] == 15
    assert outcome["joint_share"] == 15 / 16
    assert outcome["nash"] == 56
    assert outcome["nash_share"] == 56 / 60
    assert outcome["pareto"] == 1
    assert outcome["envy"] == 0
    wasteful = table("[Propose: 1 book]", "[Accept]").outcome()
    assert wasteful["pareto"] == 0
    assert wasteful["envy"] == 9 - 1
    best = table("[Propose: 2 hats]", "[Accept]").outcome()
    assert best["joint_share"] == best["nash_share"] == best["pareto"] == 1


# Options and bad input


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"protocol": "loud"}, "protocol"),
        ({"objective": 1.5}, "objective"),
        ({"objective": True}, "objective"),
        ({"objective": float("nan")}, "objective"),
        ({"turns": 1}, "turns"),
        ({"opener": "player_1"}, "opener"),
        ({"pool": (1, 2)}, "pool"),
        ({"pool": (1, 2, 99)}, "pool"),
        ({"pool": (3, 3, 3)}, "give values"),
        ({"values": (1, 2)}, "values"),
    ],
)
def test_options_out_of_range_are_refused(options, reason):
    with pytest.raises(ValueError, match=reason):
        game(**options)


STATES = [((), {}), (("[Propose: 1 book]",), {}), (("[Propose: 1 book]",), {"protocol": "sealed"})]


@pytest.mark.parametrize("reply", [*REPLIES, *[f"[Propose: {n} hats]" for n in NUMBERS]], ids=lambda reply: reply[:20])
@pytest.mark.parametrize(("replies", "options"), STATES)
def test_bad_input_does_no_harm(replies, options, reply):
    assert_harmless(table(*replies, **options), reply)


@given(
    st.text(max_size=60)
    | st.from_regex(r"\[(propose|accept|quit):? ?([0-9٣-]{0,4} (books?|hats?|balls?|x),? ?){0,4}\]")
)
def test_any_text_does_no_harm(reply):
    assert_harmless(table("[Propose: 1 book]"), reply)
