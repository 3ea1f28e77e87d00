"""Worlds on a GPU: those of the CPU to the bit in numba's simulator of a GPU, and nearly so on a real one."""

import importlib
import io
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from spenvs.volleyball.batch import DroneBatch, blank
from spenvs.volleyball.worlds import Worlds, worlds

cuda = pytest.importorskip("numba.cuda")
CASES = [("volley3v3", "prt"), ("volley1v1", "position"), ("hover", "ctbr")]
ARRAYS, CONTACT = len(Worlds._fields) + 7, Worlds._fields.index("contact")
"""How many arrays `play` gives for a step, and which of them says what touched the ball."""
GPU = "there is no GPU that numba-cuda can use"


def host(array):
    return array.copy_to_host() if hasattr(array, "copy_to_host") else array.copy()


def play(make, module, control, steps, number=2, wild=1.0):
    """Let random actions play, some of which are none; give all arrays after each step.

    The ball falls onto the racket of drone 0.
    """
    game = importlib.import_module(f"spenvs.volleyball.{module}").GAME.with_(control=control, limit=4)
    batch, rng = make(game, number, 3), np.random.default_rng(0)
    batch.reset()
    falling = np.tile(np.float32([0.05, 0.02, 0.35, 0, 0, -3]), (number, 1))
    falling[:, :3] += host(batch.worlds.drone)[:, 0, :3]
    if hasattr(batch.worlds.ball, "copy_to_device"):
        batch.worlds.ball.copy_to_device(falling)
    else:
        batch.worlds.ball[...] = falling
    seen = []
    for k in range(steps):
        actions = (wild * rng.uniform(-1.1, 1.1, (number, game.drones, 4))).astype(np.float32)
        if k == 2:
            actions[1, 0, 2] = np.nan
        outcome = batch.step(actions)[:4]
        arrays = (*batch.worlds, *outcome, batch.final, batch.score, batch.measure)
        seen += [host(array) for array in arrays]
    return seen


if __name__ == "__main__":  # in the simulator, which is chosen before numba is imported
    from spenvs.volleyball.gpu import DroneBatchGPU

    held = {}
    for case, (module, control) in enumerate(CASES):
        for k, array in enumerate(play(DroneBatchGPU, module, control, 8)):
            held[f"{case}.{k}"] = array
    into = io.BytesIO()
    np.savez(into, **held)
    sys.stdout.buffer.write(into.getvalue())


def test_in_the_simulator_of_a_gpu_worlds_are_those_of_the_cpu_to_the_bit():
    simulated = {"NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-W", "ignore", str(Path(__file__))]  # numpy warns where a stream of chance wraps around
    ran = subprocess.run(command, capture_output=True, env=os.environ | simulated, timeout=300)
    assert ran.returncode == 0, ran.stderr.decode()
    held = np.load(io.BytesIO(ran.stdout))
    for case, (module, control) in enumerate(CASES):
        for k, array in enumerate(play(DroneBatch, module, control, 8)):
            assert np.array_equal(held[f"{case}.{k}"], array), (module, control, k)
        assert any((held[f"{case}.{k}"] & 1).any() for k in range(CONTACT, 8 * ARRAYS, ARRAYS)), "no ball was hit"


@pytest.mark.skipif(not cuda.is_available(), reason=GPU)
def test_on_a_gpu_worlds_are_nearly_those_of_the_cpu():
    from spenvs.volleyball.gpu import DroneBatchGPU

    on_gpu, on_cpu = (play(make, "volley3v3", "prt", 6, 256, 0.1) for make in (DroneBatchGPU, DroneBatch))
    for one, other in zip(on_gpu, on_cpu, strict=True):
        assert one == pytest.approx(other, abs=1e-5, rel=1e-5)


@pytest.mark.skipif(cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_it_says_so():
    from spenvs.volleyball import volley3v3
    from spenvs.volleyball.gpu import DroneBatchGPU

    with pytest.raises(RuntimeError, match="finds no NVIDIA GPU"):
        DroneBatchGPU(volley3v3.GAME, 2)


def test_it_compiles_for_the_h100(monkeypatch):
    """As far as PTX, for which no GPU is needed but numba-cuda and NVIDIA's compiler are."""
    pytest.importorskip("numba_cuda", reason="numba-cuda is not installed: pip install numba-cuda[cu12]")
    from numba import typeof
    from numba.cuda import compiler, dispatcher

    from spenvs.volleyball import hover
    from spenvs.volleyball.gpu import kernel

    for module in (compiler, dispatcher):
        monkeypatch.setattr(module, "get_current_device", lambda: SimpleNamespace(compute_capability=(9, 0)))
    game = hover.GAME
    steps = kernel(game.module, game.drones)
    given = (worlds(2, 1), game.model, game.numbers, blank(game, 2), 0)
    text, _ = cuda.compile_ptx(steps.py_func, tuple(map(typeof, given)), device=False, cc=(9, 0))
    assert ".target sm_90" in text
    assert "sqrt.approx" not in text
