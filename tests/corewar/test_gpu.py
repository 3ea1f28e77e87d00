"""Battles on a GPU: equal to those on the CPU, in numba's simulator of a GPU and, where there is one, on a real one."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from spenvs.corewar.instructions import MODES, MODIFIERS, OPCODES, Warrior
from spenvs.corewar.machine import Settings
from spenvs.corewar.match import battles

cuda = pytest.importorskip("numba.cuda")
SETTINGS = [(40, 60, 8, 8, 8), (41, 60, 3, 5, 5, None, None), (40, 60, 40, 8, 8, 20, 8)]
IMP, SPLIT = ([OPCODES.index("MOV"), 6, 1, 0, 1, 1], [OPCODES.index("SPL"), 1, 0, 0, 0, 0])
SCRIPT = """
import json, sys
import numpy as np
from spenvs.corewar.gpu import battles_gpu
from spenvs.corewar.instructions import Warrior
from spenvs.corewar.machine import Settings

for settings, groups, at_once in json.load(sys.stdin):
    settings = Settings(*settings)
    made = [[Warrior("", "", "", np.array(code), start, pin, settings.core_size) for code, start, pin in group]
            for group in groups]
    results = battles_gpu(made, 3, 7, settings, at_once)
    print(json.dumps([[r.survived.tolist(), r.deaths.tolist(), r.seed, r.instructions] for r in results]))
"""


def random_programs(rng, core_size, count):
    """Programs as JSON: rows of random cells that often begin as an imp or with a split, start and PIN."""
    kinds = (len(OPCODES), len(MODIFIERS), len(MODES), core_size, len(MODES), core_size)
    found = []
    for _ in range(count):
        code = rng.integers(kinds, size=(rng.integers(1, 6), 6))
        start = int(rng.integers(len(code)))
        code[start] = rng.choice([IMP, SPLIT, code[start]])
        found.append((code.tolist(), start, int(rng.integers(2)) or None))
    return found


def cases():
    """Groups of one to four warriors for each of the settings; the second goes onto the GPU in parts."""
    rng = np.random.default_rng(0)
    return [
        (settings, [random_programs(rng, settings[0], count) for count in [1, *[2] * 7, 3, 4]], at_once)
        for settings, at_once in zip(SETTINGS, (None, 7, None), strict=True)
    ]


def warriors(groups, core_size):
    return [[Warrior("", "", "", np.array(c), start, pin, core_size) for c, start, pin in group] for group in groups]


def told(results):
    return [[r.survived.tolist(), r.deaths.tolist(), r.seed, r.instructions] for r in results]


def on_cpu(settings, groups):
    return told(battles(warriors(groups, settings[0]), 3, seed=7, settings=Settings(*settings)))


def test_in_the_simulator_of_a_gpu_results_are_those_of_the_cpu():
    simulated = {"NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(cases()), capture_output=True, text=True, env=os.environ | simulated, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    theirs = [json.loads(line) for line in ran.stdout.splitlines()]
    ours = [on_cpu(settings, groups) for settings, groups, _ in cases()]
    assert theirs == ours
    duels = [(*survived[0], deaths[0]) for table in ours for survived, deaths, *_ in table if len(deaths) == 2]
    assert np.sum(duels, axis=0).min() > 0  # wins, ties and losses


@pytest.mark.skipif(not cuda.is_available(), reason="there is no GPU that numba-cuda can use")
def test_on_a_gpu_results_are_those_of_the_cpu():
    from spenvs.corewar.gpu import battles_gpu

    for settings, groups, at_once in cases():
        results = battles_gpu(warriors(groups, settings[0]), 3, 7, Settings(*settings), at_once)
        assert told(results) == on_cpu(settings, groups)


@pytest.mark.skipif(cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_it_says_so():
    from spenvs.corewar.gpu import battles_gpu

    with pytest.raises(RuntimeError, match="finds no NVIDIA GPU"):
        battles_gpu([])
