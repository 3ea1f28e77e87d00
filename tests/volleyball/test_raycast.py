"""Pictures: geometry against closed forms and brute force, what must be where, and golden pictures."""

import functools
import math

import numpy as np
import pytest
from moments import CAMERAS, PLACES, SEEN, golden, rally, task, tilted
from numba import njit
from PIL import Image

from spenvs.volleyball.pictures import shapes
from spenvs.volleyball.pictures.camera import view
from spenvs.volleyball.pictures.picture import draw
from spenvs.volleyball.pictures.scene import Scene, Target

SIZE = (640, 360)
f = np.float32
rng = np.random.default_rng(0)


@functools.cache
def compiled(name):
    """A compiled function that calls one of the ray caster's: those cannot be called from Python."""
    function = getattr(shapes, name)
    return njit(lambda *args: function(*args))


def rays(number):
    """Rays that begin 3 m away and point about to the origin."""
    start = rng.normal(size=(number, 3))
    start *= 3 / np.linalg.norm(start, axis=1, keepdims=True)
    towards = rng.normal(0, 0.4, (number, 3)) - start
    return start, towards / np.linalg.norm(towards, axis=1, keepdims=True)


def floats(*arrays):
    return [f(x) for array in arrays for x in np.ravel(array)]


def first_inside(start, towards, inside):
    """Where a ray first comes into a body, found by small steps."""
    t = np.arange(0, 6, 1e-3)
    hits = np.flatnonzero(inside(start + t[:, None] * towards))
    return t[hits[0]] if len(hits) else float(shapes.FAR)


@pytest.mark.parametrize("half", [1.0, 0.2])
def test_rays_meet_ellipsoids_where_small_steps_find_them(half):
    for start, towards in zip(*rays(25), strict=True):
        found = compiled("ellipsoid")(*floats(start, towards), f(1.0), f(half))
        assert found == pytest.approx(
            first_inside(start, towards, lambda p: p[:, 0] ** 2 + p[:, 1] ** 2 + (p[:, 2] / half) ** 2 < 1), abs=2e-3
        )
        if half == 1:
            assert found == pytest.approx(compiled("sphere")(*floats(start, towards), f(1.0)), abs=1e-4)


def test_rays_meet_rods_where_small_steps_find_them():
    end = np.array([0.3, -0.5, 0.9])
    along = end / np.linalg.norm(end)

    def inside(p):
        height = p @ along
        return (np.linalg.norm(p - height[:, None] * along, axis=1) < 0.4) & (height > 0) & (height < 1.0724)

    for start, towards in zip(*rays(40), strict=True):
        t, share = compiled("rod")(*floats(start, towards, end), f(0.4))
        if t < 6:  # ends are open: what comes in through them is not seen
            assert t == pytest.approx(first_inside(start, towards, inside), abs=5e-3)
            assert 0 < share < 1


def test_rays_come_nearest_to_segments_where_small_steps_say():
    end = np.array([0.3, -0.5, 0.9])
    t, share = np.meshgrid(np.linspace(0, 6, 601), np.linspace(0, 1, 101))
    for start, towards in zip(*rays(15), strict=True):
        apart = start + t[..., None] * towards - share[..., None] * end
        square, _, _ = compiled("nearest")(*floats(start, towards, end))
        assert math.sqrt(square) == pytest.approx(np.linalg.norm(apart, axis=-1).min(), abs=8e-3)


def test_patterns_are_averaged_over_the_window():
    for place, wide in rng.uniform([-3, 0.05], [3, 2.5], (40, 2)):
        window = place + wide * (np.arange(20000) + 0.5) / 20000 - wide / 2
        assert compiled("band")(f(place), f(0.7), f(wide)) == pytest.approx((np.abs(window) < 0.7).mean(), abs=2e-3)
        assert compiled("ruled")(f(place), f(0.3), f(wide)) == pytest.approx((window % 1 < 0.3).mean(), abs=2e-3)


