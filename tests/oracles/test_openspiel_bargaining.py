"""OpenSpiel's `bargaining` as judge of DealOrNoDeal: its 1,000 pools and values, the same offers, the same pay."""

import random

import pyspiel
import pytest

from spenvs.core.dialogue import Dialogue
from spenvs.core.moves import IllegalMove
from spenvs.textgames.deal_or_no_deal import game
from spenvs.textgames.division import contexts, listed, pools

ROUNDS = 5
JUDGE = pyspiel.load_game("bargaining")
INSTANCES = [(tuple(each.pool), tuple(map(tuple, each.values))) for each in JUDGE.all_instances()]
OFFERS = [tuple(offer.quantities) for offer in JUDGE.all_offers()]


def test_all_instances_are_among_ours():
    assert len(INSTANCES) == 1000
    for pool, values in INSTANCES:
        assert pool in pools()
        assert values in contexts(pool)


def allowed(play, move):
    try:
        play.read(f"[{move}]")
    except IllegalMove:
        return False
    return True


def judged(index):
    state = JUDGE.new_initial_state()
    state.apply_action(index)
    return state


def named(state, action):
    """The text of one of OpenSpiel's actions."""
    return "Accept" if action == state.agree_action() else f"Propose: {listed(OFFERS[action])}"


def test_the_same_offers_may_be_made():
    """All 120 offers and acceptance are judged alike, on every third instance, before and after a first offer."""
    for index, (pool, values) in list(enumerate(INSTANCES))[::3]:
        state, play = judged(index), Dialogue(game(pool=pool, values=values), 0)
        for _ in range(2):
            legal = set(state.legal_actions())
            for action in range(state.agree_action() + 1):
                assert allowed(play, named(state, action)) == (action in legal)
            state.apply_action(0)
            play.play(f"[{named(state, 0)}]")


@pytest.mark.parametrize("eager", [0.1, 0.4])
def test_the_same_games_pay_the_same(eager):
    """10,000 games of random offers, accepted often or seldom; seldom, so that some run out of turns."""
    rng, agreed = random.Random(0), 0
    for index, (pool, values) in enumerate(INSTANCES * ROUNDS):
        state, play = judged(index % len(INSTANCES)), Dialogue(game(pool=pool, values=values), 0)
        while not state.is_terminal():
            assert play.mover == state.current_player()
            legal, accept = state.legal_actions(), state.agree_action()
            action = accept if accept in legal and rng.random() < eager else rng.choice(legal)
            play.play(f"[{named(state, action)}]")
            state.apply_action(action)
            agreed += action == state.agree_action()
        assert play.mover < 0
        assert play.returns() == state.returns()
    assert 0.3 < agreed / (len(INSTANCES) * ROUNDS) < 1
