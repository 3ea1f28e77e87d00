"""Scripted negotiators: they beat random, never err, and stand to each other as the literature on tactics says."""

import numpy as np
import pytest

import spenvs
from baselines.agents.scripts import negotiation
from baselines.agents.scripts.negotiation import CONCEDER, HARDLINER, SCRIPTS, TITFORTAT, conceding, progress, scripts
from baselines.registry import make_agent

PAIRS = 100
TACTICS = {"best": SCRIPTS, "conceder": CONCEDER, "hardliner": HARDLINER, "titfortat": TITFORTAT}
PRESETS = [(id, preset) for id in SCRIPTS for preset in (None, *spenvs.spec(id).presets)]
RANDOM = dict.fromkeys(SCRIPTS, lambda turn: turn.sample())


def play(env, players, seed):
    """Play one game; give rewards and outcome. No reply may be refused."""
    env.reset(seed=seed)
    rngs = {agent: np.random.default_rng([seed, i]) for i, agent in enumerate(env.possible_agents)}
    while not env.terminations[env.agent_selection]:
        agent = env.agent_selection
        env.step(players[agent](env.turn(agent, rng=rngs[agent])))
        assert env.fault is None, (env.fault, env.text(agent))
    return env.rewards, env.outcome()


def meet(id, preset, first, second, pairs):
    """Play every deal from both seats: rewards [pairs, 2], those of a pair added, and the outcomes."""
    env, rewards, outcomes = spenvs.make(id, preset=preset), [], []
    for seed in range(pairs):
        both = np.zeros(2)
        for swapped in (False, True):
            players = {f"player_{swapped:d}": first[id], f"player_{1 - swapped:d}": second[id], "player_2": first[id]}
            got, outcome = play(env, players, seed)
            both += [got[f"player_{swapped:d}"], got[f"player_{1 - swapped:d}"]]
            outcomes.append(outcome)
        rewards.append(both / 2)
    return np.array(rewards), outcomes


def lowest(differences):
    """The lower end of the 95 % interval of the mean."""
    return differences.mean() - 1.96 * differences.std(ddof=1) / len(differences) ** 0.5


@pytest.mark.parametrize(("id", "preset"), PRESETS)
def test_scripted_players_beat_random(id, preset):
    rewards, _ = meet(id, preset, SCRIPTS, RANDOM, 40 if preset == "critic" else PAIRS)
    own, other = rewards.T
    if preset == "cooperative":  # both get the same
        luck, _ = meet(id, preset, RANDOM, RANDOM, PAIRS)
        assert lowest(own - luck[:, 0]) > 0
    elif preset == "sealed":  # with a random player there is hardly ever a deal
        together, _ = meet(id, preset, SCRIPTS, SCRIPTS, 20)
        assert together[:, 0].mean() > 6
    else:
        assert lowest(own - other) > 0


@pytest.mark.parametrize("first", TACTICS)
@pytest.mark.parametrize(("id", "preset"), PRESETS)
def test_no_tactic_ever_errs(id, preset, first):
    """Against every other, and against players who do anything; `play` asserts it."""
    for second in (*TACTICS.values(), RANDOM):
        meet(id, preset, TACTICS[first], second, 2)


@pytest.mark.parametrize(
    "options",
    [
        {"turns": 2},
        {"turns": 3, "opener": "buyer"},
        {"turns": 31, "cents": True, "zone": "sometimes"},
        {"prices": (0, 1)},
        {"cost": 0, "value": 1_000_000},
        {"rounds": 4, "critic": "buyer", "fresh": True, "opener": "drawn"},
    ],
)
def test_bargainers_never_err_at_odd_prices(options):
    env = spenvs.make("BuyerSeller-v0", **options)
    for tactic in TACTICS.values():
        for seed in range(5):
            play(env, dict.fromkeys(env.possible_agents, tactic["BuyerSeller-v0"]), seed)


@pytest.mark.parametrize("tactic", TACTICS)
def test_nobody_asks_for_less_than_was_offered(tactic):
    """Not even where words came between, after the own offer had replaced a better one of the other's."""
    env = spenvs.make("BuyerSeller-v0", item="vase", cost=20, value=85)
    env.reset(seed=0)
    for reply in ("[Offer: $25]", "[Offer: $15]", "No."):
        env.step(reply)
    assert env.facts("player_1")["offer_by"] == 1
    env.step(TACTICS[tactic]["BuyerSeller-v0"](env.turn(rng=np.random.default_rng(0))))
    assert env.facts("player_1")["bids"][0] <= 2500
    env = spenvs.make("DealOrNoDeal-v0", pool=(1, 2, 3), values=((4, 0, 2), (1, 3, 1)))
    env.reset(seed=0)
    for reply in ("[Propose: 0 books]", "[Propose: 1 hat]", "No."):
        env.step(reply)
    env.step(TACTICS[tactic]["DealOrNoDeal-v0"](env.turn(rng=np.random.default_rng(0))))
    assert env.facts("player_1")["own"] == (1, 2, 3)


