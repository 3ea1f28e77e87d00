"""ResourceTrade: offers, what they cost and bring, how long they are open, and the games of SPIRAL and TextArena."""

import random

import numpy as np
import pytest
from hostile import NUMBERS, REPLIES, assert_harmless, complaint
from hypothesis import given
from hypothesis import strategies as st

import spenvs
from spenvs.textgames.goods import amounts, written
from spenvs.textgames.resource_trade import BASES, GOODS, game

GAMES = 100
FIXED = {"goods": ("Wood", "Ore"), "holdings": ((10, 5), (3, 8)), "values": ((5, 20), (15, 10))}


def market(*replies, **options):
    env = spenvs.make("ResourceTrade-v0", **{**FIXED, **options})
    env.reset(seed=0)
    for reply in replies:
        env.step(reply)
        assert env.fault is None, env.fault
    return env


def holds(env):
    return [env.facts(agent)["holds"] for agent in env.possible_agents]


def rewards(env):
    return [env.rewards[agent] for agent in env.possible_agents]


def test_an_accepted_offer_moves_the_goods():
    env = market("Ore for wood? [Offer: 4 Wood -> 3 Ore]", "[Accept]")
    assert holds(env) == [(6, 8), (7, 5)]
    assert [env.facts(agent)["gain"] for agent in env.possible_agents] == [-20 + 60, 60 - 30]


def test_the_larger_gain_wins():
    trade = ("[Offer: 4 Wood -> 3 Ore]", "[Accept]")
    assert rewards(market(*trade, turns=2)) == [1, -1]
    assert rewards(market("Hm.", "[Offer: 1 Ore -> 2 Wood]", "[Accept]", turns=3)) == [-1, 1]
    assert rewards(market("Hm.", "No.", turns=2)) == [0, 0]
    env = market(*trade, turns=2, pays="gain")
    assert rewards(env) == [40 / 150, 30 / 125]
    assert env.outcome() == {"gain_0": 40, "gain_1": 30, "welfare": 70, "trades": 1}


@pytest.mark.parametrize("turns", [1, 2, 7, 10])
def test_the_game_lasts_as_many_turns_as_it_says(turns):
    env = market(*["Hm."] * turns, turns=turns)
    assert all(env.terminations.values())
    assert f"There are {turns} turns in all" in env.game.brief


@pytest.mark.parametrize(
    ("closes", "answer", "stays"),
    [
        ("answered", "[Deny]", False),
        ("answered", "Let me think.", False),
        ("denied", "[Deny]", False),
        ("denied", "Let me think.", True),
        ("taken", "[Deny]", True),
        ("taken", "Let me think.", True),
    ],
)
def test_how_long_an_offer_is_open(closes, answer, stays):
    env = market("[Offer: 1 Wood -> 1 Ore]", answer, closes=closes)
    assert (env.facts("player_0")["offer_by"] == 0) == stays
    assert ("offer" in env.text("player_0").partition("You are player_0")[2].partition("It is your turn")[0]) == stays


@pytest.mark.parametrize(
    ("replies", "reply", "reason"),
    [
        ((), "[Accept]", "no offer"),
        ((), "[Deny]", "no offer"),
        ((), "[Offer: 11 Wood -> 1 Ore]", "player_0 has 10 Wood"),
        ((), "[Offer: 1 Wood -> 0 Ore]", "at least one good"),
        ((), "[Offer: 0 Wood -> 1 Ore]", "at least one good"),
        ((), "[Offer: 1 Wood -> 1 Silk]", "Wood, Ore"),
        ((), "[Offer: 1 Wood]", "Offer: <goods you give> -> <goods you want>"),
        ((), "[Offer: 1 Wood -> 1 Ore -> 1 Wood]", "Offer: <goods you give>"),
        ((), f"[Offer: {10**100} Wood -> 1 Ore]", "written"),
        (("[Offer: 1 Wood -> 9 Ore]",), "[Accept]", "player_1 has 8 Ore"),
    ],
)
def test_illegal_moves_say_why(replies, reply, reason):
    assert reason in complaint(market(*replies), reply)


def test_the_own_offer_cannot_be_accepted():
    env = market("[Offer: 1 Wood -> 1 Ore]", "Hm.", closes="denied")
    assert "for the other to answer" in complaint(env, "[Accept]")


