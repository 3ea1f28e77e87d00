"""Public goods: what is given is multiplied and shared."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.learn.best_response import best_response, expected_returns, nash_conv
from baselines.learn.flatten import flatten
from baselines.learn.policy import normalised
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import public_goods

COURSES = st.integers(2, 6).flatmap(
    lambda players: st.lists(st.lists(st.integers(0, 20), min_size=players, max_size=players), min_size=1, max_size=8)
)


def played(rounds, returns="total", multiplier=1.6):
    game = public_goods.game(len(rounds[0]), multiplier=multiplier, rounds=len(rounds), returns=returns)
    position = Position(game, 0)
    for gifts in rounds:
        for seat, gift in enumerate(gifts):
            assert position.mover == seat
            position.play(gift)
    assert position.mover == OVER
    return position


@given(COURSES, st.integers(1, 500))
def test_points(rounds, hundredths):
    """Total, mean and winners of any course of play, in fractions."""
    players, factor = len(rounds[0]), Fraction(hundredths, 100)
    points = [sum(20 - gifts[seat] + factor * sum(gifts) / players for gifts in rounds) for seat in range(players)]
    multiplier = hundredths / 100
    assert played(rounds, "total", multiplier).returns() == pytest.approx([float(value) for value in points])
    mean = [float(value) / len(rounds) for value in points]
    assert played(rounds, "mean", multiplier).returns() == pytest.approx(mean)
    alone = points.count(max(points)) == 1
    expected = [1.0 if value == max(points) else -1.0 if alone else 0.0 for value in points]
    assert played(rounds, "win", multiplier).returns() == expected


def test_all_are_better_off_if_all_give():
    assert played([[20] * 4] * 10).returns() == pytest.approx([320.0] * 4)
    assert played([[0] * 4] * 10).returns() == [200.0] * 4


def test_whoever_gives_nothing_is_best_off():
    """Giving nothing is dominant where the multiplier is below the number of players, giving all where it is above."""
    tree = flatten(public_goods.game(2, endowment=4, multiplier=1.5, rounds=2))
    nothing = normalised(tree, (tree.actions == 0).astype(float))
    assert nash_conv(nothing) == pytest.approx(0.0)
    assert expected_returns(nothing).tolist() == [8.0, 8.0]
    everything = normalised(tree, (tree.actions == 4).astype(float))
    assert best_response(everything, 0)[0] == pytest.approx(2 * (4 + 1.5 * 4 / 2))
    generous = flatten(public_goods.game(2, endowment=4, multiplier=2.5, rounds=1))
    assert nash_conv(normalised(generous, (generous.actions == 4).astype(float))) == pytest.approx(0.0)


def test_pending_gifts_are_hidden():
    game = public_goods.game(3)
    seen, words = [], []
    for gift in (0, 20):
        position = Position(game, 0)
        position.play(gift)
        seen.append([position.see(seat).tolist() for seat in range(3)])
        words.append([public_goods.describe(game, position.s, seat) for seat in range(3)])
    assert seen[0][0] != seen[1][0]
    assert seen[0][1:] == seen[1][1:]
    assert words[0][1:] == words[1][1:]
    assert words[1][0].endswith("You have given 20.")


def test_views_turn_with_the_seats():
    position = played([[3, 1, 2], [0, 0, 0]])
    for seat in range(3):
        first = position.see(seat).reshape(2, 3, 21)[0]
        assert first.argmax(axis=1).tolist() == [[3, 1, 2][(seat + i) % 3] for i in range(3)]


def test_words():
    game = public_goods.game(2, rounds=2)
    position = Position(game, 0)
    position.play(20)
    position.play(5)
    assert public_goods.describe(game, position.s, 0) == (
        "Round 1: player_0 gave 20 (+20), player_1 gave 5 (+35); shared: 1.6 x 25.\n"
        "Points: player_0 20, player_1 35. Round 2 of 2."
    )


@pytest.mark.parametrize("multiplier", [0, 0.001, 1.234, 101, float("nan"), float("inf"), "2", True, None])
def test_a_multiplier_is_in_hundredths(multiplier):
    with pytest.raises(ValueError, match=r"^multiplier must be a number from 0\.01 to 100 with at most two decimal"):
        public_goods.game(multiplier=multiplier)


def test_every_hundredth_is_a_multiplier():
    factors = np.arange(1, 10_001) / 100
    assert [public_goods.hundredths(float(factor)) for factor in factors] == [*range(1, 10_001)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"players": 1}, "^players must be an integer from 2 to 6; got 1$"),
        ({"endowment": 101}, "^endowment must be an integer from 1 to 100; got 101$"),
        ({"rounds": 0}, "^rounds must be an integer from 1 to 100; got 0$"),
        ({"returns": ""}, '^returns must be "total", "mean" or "win"; got \'\'$'),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        public_goods.game(**options)
