"""VolleyBots' rules of the competitive games, quirks and all, and what HCSP changes in them."""

import numpy as np
import pytest
from rallies import GAMES, Rally

from spenvs.volleyball.rally.state import LAST, LAST_TEAM, SIDE
from spenvs.volleyball.stage import lean
from spenvs.volleyball.worlds import BALL_V, THROTTLE, VX, WX

f = np.float32
TEAMS = pytest.mark.parametrize("team", [0, 1])
SIZES = pytest.mark.parametrize("n", [1, 3, 6])
BIG = pytest.mark.parametrize("n", [3, 6])


def rally(n=3, team=0, serving=0, **options):
    return Rally(GAMES[n].with_(fair=False, **options), team, serving)


def lost(game, who, why):
    assert game.over
    assert game.ended
    assert (game.loser, game.reason) == (who, why)


@SIZES
@pytest.mark.parametrize("hcsp", [False, True])
def test_all_rotors_start_with_the_same_speed_which_turns_the_nose_up(n, hcsp):
    game = rally(n, hcsp=hcsp)
    throttles = game.w.drone[0, :, THROTTLE : THROTTLE + 4]
    assert throttles == pytest.approx(0.788016, abs=1e-6)
    assert np.array_equal(game.w.order[0], throttles)
    fair = Rally(GAMES[n]).w.drone[0, :, THROTTLE : THROTTLE + 4]
    assert fair == pytest.approx(np.tile([0.769025, 0.806561], (2 * n, 2)), abs=1e-6)


@TEAMS
@SIZES
def test_a_touch_is_a_jump_of_the_balls_velocity_near_a_racket(n, team):
    game = rally(n, team)
    x, y, z = game.w.drone[0, game.drone(game.server), :3]
    game.w.ball[0] = x, y, z + f(0.15), 0, 0, -2
    game.judge()
    assert game.w.tally[0, LAST] == -1  # it has only fallen
    game.w.ball[0, BALL_V + 2] = 2
    game.judge()
    assert game.w.tally[0, LAST] == game.drone(game.server)
    assert not game.over


@TEAMS
def test_nearness_a_step_ago_is_enough(team):
    game = rally(3, team)
    x, y, z = game.w.drone[0, game.drone(2), :3]
    game.w.ball[0] = x, y, z + f(0.15), 0, 0, -2
    game.judge()
    game.w.ball[0] = x, y, z + f(0.6), 0, 0, 5
    game.judge()
    assert game.w.tally[0, LAST] == game.drone(2)


def test_a_spike_straight_down_is_missed():
    game = rally(3).in_play()
    game.w.ball[0, :3] = game.w.drone[0, 3, :3] + f(0.12)
    game.w.ball[0, BALL_V:] = 0.3, 0, -8
    game.judge()
    assert game.w.tally[0, LAST] == 2


@TEAMS
def test_whoever_stands_near_is_blamed(team):
    game = rally(3, team)
    x, y, z = game.w.drone[0, game.drone(2), :3]
    game.w.drone[0, game.drone(1), :3] = x + f(0.2), y, z + f(0.55)
    game.w.ball[0] = x, y, z + f(0.12), 0, 0, 3
    assert game.judge().faults[0] == {"body"}


def test_the_racket_of_the_second_duellist_leans_the_wrong_way():
    """The ball lies 0.15 m along the normal of its tilted racket; mirrored, that is 0.23 m beside the normal."""
    for team, blamed in ((0, False), (1, True)):
        game = rally(1, team)
        d = game.drone(0)
        lean(game.w, 0, d, f(0), f(0.9) * (1 if team == 0 else -1), f(0))
        nx, nz = np.sin(0.9) * game.side, np.cos(0.9)
        game.w.ball[0, :3] = game.w.drone[0, d, :3] + np.array([0.15 * nx, 0, 0.15 * nz], np.float32)
        game.w.ball[0, BALL_V:] = 0, 0, 3
        game.judge()
        assert game.over == blamed
        assert not blamed or game.reason == "body"


@BIG
@TEAMS
def test_each_drone_may_touch_it_once_while_it_is_on_its_side(n, team):
    game = rally(n, team).in_play()
    for k in range(n, 2 * n):
        game.hit(k)
    assert not game.over
    assert game.measured(f"touches_{1 - team}") == n
    lost(game.hit(n), 1, "turn")


@BIG
def test_not_while_it_is_on_the_other(n):
    lost(rally(n).in_play().hit(0), 0, "turn")


@BIG
def test_the_server_only_serves(n):
    lost(rally(n).hit(0), 0, "turn")


@TEAMS
def test_duellists_take_turns_wherever_the_ball_is(team):
    game = rally(1, team).hit(0).hit(1).hit(0)
    assert not game.over
    lost(game.hit(0), 0, "turn")


