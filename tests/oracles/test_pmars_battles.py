"""pMARS as judge of battles: random programs over nine settings, tables of results, and the last round's end.

More of them: `SPENVS_PMARS_BATTLES=20000 pytest tests/oracles/test_pmars_battles.py`; another start:
`SPENVS_PMARS_SEED=1`. For a minute, from a seed that is drawn and printed:
`SPENVS_PMARS_SECONDS=60 pytest tests/oracles/test_pmars_battles.py -k fresh`.
"""

import os
import random
import re
import secrets
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from battle_writer import Case, random_case, random_warrior

from spenvs.corewar import mars
from spenvs.corewar.instructions import MODES, MODIFIERS, OPCODES
from spenvs.corewar.machine import Mars, Settings, pack
from spenvs.corewar.match import Result
from spenvs.corewar.placement import permutations, place

BATTLES = int(os.environ.get("SPENVS_PMARS_BATTLES", "300"))
SEED = int(os.environ.get("SPENVS_PMARS_SEED", "0"))
SECONDS = float(os.environ.get("SPENVS_PMARS_SECONDS", "0"))
CELL = re.compile(r"^(\d{5,}) +([A-Z]{3})\.([ABFXI]{1,2}) +([#$@<>*{}]) *(-?\d+), *([#$@<>*{}]) *(-?\d+)", re.MULTILINE)


def printed(result: Result) -> list[int]:
    """The numbers that `pmars -k` prints."""
    if len(result.wins) == 2:
        return [result.wins[0], result.ties[0], result.wins[1], result.ties[1]]
    rows = zip(result.scores, result.survived, result.deaths, strict=True)
    return [int(n) for score, survived, deaths in rows for n in (score, *survived, deaths)]


def judged(pmars: Path, case: Case, folder: Path, *place: str) -> list[int] | None:
    """pMARS' numbers; None where it plays for ever (three or more warriors, one of them dying last of all)."""
    command = [pmars / "pmars", *case.options(case.rounds), *place, *case.write(folder)]
    try:
        out = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout
    except subprocess.TimeoutExpired:
        assert len(case.warriors) > 2
        return None
    return [int(word) for word in out.split()]


def test_tables_of_results_are_those_of_pmars(pmars, tmp_path):
    endings, hung = set(), 0
    for seed in range(SEED, SEED + BATTLES):
        case = random_case(seed)
        theirs = judged(pmars, case, tmp_path, "-F", str(case.position))
        ours = case.battle(position=case.position)
        if theirs is None:
            hung += 1
            continue
        assert printed(ours) == theirs, f"random_case({seed}): {case}"
        endings |= {(len(case.warriors), bool(ours.wins[0]), bool(ours.ties[0]), bool(ours.deaths[0]))}
    assert hung <= 1 + BATTLES // 500
    assert len(endings) > 15


def debugged(pmars: Path, case: Case, folder: Path) -> str:
    """What pMARS' debugger tells of the core and of two warriors after the last round."""
    options = [*case.options(case.rounds), "-F", str(case.position)]
    keys = "go\n" * case.rounds + f"echo LISTED\nlist 0,{case.settings.core_size - 1}\na\nregisters\nquit\n"
    command = [pmars / "pmars-debug", "-e", *options, *case.write(folder)]
    out = subprocess.run(command, input=keys, capture_output=True, encoding="latin1", timeout=60, check=False).stdout
    return out.split("LISTED")[-1].replace("(cdb) ", "").replace(" RET for more, q to quit, a for all ", "")


def listed_core(listed: str, size: int) -> np.ndarray:
    """The core; the debugger leaves empty cells out."""
    core = np.full(size, mars.EMPTY, np.int64)
    for at, opcode, modifier, a_mode, a, b_mode, b in CELL.findall(listed):
        kind = OPCODES.index(opcode), MODIFIERS.index(modifier)
        row = [*kind, MODES.index(a_mode), int(a), MODES.index(b_mode), int(b)]
        core[int(at)] = pack(np.array([row]), size)[0]
    return core


