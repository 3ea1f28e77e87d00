"""TextArena as judge of the presets that follow it: its engine and our rules play the same random games.

What chance did is read from TextArena's state after each step, and given to our rules as outcomes.
"""

import random

import numpy as np
import pytest

from spenvs.core.rules import CHANCE, MOVER, OVER
from spenvs.registry import settings
from spenvs.textgames import liars_dice, pig_dice

textarena = pytest.importorskip("textarena")

GAMES = 200


def preset(module, id):
    """The game of the preset, by its id."""
    _, options = settings(id, "textarena", {})
    return module.game(**options)


def begin(name, seed):
    env = textarena.make(name)
    env.reset(num_players=2, seed=seed)
    while hasattr(env, "env"):
        env = env.env
    return env


def legal(game, s):
    mask = np.zeros(len(game.actions), np.int8)
    game.rules.legal(s, mask)
    return np.flatnonzero(mask).tolist()


def returns(game, s):
    r = np.zeros(game.scratch)
    game.rules.score(s, r)
    return dict(enumerate(r[: game.seats].tolist()))


@pytest.mark.parametrize("eager", [0.5, 0.9, 0.99])
def test_pig(eager):
    """Players who roll often, so that games end at the goal, and seldom, so that they end with the closing turn."""
    game, rng = preset(pig_dice, "PigDice-v0"), random.Random(0)
    for seed in range(GAMES // 4):
        env, s, over = begin("PigDice-v0", seed), game.first.copy(), False
        while not over:
            assert s[MOVER] == env.state.current_player_id
            assert legal(game, s) == [pig_dice.ROLL, pig_dice.HOLD]
            action = pig_dice.ROLL if rng.random() < eager else pig_dice.HOLD
            over, _ = env.step("[roll]" if action == pig_dice.ROLL else "[hold]")
            pig_dice.play(s, action)
            if action == pig_dice.ROLL:
                pig_dice.play(s, env.roll_value - 1)
            assert s[pig_dice.POINTS :].tolist() == env.state.game_state["scores"]
            assert (s[MOVER] == OVER) == over
        assert env.state.rewards == returns(game, s)


def cover(game, s, rolls):
    """Roll the dice that TextArena rolled."""
    for seat in range(2):
        for face in rolls[seat]:
            assert s[MOVER] == CHANCE
            liars_dice.play(s, face - 1)


def accepts(env, quantity, face):
    state = env.state.game_state
    return env._is_valid_bid(quantity, face, state["current_bid"])[0]


def test_liars_dice():
    """All bids on up to ten dice are judged alike; bids without dice are left out."""
    game, rng = preset(liars_dice, "LiarsDice-v0"), random.Random(1)
    for seed in range(GAMES):
        env, s, over = begin("LiarsDice-v0", seed), game.first.copy(), False
        cover(game, s, env.state.game_state["dice_rolls"])
        while not over:
            assert s[MOVER] == env.state.current_player_id
            bids = [(1 + bid // 6, 1 + bid % 6) for bid in range(60)]
            allowed = [bid for bid, named in enumerate(bids) if accepts(env, *named)]
            challenge = [60] if env.state.game_state["current_bid"]["quantity"] else []
            assert legal(game, s) == allowed + challenge
            action = rng.choice((allowed[:6] or challenge) + challenge * 2)
            lost = env.state.game_state["remaining_dice"].copy()
            over, _ = env.step("[Call]" if action == 60 else "[Bid: {}, {}]".format(*bids[action]))
            liars_dice.play(s, action)
            left = env.state.game_state["remaining_dice"]
            assert s[liars_dice.HAVE :][:2].tolist() == [left[0], left[1]]
            assert (s[MOVER] == OVER) == over
            if left != lost and not over:
                cover(game, s, env.state.game_state["dice_rolls"])
        assert env.state.rewards == returns(game, s)
