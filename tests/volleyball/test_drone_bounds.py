"""Both sides of each limit in VolleyBots' tables: what is a centimetre inside goes on, what is one outside ends."""

import pytest
from rallies import GAMES, Rally
from trial import Trial

INSIDE, OUTSIDE = 0.01, -0.01
PLACES = {
    "hover": (((0, 0, 2),), (-9, -4.5, 0.1)),
    "back_and_forth": (((4.5, 0, 2),), (-9, -4.5, 0.1)),
    "hit_the_ball": (((4.5, 0, 2),), (4.5, 0, 3, 0, 0, 1)),
    "solo_bump": (((4.5, 0, 2),), (4.5, 0, 3)),
    "bump_and_pass": (((4.5, -2.5, 2), (4.5, 2.5, 2)), (4.5, -1, 3)),
    "set_and_spike": (((2, -2.5, 2.5), (2, 2.5, 3.5)), (3, 0, 8)),
    "set_and_spike_hard": (((2, -2.5, 2.5), (2, 2.5, 3.5)), (3, 0, 8)),
}
"""Where drones and ball are by default: nothing is wrong."""
LEAST, MOST = 1, -1
LIMITS = [  # of the first drone, or the ball: coordinate, limit, on which side of it all is well, and what ends
    ("hover", "drone", 2, 0.2, LEAST, "down"),
    ("hover", "drone", 0, 4.0, MOST, "far away"),
    ("back_and_forth", "drone", 2, 0.4, LEAST, "low"),
    ("back_and_forth", "drone", 2, 5.0, MOST, "high"),
    ("back_and_forth", "drone", 0, 9 - (7.5**2 - 4.5**2) ** 0.5, LEAST, "far away"),
    ("hit_the_ball", "drone", 2, 0.4, LEAST, "drone low"),
    ("hit_the_ball", "drone", 0, 0.01, LEAST, "drone at the net"),
    ("hit_the_ball", "ball", 2, 0.15, LEAST, "ball low"),
    ("hit_the_ball", "ball", 2, 16.0, MOST, "ball high"),
    ("solo_bump", "drone", 2, 0.4, LEAST, "drone low"),
    ("solo_bump", "drone", 2, 2.5, MOST, "drone high"),
    ("solo_bump", "drone", 0, 0.01, LEAST, "drone at the net"),
    ("solo_bump", "ball", 2, 0.15, LEAST, "ball low"),
    ("solo_bump", "ball", 2, 4.5, MOST, "ball high"),
    ("solo_bump", "ball", 0, 9.0, MOST, "ball out"),
    ("solo_bump", "ball", 1, 4.5, MOST, "ball out"),
    ("bump_and_pass", "drone", 2, 0.4, LEAST, "drone low"),
    ("bump_and_pass", "drone", 0, 0.2, LEAST, "drone at the net"),
    ("bump_and_pass", "ball", 2, 0.2, LEAST, "ball low"),
    ("bump_and_pass", "ball", 2, 16.0, MOST, "ball high"),
    ("bump_and_pass", "ball", 0, 9.0, MOST, "ball out"),
    ("set_and_spike", "drone", 2, 0.2, LEAST, "drone low"),
    ("set_and_spike", "drone", 0, 0.0, LEAST, "drone at the net"),
    ("set_and_spike", "ball", 2, 0.2, LEAST, "ball low"),
    ("set_and_spike", "ball", 2, 16.0, MOST, "ball high"),
    ("set_and_spike", "ball", 1, 4.5, MOST, "ball out"),
    ("set_and_spike_hard", "drone", 2, 0.4, LEAST, "drone low"),
    ("set_and_spike_hard", "drone", 0, 0.0, LEAST, "drone at the net"),
    ("set_and_spike_hard", "ball", 2, 0.2, LEAST, "ball low"),
]


@pytest.mark.parametrize(("name", "what", "coordinate", "limit", "side", "end"), LIMITS)
def test_limits_of_the_tasks(name, what, coordinate, limit, side, end):
    for step, expected in ((INSIDE, None), (OUTSIDE, end)):
        trial = Trial(name)
        drones, ball = PLACES[name]
        for d, place in enumerate(drones):
            trial.drone(d, *place)
        trial.ball(*ball)
        moved = trial.w.drone[0, 0] if what == "drone" else trial.w.ball[0]
        moved[coordinate] = limit + side * step
        assert trial.judge(0).end == expected


@pytest.mark.parametrize(
    "rules", [{}, {"fair": False}, {"fair": False, "hcsp": True}], ids=["fair", "volleybots", "hcsp"]
)
@pytest.mark.parametrize("n", [1, 3, 6])
def test_limits_of_a_rally(n, rules):
    def over(k, *place):
        return Rally(GAMES[n].with_(**rules)).fly(k, *place).judge().over

    assert not over(0, 1.5, -1, 0.31)
    assert over(0, 1.5, -1, 0.29)
    assert not over(0, 0.01, -1, 2)
    assert over(0, -0.01, -1, 2)
    if n > 1:
        x, y, z = (float(number) for number in Rally(GAMES[n]).w.drone[0, 1, :3])
        assert not over(0, x, y, z + 0.81)
        assert over(0, x, y, z + 0.79) == (not rules.get("hcsp"))


@pytest.mark.parametrize(("hcsp", "near"), [(False, 0.5), (True, 0.4)])
def test_how_near_a_drone_may_be_to_a_ball_that_jumps(hcsp, near):
    for step, blamed in ((INSIDE, False), (OUTSIDE, True)):
        game = Rally(GAMES[3].with_(fair=False, hcsp=hcsp))
        x, y, z = (float(number) for number in game.w.drone[0, 2, :3])
        assert game.ball(x, y + near + step, z, (0, 0, 3)).judge().over == blamed


@pytest.mark.parametrize("n", [1, 3, 6])
def test_a_rally_is_worth_a_hundred(n):
    game = Rally(GAMES[n])
    calm = game.ball(1, 0, 0.1).judge().reward.copy()
    decided = game.ball(1, 0, 0.1).judge(ground=True).reward
    assert (decided - calm)[0, :n] == pytest.approx(-100)
    assert (decided - calm)[0, n:] == pytest.approx(100)
