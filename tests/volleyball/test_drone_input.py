"""Nonsense given to games of drones, through every door: one sentence says what was wrong, and no world suffers."""

import json

import gymnasium
import numpy as np
import pytest

import spenvs
from spenvs.volleyball import hover, pair, volley3v3
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.rally import state

HOVER, VOLLEY = "DroneHover-v0", "DroneVolley3v3-v0"
DOORS = {
    "make": spenvs.make,
    "make_parallel": spenvs.make_parallel,
    "make_batch": lambda id, **options: spenvs.make_batch(id, 2, **options),
    "gymnasium.make": lambda id, **options: gymnasium.make(f"spenvs/{id}", **options),
    "gymnasium.make_vec": lambda id, **options: gymnasium.make_vec(f"spenvs/{id}", num_envs=2, **options),
}
every_door = pytest.mark.parametrize("door", DOORS)

WRONG_OPTIONS = [
    ({"control": "x"}, 'control must be "prt", "ctbr", "velocity" or "position"; got \'x\''),
    ({"rules": 3}, 'rules must be "fair", "volleybots" or "hcsp"; got 3'),
    ({"steps": 0}, "steps must be an integer from 1 to 1000000; got 0"),
    ({"substeps": np.nan}, "substeps must be an integer from 1 to 100; got nan"),
    ({"ball_drag": np.nan}, "ball_drag must be a number from 0 to 100, in 1/m; got nan"),
    ({"ball_drag": None}, "ball_drag must be a number from 0 to 100, in 1/m; got None"),
    ({"points": -1}, "points must be an integer from 1 to 1000; got -1"),
    ({"points": 5, "cap": 3}, "cap must be an integer from 5 to 1000; got 3"),
    ({"touches": 0}, "touches must be an integer from 1 to 100; got 0"),
    ({"rotation": "yes"}, "rotation must be True or False; got 'yes'"),
    ({"pionts": 1}, f"there is no option of {VOLLEY} 'pionts'; did you mean points"),
    ({"preset": "x"}, f"there is no preset of {VOLLEY} 'x'; there are: hcsp, match, volleybots"),
]


@every_door
@pytest.mark.parametrize(("options", "said"), WRONG_OPTIONS)
def test_wrong_options(door, options, said):
    with pytest.raises((ValueError, LookupError)) as error:
        DOORS[door](VOLLEY, **options)
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


NO_ACTIONS = [
    None,
    "abcd",
    0.5,
    {},
    [0.1, 0.2, 0.3],
    [[0.1], [0.2], [0.3], [0.4]],
    ["a", "b", "c", "d"],
    ["1", "1", "1", "1"],
    [None, "a", None, None],
    [10**400] * 4,
    [1, [2], 3, 4],
    np.zeros(4, complex),
    np.full(4, {}, object),
]


def parallel(action):
    env = spenvs.make_parallel(HOVER)
    env.reset(seed=1)
    return env.step({"drone": action})


def solo(action):
    env = gymnasium.make(f"spenvs/{HOVER}").unwrapped
    env.reset(seed=1)
    return env.step(action)


def vector(action):
    env = gymnasium.make_vec(f"spenvs/{HOVER}", num_envs=2)
    env.reset(seed=1)
    return env.step([action, action])


def batch(action):
    env = spenvs.make_batch(HOVER, 2)
    env.reset(seed=1)
    return env.step([[action], [action]])


def team(action):
    env = spenvs.make(HOVER)
    env.reset(seed=1)
    env.step([action])
    if env.infos["player_0"].get("fault"):
        raise ValueError(env.infos["player_0"]["complaint"])
    return env.last()


steppers = pytest.mark.parametrize("step", [parallel, solo, vector, batch, team])


@steppers
@pytest.mark.parametrize("action", NO_ACTIONS, ids=str)
def test_what_is_no_action_is_refused_in_a_sentence(step, action):
    with pytest.raises(ValueError, match=r"must be numbers from -1 to 1, of shape \[.*4\]; got ") as error:
        step(action)
    assert "\n" not in str(error.value)


@steppers
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "action",
    [[1, 0, -1, 1], (1.0, 0.0, -1.0, 1.0), np.array([9.0, 0, -1e300, 5]), np.array([np.inf, 0, -np.inf, 1])],
    ids=["list", "tuple", "beyond", "infinite"],
)
def test_numbers_of_any_kind_are_taken_and_clipped(step, action):
    expected, got = step(np.array([1, 0, -1, 1], np.float32)), step(action)
    for one, two in zip(expected[:4], got[:4], strict=True):
        np.testing.assert_equal(one, two)


@steppers
def test_nan_ends_the_episode_of_a_lone_drone(step):
    for nan in (np.nan, None):
        over = step([nan, 0, 0, 0])[2]
        assert np.all(list(over.values()) if step is parallel else over)


@pytest.mark.parametrize("wrong", [-1, 1.5, "a", True, np.nan, [1, 2, 3], [1, -1], np.array([1.5, 2])], ids=str)
@every_door
def test_wrong_seeds(door, wrong):
    env = DOORS[door](HOVER)
    with pytest.raises(ValueError, match=r"a seed is an integer from 0 on|a list of seeds holds one for each of the 2"):
        env.reset(seed=wrong)


@every_door
def test_seeds_of_any_size(door):
    one, two = DOORS[door](VOLLEY), DOORS[door](VOLLEY)
    for env in (one, two):
        env.reset(seed=2**64)
    assert str(one.unwrapped.state() if door == "make" else one.reset()) == str(
        two.unwrapped.state() if door == "make" else two.reset()
    )


@pytest.mark.parametrize("change", [{"limit": -1}, {"limit": 2.5}, {"points": 0}, {"cap": "x"}, {"touches": None}])
def test_a_game_that_makes_no_sense(change):
    with pytest.raises(ValueError, match="must be an integer from 1"):
        hover.GAME.with_(**change)


def test_too_many_drones():
    with pytest.raises(ValueError, match="a world has from 1 to 12 drones; got 13"):
        DroneBatch(volley3v3.GAME.with_(drones=13), 2)


@pytest.mark.parametrize(
    ("id", "cells"),
    [
        ("DroneBumpAndPass-v0", (pair.TURN,)),
        ("DroneSetAndSpikeEasy-v0", (pair.TURN,)),
        ("DroneSetAndSpikeHard-v0", (pair.TURN,)),
        (VOLLEY, (state.SERVING, state.TURNS, state.TURNS + 1, state.SIDE, state.SERVE, state.LAST, state.LAST_TEAM)),
    ],
)
def test_a_forged_snapshot_is_refused(id, cells):
    """Compiled rules look at no bounds."""
    env = spenvs.make_parallel(id)
    env.reset(seed=0)
    kept = env.snapshot()
    for cell in cells:
        for number in (-2, 6, 2**31 - 1):
            forged = json.loads(json.dumps(kept))
            forged["tally"][cell] = number
            with pytest.raises(ValueError, match="its 'tally' names a drone, a team or a turn that there is not"):
                env.restore(forged)
    assert env.snapshot() == kept
    env.restore(kept)
