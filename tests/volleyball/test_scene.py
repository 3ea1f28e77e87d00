"""Scenes that make no sense are refused in one sentence."""

import numpy as np
import pytest
from moments import rally

from spenvs.volleyball.pictures.scene import Board, Scene, Target


def test_a_scene_keeps_arrays_of_its_own():
    places = np.zeros((2, 3))
    scene = Scene(6, 3, 2.43, 0.76, places, [[2, 0, 0, 0]] * 2, [0, 1])
    places[:] = 7
    assert scene.positions.dtype == np.float32
    assert scene.team.dtype == np.int8
    assert not scene.positions.any()
    assert scene.trail.shape == scene.path.shape == (0, 3)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"positions": np.zeros((6, 2))}, "positions"),
        ({"positions": np.full((6, 3), np.nan)}, "positions"),
        ({"positions": np.full((6, 3), 1e9)}, "positions"),
        ({"quaternions": np.zeros((6, 4))}, "quaternion"),
        ({"quaternions": np.ones((5, 4))}, "quaternions"),
        ({"team": [0, 1]}, "team"),
        ({"team": [0, 1, 2, 0, 1, 2]}, "team"),
        ({"ball": [0, 0]}, "ball"),
        ({"ball": [0, 0, np.inf]}, "ball"),
        ({"trail": np.zeros((4, 3))}, "trail_team"),
        ({"path": np.zeros((4, 2))}, "path"),
        ({"flashes": [6]}, "flashes"),
        ({"names": ["a", "b"]}, "names"),
        ({"speed": np.nan}, "speed"),
        ({"foul": (np.nan, 0)}, "foul"),
        ({"targets": (Target((0, 0, 0), np.inf),)}, "target"),
        ({"board": Board((0, 0, np.nan), (1, 0, 0))}, "board"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(changed, said):
    with pytest.raises(ValueError, match=said) as refused:
        rally(**changed)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("measure", [0, -1, np.nan, np.inf])
def test_a_court_has_a_size(measure):
    with pytest.raises(ValueError, match="width is a length in m"):
        Scene(6, measure, 2.43, 0.76, np.zeros((0, 3)), np.zeros((0, 4)), [])
