"""Two thirds of the average: who is nearest, exactly, and what the round is worth."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.learn.best_response import expected_returns, nash_conv
from baselines.learn.cfr import solve
from baselines.learn.flatten import flatten
from baselines.learn.policy import uniform
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import two_thirds_average

COURSES = st.integers(2, 6).flatmap(
    lambda players: st.lists(st.lists(st.integers(0, 100), min_size=players, max_size=players), min_size=1, max_size=8)
)


def round_points(numbers):
    """The rule in fractions."""
    players, target = len(numbers), Fraction(2, 3) * Fraction(sum(numbers), len(numbers))
    far = [abs(number - target) for number in numbers]
    nearest = far.count(min(far))
    return [Fraction(players - nearest, nearest) if gap == min(far) else Fraction(-1) for gap in far]


def played(rounds, returns="total"):
    position = Position(two_thirds_average.game(len(rounds[0]), rounds=len(rounds), returns=returns), 0)
    for numbers in rounds:
        for seat, number in enumerate(numbers):
            assert position.mover == seat
            position.play(number)
    assert position.mover == OVER
    return position


@given(COURSES)
def test_points(rounds):
    """Total, mean and winners of any course of play; every return sums to zero."""
    totals = [sum(points) for points in zip(*map(round_points, rounds), strict=True)]
    assert played(rounds).returns() == pytest.approx([float(total) for total in totals])
    assert played(rounds, "mean").returns() == pytest.approx([float(total) / len(rounds) for total in totals])
    winners = totals.count(max(totals))
    share = (len(totals) - winners) / winners
    won = played(rounds, "win").returns()
    assert won == pytest.approx([share if total == max(totals) else -1.0 for total in totals])
    assert sum(won) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("numbers", "returns"),
    [
        ([50, 50], [0, 0]),
        ([0, 1], [1, -1]),
        ([100, 99], [-1, 1]),
        ([0, 3, 100], [-1, 2, -1]),
        ([30, 30, 60], [0.5, 0.5, -1]),
        ([0, 2, 1], [-1, -1, 2]),
    ],
)
def test_known_rounds(numbers, returns):
    """Of 0, 2 and 1 the target is 2/3, nearest to 1; of 0, 3 and 100 it is 22.9, nearest to 3."""
    assert played([numbers]).returns() == returns


def test_pending_numbers_are_hidden():
    game = two_thirds_average.game(3)
    seen, words = [], []
    for number in (10, 90):
        position = Position(game, 0)
        position.play(number)
        seen.append([position.see(seat).tolist() for seat in range(3)])
        words.append([two_thirds_average.describe(game, position.s, seat) for seat in range(3)])
    assert seen[0][0] != seen[1][0]
    assert seen[0][1:] == seen[1][1:]
    assert words[0][1:] == words[1][1:]
    assert words[1][0].endswith("You have chosen 90.")


def test_views_turn_with_the_seats():
    """Each sees his own number first, then those of the seats after his."""
    position = played([[3, 1, 2], [0, 0, 0]])
    for seat in range(3):
        first = position.see(seat).reshape(2, 3, 101)[0]
        assert first.argmax(axis=1).tolist() == [[3, 1, 2][(seat + i) % 3] for i in range(3)]


def test_words():
    game = two_thirds_average.game(2, rounds=2)
    position = Position(game, 0)
    position.play(60)
    position.play(30)
    assert two_thirds_average.describe(game, position.s, 0) == (
        "Round 1: player_0 60, player_1 30. Two thirds of the average: 30.00. Nearest: player_1.\n"
        "Points: player_0 -1, player_1 +1. Round 2 of 2."
    )


def test_the_lower_of_two_wins():
    """With two players 0 never loses, and is what a solver finds."""
    tree = flatten(two_thirds_average.game(2, highest=20, rounds=1))
    policy = solve(tree, iterations=500)
    assert nash_conv(policy) < 1e-3
    assert expected_returns(policy)[0] == pytest.approx(0.0, abs=1e-3)
    assert policy.at(tree.find(0, np.zeros(tree.game.view, np.int8)))[0] > 0.99
    whole = flatten(two_thirds_average.game(2, rounds=1))
    assert nash_conv(uniform(whole)) == pytest.approx(200 / 101)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"players": 7}, "^players must be an integer from 2 to 6; got 7$"),
        ({"highest": 0}, "^highest must be an integer from 1 to 1000; got 0$"),
        ({"rounds": 1.5}, "^rounds must be an integer from 1 to 100; got 1.5$"),
        ({"returns": 1}, '^returns must be "total", "mean" or "win"; got 1$'),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        two_thirds_average.game(**options)