@pytest.mark.parametrize(
    "text",
    [
        "2 Wood, 1 Ore",
        "2 wood and 1 ORE",
        "2x Wood + 1 ore",
        "1 ore; 2 woods",
        "1 Wood, 1 Wood, 1 Ore",
        "2 Wood & 1 Ore.",
    ],
)
def test_ways_to_write_amounts(text):
    assert amounts(text, ("Wood", "Ore")) == (2, 1)


@given(st.lists(st.integers(0, 10**6 - 1), min_size=5, max_size=5).map(tuple))
def test_amounts_are_read_as_they_are_written(row):
    if any(row):
        assert amounts(written(row, GOODS), GOODS) == row


def test_goods_are_never_made_or_lost():
    rng = np.random.default_rng(0)
    env = spenvs.make("ResourceTrade-v0", turns=40)
    for seed in range(50):
        env.reset(seed=seed)
        total = np.sum(holds(env), axis=0).tolist()
        while not env.terminations[env.agent_selection]:
            env.step(env.sample(env.agent_selection, rng))
            assert env.fault is None
            assert np.sum(holds(env), axis=0).tolist() == total
            assert min(map(min, holds(env))) >= 0


def test_holdings_and_values_of_the_other_are_hidden():
    def view(holdings, values):
        env = market("[Offer: 1 Wood -> 1 Ore]", holdings=((10, 5), holdings), values=((5, 20), values))
        return env.text("player_0"), env.facts("player_0"), env.ansi("player_0"), env.picture("player_0").tobytes()

    assert view((3, 8), (15, 10)) == view((4, 9), (16, 11))


@pytest.mark.parametrize("options", [{}, {"values": "alike"}])
def test_what_is_drawn(options):
    rules = game(**options)
    for seed in range(200):
        s = rules.start(np.random.default_rng(seed))
        assert all(5 <= n <= 25 for row in s.holds for n in row)
        assert all(5 <= n <= 40 for row in s.values for n in row)
        if options:
            assert all(abs(n - base) <= base / 5 for row in s.values for n, base in zip(row, BASES, strict=True))


def test_nothing_to_gain_from_is_no_division_by_zero():
    assert rewards(market("Hm.", "No.", turns=2, pays="gain", holdings=(0, 0))) == [0, 0]


# The games of others


def test_spiral_by_hand():
    """A game worked out from SPIRAL's rules: even trades are draws, an offer survives words and ends with [Deny]."""
    env = spenvs.make("ResourceTrade-v0", preset="spiral")
    env.reset(seed=0)
    assert holds(env) == [(10, 10), (10, 10)]
    assert [env.facts(agent)["values"] for agent in env.possible_agents] == [(5, 15), (15, 5)]
    turns = (
        ("[Offer: 3 Wood -> 3 Gold]", 0, (0, 0)),
        ("Let me think.", 0, (0, 0)),
        ("Take your time.", 0, (0, 0)),
        ("[Accept]", -1, (30, 30)),
        ("[Offer: 1 Wood -> 2 Gold]", 0, (30, 30)),
        ("[Deny]", -1, (30, 30)),
        ("[Offer: 2 Wood -> 2 Gold]", 0, (30, 30)),
        ("[Offer: 2 Gold -> 3 Wood]", 1, (30, 30)),
        ("[Accept]", -1, (45, 65)),
        ("Thank you.", -1, (45, 65)),
    )
    for reply, offer_by, gained in turns:
        assert not any(env.terminations.values())
        env.step(reply)
        assert env.facts("player_0")["offer_by"] == offer_by
        assert tuple(env.facts(agent)["gain"] for agent in env.possible_agents) == gained
    assert rewards(env) == [-1, 1]


def reply_to(env, rng):
    """A reply that TextArena takes, often of the kinds that a careful referee would refuse."""
    facts = env.facts(env.agent_selection)
    owned = [good for good, n in enumerate(facts["holds"]) if n]
    able = all(held >= n for held, n in zip(facts["holds"], facts["wants"], strict=True))
    kind = rng.choice(["offer", "offer", "accept", "deny", "talk"])
    if kind == "accept" and able:
        return "[Accept]"
    if kind == "offer" and owned:
        give, want = rng.choice(owned), rng.randrange(len(GOODS))
        n, m = rng.randint(1, min(4, facts["holds"][give])), rng.randint(1, 4)
        return f"[Offer: {n} {GOODS[give]} -> {m} {GOODS[want]}]"
    return rng.choice(["[Deny]", "Let us talk."])