@pytest.mark.parametrize("camera", CAMERAS)
def test_pictures_are_as_they_were(camera):
    """`python tests/volleyball/moments.py` draws them anew; look at them before they are kept."""
    drawn = draw(rally(flashes=[2], foul=(3, 2)), SEEN, camera)
    kept = np.asarray(Image.open(golden(camera)))
    assert drawn.shape == kept.shape == (SEEN[1], SEEN[0], 3)
    assert np.abs(drawn.astype(int) - kept).mean() < 1


@pytest.mark.parametrize("camera", ["broadcast", "chase:2"])
def test_a_hall_that_is_kept_changes_nothing(camera):
    pictures = [draw(rally(), (321, 203), camera) for _ in range(3)]
    assert (pictures[0] == pictures[1]).all()
    assert (pictures[0] == pictures[2]).all()


@pytest.mark.parametrize("camera", CAMERAS)
def test_the_ball_and_its_shadow_are_where_the_camera_says_and_nothing_else_changes(camera):
    bare = {"trail": np.empty((0, 3)), "trail_team": np.empty(0), "positions": 0.8 * np.array(PLACES)}
    scene, without = rally(ball=np.array([0.8, -0.5, 3.6]), **bare), rally(ball=None, **bare)
    seen = view(scene, camera, SIZE)
    change = np.abs(draw(scene, SIZE, camera).astype(int) - draw(without, SIZE, seen)).sum(-1)
    change[290:, 510:] = 0  # the map
    sun = np.array([shapes.SUN_X, shapes.SUN_Y, shapes.SUN_Z])
    places, depth = seen.pixels([scene.ball, scene.ball - 3.6 * sun / sun[2]], SIZE)
    column, row = np.round(places[0] - 0.5).astype(int)
    assert change[row, column] > 100
    away = [np.linalg.norm(np.argwhere(change)[:, ::-1] - place, axis=1) for place in places]
    assert (np.minimum(*away) < 0.4 * seen.scale(depth.min(), SIZE) + 2).all()


def test_lines_are_white_and_the_court_is_not():
    scene = Scene(12, 6, 2.43, 0.76, np.empty((0, 3)), np.empty((0, 4)), np.empty(0))
    drawn = draw(scene, (1600, 900), "top")
    points = [[5.975, 1, 0], [-1, -2.975, 0], [2, 1, 0], [-2, 1, 0], [4, 1, 0], [1, 1, 0], [6.5, 1, 0]]
    places, _ = view(scene, "top", (1600, 900)).pixels(points, (1600, 900))
    colours = [drawn[round(row - 0.5), round(column - 0.5)].astype(int) for column, row in places]
    assert min(colour.min() for colour in colours[:4]) > 200
    assert all(red > green > blue for red, green, blue in colours[4:6])
    assert colours[6][0] < min(colours[6][1:])


def test_a_drone_and_a_ball_cast_shadows_along_the_sun():
    sun = np.array([shapes.SUN_X, shapes.SUN_Y, shapes.SUN_Z], float)
    assert np.linalg.norm(sun) == pytest.approx(1, abs=1e-4)
    drone, ball = np.array([-2, 0.0, 2.0]), np.array([3.5, 1.0, 3.0])
    scene = Scene(12, 6, 2.43, 0.76, drone[None], [[1, 0, 0, 0]], [1], ball=ball)
    drawn = draw(scene, SIZE, "top").astype(int)
    seen = view(scene, "top", SIZE)
    for body in (drone, ball):
        (place,), _ = seen.pixels(body - sun * body[2] / sun[2], SIZE)
        column, row = np.round(place - 0.5).astype(int)
        assert drawn[row, column].sum() < 0.8 * drawn[row, column + 40].sum()