@TEAMS
@SIZES
def test_the_net_is_a_slab(n, team):
    game = rally(n, team).in_play().ball(-0.29, 0, 2.42)
    lost(game.judge(net=False), 0, "net")
    assert not rally(n, team).in_play().ball(-0.31, 0, 2.42).judge(net=True).over
    assert not rally(n, team).in_play().ball(-0.29, 0, 2.44).judge(net=True).over
    if n > 1:  # in 1v1 it is out
        width = float(game.m.half_width)
        assert not rally(n, team).in_play().ball(-0.29, width + 0.01, 2).judge(net=True).over


@TEAMS
@BIG
def test_the_ball_is_down_before_it_meets_the_ground(n, team):
    lost(rally(n, team).in_play().ball(-1, 0, 0.19).judge(), 1, "down")
    lost(rally(n, team).in_play().ball(-20, 0, 0.19).judge(), 0, "out")
    assert not rally(n, team).in_play().ball(-20, 0, 0.21).judge().over


@TEAMS
def test_in_1v1_it_is_out_at_any_height(team):
    lost(rally(1, team).in_play().ball(-3.1, 0, 5).judge(), 0, "out")


@TEAMS
@SIZES
def test_a_crash_has_no_loser(n, team):
    game = rally(n, team).fly(0, 2, 0, 0.29).judge()
    lost(game, None, "crash")
    own, others = game.paid()
    assert own[0] < -90
    assert np.abs(own[1:]).max(initial=0) < 2
    assert np.abs(others).max() < 2


@TEAMS
@BIG
def test_nor_have_drones_that_come_close(n, team):
    game = rally(n, team).fly(0, 2, 0, 2).fly(1, 2, 0.7, 2).fly(2, 2, -0.7, 2).judge()
    lost(game, None, "close")
    own, others = game.paid()
    assert own[:3] == pytest.approx(-100, abs=2)
    assert np.abs(own[3:]).max(initial=0) < 2
    assert np.abs(others).max() < 2


@TEAMS
def test_a_fault_counts_besides_a_crash(team):
    lost(rally(3, team).fly(0, 2, 0, 0.29).fly(4, 1, 0, 2).judge(), 1, "crossing")


@TEAMS
def test_both_at_fault_is_a_draw(team):
    lost(rally(3, team).fly(0, -1, 0, 2).fly(4, 1, 0, 2).judge(), None, "both")


def test_the_middle_line_costs_a_duellist():
    assert rally(1).fly(1, -1.5, 0.4, 2).judge().paid()[1] == pytest.approx(-0.2 * 0.1)


@TEAMS
def test_hcsp_a_crash_loses_and_close_is_nothing(team):
    lost(rally(3, team, hcsp=True).fly(0, 2, 0, 0.29).judge(), 0, "crash")
    assert not rally(3, team, hcsp=True).fly(0, 2, 0, 2).fly(1, 2, 0.1, 2).judge().over


@TEAMS
def test_hcsp_the_ball_is_down_below_a_third_of_a_metre(team):
    lost(rally(3, team, hcsp=True).in_play().ball(-1, 1, 0.29).judge(), 1, "down")


@TEAMS
def test_hcsp_who_has_not_touched_it_may_when_it_is_gone(team):
    assert not rally(3, team, hcsp=True).in_play().cross(near=True).hit(0).cross().hit(1).over
    lost(rally(3, team, hcsp=True).in_play().cross(near=True).hit(0).cross().hit(0), 0, "turn")


@TEAMS
@pytest.mark.parametrize("serving", [0, 1])
def test_hcsp_starts(team, serving):
    game = rally(3, team, serving, hcsp=True)
    low = np.array([[1.9, -2.1, 1.7], [1.8, 1.3, 2.3], [6.0, 0.0, 1.8] if serving == 0 else [4.0, 0.0, 1.0]])
    high = np.array([[2.1, -1.9, 1.9], [2.2, 1.7, 2.7], [6.0, 0.0, 2.0] if serving == 0 else [4.0, 0.0, 1.0]])
    drones = game.w.drone[0, [game.drone(k) for k in range(3)]]
    places = drones[:, :3] * (game.side, game.side, 1)
    assert (places >= low - 1e-6).all()
    assert (places <= high + 1e-6).all()
    moves = drones[:, [VX, VX + 1, VX + 2, WX, WX + 1, WX + 2]]
    assert (np.abs(moves) <= 0.1).all()
    assert (moves != 0).all()
    x, y, z = game.w.ball[0, :3]
    assert x * game.side == (6 if serving == 0 else -6)
    assert abs(y) <= 0.1
    assert 4.8 <= z <= 5
    assert game.w.tally[0, LAST_TEAM] == game.w.tally[0, SIDE]


def test_hcsp_changes_nothing_in_our_rules():
    assert GAMES[3].with_(hcsp=True).numbers == GAMES[3].numbers