def test_textarena_plays_the_same_game():
    """Its engine and our preset, from the same deals: the same holdings and gains after each turn, and the same end."""
    textarena = pytest.importorskip("textarena")
    rng, taken_back = random.Random(0), 0
    for seed in range(GAMES):
        theirs = textarena.make("SimpleNegotiation-v0-raw")
        theirs.reset(num_players=2, seed=seed)
        state, over = theirs.state.game_state, False
        rows = [
            [tuple(state[what][seat][good] for good in GOODS) for seat in range(2)]
            for what in ("player_resources", "player_values")
        ]
        env = spenvs.make("ResourceTrade-v0", preset="textarena", holdings=rows[0], values=rows[1])
        env.reset(seed=0)
        while not over:
            assert env.agent_selection == f"player_{theirs.state.current_player_id}"
            reply = reply_to(env, rng)
            taken_back += reply == "[Accept]" and f"player_{env.facts('player_0')['offer_by']}" == env.agent_selection
            over, _ = theirs.step(reply)
            env.step(reply)
            assert env.fault is None
            assert holds(env) == [tuple(state["player_resources"][seat][good] for good in GOODS) for seat in range(2)]
            changes = [state["inventory_value"][seat]["change"] for seat in range(2)]
            assert [env.facts(agent)["gain"] for agent in env.possible_agents] == changes
            assert (env.facts("player_0")["offer_by"] >= 0) == (state["current_offer"] is not None)
            assert all(env.terminations.values()) == over
        assert rewards(env) == [theirs.state.rewards[seat] for seat in range(2)]
    assert taken_back > 20


def test_textarena_draws_from_the_same_ranges():
    textarena = pytest.importorskip("textarena")
    rules, ours, theirs = game(values="alike"), [], []
    for seed in range(1500):
        env = textarena.make("SimpleNegotiation-v0-raw")
        env.reset(num_players=2, seed=seed)
        theirs.append([*env.state.game_state["player_values"][1].values()])
        ours.append(rules.start(np.random.default_rng(seed)).values[1])
    assert np.min(ours, axis=0).tolist() == np.min(theirs, axis=0).tolist()
    assert np.max(ours, axis=0).tolist() == np.max(theirs, axis=0).tolist()


def test_textarena_hides_talk():
    env = spenvs.make("ResourceTrade-v0", preset="textarena")
    env.reset(seed=0)
    env.step("I am short of ore. [Offer: 1 Wood -> 1 Ore]")
    assert "short of ore" not in env.text("player_1")
    assert "1 Wood" in env.text("player_1")


# Options and bad input


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"goods": ("Wood",)}, "goods"),
        ({"goods": ("Wood", "wood")}, "goods"),
        ({"goods": ("Wood", "two words")}, "goods"),
        ({"goods": "Wood"}, "goods"),
        ({"turns": 0}, "turns"),
        ({"turns": 1.5}, "turns"),
        ({"holdings": (1, 2)}, "holdings"),
        ({"holdings": "many"}, "holdings"),
        ({"values": (1, 2, 3, 4, -5)}, "values"),
        ({"closes": "never"}, "closes"),
        ({"pays": "cash"}, "pays"),
    ],
)
def test_options_out_of_range_are_refused(options, reason):
    with pytest.raises(ValueError, match=reason):
        game(**options)


STATES = [((), {}), (("[Offer: 1 Wood -> 1 Ore]",), {}), (("[Offer: 1 Wood -> 1 Ore]", "Hm."), {"closes": "taken"})]


@pytest.mark.parametrize(
    "reply",
    [*REPLIES, *[f"[Offer: {n} Wood -> 1 Ore]" for n in NUMBERS], *[f"[Offer: 1 Wood -> {n} Ore]" for n in NUMBERS]],
    ids=lambda reply: reply[:28],
)
@pytest.mark.parametrize(("replies", "options"), STATES)
def test_bad_input_does_no_harm(replies, options, reply):
    assert_harmless(market(*replies, **options), reply)


@given(
    st.text(max_size=60)
    | st.from_regex(r"\[(offer|accept|deny):? ?([0-9٣-]{0,3} (Wood|Ore|x),? ?){0,3}(->|→|for)?[0-9]{0,3} ?(ore)?\]")
)
def test_any_text_does_no_harm(reply):
    assert_harmless(market("[Offer: 1 Wood -> 1 Ore]"), reply)
