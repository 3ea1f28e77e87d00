"""BuyerSeller: prices, deals, gains, rounds, and the critic between them."""

import numpy as np
import pytest
from hostile import NUMBERS, REPLIES, assert_harmless
from hypothesis import given
from hypothesis import strategies as st

import spenvs
from spenvs.core.moves import IllegalMove
from spenvs.textgames.buyer_seller import gains, game
from spenvs.textgames.money import money, price

LIMITS = {"item": "lamp", "cost": 20, "value": 60}


def shop(*replies, **options):
    env = spenvs.make("BuyerSeller-v0", **{**LIMITS, **options})
    env.reset(seed=0)
    for reply in replies:
        env.step(reply)
        assert env.fault is None, env.fault
    return env


def rewards(env):
    return [env.rewards[agent] for agent in env.possible_agents]


def test_a_deal_divides_what_there_is_to_gain():
    env = shop("A fine lamp. [Offer: $50]", "Too much! [Offer: $30]", "[Accept]")
    assert rewards(env) == [0.25, 0.75]
    assert env.outcome() == {"agreement": 1.0, "efficient": 1.0, "price": 30.0, "welfare": 1.0}
    assert "the lamp for $30" in env.text("player_0")


def test_an_offer_stands_until_another_is_made():
    assert rewards(shop("[Offer: $50]", "Hm.", "Yes?", "[Accept]")) == [0.75, 0.25]
    assert rewards(shop("[Offer: $50]", "[Offer: $20]", "[Offer: $40]", "[Accept]")) == [0.5, 0.5]


def test_no_deal_pays_nothing():
    for env in (shop("[Quit]"), shop("[Offer: $50]", "[Quit]"), shop("[Offer: $50]", "No.", turns=2)):
        assert rewards(env) == [0, 0]
        assert env.outcome()["agreement"] == env.outcome()["efficient"] == 0
        assert env.outcome()["price"] == -1


def test_roles():
    env = shop(rounds=2, critic="buyer")
    assert [env.role(agent) for agent in env.possible_agents] == ["seller", "buyer", "critic"]


@pytest.mark.parametrize(("opener", "openers"), [("seller", {0}), ("buyer", {1}), ("drawn", {0, 1})])
def test_who_begins(opener, openers):
    rules = game(opener=opener)
    assert {rules.start(np.random.default_rng(seed)).mover for seed in range(30)} == openers


def test_each_side_knows_only_its_own_limit():
    def view(agent, **limits):
        env = shop("[Offer: $70]", **limits)
        return env.text(agent), env.facts(agent), env.ansi(agent), env.picture(agent).tobytes()

    assert view("player_0", value=60) == view("player_0", value=61)
    assert view("player_1", cost=20) == view("player_1", cost=21)
    assert view("player_0", cost=20) != view("player_0", cost=21)


# What is drawn


@pytest.mark.parametrize("cents", [False, True])
def test_limits_are_drawn_with_a_price_that_serves_both(cents):
    rules, drawn = game(prices=(10, 50), cents=cents), []
    for seed in range(500):
        cost, value = rules.start(np.random.default_rng(seed)).limits
        assert 1000 <= cost < value <= 5000
        assert value - cost >= 400
        assert cents or (cost % 100 == value % 100 == 0)
        drawn.append(cost)
    assert len(set(drawn)) > 20
    assert min(drawn) < 1300


def test_sometimes_no_price_serves_both():
    rules = game(zone="sometimes")
    worse = sum(cost > value for cost, value in (rules.start(np.random.default_rng(i)).limits for i in range(1000)))
    assert 430 < worse < 570


def test_no_deal_is_efficient_where_no_price_serves_both():
    env = shop("[Offer: $70]", "[Quit]", cost=60, value=20)
    assert env.outcome()["efficient"] == 1
    bad = shop("[Offer: $50]", "[Accept]", cost=60, value=20)
    assert rewards(bad) == [-0.25, -0.75]
    assert bad.outcome()["efficient"] == 0


@given(st.integers(1, 10**8), st.integers(0, 10**8), st.integers(0, 10**8))
def test_gains_add_up_and_are_cut(paid, cost, value):
    if cost == value:
        return
    seller, buyer = gains(paid, cost, value)
    assert -1 <= seller <= 2
    assert -1 <= buyer <= 2
    if value > cost:
        assert seller + buyer == pytest.approx(1)
    assert gains(-1, cost, value) == (0, 0)


# Prices


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$12", 1200),
        ("12", 1200),
        ("12.5", 1250),
        ("$ 12.50", 1250),
        ("12 dollars", 1200),
        ("12.07 USD", 1207),
        ("１２", 1200),
        ("0.01", 1),
        ("1000000", 10**8),
    ],
)
def test_prices_are_read(text, cents):
    assert price(text, 1) == cents
    assert price(money(cents), 1) == cents


@pytest.mark.parametrize(
    "text", ["0", "-5", "$-5", ".5", "5.", "1.234", "1e3", "nan", "٣", "1,000", "1000000.01", "5 or 6", "", "9" * 30]
)
def test_what_is_no_price_is_refused(text):
    with pytest.raises(IllegalMove, match="price"):
        price(text, 1)


