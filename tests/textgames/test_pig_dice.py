"""Pig by hand: what rolling and holding do, and the ways in which a game ends."""

import pytest

from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import pig_dice


def rolls(text):
    """Rolls as outcomes of chance."""
    return [int(face) - 1 for face in text]


def points(position):
    return position.s[pig_dice.POINTS :].tolist()


def test_holding_banks_the_turn_and_a_one_loses_it(after):
    game = pig_dice.game()
    held = after(game, "roll roll hold", rolls("65"))
    assert (held.mover, points(held)) == (1, [11, 0])
    lost = after(game, "roll roll hold roll roll", rolls("6541"))
    assert (lost.mover, points(lost)) == (0, [11, 0])


def test_the_goal_wins_and_who_would_win_must_hold(after):
    game = pig_dice.game(goal=10)
    position = after(game, "roll roll", rolls("64"))
    assert position.legal() == (pig_dice.HOLD,)
    position.play(pig_dice.HOLD)
    assert position.mover == OVER
    assert position.returns() == [1, -1]


def test_a_player_may_press_on_if_the_rules_let_him(after):
    game = pig_dice.game(goal=10, press=True)
    assert after(game, "roll roll", rolls("64")).legal() == (0, 1)
    pressed = after(game, "roll roll roll", rolls("641"))
    assert (pressed.mover, points(pressed)) == (1, [0, 0])


@pytest.mark.parametrize(
    ("faces", "moves", "returns"),
    [("26", "roll hold roll hold", [-1, 1]), ("62", "roll hold roll hold", [1, -1]), ("", "hold hold", [0, 0])],
)
def test_after_the_last_turn_the_higher_points_win(after, faces, moves, returns):
    position = after(pig_dice.game(turns=2), moves, rolls(faces))
    assert position.mover == OVER
    assert position.returns() == returns


def test_the_closing_turn_is_played_to_its_end(after):
    """After three moves, the turn that goes on is the last; one that ended with the third was not."""
    game = pig_dice.game(closing=3)
    assert after(game, "roll roll hold", rolls("22")).mover == 1
    assert after(game, "roll roll roll roll", rolls("2222")).mover == 0
    over = after(game, "roll roll roll roll hold", rolls("2222"))
    assert over.mover == OVER
    assert over.returns() == [1, -1]
    assert after(game, "hold hold hold roll", rolls("1")).returns() == [0, 0]


def test_too_many_moves_make_a_draw(after):
    game = pig_dice.game(moves=4)
    position = after(game, "roll hold hold roll", rolls("6"))
    assert position.mover == OVER
    assert position.returns() == [0, 0]
    assert after(game, "roll hold hold hold", rolls("6")).returns() == [0, 0]


def test_the_text_says_where_both_stand_and_what_the_moves_would_do(after):
    game = pig_dice.game()
    position = after(game, "roll hold roll", rolls("65"))
    assert pig_dice.describe(game, position.s, 1) == (
        "You have 0 points, player_0 has 6; 50 win. Turns over: 1; moves made: 3. The last roll, by you, was a 5. Your "
        "turn total is 5. If you hold, you have 5 and it is the turn of player_0. If you roll, a 2 to 6 is added to "
        "your turn total, and a 1 loses these 5 points and ends your turn."
    )
    assert "It is the turn of player_1, whose turn total is 5." in pig_dice.describe(game, position.s, 0)
    winning = after(pig_dice.game(goal=5), "roll", rolls("6"))
    assert "If you hold, you have 6 and win." in pig_dice.describe(pig_dice.game(goal=5), winning.s, 0)


def best(goal, sweeps=60):
    """The chance to win of the player to move, by points and turn total, both playing best: value iteration."""
    size = goal + 6
    win = {(i, j, k): 0.5 for i in range(goal) for j in range(goal) for k in range(size - i)}
    for _ in range(sweeps):
        for i, j, k in win:
            if i + k >= goal:
                win[i, j, k] = 1.0
            else:
                roll = (1 - win[j, i, 0] + sum(win[i, j, k + face] for face in range(2, 7))) / 6
                win[i, j, k] = max(roll, 1 - win[j, i + k, 0])
    return win


def test_best_play_of_a_short_game_wins_as_often_as_computed():
    """Two players who roll where value iteration says so: player_0's share of 4,000 games is as computed."""
    goal, games, wins = 12, 4000, 0
    chances = best(goal)
    position = Position(pig_dice.game(goal=goal), 5)
    for _ in range(games):
        while position.mover != OVER:
            mine, total = position.mover, int(position.s[pig_dice.TOTAL])
            i, j = points(position)[mine], points(position)[1 - mine]
            holds = i + total >= goal or 1 - chances[j, i + total, 0] >= chances[i, j, total]
            position.play(pig_dice.HOLD if holds else pig_dice.ROLL)
        wins += position.returns()[0] > 0
        position.begin()
    assert wins / games == pytest.approx(chances[0, 0, 0], abs=0.03)


@pytest.mark.parametrize(
    "options", [{"goal": 1}, {"goal": 1001}, {"turns": -1}, {"closing": 5001}, {"moves": 0}, {"press": "yes"}]
)
def test_bad_options_are_refused(options):
    (name,) = options
    with pytest.raises(ValueError, match=f"^{name} must be .*; got "):
        pig_dice.game(**options)
