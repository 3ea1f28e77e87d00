"""Cameras show what they promise, and say where in the picture it is."""

import math

import numpy as np
import pytest
from moments import COURTS, rally, task

from spenvs.volleyball.pictures.camera import view
from spenvs.volleyball.pictures.scene import Board, Scene, Target

SIZES = [(640, 360), (320, 320), (200, 400), (800, 200)]


def both(court):
    return Scene(*COURTS[court], [[1, 0, 2], [-1, 0, 2]], [[1, 0, 0, 0]] * 2, [0, 1])


def inside(places, size):
    return ((places > 0) & (places < size)).all()


def test_the_broadcast_camera_is_the_pinhole_that_is_specified():
    size, eye, at = (640, 360), np.array([1.5, -11.5, 5.2]), np.array([0.2, 0, 1.5])
    seen = view(both("3v3"), "broadcast", size)
    assert seen.eye == pytest.approx(eye)
    points = np.random.default_rng(0).uniform(-5, 5, (50, 3))
    forward = (at - eye) / np.linalg.norm(at - eye)
    right = np.cross(forward, [0, 0, 1]) / np.linalg.norm(np.cross(forward, [0, 0, 1]))
    depth = (points - eye) @ forward
    focal = 180 / math.tan(math.radians(21))
    columns = 320 + focal * ((points - eye) @ right) / depth
    rows = 180 - focal * ((points - eye) @ np.cross(right, forward)) / depth
    places, far = seen.pixels(points, size)
    assert far == pytest.approx(depth)
    assert places == pytest.approx(np.stack([columns, rows], -1))
    assert seen.scale(10.0, size) == pytest.approx(focal / 10)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("court", COURTS)
@pytest.mark.parametrize("camera", ["broadcast", "top", "side"])
def test_the_whole_net_and_high_balls_are_in_view(camera, court, size):
    length, width, top, _ = COURTS[court]
    points = [[0, y, z] for y in (-width / 2, width / 2) for z in (0, top)] + [[x, 0, 5] for x in (-0.3 * length, 0)]
    places, depth = view(both(court), camera, size).pixels(points, size)
    assert (depth > 0).all()
    assert inside(places, size)


@pytest.mark.parametrize("size", SIZES)
def test_from_above_the_whole_court_is_in_view_and_x_points_right(size):
    places, _ = view(both("3v3"), "top", size).pixels([[-6, -3, 0], [6, 3, 2]], size)
    assert inside(places, size)
    assert places[0, 0] < places[1, 0]
    assert places[0, 1] > places[1, 1]
    assert (places[1] - places[0])[0] == pytest.approx(2 * -(places[1] - places[0])[1])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("camera", ["broadcast", "endline", "side"])
def test_all_that_matters_in_a_task_is_in_view(camera, size):
    ball, target, board = (-6.9, 1, 5.5), Target((-4.5, 0, 0), 1.0), Board((-4, 2, 0.5), (1, 0, 0))
    scene = task(ball=np.array(ball), targets=(target,), board=board)
    points = [ball, (-4.5, 1, 0), (-4.5, -1, 0), board.centre, *scene.positions]
    places, depth = view(scene, camera, size).pixels(points, size)
    assert (depth > 0).all()
    assert inside(places, size)


@pytest.mark.parametrize("drone", [1, 4])
def test_the_chasing_camera_looks_over_its_drone_to_the_other_side(drone):
    scene, size = rally(), (640, 360)
    seen = view(scene, f"chase:{drone}", size)
    place, side = scene.positions[drone], -1 if scene.team[drone] else 1
    assert seen.eye == pytest.approx(place + np.array([2.5 * side, 0, 1.0]), abs=1e-5)
    assert seen.forward[0] * side < -0.9
    assert inside(seen.pixels(place, size)[0], size)


def test_the_ball_camera_keeps_the_ball_in_view():
    size = (640, 360)
    for x, y, z in np.random.default_rng(0).uniform([-6, -3, 0.1], [6, 3, 5.5], (50, 3)):
        scene = rally(ball=np.array([x, y, z]))
        assert inside(view(scene, "ball", size).pixels(scene.ball, size)[0], size)


@pytest.mark.parametrize("camera", ["", "moon", "chase:", "chase:6", "chase:-1", "chase:a", "top:1"])
def test_a_camera_that_there_is_not_is_refused_with_a_list(camera):
    with pytest.raises(ValueError, match=r"the cameras are broadcast, .* of 6 drones; got"):
        view(rally(), camera)


def test_a_camera_that_follows_ends_where_it_should():
    start, end = view(rally(), "chase:0"), view(rally(), "broadcast")
    assert start.towards(end, 0).packed() == pytest.approx(start.packed(), abs=1e-6)
    assert start.towards(end, 1).packed() == pytest.approx(end.packed(), abs=1e-6)
    middle = start.towards(end, 0.5)
    assert middle.eye == pytest.approx((start.eye + end.eye) / 2)
    assert np.linalg.norm(middle.forward) == pytest.approx(1)


def test_equal_views_are_one_key():
    assert len({view(rally(), "top"), view(rally(), "top"), view(rally(), "side")}) == 2
