"""Chopsticks by hand, and against rules written down a second time."""

import random

import pytest

from baselines.learn.alphabeta import AlphaBeta
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import chopsticks

HANDS = ("left", "right")


def following(hands, rollover, exchange):
    """All moves of the player whose hands come first: name -> hands afterwards, the other player's first."""
    own, other = hands
    moves = {}
    for i, mine in enumerate(own):
        for j, theirs in enumerate(other):
            if mine and theirs:
                total = mine + theirs
                left = (total - 5 if rollover else 0) if total >= 5 else total
                moves[f"attack {HANDS[i]} {HANDS[j]}"] = (tuple(left if k == j else other[k] for k in (0, 1)), own)
    for left in range(5):
        right = sum(own) - left
        new = (left, right)
        if 0 <= right <= 4 and new != own and (exchange or new != own[::-1]):
            moves[f"split {left} {right}"] = (other, new)
    return moves


@pytest.mark.parametrize("rollover", [False, True])
@pytest.mark.parametrize("exchange", [False, True])
def test_random_games_follow_the_slow_rules(rollover, exchange):
    game, rng = chopsticks.game(turns=30, rollover=rollover, exchange=exchange), random.Random(0)
    position = Position(game, 0)
    for _ in range(200):
        position.begin()
        hands = ((1, 1), (1, 1))
        for turn in range(30):
            moves = following(hands, rollover, exchange)
            assert set(position.named()[0]) == set(moves)
            name = rng.choice(sorted(moves))
            position.play(game.names[name])
            hands = moves[name]
            if not any(hands[0]):
                assert position.returns() == ([1, -1] if turn % 2 == 0 else [-1, 1])
                break
        else:
            assert position.returns() == [0, 0]
        assert position.mover == OVER


def after_moves(game, moves):
    """Play moves whose names hold spaces, with commas between them."""
    position = Position(game, 0)
    for move in moves.split(", "):
        position.play(game.names[move])
    return position


@pytest.mark.parametrize(("rollover", "left"), [(False, 0), (True, 1)])
def test_five_fingers_put_a_hand_out(rollover, left):
    """With rollover just five; of six, one is left."""
    game, attack = chopsticks.game(rollover=rollover), "attack left left"
    five = after_moves(game, f"{attack}, {attack}, {attack}")
    assert five.s[chopsticks.HAND :].tolist() == [3, 1, 0, 1]
    assert five.named()[0] == ["attack right left", "attack right right"]
    six = after_moves(game, f"{attack}, {attack}, attack right left, {attack}")
    assert six.s[chopsticks.HAND :].tolist() == [left, 1, 3, 1]


def test_the_last_turn_may_still_win():
    """Player_0 puts the second hand out with the last move of all."""
    game = chopsticks.game()
    position = Position(game, 0)
    rng = random.Random(3)
    while position.mover != OVER:
        position.play(rng.choice(position.legal()))
    turns = len(position.path)
    assert position.returns() != [0, 0]
    for limit, drawn in ((turns, False), (turns - 1, True)):
        cut = Position(chopsticks.game(turns=limit), 0)
        cut.restore({"path": position.path[:limit], "outcomes": []})
        assert cut.mover == OVER
        assert (cut.returns() == [0, 0]) == drawn


def test_values():
    """As the spec says."""
    for rollover, value in ((False, -1), (True, 0)):
        game = chopsticks.game(rollover=rollover)
        verdict = AlphaBeta(game, nodes=10**7).search(game.first)
        assert verdict.proved
        assert verdict.value == pytest.approx(value, abs=1e-6)


def test_the_hands_in_words():
    position = after_moves(chopsticks.game(), "attack left right, split 0 3")
    assert chopsticks.describe(position.game, position.s, 0) == (
        "Your hands: left 1, right 1. Hands of player_1: left out, right 3. Turns played: 2 of 40."
    )


@pytest.mark.parametrize("options", [{"turns": 0}, {"turns": 201}, {"rollover": "no"}, {"exchange": 3}])
def test_bad_options_are_refused(options):
    with pytest.raises(ValueError, match="must be"):
        chopsticks.game(**options)
