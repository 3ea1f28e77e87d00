"""From actions to rotors: the mixer, what gives way when not all can be had, the loops, and actions that are none."""

import numpy as np
import pytest
from flights import Flight, rotation, turn_by

from spenvs.volleyball.control import RATES, accelerate, attitude, hasten, mix, steer
from spenvs.volleyball.model import GRAVITY, IRIS, IRIS_VOLLEYBOTS, VOLLEYBOTS, Court, pack
from spenvs.volleyball.rules import CTBR, POSITION, PRT, VELOCITY, Rules
from spenvs.volleyball.worlds import INTEGRAL, QW, THROTTLE, VX, WX, WZ

f = np.float32
HOVER = 1.52 * GRAVITY


class Steered(Flight):
    """A world whose drones act."""

    def __init__(self, control, drones=1, teams=1, fair=1, **parts):
        super().__init__(drones, **parts)
        self.r = Rules(500, control, fair, teams=teams)
        self.action = np.zeros((1, drones, 4), np.float32)

    def act(self, *action, steps=1, d=0):
        """Take steps with an action."""
        self.action[0, d] = action
        for _ in range(steps):
            for each in range(self.action.shape[1]):
                steer(self.w, self.m, self.r, 0, each, self.action)
            self.fly()
        return self

    @property
    def rates(self):
        return self.w.drone[0, 0, WX : WX + 3]

    @property
    def torque(self):
        """What the rotors are told to give: total thrust and torques."""
        return IRIS.mixer() @ (IRIS.thrust * self.w.order[0, 0].astype(float) ** 2)


def test_the_mixer_is_the_inverse_of_the_rotors():
    model = pack()
    assert np.array(model.unmix) @ IRIS.mixer() == pytest.approx(np.eye(4), abs=1e-5)
    table = [[0.2380952, -1.9230769, -1.1904762, -15.625], [0.2619048, 1.9230769, 1.1904762, -15.625]]
    table += [[0.2380952, 1.9230769, -1.1904762, 15.625], [0.2619048, -1.9230769, 1.1904762, 15.625]]
    assert np.array(model.unmix) == pytest.approx(np.array(table), rel=1e-6)


def mixed(total, *torque, most=1.0):
    shares = np.array(mix(pack(), f(total), *map(f, torque), f(most)))
    assert shares.min() >= 0
    assert shares.max() <= 1
    return IRIS.mixer() @ (IRIS.thrust * shares.astype(float))


def test_what_can_be_had_is_given():
    for wish in [(HOVER, 0, 0, 0), (HOVER, 0.3, -0.5, 0.03), (8, -0.2, 0.4, -0.02)]:
        assert mixed(*wish) == pytest.approx(wish, abs=2e-6)


def test_thrust_gives_way_to_roll_and_pitch_and_yaw_to_both():
    total, x, y, z = mixed(24.0, 0.5, 0.5, 0.3)
    assert (x, y) == pytest.approx((0.5, 0.5), abs=1e-5)
    assert total < 23
    assert 0 <= z < 0.2
    total, x, y, z = mixed(0.0, 0.3, 0.0, 0.05)
    assert x == pytest.approx(0.3, abs=1e-5)
    assert total > 1
    assert z == pytest.approx(0, abs=1e-6)
    assert mixed(HOVER, 0, 0, 5)[:3] == pytest.approx([HOVER, 0, 0], abs=2e-5)
    assert 0.05 < mixed(HOVER, 0, 0, 5)[3] < 0.2


def test_too_much_roll_and_pitch_keep_their_proportion():
    _, x, y, _ = mixed(HOVER, 30, 60, 1)
    assert y / x == pytest.approx(2, rel=1e-4)
    _, capped, _, _ = mixed(HOVER, 30, 0, 0, most=0.5)
    _, whole, _, _ = mixed(HOVER, 30, 0, 0)
    assert capped == pytest.approx(0.5 * IRIS.thrust / 3.8461538, rel=1e-4)  # two rotors differ by that per N m
    assert 1.9 * capped < whole < 2 * capped


def test_thrusts_of_the_rotors_are_linear_in_the_action():
    flight = Steered(PRT).act(-1, 0, 0.5, 7)
    assert flight.w.order[0, 0] ** 2 == pytest.approx([0, 0.5, 0.75, 1])


