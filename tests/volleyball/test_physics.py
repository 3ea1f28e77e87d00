"""What the physics does at its edges: bounds, numbers that are none, the net, and the same bytes for all threads."""

import numpy as np
import pytest
from flights import Flight
from hypothesis import given, settings
from hypothesis import strategies as st

from spenvs.volleyball import volley3v3
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.model import pack
from spenvs.volleyball.physics import in_net
from spenvs.volleyball.worlds import NET, QW, THROTTLE, VX, WX, X

ABSURD = [np.nan, np.inf, -np.inf, 1e30, -1e30]
coordinates = st.floats(-4, 4, width=32)


@pytest.mark.parametrize("number", ABSURD)
@pytest.mark.parametrize("cell", range(THROTTLE))
def test_a_drone_in_an_absurd_state_is_faulty_and_put_back(cell, number):
    flight = Flight(9)
    flight.w.drone[0, 8, cell] = number
    flight.fly()
    assert flight.w.faulty[0] == 1 << 8
    cells = flight.w.drone[0, 8]
    assert np.isfinite(flight.w.drone).all()
    assert np.abs(cells[:3]).max() <= 100
    assert np.abs(cells[VX : WX + 3]).max() <= 60
    assert np.linalg.norm(cells[QW : QW + 4]) == pytest.approx(1, abs=1e-3)
    flight.w.drone[0, 8] = flight.w.drone[0, 7]
    flight.w.faulty[0] = 0
    flight.fly()
    assert flight.w.faulty[0] == 0


@pytest.mark.parametrize("attitude", [(0, 0, 0, 0), (1e-30, 0, 0, 0), (9, 0, 0, 0), (np.nan,) * 4])
def test_an_attitude_that_is_none_becomes_level(attitude):
    flight = Flight()
    flight.drone(0, 0, 0, 5, attitude=attitude)
    flight.fly()
    assert flight.w.faulty[0] == 1
    assert flight.w.drone[0, 0, QW : QW + 4].tolist() == [1, 0, 0, 0]


def test_a_drone_that_left_the_world_stays_on_its_bounds():
    flight = Flight()
    flight.drone(0, 99.9, 0, 5, velocity=(20, 0, 0))
    flight.fly(10)
    assert flight.w.faulty[0] == 1
    assert flight.w.drone[0, 0, X] == 100


def test_a_drone_spins_no_faster_than_the_bound():
    flight = Flight()
    flight.drone(0, 0, 0, 5, turn=(59.9, 0, 0), throttle=[0, 1, 1, 0])
    flight.fly(10)
    assert flight.w.faulty[0] == 1
    assert flight.w.drone[0, 0, WX] == 60


@pytest.mark.parametrize("number", ABSURD)
@pytest.mark.parametrize("cell", range(6))
def test_a_ball_in_an_absurd_state_stays_within_the_world(cell, number):
    flight = Flight()
    flight.w.ball[0, cell] = number
    flight.fly(3)
    assert np.abs(flight.w.ball[0, :3]).max() <= 100
    assert np.abs(flight.w.ball[0, 3:]).max() <= 60
    assert flight.w.faulty[0] == 0


def test_the_same_bytes_whatever_the_number_of_threads():
    batches = [DroneBatch(volley3v3.GAME, 1100, 3, threads=threads) for threads in (1, 2, 3)]
    actions = np.random.default_rng(1).uniform(-1, 1, (30, 1100, 6, 4)).astype(np.float32)
    for batch in batches:
        batch.reset()
        for action in actions:
            batch.step(action)
    first = batches[0].snapshot()
    for batch in batches[1:]:
        assert all(np.array_equal(array, first[name]) for name, array in batch.snapshot().items())


def test_drones_in_the_second_block_fly_and_bump_like_those_in_the_first():
    """Twelve drones take two blocks of eight lanes; 0 and 11 are in the same state."""
    flight = Flight(12)
    for d in (0, 11):
        flight.drone(d, -40 + 70 * (d == 11), 0, 2, velocity=(1, -1, 2), turn=(2, 1, 3))
    flight.fly(10)
    first, last = flight.w.drone[0, 0].copy(), flight.w.drone[0, 11].copy()
    assert np.array_equal(first[1:], last[1:])
    flight = Flight(12)
    flight.ball(70, 0, 2.3, 0, 0, -5)
    assert flight.fly(3) == 1 << 11


def test_the_net_is_met_by_a_ball_that_passes_it_within_a_substep():
    flight = Flight()
    flight.ball(-0.3, 0, 2.0, 55, 0, 0)
    assert flight.fly() == NET
    flight.ball(-0.3, 0, 2.6, 55, 0, 0)
    assert flight.fly() == 0
    flight.ball(-0.3, 4.6, 2.0, 55, 0, 0)
    assert flight.fly() == 0


@pytest.mark.parametrize(
    ("start", "end", "met"),
    [
        ((-0.5, 0, 2.00), (0.5, 0, 3.00), True),  # higher than the edge above the line, but not when it comes near
        ((-0.5, 0, 2.40), (0.5, 0, 3.00), False),  # lower than the edge before the net only
        ((-0.5, 0, 3.00), (0.5, 0, 2.40), False),  # and behind it only
        ((-0.5, 0, 2.70), (0.5, 0, 2.20), True),  # falls into it from above
        ((-0.5, 4.2, 2.0), (0.5, 4.8, 2.0), True),  # comes near before it is beside the post
        ((-0.5, 4.45, 2.0), (0.5, 5.3, 2.0), False),
        ((0.05, 0, 2.5), (0.05, 0, 2.4), True),  # straight down
        ((0.11, 0, 2.5), (0.11, 0, 2.4), False),
        ((-0.5, 0, 2.0), (-0.11, 0, 2.0), False),
        ((-0.5, 0, 2.0), (-0.09, 0, 2.0), True),
    ],
)
def test_the_net_is_swept(start, end, met):
    assert in_net(pack(), *map(np.float32, (*start, *end))) == met
    assert in_net(pack(), *map(np.float32, (*end, *start))) == met


@settings(max_examples=200)
@given(start=st.tuples(coordinates, coordinates, coordinates), end=st.tuples(coordinates, coordinates, coordinates))
def test_the_net_is_met_where_a_point_of_the_way_is_in_it(start, end):
    start, end = np.array(start), np.array(end)
    way = start + np.linspace(0, 1, 4001)[:, None] * (end - start)
    depth = np.stack([0.1 - np.abs(way[:, 0]), 4.5 - np.abs(way[:, 1]), 2.43 - way[:, 2], way[:, 2] + 1]).min(0).max()
    if abs(depth) > 0.005:  # a sampled way sees no more exactly
        assert in_net(pack(), *start.astype(np.float32), *end.astype(np.float32)) == (depth > 0)