# What Faratin et al. (1998) and common sense say of tactics


def bargaining(first, second):
    return meet("BuyerSeller-v0", None, first, second, PAIRS)


def test_who_gives_way_late_gets_more_from_who_gives_way_early():
    rewards, outcomes = bargaining(scripts(conceding(0.3)), scripts(conceding(3.0)))
    assert lowest(rewards[:, 0] - rewards[:, 1]) > 0.2
    assert all(outcome["agreement"] for outcome in outcomes)


def test_a_hardliner_gets_more_from_a_conceder_and_fewer_deals():
    rewards, hard = bargaining(HARDLINER, CONCEDER)
    assert lowest(rewards[:, 0] - rewards[:, 1]) > 0
    _, soft = bargaining(CONCEDER, CONCEDER)
    _, stuck = bargaining(HARDLINER, HARDLINER)
    deals = [sum(outcome["agreement"] for outcome in outcomes) for outcomes in (soft, hard, stuck)]
    assert deals[0] == 2 * PAIRS
    assert deals[0] > deals[1] > deals[2]


def test_conceders_share_alike():
    rewards, _ = bargaining(CONCEDER, CONCEDER)
    assert abs(rewards[:, 0].mean() - rewards[:, 1].mean()) < 1e-9
    assert rewards.mean() == pytest.approx(0.5)


def test_tit_for_tat_is_no_prey_and_gives_way_to_who_gives_way():
    against_hard, _ = bargaining(TITFORTAT, HARDLINER)
    conceding_to_hard, _ = bargaining(CONCEDER, HARDLINER)
    assert lowest(against_hard[:, 0] - against_hard[:, 1] - (conceding_to_hard[:, 0] - conceding_to_hard[:, 1])) > 0
    _, with_soft = bargaining(TITFORTAT, CONCEDER)
    _, with_hard = bargaining(TITFORTAT, HARDLINER)
    assert sum(o["agreement"] for o in with_soft) > sum(o["agreement"] for o in with_hard)


def test_dividers_find_what_serves_both():
    _, outcomes = meet("DealOrNoDeal-v0", None, CONCEDER, CONCEDER, PAIRS)
    assert np.mean([outcome["pareto"] for outcome in outcomes]) > 0.7
    assert np.mean([outcome["joint_share"] for outcome in outcomes]) > 0.9
    _, luck = meet("DealOrNoDeal-v0", None, RANDOM, RANDOM, PAIRS)
    assert np.mean([outcome["pareto"] for outcome in luck]) < 0.4


def test_traders_gain_both():
    rewards, outcomes = meet("ResourceTrade-v0", "gain", CONCEDER, CONCEDER, PAIRS)
    assert min(min(outcome["gain_0"], outcome["gain_1"]) for outcome in outcomes) >= 0
    assert lowest(rewards[:, 0]) > 0.03


def test_who_is_coached_gets_a_better_price_in_later_rounds():
    env = spenvs.make("BuyerSeller-v0", preset="critic")
    _, outcome = play(env, dict.fromkeys(env.possible_agents, SCRIPTS["BuyerSeller-v0"]), 0)
    assert outcome["seller_5"] > outcome["seller_1"]


def test_progress_goes_from_the_first_to_the_last_own_turn():
    for turns in range(2, 15):
        for first in range(2):
            own = [progress({"turn": t, "turns_left": turns - t}) for t in range(first, turns, 2)]
            assert own == sorted(own)
            assert own[-1] == 1
            assert own[0] == 0 or len(own) == 1


def test_they_are_agents_by_name():
    assert set(make_agent("hardliner").scripts) == set(SCRIPTS)
    late, early = make_agent("conceder?exponent=0.2"), make_agent("conceder")
    assert late.name == "conceder?exponent=0.2"
    assert early.name == "conceder"
    assert early.version() == late.version()
    with pytest.raises(ValueError, match="exponent"):
        make_agent("conceder?exponent=0")
    assert set(negotiation.TITFORTAT) == set(SCRIPTS)


def test_the_record_of_a_game_of_theirs_is_replayed():
    import baselines
    from spenvs.core.record import verify

    (record,) = baselines.play("DealOrNoDeal-v0", ["scripted", "conceder"], games=1, seed=3)
    assert record.end == "natural"
    verify(record)
