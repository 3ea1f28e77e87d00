"""What a picture shows of the last moments of a world."""

import numpy as np
import pytest

from spenvs.volleyball import solo_bump, volley3v3
from spenvs.volleyball.pictures.spectator import Spectator
from spenvs.volleyball.worlds import BODY, GROUND, worlds

GAME = volley3v3.GAME
STEP = GAME.clock.step


@pytest.fixture
def world():
    made = worlds(2, GAME.drones)
    made.drone[1, :, :3] = np.arange(18).reshape(6, 3)
    made.ball[1] = 1, 2, 3, 3, 0, 4
    return made


def test_drones_ball_and_court_are_those_of_the_world(world):
    scene = Spectator(GAME, 1).scene(world)
    assert (scene.length, scene.width, scene.net_top) == (12, 6, 2.43)
    assert (scene.positions == world.drone[1, :, :3]).all()
    assert (scene.quaternions == [1, 0, 0, 0]).all()
    assert scene.team.tolist() == [0, 0, 0, 1, 1, 1]
    assert scene.ball.tolist() == [1, 2, 3]
    assert list(scene.names) == list(GAME.names)


def test_the_trail_is_what_the_ball_did_in_the_last_moments(world):
    spectator = Spectator(GAME, 1)
    for k in range(100):
        world.ball[1, 0] = k
        scene = spectator.scene(world)
    assert scene.ball[0] == 99
    assert scene.trail[:, 0].tolist() == list(range(99 - round(0.8 / STEP), 99))
    spectator.begin()
    assert len(spectator.scene(world).trail) == 0


def test_a_hit_is_counted_once_flashes_and_makes_the_trail_the_teams(world):
    spectator = Spectator(GAME, 1)
    spectator.scene(world)
    world.contact[1] = 1 << 4
    scenes = [spectator.scene(world), spectator.scene(world)]
    world.contact[1] = 0
    scenes += [spectator.scene(world) for _ in range(20)]
    assert spectator.hits == 1
    assert spectator.speed == pytest.approx(5)
    assert [list(scene.flashes) for scene in scenes[::4]] == [[4], [4], [], [], [], []]
    assert scenes[5].trail_team.tolist() == [0, 1, 1, 1, 1, 1]
    world.contact[1] = 1 << 2
    assert list(spectator.scene(world).flashes) == [2]
    assert spectator.hits == 2
    assert spectator.last == 0


@pytest.mark.parametrize("contact", [GROUND, 1 << BODY + 3])
def test_the_place_of_a_fault_is_marked_for_a_second(world, contact):
    spectator = Spectator(GAME, 1)
    assert spectator.scene(world).foul is None
    world.contact[1] = contact
    assert spectator.scene(world).foul == (1, 2)
    world.contact[1] = 0
    world.ball[1, 0] = 5
    marked = [spectator.scene(world).foul for _ in range(round(1.5 / STEP))]
    assert marked[: round(0.9 / STEP)] == [(1, 2)] * round(0.9 / STEP)
    assert marked[-1] is None


def test_parts_are_added_and_changed(world):
    scene = Spectator(GAME, 1).scene(world, score=(1, 2), ball=None)
    assert scene.score == (1, 2)
    assert scene.ball is None
    assert len(scene.trail) == 0


def test_a_task_has_one_team():
    made = worlds(1, 1)
    assert Spectator(solo_bump.GAME).scene(made).team.tolist() == [0]