@pytest.mark.parametrize("control", [PRT, CTBR, VELOCITY, POSITION])
def test_nan_stops_the_rotors_and_is_that_drones_fault(control):
    flight = Steered(control, drones=3)
    flight.act(0.1, np.nan, 0, 0, d=1)
    assert flight.w.faulty[0] == 2
    assert flight.w.order[0, 1].tolist() == [0, 0, 0, 0]
    assert flight.w.order[0, [0, 2]].min() > 0
    assert np.isfinite(flight.w.drone).all()


@pytest.mark.parametrize("control", [PRT, CTBR, VELOCITY, POSITION])
def test_numbers_beyond_1_are_clipped(control):
    wild, tame = Steered(control).act(9, -np.inf, 1.5, -1e30), Steered(control).act(1, -1, 1, -1)
    assert np.array_equal(wild.w.order, tame.w.order)


@pytest.mark.parametrize(("axis", "wanted", "within"), [(0, 0.5, 0.4), (1, -0.5, 0.4), (2, 0.2, 1.0)])
def test_body_rates_are_reached_and_held(axis, wanted, within):
    """From a hover: within 5 % of it after so many seconds, without much more on the way, nor on the other axes."""
    flight = Steered(CTBR)
    flight.drone(0, 0, 0, 30, throttle=np.sqrt(flight.m.trim))
    action = [0, 0, 0, 2 * HOVER / (4 * IRIS.thrust) - 1]
    action[axis] = wanted / RATES
    seen = []
    for _ in range(round(within / 0.02) + 20):
        flight.act(*action)
        seen.append(flight.rates.copy())
    seen = np.array(seen)
    settled = seen[round(within / 0.02) :, axis]
    assert settled == pytest.approx(np.full(len(settled), wanted), rel=0.06)
    assert np.abs(seen[:, axis]).max() < 1.35 * abs(wanted)
    assert np.abs(np.delete(seen, axis, 1)).max() < 0.05 * abs(wanted) + 1e-3


def test_body_rates_of_nothing_hold_a_hover():
    flight = Steered(CTBR)
    start = flight.at
    flight.act(0, 0, 0, 2 * HOVER / (4 * IRIS.thrust) - 1, steps=500)
    assert np.abs(flight.at - start).max() < 0.02


def test_the_integral_is_bounded_and_kept_with_the_drone():
    flight = Steered(CTBR).act(1, 1, 1, -1, steps=300)
    assert np.abs(flight.w.drone[0, 0, INTEGRAL : INTEGRAL + 3]).max() <= 0.5
    assert flight.w.drone[0, 0, INTEGRAL + 2] == 0.5


@pytest.mark.parametrize("velocity", [(3, 0, 0), (0, -2, 1), (-1, 1, -1)])
def test_velocities_are_reached(velocity):
    flight = Steered(VELOCITY)
    flight.drone(0, 0, 0, 30, throttle=np.sqrt(flight.m.trim))
    flight.act(*(v / 8 for v in velocity), 0, steps=150)
    assert flight.w.drone[0, 0, VX : VX + 3] == pytest.approx(velocity, abs=0.05)


@pytest.mark.parametrize("yaw", [0.0, 0.7, -2.0])
def test_positions_are_reached_with_the_nose_where_it_should_be(yaw):
    flight = Steered(POSITION, court=Court(12, 6))
    flight.drone(0, -3, 1, 1, throttle=np.sqrt(flight.m.trim))
    flight.act(0.5, -0.4, 0.2, yaw / np.pi, steps=350)
    assert flight.at == pytest.approx([3, -1.2, 3], abs=0.02)
    nose = rotation(flight.w.drone[0, 0, QW : QW + 4].astype(float))[:, 0]
    assert nose == pytest.approx([np.cos(yaw), np.sin(yaw), 0], abs=0.03)


def test_distant_positions_are_reached_without_running_past():
    flight = Steered(POSITION)
    flight.drone(0, -9, 0, 2, throttle=np.sqrt(flight.m.trim))
    farthest, fastest = -9.0, 0.0
    for _ in range(250):
        flight.act(1, 0, -0.2, 0)
        farthest, fastest = max(farthest, flight.at[0]), max(fastest, flight.w.drone[0, 0, VX])
    assert flight.at == pytest.approx([9, 0, 2], abs=0.1)
    assert farthest < 9.4
    assert 5 < fastest < 8.5