def end_as_in_pmars(pmars: Path, case: Case, folder: Path) -> tuple[Mars, list[int]]:
    """Compare cells, numbers of processes and P-space of two warriors with what its debugger lists; returns ours."""
    s = case.settings
    machine = Mars(case.warriors, s)
    machine.play(place(case.rounds, 2, s.core_size, s.min_distance, case.position - s.min_distance))
    listed = debugged(pmars, case, folder)
    assert (machine.core == listed_core(listed, s.core_size)).all(), f"the core of {case}"
    counts = sorted(int(n) for n in re.findall(r"Processes active (\d+)", listed))
    assert counts == sorted(len(machine.processes(k)) for k in (0, 1)), f"the processes of {case}"
    # Who stands first is not told; beyond the end of P-space pMARS lists what is in its memory.
    width = min(9, machine.pspace.shape[1] - 1)
    told = re.findall(r"P-space\[(\d+)\]: <(-?\d+)> ([-0-9 ]+)\.\.", listed)
    theirs = sorted((int(k), int(last), [int(n) for n in numbers.split()][:width]) for k, last, numbers in told)
    ours = [(machine.bank[k], machine.last[k], list(machine.pspace[machine.bank[k], 1 : width + 1])) for k in (0, 1)]
    assert theirs == sorted(ours), f"the P-space of {case}"
    return machine, counts


def test_the_end_of_a_round_is_that_of_pmars(pmars, tmp_path):
    lived = spaces = 0
    for seed in range(SEED, SEED + BATTLES // 5):
        machine, counts = end_as_in_pmars(pmars, random_case(seed, most=2), tmp_path)
        lived += max(counts)
        spaces += machine.pspace.any()
    assert lived > 100
    assert spaces > 0


@pytest.mark.skipif(not SECONDS, reason="SPENVS_PMARS_SECONDS is not set: no battles from a fresh seed")
def test_battles_from_a_fresh_seed(pmars, tmp_path, capsys):
    start = secrets.randbelow(2**32)
    with capsys.disabled():
        print(f"\nbattles from random_case({start}) on, for {SECONDS:g} seconds", flush=True)
    end, played = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        case = random_case(start + played)
        theirs = judged(pmars, case, tmp_path, "-F", str(case.position))
        ours = printed(case.battle(position=case.position))
        assert theirs in (ours, None), f"random_case({start + played}): {case}"
        if len(case.warriors) == 2:
            end_as_in_pmars(pmars, case, tmp_path)
        played += 1
    with capsys.disabled():
        print(f"{played} battles, all as pMARS has them", flush=True)
    assert played


def test_the_seed_from_the_warriors_is_that_of_pmars(pmars, tmp_path):
    for seed in range(20):
        case = random_case(seed)
        case.rounds = 5
        theirs = judged(pmars, case, tmp_path, "-f")
        assert theirs is None or printed(case.battle(seed="code")) == theirs


def test_permutations_are_those_of_pmars(pmars, tmp_path):
    """Some of them from a seed, and all."""
    for seed in range(SEED, SEED + 60):
        case = random_case(seed, most=2)
        s = case.settings
        most = permutations(s.core_size, s.min_distance)
        case.rounds = most if most < 1000 else case.rounds
        theirs = judged(pmars, case, tmp_path, "-P", "-F", str(case.position))
        assert printed(case.battle(position=case.position, permute=True)) == theirs, f"random_case({seed}, 2)"
        assert printed(case.battle(seed="code", permute=True)) == judged(pmars, case, tmp_path, "-P", "-f")


def test_melees_of_as_many_as_pmars_can(pmars, tmp_path):
    """36 warriors, over placements with room and with none to spare."""
    for seed in range(6):
        r = random.Random(seed)
        s = Settings((8000, 720)[seed % 2], 2000, 50, 20, 20)
        warriors = [random_warrior(r, s, list(OPCODES), 0.1) for _ in range(36)]
        case = Case(s, warriors, 3, r.randint(20, 700))
        theirs = judged(pmars, case, tmp_path, "-F", str(case.position))
        assert printed(case.battle(position=case.position)) == theirs, f"{seed}"
