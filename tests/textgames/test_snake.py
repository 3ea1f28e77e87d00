"""Snake by hand: growing, dying, apples, and who wins."""

import numpy as np
import pytest

from spenvs.core.position import Position
from spenvs.core.rules import CHANCE, MOVER, OVER
from spenvs.textgames import snake, snake_table

DIRECTIONS = {"u": 0, "r": 1, "d": 2, "l": 3}


def square(name, columns=5):
    return "abcdefghijklmno".index(name[0]) + columns * (int(name[1:]) - 1)


def board(moves="", *, starts=("b2", "d4"), apples=("a1", "e5"), new=(), **options):
    """Play rounds, written as `ur` for up and right, from heads and apples as given; new apples lie as listed."""
    game = snake.game(**options)
    s, new = game.first.copy(), list(new)
    for name in (*starts, *apples):
        snake.play(s, square(name))
    for pair in moves.split():
        for letter in pair:
            snake.play(s, DIRECTIONS[letter])
        while s[MOVER] == CHANCE:
            snake.play(s, square(new.pop(0)))
    return s


def pieces(s, seat):
    names = snake_table.names(int(s[snake.COLUMNS]), int(s[snake.ROWS]))
    return " ".join(names[piece] for piece in snake.body(s.tolist(), seat))


def returns(s):
    r = np.zeros(2)
    snake.score(s, r)
    return r.tolist()


def deaths(s):
    return s[snake.DEAD : snake.DEAD + 2].tolist()


def test_snakes_move_and_grow():
    s = board("lu du ur", new=["c3"])
    assert (pieces(s, 0), pieces(s, 1)) == ("a2", "d5")
    s = board("ll dl ur", apples=["a1", "b3"], new=["c1", "e1"])
    assert (pieces(s, 0), pieces(s, 1)) == ("a2 a1", "c4")
    assert s[snake.EATEN : snake.EATEN + 2].tolist() == [1, 0]


def test_the_second_snake_starts_as_far_off_as_it_can():
    s = snake.game().first.copy()
    snake.play(s, square("b2"))
    p = np.zeros(25)
    snake.chance(s, p)
    assert np.flatnonzero(p).tolist() == [square("d4")]
    s = snake.game().first.copy()
    snake.play(s, square("c3"))
    p[:] = 0
    snake.chance(s, p)
    assert p[[square(name) for name in ("b2", "d2", "b4", "d4")]].tolist() == [0.25] * 4


@pytest.mark.parametrize("careless", [False, True])
def test_apples_are_laid_apart_unless_carelessly(careless):
    s = board(apples=["a1"], careless=careless)
    p = np.zeros(25)
    snake.chance(s, p)
    assert (p[square("a1")] > 0) == careless
    assert p[square("b2")] == p[square("d4")] == 0
    assert p.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("moves", "starts", "dead"),
    [
        ("ll ll", ("b2", "d4"), [snake.WALL, 0]),
        ("uu uu", ("c2", "d4"), [0, snake.WALL]),
        ("rl", ("b3", "d3"), [snake.HEADS, snake.HEADS]),
        ("rl", ("b3", "c3"), [snake.HEADS, snake.HEADS]),
        ("rr", ("b3", "c3"), [0, 0]),
    ],
)
def test_walls_and_heads(moves, starts, dead):
    s = board(moves, starts=starts)
    assert deaths(s) == dead
    assert (s[MOVER] == OVER) == any(dead)


def test_a_snake_bites_itself_but_not_its_leaving_tail():
    """Two pieces may turn round; four in a square may go round; three may not turn back."""
    two = board("ru ll", apples=["c2", "a5"], new=["e1"])
    assert (pieces(two, 0), deaths(two)) == ("b2 c2", [0, 0])
    three = board("rd ru ld", apples=["c2", "d2"], new=["a5", "a4"])
    assert deaths(three) == [snake.SELF, 0]
    four = board("rd uu lu dr", apples=["c2", "c3"], new=["b3", "a4", "a5"])
    assert (pieces(four, 0), deaths(four)) == ("b2 b3 c3 c2", [0, 0])


LONG = {"apples": ["d4", "e4"], "new": ["a1", "a2"]}
"""From c4, player_1 eats twice on his way to e4."""


def test_the_other_snake_is_in_the_way_but_for_its_leaving_tail():
    assert pieces(board("rr ur", starts=("c2", "c4"), **LONG), 1) == "e4 d4 c4"
    assert deaths(board("rr ur ud", starts=("c2", "c4"), **LONG)) == [snake.OTHER, 0]
    assert pieces(board("ur ur rd", starts=("b2", "c4"), **LONG), 0) == "c4"


def test_a_snake_that_dies_is_in_nobodys_way():
    assert deaths(board("rr ur ur", starts=("c2", "c4"), **LONG)) == [0, snake.WALL]


def test_a_snake_that_eats_leaves_its_tail_in_the_way():
    """Player_0 follows player_1's tail, who eats."""
    eats = {"starts": ("b4", "c4"), "apples": ["d4", "a1"], "new": ["a2", "a3"]}
    assert deaths(board("rr", **eats)) == [snake.OTHER, 0]
    assert deaths(board("rr", **{**eats, "apples": ["e5", "a1"]})) == [0, 0]


@pytest.mark.parametrize(
    ("moves", "result"),
    [("lr ll", [-1, 1]), ("rl rl", [0, 0]), ("dr dr", [1, -1]), ("uu uu", [0, 0])],
)
def test_the_survivor_wins(moves, result):
    """A tie of deaths and apples is a draw."""
    s = board(moves, starts=("b3", "d3"), apples=["a5", "e1"], rounds=2)
    assert s[MOVER] == OVER
    assert returns(s) == result


def test_apples_decide_between_equals():
    assert returns(board("lu", apples=["a2", "e1"], new=["c3"], rounds=1)) == [1, -1]
    both = board("lu lr", starts=("b3", "e3"), apples=["a3", "e1"], new=["c1"])
    assert deaths(both) == [snake.WALL] * 2
    assert returns(both) == [1, -1]


def test_a_careless_apple_may_be_eaten_at_once():
    """Player_0 eats; the new apple is laid where player_1 goes in the same round."""
    s = board("lu", apples=["a2", "e1"], new=["d5", "c3"], careless=True)
    assert s[snake.EATEN : snake.EATEN + 2].tolist() == [1, 1]
    assert pieces(s, 1) == "d5 d4"


def test_only_the_pending_move_is_hidden():
    positions = [Position(snake.game(), 3) for _ in range(2)]
    for position, action in zip(positions, (0, 1), strict=True):
        position.play(action)
    assert (positions[0].see(1) == positions[1].see(1)).all()
    assert (positions[0].see(0) != positions[1].see(0)).any()
    assert "You go up in this round." in snake.describe(positions[0].game, positions[0].s, 0)
    assert "You go" not in snake.describe(positions[0].game, positions[0].s, 1)


def test_the_text_says_what_lies_ahead():
    s = board("ll dr", apples=["a2", "e5"], new=["a5"])
    assert "Next to your head: up a2 (your tail), right b1, down the wall, left the wall." in snake.describe(None, s, 0)
    over = board("ll dl dr", apples=["a2", "e5"], new=["a5"])
    assert "in round 3 of 20: player_0 went down and ran into the wall." in snake.describe(None, over, 1)


@pytest.mark.parametrize("options", [{"columns": 3}, {"rows": 16}, {"apples": 0}, {"rounds": 501}, {"careless": "yes"}])
def test_bad_options_are_refused(options):
    (name,) = options
    with pytest.raises(ValueError, match=f"^{name} must be .*; got "):
        snake.game(**options)
