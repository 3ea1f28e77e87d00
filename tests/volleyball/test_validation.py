"""The physics against closed forms."""

import math

import numpy as np
import pytest
from flights import Flight, Reference, rotation, times, turn_by

from spenvs.volleyball.model import GRAVITY, IRIS, IRIS_VOLLEYBOTS, VOLLEYBOTS, Ball, Clock, Quadrotor
from spenvs.volleyball.worlds import GROUND, QW, THROTTLE, VX, VZ, WX, X, Z

RNG = np.random.default_rng(7)


@pytest.mark.parametrize("drone", [IRIS, IRIS_VOLLEYBOTS], ids=["iris", "iris_volleybots"])
@pytest.mark.parametrize("substeps", [1, 4, 10])
def test_a_trimmed_drone_hovers_for_20_seconds_where_it_is(drone, substeps):
    flight = Flight(drone=drone, clock=Clock(substeps=substeps))
    start = flight.at
    flight.fly(1000)
    assert np.abs(flight.at - start).max() < 1e-3


def test_a_drone_without_thrust_falls_as_drag_lets_it():
    flight = Flight()
    flight.drone(0, 0, 0, 50, throttle=0)
    flight.fly(100)
    closed = -GRAVITY / 0.2 * (1 - math.exp(-0.2 * 2))
    assert flight.w.drone[0, 0, VZ] == pytest.approx(closed, rel=6e-4)


@pytest.mark.parametrize("substeps", [1, 4])
def test_the_ball_flies_along_the_parabola(substeps):
    flight = Flight(clock=Clock(substeps=substeps))
    flight.ball(-2, 3, 10, 3, 1, 8)
    flight.fly(50)
    assert flight.ball_at == pytest.approx([1, 4, 10 + 8 - GRAVITY / 2], abs=3e-5)
    assert flight.ball_velocity == pytest.approx([3, 1, 8 - GRAVITY], abs=2e-5)


@pytest.mark.parametrize("substeps", [1, 4])
def test_the_ball_of_volleybots_is_too_low_by_half_a_substep_of_falling(substeps):
    flight = Flight(clock=Clock(substeps=substeps, exact=False))
    flight.ball(-2, 40, 10, 3, 1, 8)
    flight.fly(50)
    error = -GRAVITY * 1 * 0.02 / substeps / 2
    assert flight.ball_at[2] == pytest.approx(10 + 8 - GRAVITY / 2 + error, abs=2e-5)


def test_air_slows_the_ball_to_its_terminal_speed():
    flight = Flight(ball=Ball(drag=1.81))
    flight.ball(0, 50, 30)
    flight.fly(150)
    assert -flight.ball_velocity[2] == pytest.approx(math.sqrt(GRAVITY / 1.81), rel=0.02)


@pytest.mark.parametrize("substeps", [1, 4, 10, 40])
@pytest.mark.parametrize("speed", [0.5, 5.0])
def test_a_racket_gives_back_what_its_restitution_says(substeps, speed):
    """The ball itself keeps (1 + e) M / (M + m) - 1 = 0.7941 of its speed, as the drone takes its share."""
    flight = Flight(clock=Clock(substeps=substeps))
    h = 0.02 / substeps
    flight.ball(-40, 0, 2.12 - 1e-4 + (speed - GRAVITY * h / 2) * h, 0, 0, -speed + GRAVITY * h)
    before = -speed
    flight.m = flight.m._replace(substeps=1)
    assert flight.fly() == 1
    after, drone = flight.ball_velocity[2], flight.w.drone[0, 0, VZ]
    assert (after - drone) / before == pytest.approx(-0.8, rel=1e-5)
    assert after / before == pytest.approx(-0.794098, rel=1e-5)


def test_slow_contacts_do_not_bounce():
    flight = Flight(clock=Clock(substeps=40))
    flight.m = flight.m._replace(substeps=1)
    flight.ball(-40, 0, 2.1199, 0, 0, -0.15)
    assert flight.fly() == 1
    assert flight.ball_velocity[2] == pytest.approx(flight.w.drone[0, 0, VZ], abs=1e-6)


def test_contacts_keep_the_momentum():
    """Against the same substep of the drone and of the ball alone; rackets and bodies, at any attitude."""
    touched = set()
    for _ in range(400):
        where, velocity = RNG.uniform(-0.25, 0.25, 3), RNG.uniform(-6, 6, 3)
        state = {"attitude": turn_by(RNG.normal(0, 1, 3)), "velocity": RNG.uniform(-3, 3, 3)}
        state["turn"] = RNG.uniform(-3, 3, 3)
        momenta = []
        for together in (True, False):
            flight = Flight()
            flight.m = flight.m._replace(substeps=1)
            flight.drone(0, 0, 0, 3, **state)
            flight.ball(*(where + np.array([0, 0 if together else 30, 3])), *velocity)
            seen = flight.fly()
            touched.add(seen)
            momenta.append(0.005 * flight.ball_velocity + 1.52 * flight.w.drone[0, 0, VX : VX + 3].astype(float))
        assert momenta[0] == pytest.approx(momenta[1], abs=3e-6)
    assert touched == {0, 1, 1 << 12}


