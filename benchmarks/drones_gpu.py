"""Drone volleyball, 3 against 3, on a GPU beside one core of the CPU, from the same source.

    pip install numba-cuda[cu12]    # or [cu13], as the driver has it
    python benchmarks/drones_gpu.py [WORLDS]

First 256 worlds take 100 steps on both with the same gentle actions: drones and ball must agree to 1e-5 of their size,
or 1e-5. Then steps of WORLDS worlds (65,536 if not given) on the GPU, by the clock, with actions that lie on it; and of
4,096 on one core, by CPU time. Physics with 4 substeps, observations, rewards, rules and new episodes. Compilation does
not count.
"""

import math
import sys
import time

import numpy as np

from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.gpu import DroneBatchGPU, cuda
from spenvs.volleyball.model import IRIS
from spenvs.volleyball.volley3v3 import GAME

WORLDS, STEPS, RUNS = 65_536, 100, 5


def actions(number: int, size: float) -> np.ndarray:
    """Float32 [N, 6, 4], about those of a hover."""
    noise = size * np.random.default_rng(0).standard_normal((number, 6, 4))
    return (2 * IRIS.trim() - 1 + noise).astype(np.float32)


def agree() -> None:
    """Print the largest difference between worlds on the GPU and on the CPU."""
    gpu, cpu, given = DroneBatchGPU(GAME, 256), DroneBatch(GAME, 256), actions(256, 0.02)
    gpu.reset()
    cpu.reset()
    most = 0.0
    for _ in range(STEPS):
        gpu.step(given)
        cpu.step(given)
        for theirs, ours in ((gpu.worlds.drone, cpu.worlds.drone), (gpu.worlds.ball, cpu.worlds.ball)):
            apart = np.abs(theirs.copy_to_host() - ours) / np.maximum(np.abs(ours), 1)
            most = max(most, float(apart.max()))
    print(f"{STEPS} steps of 256 worlds: at most {most:.1e} apart ({'fine' if most <= 1e-5 else 'MORE THAN 1e-5'})")


def on_gpu(number: int) -> float:
    """Steps of the environment per second."""
    batch, given = DroneBatchGPU(GAME, number), cuda.to_device(actions(number, 0.05))
    batch.reset()
    batch.step(given)
    least = math.inf
    for _ in range(RUNS):
        cuda.synchronize()
        start = time.perf_counter()
        for _ in range(STEPS):
            batch.step(given)
        cuda.synchronize()
        least = min(least, time.perf_counter() - start)
    return STEPS * number / least


def on_cpu(number: int = 4096) -> float:
    """Steps of the environment per second of one core."""
    batch, given = DroneBatch(GAME, number), actions(number, 0.05)
    batch.reset()
    batch.step(given)
    least = math.inf
    for _ in range(RUNS):
        start = time.process_time()
        for _ in range(STEPS):
            batch.step(given)
        least = min(least, time.process_time() - start)
    return STEPS * number / least


def main() -> None:
    if not cuda.is_available():
        sys.exit("numba-cuda finds no NVIDIA GPU with a driver that it can use")
    number = int(sys.argv[1]) if len(sys.argv) > 1 else WORLDS
    print(cuda.get_current_device().name)
    agree()
    gpu, cpu = on_gpu(number), on_cpu()
    print(f"GPU, {number} worlds: {gpu / 1e6:.1f} M steps/s; one core of the CPU: {cpu / 1e6:.2f} M; {gpu / cpu:.0f}x")


if __name__ == "__main__":
    main()