def test_what_is_in_front_hides_what_is_behind():
    level = [1, 0, 0, 0]
    both = Scene(12, 6, 2.43, 0.76, [[3, -2, 2], [3, 2, 2]], [level] * 2, [0, 1])
    one = Scene(12, 6, 2.43, 0.76, [[3, -2, 2]], [level], [0])
    seen = view(both, "broadcast", SIZE)
    eye, front = seen.eye, np.array([3, -2, 2.0])
    behind = front + 1.5 * (front - eye) / np.linalg.norm(front - eye)
    hidden = Scene(12, 6, 2.43, 0.76, [front], [level], [0], ball=behind)
    (place,), _ = seen.pixels(front + np.array([0, 0, 0.02]), SIZE)
    column, row = np.round(place - 0.5).astype(int)
    assert (draw(hidden, SIZE, seen)[row, column] == draw(one, SIZE, seen)[row, column]).all()


def test_teams_flashes_and_turned_drones_look_different():
    up, down = [1, 0, 0, 0], tilted((1, 0, 0), math.pi)

    def racket(team, quaternion, flashes=()):
        scene = Scene(12, 6, 2.43, 0.76, [[3, 0, 1]], [quaternion], [team], flashes=flashes)
        (place,), _ = view(scene, "top", SIZE).pixels([3.08, 0.08, 1], SIZE)
        column, row = np.round(place - 0.5).astype(int)
        return draw(scene, SIZE, "top")[row, column].astype(int)

    red, blue, white, below = racket(0, up), racket(1, up), racket(0, up, [0]), racket(0, down)
    assert red[0] > 2 * red[2]
    assert blue[2] > 2 * blue[0]
    assert white.min() > 180
    assert below.sum() < 0.8 * red.sum()


def test_things_behind_or_around_the_camera_do_no_harm():
    for place in ([4.0, 1.4, 3.4], [4.1, 1.4, 3.4], [8.0, 1.4, 3.4], [4.0, 1.4, 3.0]):
        drawn = draw(rally(ball=np.array(place)), SEEN, "chase:1")
        assert drawn.std() > 10


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (64, 64), (90, 160), (1001, 3)])
@pytest.mark.parametrize("camera", CAMERAS)
def test_pictures_have_any_size(size, camera):
    assert draw(rally(), size, camera).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("drones", [0, 1, 12, 40])
def test_any_number_of_drones_with_a_long_trail_is_drawn(drones):
    places = rng.uniform(-5, 5, (drones, 3))
    scene = Scene(
        12, 6, 2.43, 0.76, places, rng.normal(size=(drones, 4)), np.arange(drones) % 2,
        ball=np.array([0, 0, 3.0]), trail=rng.uniform(-3, 3, (500, 3)), trail_team=np.zeros(500), path=np.zeros((9, 3)),
    )  # fmt: skip
    assert draw(scene, SEEN).shape == (90, 160, 3)


def test_targets_are_seen_on_the_ground_and_in_the_air():
    plain = draw(task(targets=()), SIZE, "top").astype(int)
    for height in (0.0, 2.0):
        scene = task(targets=(Target((4.5, 0, height), 0.6),))
        (place,), _ = view(scene, "top", SIZE).pixels([5.1, 0, height], SIZE)
        column, row = np.round(place - 0.5).astype(int)
        near = np.abs(draw(scene, SIZE, "top") - plain)[row - 2 : row + 3, column - 2 : column + 3]
        assert near.sum(-1).max() > 40


@pytest.mark.parametrize("size", [(0, 10), (10, -1), (10, 10**5), (10,), (10.5, 10), (10, float("nan"))])
def test_a_picture_of_no_size_is_refused(size):
    with pytest.raises(ValueError, match="a picture is 1 to 8192 pixels wide and high"):
        draw(rally(), size)


@pytest.mark.parametrize("samples", [0, -1, 65, 1.5])
def test_samples_out_of_range_are_refused(samples):
    with pytest.raises(ValueError, match="samples are 1 to 64"):
        draw(rally(), SEEN, samples=samples)
