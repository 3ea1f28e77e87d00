"""A court from above, in letters and in colours."""

import numpy as np
import pytest
from moments import rally, task

from spenvs.core.draw import ansi
from spenvs.registry import make, make_parallel
from spenvs.volleyball.pictures.above import BALL, TEAMS, table


def letters(scene):
    return ansi(table(scene), colour=False).split("\n")


def court(lines):
    """The lines before the one of heights."""
    return lines[: next(k for k, line in enumerate(lines) if line.startswith("high:"))]


def found(lines, letter):
    """Columns and rows of a letter on the court."""
    return [(line.index(letter), row) for row, line in enumerate(court(lines)) if letter in line]


def test_what_is_further_along_the_court_stands_further_right_and_what_is_further_across_higher():
    places = np.array([(2, -2, 1), (5, 0, 1), (1, 2, 1), (-1, -2, 1), (-4, 0, 1), (-5, 2, 1)], float)
    lines = letters(rally(positions=places, ball=np.array([3.0, 1.0, 2.0])))
    at = [found(lines, letter)[0] for letter in "123abco"]
    by_x = sorted(range(7), key=lambda k: at[k][0])
    assert by_x == [5, 4, 3, 2, 0, 6, 1]
    assert at[2][1] == at[5][1] < at[6][1] < at[1][1] == at[4][1] < at[0][1] == at[3][1]
    net = found(lines, "‖")
    assert {column for column, _ in net} == {round((at[1][0] + 5 * at[4][0] / 4) / (1 + 5 / 4))}


def test_heights_are_told():
    lines = letters(rally())
    (high,) = [k for k, line in enumerate(lines) if line.startswith("high:")]
    told = " ".join(lines[high:])
    assert all(f"{z:.1f} m" in told for z in rally().positions[:, 2])


def test_colours_are_those_of_teams_and_ball():
    raster = table(rally())[0].squares.reshape(-1, 3).tolist()
    assert all(list(colour) in raster for colour in (*TEAMS, BALL))
    assert list(BALL) not in table(task(ball=None))[0].squares.reshape(-1, 3).tolist()


@pytest.mark.parametrize("far", [9.9e3, -9.9e3])
def test_what_is_far_off_stands_at_the_edge(far):
    places = np.full((6, 3), far)
    lines = letters(rally(positions=places, ball=places[0]))
    ((column, row),) = found(lines, "o")
    if far > 0:
        assert (column, row) == (max(map(len, court(lines))) - 1, 0)
    else:
        assert column <= 1
        assert row == len(court(lines)) - 1


def test_a_ball_above_a_drone_stands_beside_it():
    lines = letters(rally(ball=rally().positions[1] + [0, 0, 1]))
    ((column, row),) = found(lines, "o")
    assert lines[row][column - 1] == "2"


def test_environments_draw_themselves_in_letters(capsys):
    one = make_parallel("DroneHover-v0", render_mode="ansi")
    one.reset(seed=0)
    assert "high: 1 drone" in one.render()
    seen = make_parallel("DroneVolley1v1-v0", render_mode="human")
    seen.reset(seed=0)
    assert seen.render() is None
    team = make("DroneVolley1v1-v0", render_mode="ansi")
    team.reset(seed=0)
    assert team.render().startswith("0.00 s   rally 1")
    assert "\x1b[38;2;" in capsys.readouterr().out
