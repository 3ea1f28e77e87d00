"""A drone in flight against MuJoCo's free rigid body with four motors, for a second of random throttles."""

import numpy as np
import pytest

from spenvs.volleyball.lanes import LANES, ORDER, ROOM, fly
from spenvs.volleyball.model import IRIS, Clock, Model, Quadrotor, pack
from spenvs.volleyball.physics import advance
from spenvs.volleyball.worlds import QW, THROTTLE, X, worlds

mujoco = pytest.importorskip("mujoco", reason="MuJoCo is not installed: pip install mujoco")
DRONE = Quadrotor(drag=0.0)
STEP, HELD = 0.005, 10


def body() -> str:
    """MuJoCo's description of the drone."""
    sites = "".join(f'<site name="s{k}" pos="{x} {y} 0"/>' for k, (x, y) in enumerate(IRIS.rotors))
    motors = "".join(f'<motor site="s{k}" gear="0 0 1 0 0 {-0.016 * spin}"/>' for k, spin in enumerate(IRIS.spin))
    inertia = " ".join(map(str, IRIS.inertia))
    return f"""<mujoco><option timestep="{STEP}" integrator="Euler" gravity="0 0 -9.81"/><worldbody>
        <body pos="0 0 2"><freejoint/><inertial pos="0 0 0" mass="1.52" diaginertia="{inertia}"/>{sites}</body>
        </worldbody><actuator>{motors}</actuator></mujoco>"""


def throttles(seed: int) -> np.ndarray:
    """Float64 [200, 4], about those of a hover, held for 50 ms."""
    rng = np.random.default_rng(seed)
    return np.repeat(np.sqrt(0.62) + 0.02 * rng.standard_normal((20, 4)), HELD, axis=0)


def theirs(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions [200, 3] and attitudes [200, 4]."""
    model = mujoco.MjModel.from_xml_string(body())
    data, seen = mujoco.MjData(model), []
    for throttle in throttles(seed):
        data.ctrl[:] = IRIS.thrust * throttle**2
        mujoco.mj_step(model, data)
        seen.append(data.qpos.copy())
    return np.array(seen)[:, :3], np.array(seen)[:, 3:]


def apart(p: np.ndarray, q: np.ndarray, seed: int) -> tuple[float, float]:
    """The largest distance (m) and angle (rad) from theirs."""
    positions, attitudes = theirs(seed)
    cosine = np.clip(np.abs((q * attitudes).sum(1)) / np.linalg.norm(q, axis=1), 0, 1)
    return float(np.linalg.norm(p - positions, axis=1).max()), float(2 * np.arccos(cosine).max())


@pytest.mark.parametrize("seed", range(5))
def test_a_second_of_flight_is_mujocos_to_ten_micrometres(seed):
    """In float32, of which the last digit of a position of 2 m is 0.24 micrometres."""
    model = pack(drone=DRONE, clock=Clock(STEP, 1))
    w, seen = worlds(1, 1), []
    w.drone[0, 0, 2], w.ball[0] = 2, (0, 50, 3, 0, 0, 0)
    for throttle in throttles(seed):
        w.drone[0, 0, THROTTLE : THROTTLE + 4] = w.order[0, 0] = throttle
        advance(w, model, 0)
        seen.append(w.drone[0, 0, :7].astype(float))
    distance, angle = apart(np.array(seen)[:, :3], np.array(seen)[:, 3:], seed)
    assert distance < 1e-5
    assert angle < 1e-3  # what is left of an angle in the cosine of half of it


def test_the_same_source_in_float64_is_mujocos_to_a_nanometre():
    single = pack(drone=DRONE, clock=Clock(STEP, 1))
    exact = {name: tuple(map(float, value)) if isinstance(value, tuple) else float(value)
             for name, value in single._asdict().items() if name not in ("substeps", "unmix")}  # fmt: skip
    exact |= {"h": STEP, "mass": IRIS.mass, "impel": STEP / IRIS.mass, "sink": 9.81 * STEP, "thrust": IRIS.thrust}
    exact |= {"inertia": IRIS.inertia, "twist": tuple(STEP / j for j in IRIS.inertia), "follow": 1.0, "keep": 1.0}
    exact |= {"rotor_x": tuple(x for x, _ in IRIS.rotors), "rotor_y": tuple(y for _, y in IRIS.rotors)}
    exact |= {"rotor_turn": tuple(-0.016 * spin for spin in IRIS.spin)}
    model = Model(substeps=1, unmix=tuple(tuple(map(float, row)) for row in single.unmix), **exact)
    block, seen = np.zeros(ROOM), []
    block[LANES * QW :: LANES][0] = 1
    block[LANES * 2] = 2
    for throttle in throttles(0):
        for k in range(4):
            block[LANES * (THROTTLE + k)] = block[LANES * (ORDER + k)] = throttle[k]
        fly(block, model, LANES)
        seen.append([block[LANES * k] for k in range(X, QW + 4)])
    distance, _ = apart(np.array(seen)[:, :3], np.array(seen)[:, 3:], 0)
    assert distance < 1e-9