@pytest.mark.parametrize("control", [VELOCITY, POSITION])
def test_the_second_team_speaks_of_the_world_turned_by_half_a_turn(control):
    flight = Steered(control, drones=2, teams=2)
    for d, side in ((0, 1), (1, -1)):
        flight.drone(d, 3 * side, side, 2, attitude=(1, 0, 0, 0) if d == 0 else (0, 0, 0, 1))
    flight.action[0, 1] = 0.3, 0.5, 0.1, 0.2
    flight.act(0.3, 0.5, 0.1, 0.2, steps=60)
    first, second = flight.w.drone[0]
    assert second[:3] == pytest.approx(first[:3] * [-1, -1, 1], abs=1e-3)
    assert second[WZ] == pytest.approx(first[WZ], abs=1e-3)


@pytest.mark.parametrize(
    ("action", "torque"), [((0.1, 0, 0), (0, 0, -0.192)), ((0, 0.1, 0), (1.561, 0, 0)), ((0, 0, 0.1), (0, -2.521, 0))]
)
def test_volleybots_rates_turn_other_axes(action, torque):
    """Per unit of its loop's output: what it calls roll turns about z, pitch about x, and yaw about y, backwards."""
    flight = Steered(CTBR, fair=0, drone=IRIS_VOLLEYBOTS, clock=VOLLEYBOTS)
    calm = Steered(CTBR, fair=0, drone=IRIS_VOLLEYBOTS, clock=VOLLEYBOTS).act(0, 0, 0, 0.2).torque
    axis = np.argmax(action)
    degrees = 0.1 * 144
    gain, summed, half = [(250, 500, 2), (250, 500, 2), (120, 16.7, 1)][axis]
    unit = degrees * (gain + summed * 0.02) / half / 32768
    moved = (flight.act(*action, 0.2).torque - calm) / unit
    assert moved == pytest.approx([0, *torque], abs=3e-3)


def test_volleybots_loop_brakes_by_the_slope_of_the_rate():
    flight = Steered(CTBR, fair=0, clock=VOLLEYBOTS)
    flight.drone(0, 0, 0, 30, turn=(0.1, 0, 0))
    flight.act(0, 0, 0, 0)
    degrees = np.degrees(0.1)
    roll = (-250 * degrees - 500 * degrees * 0.02 - 2.5 * degrees / 0.02) / 2
    assert flight.w.order[0, 0] ** 2 == pytest.approx(0.5 + roll / 65536 * np.array([1, 1, -1, -1]), rel=1e-5)


def test_accelerations_are_bounded_and_height_comes_first():
    flight = Flight()
    x, y, z, total = accelerate(flight.w, flight.m, 0, 0, f(0), f(0), f(0))
    assert (x, y, z, total) == pytest.approx((0, 0, 1, HOVER))
    x, y, z, total = accelerate(flight.w, flight.m, 0, 0, f(100), f(0), f(0))
    assert z >= np.cos(np.arctan(1.35)) - 1e-5
    assert x**2 + y**2 + z**2 == pytest.approx(1)
    _, _, z, total = accelerate(flight.w, flight.m, 0, 0, f(0), f(0), f(-100))
    assert (z, total) == pytest.approx((1, 1.52 * 4))
    x, _, z, total = accelerate(flight.w, flight.m, 0, 0, f(50), f(0), f(50))
    assert z == pytest.approx(1, abs=1e-3)
    assert total == pytest.approx(0.96 * 4 * IRIS.thrust, rel=1e-5)


def test_an_axis_is_tilted_to_the_shortest_way():
    """A torque about the axis that is at right angles to both."""
    flight = Flight()
    flight.drone(0, 0, 0, 5, attitude=turn_by(np.array([0, 0, 0.8])))
    wanted = rotation(turn_by(np.array([0.3, 0.2, 0])))[:, 2]
    torque = attitude(flight.w, flight.m, 0, 0, *map(f, wanted), f(0), f(8), f(18))
    body = rotation(turn_by(np.array([0, 0, 0.8]))).T @ np.array([0.3, 0.2, 0])
    assert torque == pytest.approx(8 * 18 * body * IRIS.inertia, rel=1e-4, abs=1e-6)


def test_a_hastened_rotor_is_there_at_the_end_of_the_step():
    flight = Flight()
    for share in (0.5, 0.6):
        throttle = hasten(flight.w, flight.m, 0, 0, 1, f(share))
        flight.w.order[0, 0, 1] = throttle
        flight.fly()
        assert flight.w.drone[0, 0, THROTTLE + 1] ** 2 == pytest.approx(share, rel=1e-5)
