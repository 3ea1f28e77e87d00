"""Words and map over a picture."""

import numpy as np
import pytest
from moments import SEEN, rally, task

from spenvs.volleyball.pictures.camera import view
from spenvs.volleyball.pictures.picture import draw

SIZE = (640, 360)
BARE = {"score": None, "caption": "", "speed": None}


def changed(one, other):
    """Columns and rows, [N, 2], where two pictures differ."""
    return np.argwhere((one != other).any(-1))[:, ::-1]


def test_the_score_stands_in_the_middle_above():
    bare = draw(rally(**BARE), SIZE)
    box = changed(draw(rally(**BARE | {"score": (7, 5)}), SIZE), bare)
    assert box[:, 1].max() < 50
    assert box[:, 0].mean() == pytest.approx(320, abs=2)


@pytest.mark.parametrize("other", [{"score": (7, 6)}, {"serving": 1}, {"teams": ("A", "B")}, {"caption": "x"}])
def test_what_is_said_is_seen(other):
    assert len(changed(draw(rally(**other), SIZE), draw(rally(), SIZE)))


def test_caption_and_speed_have_their_places():
    bare = draw(rally(**BARE), SIZE)
    caption = changed(draw(rally(**BARE | {"caption": "rally 12"}), SIZE), bare)
    speed = changed(draw(rally(**BARE | {"speed": 6.4}), SIZE), bare)
    assert caption[:, 1].max() < 60
    assert speed[:, 0].max() < 120
    assert speed[:, 1].min() > 300


def test_names_stand_above_drones_and_not_over_the_ball():
    scene = rally(names=["left", "b", "c", "d", "e", "f"], **BARE)
    written = changed(draw(scene, SIZE, labels=True), draw(scene, SIZE))
    places, _ = view(scene, "broadcast", SIZE).pixels(scene.positions, SIZE)
    for place in places:
        assert (np.abs(written - place) < [40, 45]).all(-1).any()
    (ball,), _ = view(scene, "broadcast", SIZE).pixels(scene.ball, SIZE)
    assert np.abs(written - ball).max(-1).min() > 2


def test_the_map_is_drawn_for_two_teams_only():
    corner = (slice(290, 350), slice(510, 630))
    assert draw(rally(), SIZE)[corner].astype(int).mean() != pytest.approx(draw(rally(ball=None), SIZE)[corner].mean())
    wide = draw(task(), SIZE)[corner]
    assert wide.std(axis=(0, 1)).max() < 40


def test_small_pictures_have_no_words():
    assert (draw(rally(), SEEN) == draw(rally(**BARE), SEEN)).all()


@pytest.mark.parametrize("size", [(200, 150), (150, 600), (1000, 150), (1920, 1080)])
def test_words_fit_or_are_cut_at_the_edge(size):
    text = {"caption": "a caption that is much longer than the picture is wide " * 3, "names": ["n" * 40] * 6}
    assert draw(rally(**text), size, labels=True).shape == (size[1], size[0], 3)


def test_what_would_stand_beside_the_picture_is_left_out():
    row = np.array([[0, y, 2.0] for y in range(-60, 61)])
    words = rally(positions=row, quaternions=[[1, 0, 0, 0]] * 121, team=[0, 1] + [0] * 119, flashes=(), names=())
    for camera in ("broadcast", "chase:60", "top"):
        assert draw(words, SIZE, camera, labels=True).shape == (SIZE[1], SIZE[0], 3)