@pytest.mark.parametrize("substeps", [4, 8, 16])
def test_a_body_spins_freely_with_its_angular_momentum_and_energy(substeps):
    drone = Quadrotor(drag=0.0)
    flight = Flight(drone=drone, clock=Clock(substeps=substeps))
    flight.drone(0, 0, 0, 60, turn=(2.0, 3.0, -2.5), throttle=0)
    inertia = np.array(drone.inertia)

    def kept():
        q, o = flight.w.drone[0, 0, QW : QW + 4].astype(float), flight.w.drone[0, 0, WX : WX + 3].astype(float)
        return rotation(q) @ (inertia * o), o @ (inertia * o) / 2

    momentum, energy = kept()
    flight.fly(100)
    later, energy_later = kept()
    order = 0.02 / substeps  # first order in the substep, times the turn in two seconds
    assert np.linalg.norm(later - momentum) / np.linalg.norm(momentum) < 12 * order
    assert energy_later == pytest.approx(energy, rel=8 * order)


def test_a_symmetric_body_precesses_as_eulers_equations_say():
    """Its axis goes round the angular momentum at L / J, while it spins about the axis at (J - Jz) / J of its rate."""
    drone = Quadrotor(inertia=(0.04, 0.04, 0.06), drag=0.0)
    turn = np.array([1.0, 0.5, 4.0])
    momentum = np.array(drone.inertia) * turn
    exact = times(turn_by(momentum / 0.04), turn_by(np.array([0, 0, (1 - 0.06 / 0.04) * turn[2]])))
    errors = []
    for substeps in (4, 8):
        flight = Flight(drone=drone, clock=Clock(substeps=substeps))
        flight.drone(0, 0, 0, 60, turn=turn, throttle=0)
        flight.fly(50)
        errors.append(2 * math.acos(min(1, abs(flight.w.drone[0, 0, QW : QW + 4].astype(float) @ exact))))
    assert errors[0] < 0.012
    assert errors[1] < 0.6 * errors[0]


@pytest.mark.parametrize(
    ("drone", "clock"), [(IRIS, Clock()), (IRIS, Clock(0.01, 1)), (IRIS_VOLLEYBOTS, VOLLEYBOTS)], ids=str
)
def test_a_second_of_flight_is_that_of_the_equations_in_float64(drone, clock):
    flight = Flight(drone=drone, clock=clock)
    flight.drone(0, 0, 0, 5, attitude=turn_by(np.array([0.2, -0.1, 0.4])), velocity=(1, 2, 0), turn=(0.3, -0.5, 0.2))
    reference = Reference(flight.w.drone[0, 0], drone, clock)
    for _ in range(round(1 / clock.step)):
        flight.w.order[0, 0] = np.clip(0.79 + 0.03 * RNG.standard_normal(4), 0, 1)
        reference.fly(flight.w.order[0, 0].astype(float))
        flight.fly()
    cells = flight.w.drone[0, 0]
    assert cells[:3] == pytest.approx(reference.p, abs=1e-5)
    assert cells[QW : QW + 4] == pytest.approx(reference.q, abs=1e-5)
    assert cells[VX : VX + 3] == pytest.approx(reference.v, abs=2e-5)
    assert cells[WX : WX + 3] == pytest.approx(reference.o, abs=2e-5)
    assert cells[THROTTLE : THROTTLE + 4] == pytest.approx(reference.s, abs=1e-6)


def test_volleybots_rotors_lag_by_43_percent_a_step():
    flight = Flight(drone=IRIS_VOLLEYBOTS, clock=VOLLEYBOTS)
    flight.w.order[0, 0] = 1
    before = flight.w.drone[0, 0, THROTTLE]
    flight.fly()
    assert (flight.w.drone[0, 0, THROTTLE] - before) / (1 - before) == pytest.approx(0.43, abs=1e-4)


def test_the_downwash_is_volleybots_formula():
    flight = Flight(12)
    places = RNG.uniform([-1, -1, 1], [1, 1, 5], (12, 3))
    for d, place in enumerate(places):
        flight.drone(d, *place, attitude=turn_by(RNG.normal(0, 0.3, 3)), throttle=RNG.uniform(0.6, 0.9, 4))
    cells = flight.w.drone[0].astype(float)
    expected = np.zeros((12, 3))
    for a in range(12):
        for b in range(12):
            normal = rotation(cells[b, QW : QW + 4])[:, 2]
            way = cells[b, :3] - cells[a, :3]
            depth = way @ normal
            if a != b and depth > 0.01:
                beside = np.linalg.norm(way - depth * normal)
                force = IRIS.thrust * (cells[b, THROTTLE : THROTTLE + 4] ** 2).sum()
                expected[a] -= force * normal * np.exp(-0.5 * (2 * beside / depth) ** 2) / (1 + 0.3 * depth) ** 2
    flight.fly()
    assert flight.w.push[0] == pytest.approx(expected, rel=2e-5, abs=1e-5)
    assert np.abs(expected).max() > 5


def test_a_drone_right_below_another_by_a_metre_bears_59_percent_of_its_weight():
    flight = Flight(2)
    flight.drone(0, 0, 0, 2)
    flight.drone(1, 0, 0, 3)
    flight.fly()
    assert -flight.w.push[0, 0, 2] / (1.52 * GRAVITY) == pytest.approx(0.59, abs=0.005)
    assert np.all(flight.w.push[0, 1] == 0)


def test_the_ball_bounces_on_the_ground_and_comes_to_rest():
    flight = Flight()
    flight.ball(0, 50, 0.1001, 1, 0, -3)
    assert flight.fly() == GROUND
    assert flight.ball_velocity[2] == pytest.approx(0.4 * 3, abs=0.25)
    flight.fly(200)
    assert flight.ball_at[Z] == pytest.approx(0.1)
    assert flight.ball_velocity[2] == pytest.approx(0)
    assert flight.ball_at[X] == pytest.approx(201 * 0.02, rel=1e-3)
