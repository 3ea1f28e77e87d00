"""Simple Tak by hand, and against roads found a second way."""

import random

import pytest

from baselines.learn.alphabeta import AlphaBeta
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import simple_tak


def has_road(stones, size):
    """Whether stones, as (row, column), hold a road: by joining groups until none can be joined."""
    groups = [{stone} for stone in stones]
    joined = True
    while joined:
        joined = False
        for a in groups:
            for b in groups:
                if a is not b and any(abs(i - k) + abs(j - m) == 1 for i, j in a for k, m in b):
                    a |= b
                    groups.remove(b)
                    joined = True
                    break
            if joined:
                break
    rows = [{i for i, _ in group} for group in groups]
    columns = [{j for _, j in group} for group in groups]
    return any({0, size - 1} <= met for met in rows + columns)


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
def test_random_games_follow_the_slow_rules(size):
    position, rng = Position(simple_tak.game(size), 0), random.Random(size)
    for _ in range(20):
        position.begin()
        stones, turn = [set(), set()], 0
        while True:
            taken = stones[0] | stones[1]
            free = [square for square in range(size * size) if divmod(square, size) not in taken]
            assert position.mover == turn % 2
            assert position.legal() == tuple(free)
            square = rng.choice(free)
            position.play(square)
            stones[turn % 2].add(divmod(square, size))
            if has_road(stones[turn % 2], size):
                assert position.returns() == ([1, -1] if turn % 2 == 0 else [-1, 1])
                break
            if len(free) == 1:
                assert position.returns() == [0, 0]
                break
            turn += 1
        assert position.mover == OVER


def test_a_road_may_join_two_parts_and_wind(after):
    """The last stone joins three chains, of which none reached both sides."""
    position = after(simple_tak.game(4), "0 3 1 7 5 15 13 14 9")
    assert position.mover == OVER
    assert position.returns() == [1, -1]
    assert after(simple_tak.game(4), "0 3 1 7 5 15 13 14").mover == 0


def test_diagonals_do_not_connect(after):
    assert after(simple_tak.game(3), "0 1 4 2 8").mover == 1


def test_the_same_board_is_the_same_position_by_whatever_moves(after):
    """What a stone is connected to depends on the board alone."""
    game = simple_tak.game(4)
    assert (after(game, "0 3 1 7 5 15 13 14").s == after(game, "13 14 5 15 0 7 1 3").s).all()


def test_the_first_player_wins_on_small_boards():
    for size, value in ((2, 1), (3, 1)):
        game = simple_tak.game(size)
        verdict = AlphaBeta(game, nodes=10**7).search(game.first)
        assert verdict.proved
        assert verdict.value == pytest.approx(value, abs=1e-6)


def test_the_board_in_words(after):
    position = after(simple_tak.game(4), "5 10")
    assert simple_tak.describe(position.game, position.s, 1).splitlines()[1:] == [
        " 0  1  2  3",
        " 4  X  6  7",
        " 8  9  O 11",
        "12 13 14 15",
    ]


def test_bad_options_are_refused():
    with pytest.raises(ValueError, match=r"^size must be an integer from 2 to 16; got 1$"):
        simple_tak.game(1)
