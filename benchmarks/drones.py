"""Drone volleyball, 3 against 3: steps of the environment per CPU-second, beside other simulators of six drones.

    pip install mujoco pybullet    # or without them
    git clone https://github.com/utiasDSL/gym-pybullet-drones    # on PYTHONPATH; or without it
    python benchmarks/drones.py

Ours has physics, observations, rewards, rules and new episodes; MuJoCo's world is six free bodies with four motors that
lag and a racket each, a ball, a net and the ground; PyBullet's the six bodies and the ground; gym-pybullet-drones' six
of its Crazyflies. All act 50 times a second, drones hover, ours and MuJoCo's by actions with some noise, and all have
as many substeps. The best of several runs, each simulator in turn; CPU time, but for two threads, where the clock
counts. Compilation does not count, except in the last line: that is a second process, from its start to its first step.
"""

import math
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

import spenvs
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.model import IRIS, Clock
from spenvs.volleyball.volley3v3 import GAME

RUNS, WORLDS, SUBSTEPS = 5, 4096, (4, 1)
PLACES = ((3, -1.5), (3, 1.5), (6, 0), (-3, 1.5), (-3, -1.5), (-6, 0))
FIRST = """
import numpy as np
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.volley3v3 import GAME
batch = DroneBatch(GAME, 1)
batch.reset()
batch.step(np.zeros((1, 6, 4), np.float32))
"""


def best(clock: Callable[[], float], *calls: Callable[[], object]) -> list[float]:
    """The least seconds of each call, in turn."""
    seconds = [math.inf] * len(calls)
    for _ in range(RUNS):
        for k, call in enumerate(calls):
            start = clock()
            call()
            seconds[k] = min(seconds[k], clock() - start)
    return seconds


def ours(number: int, substeps: int, steps: int, threads: int = 1) -> Callable[[], None]:
    """So many steps of so many worlds."""
    batch = DroneBatch(GAME.with_(clock=Clock(substeps=substeps)), number, 0, threads=threads)
    batch.reset()
    noise = 0.05 * np.random.default_rng(0).standard_normal((number, 6, 4))
    actions = (2 * IRIS.trim() - 1 + noise).astype(np.float32)

    def run() -> None:
        for _ in range(steps):
            batch.step(actions)

    batch.step(actions)
    return run


def parallel(steps: int) -> Callable[[], None]:
    """So many steps of one world behind PettingZoo's parallel interface, episodes begun anew."""
    env = spenvs.make_parallel("DroneVolley3v3-v0")
    env.reset(seed=0)
    actions = {drone: (2 * IRIS.trim() - 1).astype(np.float32) for drone in env.possible_agents}

    def run() -> None:
        for _ in range(steps):
            env.step(actions)
            if not env.agents:
                env.reset()

    return run


def scene(substeps: int) -> str:
    """MuJoCo's description of the world."""
    drones = motors = ""
    for d, (x, y) in enumerate(PLACES):
        sites = "".join(f'<site name="s{d}{k}" pos="{a} {b} 0"/>' for k, (a, b) in enumerate(IRIS.rotors))
        drones += f"""<body pos="{x} {y} 2"><freejoint/>
            <inertial pos="0 0 0" mass="{IRIS.mass}" diaginertia="{" ".join(map(str, IRIS.inertia))}"/>
            <geom type="cylinder" size="0.2 0.01" pos="0 0 0.01" solref="-20000 -1.5" mass="0"/>{sites}</body>"""
        for k, spin in enumerate(IRIS.spin):
            motors += f"""<general site="s{d}{k}" gear="0 0 1 0 0 {-IRIS.torque * spin}" ctrlrange="0 {IRIS.thrust}"
                ctrllimited="true" dyntype="filterexact" dynprm="{IRIS.lag}" gainprm="1"/>"""
    return f"""<mujoco><option timestep="{0.02 / substeps}" integrator="Euler" gravity="0 0 -9.81"/><worldbody>
        <geom type="plane" size="20 20 .1" solref="-2000 -20"/>
        <geom type="box" size="0.02 3 1.215" pos="0 0 1.215" solref="-2000 -50"/>{drones}
        <body pos="6 0 5"><freejoint/><geom type="sphere" size="0.1" mass="0.005" solref="-300 -0.1"/></body>
        </worldbody><actuator>{motors}</actuator></mujoco>"""


def mujoco(substeps: int, steps: int) -> Callable[[], None]:
    """So many steps of one world, which begins anew after 100."""
    import mujoco as mj

    model = mj.MjModel.from_xml_string(scene(substeps))
    data, hover = mj.MjData(model), IRIS.trim() * IRIS.thrust
    thrusts = np.tile(hover, 6) + 0.1 * np.random.default_rng(0).standard_normal((100, 24))

    def run() -> None:
        for k in range(steps):
            if k % 100 == 0:
                mj.mj_resetData(model, data)
                data.act[:] = np.tile(hover, 6)
            data.ctrl[:] = thrusts[k % 100]
            mj.mj_step(model, data, nstep=substeps)

    return run