def test_prices_are_whole_dollars_unless_cents_are_allowed():
    with pytest.raises(IllegalMove, match="whole dollars"):
        shop().read("player_0", "[Offer: $12.50]")
    assert shop("[Offer: $12.00]").facts("player_1")["asks"] == (1200, -1)
    assert shop("[Offer: $12.50]", cents=True).facts("player_1")["asks"] == (1250, -1)


@given(st.integers(1, 10**8))
def test_every_price_is_read_as_it_is_written(cents):
    assert price(money(cents), 1) == cents


# Rounds and the critic


def test_returns_are_means_over_the_rounds():
    env = shop("[Offer: $30]", "[Accept]", "[Quit]", "[Offer: $60]", "[Accept]", rounds=3)
    assert rewards(env) == [(0.25 + 0 + 1) / 3, (0.75 + 0 + 0) / 3]
    outcome = env.outcome()
    assert [outcome[f"price_{n}"] for n in (1, 2, 3)] == [30, -1, 60]
    assert [outcome[f"seller_{n}"] for n in (1, 2, 3)] == [0.25, 0, 1]
    assert [outcome[f"buyer_{n}"] for n in (1, 2, 3)] == [0.75, 0, 0]
    assert outcome["agreement"] == pytest.approx(2 / 3)
    assert outcome["price"] == 45


@pytest.mark.parametrize(("fresh", "same"), [(False, True), (True, False)])
def test_the_next_round_has_the_same_draw_or_a_new_one(fresh, same):
    env = spenvs.make("BuyerSeller-v0", rounds=2, fresh=fresh)
    env.reset(seed=3)
    first = env.facts("player_0"), env.facts("player_1")
    env.step("[Quit]")
    second = env.facts("player_0"), env.facts("player_1")
    assert ([each["limit"] for each in first] == [each["limit"] for each in second]) == same


def test_limits_of_earlier_rounds_are_remembered_by_those_who_knew_them():
    env = spenvs.make("BuyerSeller-v0", rounds=2, fresh=True, critic="buyer", cents=True)
    env.reset(seed=3)
    known = {agent: money(env.facts(agent)["limit"]) for agent in env.possible_agents}
    for reply in ("[Quit]", "Be bold."):
        env.step(reply)
    assert known["player_1"] == known["player_2"] != known["player_0"]
    for agent in env.possible_agents:
        past = env.text(agent).partition("Round 2 of 2")[0]
        assert [limit in past for limit in sorted({*known.values()})] == [
            limit == known[agent] for limit in sorted({*known.values()})
        ]


@pytest.mark.parametrize(("side", "coached", "other"), [("seller", 0, 1), ("buyer", 1, 0)])
def test_only_the_coached_side_hears_the_critic(side, coached, other):
    env = shop("[Offer: $30]", "[Accept]", rounds=2, critic=side)
    assert env.agent_selection == "player_2"
    assert env.legal("player_2") == ["<words>"]
    assert env.facts("player_2")["limit"] == env.facts(f"player_{coached}")["limit"]
    env.step("Sing while you bargain.")
    assert "Sing while" in env.text(f"player_{coached}")
    assert "Sing while" not in env.text(f"player_{other}")
    assert env.agent_selection == "player_0"
    for reply in ("[Offer: $40]", "[Accept]"):
        env.step(reply)
    assert not env.agents or all(env.terminations.values())
    seller, buyer, critic = rewards(env)
    assert (seller, buyer) == (0.375, 0.625)
    assert critic == (seller, buyer)[coached]


def test_the_critic_makes_no_offers():
    env = shop("[Quit]", rounds=2, critic="seller")
    for reply in ("[Offer: $40]", "[Accept]", "Well. [Quit]"):
        with pytest.raises(IllegalMove, match="does not bargain"):
            env.read("player_2", reply)


# Options and bad input


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"turns": 1}, "turns"),
        ({"opener": "critic"}, "opener"),
        ({"zone": "never"}, "zone"),
        ({"prices": (10,)}, "prices"),
        ({"prices": (10, 10)}, "prices"),
        ({"prices": (10.5, 20)}, "whole dollars"),
        ({"cents": 2}, "cents"),
        ({"item": "two words"}, "item"),
        ({"cost": 5}, "both"),
        ({"cost": 5, "value": 5}, "both"),
        ({"cost": -5, "value": 5}, "cost"),
        ({"cost": float("nan"), "value": 5}, "cost"),
        ({"rounds": 0}, "rounds"),
        ({"critic": "seller"}, "rounds must be 2"),
        ({"critic": "nobody", "rounds": 2}, "critic"),
    ],
)
def test_options_out_of_range_are_refused(options, reason):
    with pytest.raises(ValueError, match=reason):
        game(**options)


STATES = [
    ((), {}),
    (("[Offer: $40]",), {"cents": True}),
    (("[Offer: $40]", "Hm."), {}),
    (("[Quit]",), {"rounds": 2, "critic": "buyer"}),
]


@pytest.mark.parametrize("reply", [*REPLIES, *[f"[Offer: ${n}]" for n in NUMBERS]], ids=lambda reply: reply[:20])
@pytest.mark.parametrize(("replies", "options"), STATES)
def test_bad_input_does_no_harm(replies, options, reply):
    assert_harmless(shop(*replies, **options), reply)


@given(st.text(max_size=60) | st.from_regex(r"\[(offer|accept|quit):? ?\$?[0-9٣.,-]{0,9}( dollars)?\]"))
def test_any_text_does_no_harm(reply):
    assert_harmless(shop("[Offer: $40]"), reply)
