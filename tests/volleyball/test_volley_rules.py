"""Our rules of the competitive games: what loses a rally, for either team, and what does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rallies import GAMES, Rally

from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.rally.state import IN_PLAY, LAST, LAST_TEAM, SERVE, SERVING, STRUCK, TOUCHES, WAITING

TEAMS = pytest.mark.parametrize("team", [0, 1])
SIZES = pytest.mark.parametrize("n", [1, 3, 6])


def rally(n=3, team=0, serving=0, **options):
    return Rally(GAMES[n].with_(**options), team, serving)


def lost(game, who, why):
    """Say that a rally is over: who lost it, with which rewards, and why."""
    assert game.over
    assert game.ended
    assert game.loser == who
    assert game.reason == why
    assert game.measured("result") == (1 if (who ^ game.team) == 1 else -1)
    losers, winners = game.paid()[who], game.paid()[1 - who]
    assert (losers < -80).all()
    assert (winners > 80).all()


@TEAMS
@SIZES
def test_the_serve_is_struck_and_crosses(n, team):
    game = rally(n, team)
    assert game.w.tally[0, SERVE] == WAITING
    game.hit(game.server, 0)
    assert game.w.tally[0, [SERVE, LAST, LAST_TEAM, TOUCHES]].tolist() == [STRUCK, game.drone(game.server), team, 1]
    assert not game.cross().over
    assert game.w.tally[0, SERVE] == IN_PLAY
    assert [game.measured(name) for name in ("served", "touches", "crossings")] == [1, 1, 1]
    assert game.measured(f"touches_{team}") == 1


@TEAMS
@SIZES
def test_a_missed_serve_is_lost(n, team):
    lost(rally(n, team).ball(1, 0, 0.1).judge(ground=True), 0, "down")


@TEAMS
def test_only_the_server_serves(team):
    lost(rally(3, team).hit(0), 0, "serve")


@TEAMS
@SIZES
def test_the_server_may_not_touch_the_serve_again_before_it_has_crossed(n, team):
    game = rally(n, team)
    lost(game.hit(game.server).hit(game.server), 0, "serve")


@TEAMS
def test_nor_may_a_mate(team):
    lost(rally(3, team).hit(2).hit(1), 0, "serve")


@TEAMS
@SIZES
def test_the_receivers_may_not_touch_it_before_it_has_crossed(n, team):
    game = rally(n, team)
    lost(game.hit(game.server).hit(n), 1, "serve")


@TEAMS
@SIZES
def test_they_may_in_the_step_in_which_it_crosses(n, team):
    game = rally(n, team)
    game.hit(game.server).ball(-0.1, 0, 3).hit(n)
    assert not game.over
    assert game.measured("served") == 1


@TEAMS
def test_contacts_within_three_steps_are_one_touch(team):
    game = rally(3, team).in_play().hit(3)
    assert not game.judge(rackets=[3], wait=2).over
    assert game.w.tally[0, TOUCHES] == 1
    lost(game.judge(rackets=[3]), 1, "twice")


@TEAMS
@SIZES
def test_no_drone_touches_it_twice_in_a_row(n, team):
    lost(rally(n, team).in_play().hit(n).hit(n), 1, "twice")


@TEAMS
@pytest.mark.parametrize("n", [3, 6])
def test_three_touches_but_not_four(n, team):
    game = rally(n, team).in_play().hit(n).hit(n + 1).hit(n)
    assert not game.over
    assert game.w.tally[0, TOUCHES] == 3
    lost(game.hit(n + 2), 1, "touches")


def test_how_many_touches_is_an_option():
    lost(rally(3, touches=2).in_play().hit(3).hit(4).hit(5), 1, "touches")


@TEAMS
@SIZES
def test_the_teams_take_turns(n, team):
    game = rally(n, team).in_play()
    for k in range(4):
        game.hit(n if k % 2 == 0 else 0).cross(near=k % 2 == 0)
        assert game.w.tally[0, TOUCHES] == 1
    assert not game.over
    assert game.measured("touches") == 5
    assert game.measured("crossings") == 5


@TEAMS
@SIZES
def test_a_body_must_not_meet_the_ball(n, team):
    lost(rally(n, team).in_play().judge(bodies=[n]), 1, "body")


@TEAMS
@SIZES
def test_the_net_is_a_fault_of_who_touched_the_ball_last(n, team):
    lost(rally(n, team).in_play().judge(net=True), 0, "net")
    game = rally(n, team)
    lost(game.hit(game.server).judge(net=True), 0, "net")


@TEAMS
@SIZES
def test_so_is_to_pass_beside_it(n, team):
    game = rally(n, team)
    width = float(game.m.half_width)
    game.hit(game.server).ball(-0.1, width + 0.05, 3, (-5, 5, 0))
    assert not game.judge().over  # it was 0.05 m within when it crossed
    game = rally(n, team)
    game.hit(game.server).ball(-0.1, width + 0.15, 3, (-5, 5, 0))
    lost(game.judge(), 0, "antenna")


@TEAMS
@SIZES
def test_the_ball_down_in_a_half_is_lost_by_its_team(n, team):
    lost(rally(n, team).in_play().ball(-1, 0.5, 0.1).judge(ground=True), 1, "down")
    lost(rally(n, team).in_play().hit(n).ball(-1, 0.5, 0.1).judge(ground=True), 1, "down")
    lost(rally(n, team).in_play().hit(n).cross(near=True).ball(1, 0.5, 0.1).judge(ground=True), 0, "down")


@TEAMS
@SIZES
def test_the_ball_out_is_lost_by_who_touched_it_last(n, team):
    lost(rally(n, team).in_play().ball(-20, 0, 0.1).judge(ground=True), 0, "out")
    lost(rally(n, team).in_play().hit(n).ball(-1, 20, 0.1).judge(ground=True), 1, "out")


def test_in_the_air_the_ball_may_be_out():
    assert not rally(1).in_play().ball(-20, 0, 1).judge().over


@TEAMS
@SIZES
def test_drones_stay_on_their_side(n, team):
    lost(rally(n, team).fly(0, -0.01, 0, 2).judge(), 0, "crossing")
    lost(rally(n, team).fly(n, 0.01, 0, 2).judge(), 1, "crossing")


@TEAMS
@SIZES
def test_a_crash_loses(n, team):
    lost(rally(n, team).fly(0, 2, 0, 0.29).judge(), 0, "crash")


@TEAMS
@pytest.mark.parametrize("n", [3, 6])
def test_mates_keep_apart(n, team):
    assert not rally(n, team).fly(0, 2, 0, 2).fly(1, 2, 0.81, 2).judge().over
    lost(rally(n, team).fly(0, 2, 0, 2).fly(1, 2, 0.79, 2).judge(), 0, "close")


def test_opponents_need_not():
    assert not rally(3).fly(0, 0.1, 0, 2).fly(3, -0.1, 0, 2).judge().over


@TEAMS
@SIZES
def test_a_drone_that_is_lost_loses(n, team):
    game = rally(n, team)
    game.w.faulty[0] = 1 << game.drone(n)
    lost(game.judge(), 1, "lost")


@TEAMS
@SIZES
def test_if_both_are_at_fault_nobody_loses(n, team):
    game = rally(n, team).fly(0, -0.1, 0, 2).fly(n, -2, 0, 0.1).judge()
    assert game.ended
    assert game.loser is None
    assert game.reason == "both"
    assert game.faults == ({"crossing"}, {"crash"})
    assert game.measured("result") == 0
    assert np.abs(game.reward).max() < 20


@TEAMS
def test_of_several_faults_the_first_is_told(team):
    game = rally(3, team).in_play().fly(3, -2, 0, 0.1).judge(bodies=[4])
    assert game.faults == (set(), {"body", "crash"})
    lost(game, 1, "body")


@TEAMS
def test_after_a_touch_by_both_teams_the_ball_is_free(team):
    game = rally(3, team).in_play().ball(-0.05, 0, 3).judge(rackets=[0, 3])
    assert not game.over
    assert game.w.tally[0, [LAST, LAST_TEAM, TOUCHES]].tolist() == [-1, team, 0]
    assert not game.hit(3).over
    lost(
        rally(3, team).in_play().ball(-0.05, 0, 3).judge(rackets=[0, 3]).ball(-20, 0, 0.1).judge(ground=True), 0, "out"
    )


@TEAMS
@SIZES
def test_a_spike_goes_down_and_over(n, team):
    game = rally(n, team).in_play().ball(-1, 0, 3, (5, 0, -1)).hit(n)
    assert game.measured(f"spikes_{1 - team}") == 0
    game.cross(near=True)
    assert game.measured(f"spikes_{1 - team}") == 1
    assert game.measured(f"spikes_{team}") == 0
    game.ball(1, 0, 3, (-5, 0, 1)).hit(0).cross()
    assert game.measured(f"spikes_{team}") == 0


@TEAMS
@pytest.mark.parametrize("n", [3, 6])
def test_pay_of_a_team(n, team):
    game = rally(n, team)
    for k in range(2 * n):
        game.fly(k, *(30.0 if k < n else -30.0, 5.0 * k, 40.0))  # far from all that pays
    game.w.ball[0, :3] = game.w.drone[0, game.drone(game.server), :3] + (0, 0, 1)
    game.judge()
    own, others = game.paid()
    assert own.argmax() == game.server
    assert own.max() == pytest.approx(0.5 / 2, abs=2e-3)  # only the server may touch it
    assert np.delete(own, game.server) == pytest.approx(0, abs=2e-3)
    assert others == pytest.approx(0, abs=2e-3)
    own, others = game.judge(rackets=[game.server]).paid()
    assert own == pytest.approx(10, abs=2e-3)
    assert others == pytest.approx(0, abs=2e-3)


@pytest.mark.parametrize("n", [3, 6])
def test_pay_for_being_at_home(n):
    game = rally(n)
    game.ball(-5, 0, 5)
    assert game.judge().paid()[0] == pytest.approx(0.05)


@TEAMS
def test_pay_of_a_duellist(team):
    game = rally(1, team).fly(0, 1.5, 0, 2).fly(1, -1.5, 0, 2).ball(1.5, 3.0, 4).judge()
    assert game.paid()[0] == pytest.approx(0.5 / (1 + 3))
    assert game.paid()[1] == 0
    game.ball(-1.5, 0, 2.2).judge(rackets=[0])
    assert game.paid()[0] == pytest.approx(5)
    assert game.paid()[1] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("place", "off"),
    [((1.5, 0, 2), 0), ((0.3, 0, 2), 0.2), ((2.7, 0, 2), 0.2), ((1.5, 1.2, 2), 0.2), ((1.5, 0, 3.5), 0.5)],
)
def test_a_duellist_pays_for_straying(place, off):
    game = rally(1).fly(1, -place[0], -place[1], place[2])
    assert game.judge().paid()[1] == pytest.approx(-0.2 * off, abs=1e-6)


def test_the_serve_is_a_matter_of_chance():
    batch = DroneBatch(GAMES[3], 1000, seed=1)
    batch.reset()
    assert 450 < batch.worlds.tally[:, SERVING].sum() < 550


def refereed(events, n, server, touches):
    """Judge a rally on paper: who loses it at which touch, and why; None if nobody does. `None` is a crossing."""
    struck, crossed, last, team, count = False, False, None, 0, 0
    for number, drone in enumerate(events):
        if drone is None:
            crossed = struck
        elif not crossed and (struck or drone != server):
            return number, drone // n, "serve"
        elif drone == last:
            return number, drone // n, "twice"
        elif crossed and drone // n == team and count == touches:
            return number, drone // n, "touches"
        else:
            struck, last, team, count = True, drone, drone // n, count + 1 if struck and drone // n == team else 1
    return None


@pytest.mark.parametrize("n", [1, 3, 6])
@settings(max_examples=60)
@given(data=st.data(), team=st.integers(0, 1), touches=st.integers(1, 4))
def test_possession_against_a_referee_on_paper(n, data, team, touches):
    game = rally(n, team, touches=touches)
    more = st.lists(st.one_of(st.none(), st.integers(0, 2 * n - 1)), max_size=12)
    early = data.draw(st.lists(st.integers(0, 2 * n - 1), max_size=1))
    events = [*early, game.server, *data.draw(more)]
    verdict, near = refereed(events, n, game.server, touches), True
    for number, drone in enumerate(events):
        if drone is None:
            near = not near
            game.cross(near)
        else:
            game.hit(drone)
        if verdict and verdict[0] == number:
            lost(game, *verdict[1:])
            return
        assert not game.over
    assert verdict is None
