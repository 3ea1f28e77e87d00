"""A drone in flight against the explicit dynamics that gym-pybullet-drones publishes (its `Physics.DYN`).

Those equations (Panerati et al., 2021, §III; rotors of a Crazyflie 2.x in X, 240 steps a second) stand here once more
in numpy and float64, so that nothing has to be installed.
"""

import math

import numpy as np
import pytest

from spenvs.volleyball.model import GRAVITY, Clock, Quadrotor, pack
from spenvs.volleyball.physics import advance
from spenvs.volleyball.worlds import QW, THROTTLE, VX, WX, worlds

MASS, ARM, FORCE, TORQUE = 0.027, 0.0397, 3.16e-10, 7.94e-12
INERTIA = np.array([1.4e-5, 1.4e-5, 2.17e-5])
FASTEST = math.sqrt(2.25 * MASS * GRAVITY / (4 * FORCE))
STEP, SIDE = 1 / 240, ARM / math.sqrt(2)
CRAZYFLIE = Quadrotor(
    mass=MASS, inertia=tuple(INERTIA), rotors=((SIDE, -SIDE), (-SIDE, -SIDE), (-SIDE, SIDE), (SIDE, SIDE)),
    spin=(1, -1, 1, -1), thrust=FORCE * FASTEST**2, torque=TORQUE / FORCE, lag=1e-6, drag=0.0,
)  # fmt: skip


def theirs(rpm: np.ndarray) -> np.ndarray:
    """Position, attitude (w, x, y, z), velocity and body rates, float64 [steps, 13]."""
    p, v, rates, q = np.array([0, 0, 2.0]), np.zeros(3), np.zeros(3), np.array([1.0, 0, 0, 0])
    seen = []
    for turns in rpm:
        forces, torques = FORCE * turns**2, TORQUE * turns**2
        axis = np.array(
            [2 * (q[1] * q[3] + q[0] * q[2]), 2 * (q[2] * q[3] - q[0] * q[1]), 1 - 2 * (q[1] ** 2 + q[2] ** 2)]
        )
        torque = np.array([
            -(forces[0] + forces[1] - forces[2] - forces[3]) * SIDE,
            (-forces[0] + forces[1] + forces[2] - forces[3]) * SIDE,
            -torques[0] + torques[1] - torques[2] + torques[3],
        ])  # fmt: skip
        v = v + STEP * (forces.sum() * axis / MASS - [0, 0, GRAVITY])
        rates = rates + STEP * (torque - np.cross(rates, INERTIA * rates)) / INERTIA
        p = p + STEP * v
        a, b, c = rates
        turn = np.array([[0, -a, -b, -c], [a, 0, c, -b], [b, -c, 0, a], [c, b, -a, 0]])
        theta = np.linalg.norm(rates) * STEP / 2
        q = (np.eye(4) * math.cos(theta) + turn * STEP / 2 * np.sinc(theta / np.pi)) @ q
        seen.append(np.concatenate([p, q, v, rates]))
    return np.array(seen)


@pytest.mark.parametrize("seed", range(3))
def test_a_second_of_flight_is_that_of_gym_pybullet_drones(seed):
    rng = np.random.default_rng(seed)
    hover = math.sqrt(MASS * GRAVITY / (4 * FORCE))
    rpm = np.repeat(hover * (1.02 + 0.004 * rng.standard_normal((20, 4))), 12, axis=0)
    model, w = pack(drone=CRAZYFLIE, clock=Clock(STEP, 1)), worlds(1, 1)
    w.drone[0, 0, 2], w.ball[0] = 2, (0, 50, 3, 0, 0, 0)
    seen = []
    for turns in rpm:
        w.drone[0, 0, THROTTLE : THROTTLE + 4] = w.order[0, 0] = turns / FASTEST
        advance(w, model, 0)
        seen.append(w.drone[0, 0, :THROTTLE].astype(float))
    found, expected = np.array(seen), theirs(rpm)
    assert np.abs(expected[-1, WX:]).max() > 0.5
    assert found[:, :3] == pytest.approx(expected[:, :3], abs=2e-5)
    assert found[:, QW : QW + 4] == pytest.approx(expected[:, QW : QW + 4], abs=2e-5)
    assert found[:, VX : VX + 3] == pytest.approx(expected[:, VX : VX + 3], abs=1e-4)
    assert found[:, WX : WX + 3] == pytest.approx(expected[:, WX : WX + 3], abs=5e-4)
