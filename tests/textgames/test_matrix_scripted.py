"""The scripted players of choices made at once win more than random ones do, where anybody can."""

import numpy as np
import pytest

import baselines
import spenvs
from baselines.agents.scripted import ScriptedAgent
from baselines.agents.scripts import matrix

SCRIPTED = ScriptedAgent(matrix.SCRIPTS, "scripted")
SKILL = [id for id in matrix.SCRIPTS if id not in ("RockPaperScissors-v0", "MatchingPennies-v0")]


def leads(id, one, others, deals, **options):
    """Play each deal once from every seat: how much more than the others' mean `one` got, float64 [deals]."""
    seats = len(spenvs.make(id, **options).possible_agents)
    lead = np.zeros(deals)
    for seat in range(seats):
        lineup = [one if i == seat else others for i in range(seats)]
        for i, record in enumerate(baselines.play(id, lineup, games=deals, seed=1000, **options)):
            assert record.end == "natural", record
            rewards = [*record.rewards.values()]
            mine = rewards.pop(seat)
            lead[i] += (mine - np.mean(rewards)) / seats
    return lead


def surely_positive(values):
    """Whether the 95 % interval of the mean lies above 0."""
    return values.mean() - 1.96 * values.std(ddof=1) / np.sqrt(values.size) > 0


@pytest.mark.parametrize("id", SKILL)
def test_scripted_beats_random(id):
    assert surely_positive(leads(id, SCRIPTED, "random", 100 if id != "FirstPriceAuction-v0" else 400))


@pytest.mark.parametrize(
    ("id", "options"),
    [
        ("TwoThirdsAverage-v0", {"players": 2}),
        ("TwoThirdsAverage-v0", {"players": 6, "rounds": 3}),
        ("PublicGoods-v0", {"players": 2, "endowment": 5}),
        ("ColonelBlotto-v0", {"fields": 5, "coins": 8}),
        ("UltimatumGame-v0", {"pot": 50, "rounds": 5, "alternate": False}),
    ],
)
def test_scripted_beats_random_under_other_rules(id, options):
    assert surely_positive(leads(id, SCRIPTED, "random", 50, **options))


@pytest.mark.parametrize("id", ["RockPaperScissors-v0", "MatchingPennies-v0"])
def test_scripted_beats_the_predictable(id):
    """Against one that makes its first choice three times out of four; nothing beats a random player here."""

    def biased(turn):
        return 0 if turn.rng.random() < 0.75 else int(turn.rng.choice(turn.actions))

    assert surely_positive(leads(id, SCRIPTED, biased, 40, rounds=50))


def rewards(id, *lineup, **options):
    return [*baselines.play(id, lineup, **options)[0].rewards.values()]


def test_scripted_cooperates_with_itself():
    """All rounds but the last of the dilemma and of public goods, all of the stag hunt."""
    assert rewards("PrisonersDilemma-v0", SCRIPTED, SCRIPTED) == [9 * 3 + 1] * 2
    assert rewards("StagHunt-v0", SCRIPTED, SCRIPTED) == [20, 20]
    assert rewards("PublicGoods-v0", *[SCRIPTED] * 4) == pytest.approx([9 * 32 + 20] * 4)


def test_scripted_offers_are_accepted_by_itself():
    assert rewards("UltimatumGame-v0", SCRIPTED, SCRIPTED) == [10, 10]


def test_a_betrayal_is_not_forgiven():
    """One defection, and all that follows is defection."""

    def once(turn):
        return int(turn.observation["observation"].reshape(-1, 4).any(axis=1).sum() == 0)

    record = baselines.play("PrisonersDilemma-v0", [once, SCRIPTED])[0]
    assert [row.action for row in record.moves if row.seat == "player_1"] == [0] + [1] * 9


def test_tit_for_tat():
    """It begins friendly, repeats what the other did last, and never gets more than the other."""
    agent = matrix.titfortat()
    record = baselines.play("PrisonersDilemma-v0", [agent, "random"], seed=3)[0]
    own = [row.action for row in record.moves if row.seat == "player_0"]
    other = [row.action for row in record.moves if row.seat == "player_1"]
    assert own == [0, *other[:-1]]
    assert record.rewards["player_0"] <= record.rewards["player_1"]
    assert rewards("StagHunt-v0", matrix.titfortat(), matrix.titfortat()) == [20, 20]


def test_tit_for_tat_plays_only_what_can_be_mirrored():
    agent = matrix.titfortat()
    assert agent.plays(spenvs.make("PrisonersDilemma-v0")) is None
    assert agent.plays(spenvs.make("ResourceTrade-v0")) is None
    assert "no rule for this game" in agent.plays(spenvs.make("ColonelBlotto-v0"))


def test_even_spreads():
    env = spenvs.make("ColonelBlotto-v0", coins=8)
    env.reset(seed=0)
    names = {env.game.actions[SCRIPTED.act(env.turn(rng=np.random.default_rng(i)))] for i in range(50)}
    assert names == {"2 3 3", "3 2 3", "3 3 2"}