def bullet(substeps: int, steps: int) -> Callable[[], None]:
    """So many steps of PyBullet with six drones, called as gym-pybullet-drones calls it, and nothing besides.

    That is a force for each rotor and a torque for each drone in every substep, and a look at each drone after it.
    """
    import pybullet as p

    if not p.isConnected():
        p.connect(p.DIRECT)
    p.resetSimulation()
    p.setGravity(0, 0, -9.81)
    p.setTimeStep(0.02 / substeps)
    p.createMultiBody(0, p.createCollisionShape(p.GEOM_PLANE))
    body = p.createCollisionShape(p.GEOM_CYLINDER, radius=0.2, height=0.02)
    links = {
        name: [value] * 4
        for name, value in {
            "linkMasses": 0,
            "linkCollisionShapeIndices": -1,
            "linkVisualShapeIndices": -1,
            "linkOrientations": (0, 0, 0, 1),
            "linkInertialFramePositions": (0, 0, 0),
            "linkInertialFrameOrientations": (0, 0, 0, 1),
            "linkParentIndices": 0,
            "linkJointTypes": p.JOINT_FIXED,
            "linkJointAxis": (0, 0, 1),
        }.items()
    }
    rotors = [(*place, 0) for place in IRIS.rotors]
    drones = [
        p.createMultiBody(IRIS.mass, body, basePosition=(*place, 2.0), linkPositions=rotors, **links)
        for place in PLACES
    ]
    thrusts = (IRIS.trim() * IRIS.thrust).tolist()

    def run() -> None:
        for step in range(steps):
            for drone, place in zip(drones, PLACES, strict=True):
                if step % 100 == 0:
                    p.resetBasePositionAndOrientation(drone, (*place, 2.0), (0, 0, 0, 1))
                    p.resetBaseVelocity(drone, (0, 0, 0), (0, 0, 0))
            for _ in range(substeps):
                for drone in drones:
                    for k, thrust in enumerate(thrusts):
                        p.applyExternalForce(drone, k, (0, 0, thrust), (0, 0, 0), p.LINK_FRAME)
                    p.applyExternalTorque(drone, 3, (0, 0, 0), p.LINK_FRAME)
                p.stepSimulation()
                for drone in drones:
                    p.getBasePositionAndOrientation(drone)
                    p.getBaseVelocity(drone)

    return run


def pybullet(substeps: int, steps: int) -> Callable[[], None]:
    """So many steps of six drones of gym-pybullet-drones."""
    from gym_pybullet_drones.envs.CtrlAviary import CtrlAviary
    from gym_pybullet_drones.utils.enums import DroneModel, Physics

    places = np.array([(x, y, 2.0) for x, y in PLACES])
    env = CtrlAviary(
        DroneModel.CF2X, 6, initial_xyzs=places, physics=Physics.PYB, pyb_freq=50 * substeps, ctrl_freq=50, gui=False
    )
    env.reset()
    actions = np.full((6, 4), env.HOVER_RPM)

    def run() -> None:
        for _ in range(steps):
            env.step(actions)

    return run


def peer(make: Callable[[int, int], Callable[[], None]], substeps: int, steps: int) -> Callable[[], None] | str:
    """A peer's run, or why there is none."""
    try:
        return make(substeps, steps)
    except ImportError as error:
        return f"not measured: {error}"


def compare(substeps: int) -> None:
    """Print steps per CPU-second of all simulators, and the ratios."""
    rounds = 40
    runs = {"MuJoCo": (peer(mujoco, substeps, 2000), 2000)}
    runs["PyBullet alone"] = (peer(bullet, substeps, 400), 400)
    runs["gym-pybullet-drones"] = (peer(pybullet, substeps, 200), 200)
    measured = {name: (run, steps) for name, (run, steps) in runs.items() if not isinstance(run, str)}
    seconds = best(time.process_time, ours(WORLDS, substeps, rounds), *(run for run, _ in measured.values()))
    speed = rounds * WORLDS / seconds[0]
    print(f"{substeps} substeps a step\n  ours, {WORLDS} worlds: {speed / 1e6:.2f} M steps per core-second")
    for (name, (_, steps)), each in zip(measured.items(), seconds[1:], strict=True):
        print(f"  {name}: {steps / each / 1e3:.1f} k; ours is {speed * each / steps:.0f} times as fast")
    for name, (run, _) in runs.items():
        if isinstance(run, str):
            print(f"  {name}: {run}")


def main() -> None:
    for substeps in SUBSTEPS:
        compare(substeps)
    (alone,) = best(time.process_time, ours(1, 4, 20_000))
    print(f"one world through DroneBatch.step: {20_000 / alone / 1e3:.0f} k steps per core-second")
    (behind,) = best(time.process_time, parallel(5_000))
    print(f"one world through PettingZoo's ParallelEnv.step: {5_000 / behind / 1e3:.0f} k steps per core-second")
    one, two = best(time.perf_counter, ours(WORLDS, 4, 40), ours(WORLDS, 4, 40, threads=2))
    print(f"two threads: {one / two:.2f} times as fast as one, by the clock")
    (start,) = best(time.perf_counter, lambda: subprocess.run([sys.executable, "-c", FIRST], check=True))
    print(f"a second process: {start:.2f} s to its first step")


if __name__ == "__main__":
    main()
