"""pMARS as judge of battles: random programs over eight settings, tables of results, and the last round's end.

More of them: `SPENVS_PMARS_BATTLES=20000 pytest tests/oracles/test_pmars_battles.py`; another start:
`SPENVS_PMARS_SEED=1`.
"""

import os
import random
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from spenvs.corewar import mars
from spenvs.corewar.instructions import MODES, MODIFIERS, OPCODES, Warrior
from spenvs.corewar.machine import Mars, Settings, pack
from spenvs.corewar.match import Result, battle
from spenvs.corewar.placement import code_seed, place

BATTLES = int(os.environ.get("SPENVS_PMARS_BATTLES", "300"))
SEED = int(os.environ.get("SPENVS_PMARS_SEED", "0"))
SETTINGS = (
    Settings(8000, 80000, 8000, 100, 100),
    Settings(800, 8000, 800, 20, 20),
    Settings(80, 800, 80, 5, 5),
    Settings(8192, 3000, 64, 300, 300),
    Settings(55440, 5000, 10000, 200, 200),
    Settings(97, 2000, 7, 12, 12),
    Settings(8000, 80000, 1, 100, 100),
    Settings(64, 500, 64, 16, 10),
    Settings(131071, 5000, 8000, 100, 100),
)
CELL = re.compile(r"^(\d{5,}) +([A-Z]{3})\.([ABFXI]{1,2}) +([#$@<>*{}]) *(-?\d+), *([#$@<>*{}]) *(-?\d+)", re.MULTILINE)


@dataclass
class Case:
    """A random battle: settings, warriors, rounds and the position of the second warrior."""

    settings: Settings
    warriors: list[Warrior]
    rounds: int
    position: int

    def options(self, rounds: int) -> list[str]:
        s = self.settings
        return (
            f"-s {s.core_size} -c {s.max_cycles} -p {s.max_processes} -l {s.max_length} -d {s.min_distance} "
            f"-r {rounds} -b -k"
        ).split()

    def write(self, folder: Path) -> list[str]:
        paths = []
        for k, warrior in enumerate(self.warriors):
            paths.append(str(folder / f"{k}.red"))
            Path(paths[-1]).write_text(source(warrior))
        return paths

    def battle(self, **place: int) -> Result:
        s = self.settings
        return battle(
            self.warriors, self.rounds, **place, core_size=s.core_size, max_cycles=s.max_cycles,
            max_processes=s.max_processes, min_distance=s.min_distance, max_length=s.max_length,
        )  # fmt: skip


def source(warrior: Warrior) -> str:
    lines = [f"ORG {warrior.start}"] + ([] if warrior.pin is None else [f"PIN {warrior.pin}"])
    for opcode, modifier, a_mode, a, b_mode, b in warrior.code:
        lines.append(f"{OPCODES[opcode]}.{MODIFIERS[modifier]} {MODES[a_mode]}{a}, {MODES[b_mode]}{b}")
    return "\n".join([";redcode-94", ";assert 1", *lines, "END\n"])


def random_warrior(r: random.Random, settings: Settings, opcodes: list[str], dats: float) -> Warrior:
    """Programs that mostly stay alive for a while: many splits, imps and jumps back."""
    length = r.randint(1, min(settings.max_length, r.choice((3, 6, 10, 20))))
    weights = [dats if name == "DAT" else 1 + (name in ("SPL", "MOV")) for name in opcodes]

    def number() -> int:
        size = settings.core_size
        reach = r.choices((length, 3, 30, size), (35, 25, 15, 25))[0]
        return r.randint(-reach, reach) % size

    def cell(name: str, a_modes: str = "#$@<>*{}") -> list[int]:
        return [
            OPCODES.index(name), r.randrange(7), MODES.index(r.choice(a_modes)), number(), r.randrange(8), number()
        ]  # fmt: skip

    code = [cell(r.choices(opcodes, weights)[0]) for _ in range(length)]
    start, chance = r.randrange(length), r.random()
    if chance < 0.3:
        code[start] = cell("SPL", "#")
    elif chance < 0.45:
        code[start] = [mars.MOV, mars.MOD_I, mars.DIRECT, 0, mars.DIRECT, 1]
    if length > 1 and r.random() < 0.5:
        code[-1] = cell("JMP", "$$$@*>}")
        code[-1][3] = -r.randint(1, length - 1) % settings.core_size
    if length > 2 and r.random() < 0.2:
        code[-2] = cell("SPL", "$")
        code[-2][3] = -r.randint(0, length - 2) % settings.core_size
    pin = r.randint(1, 2) if "LDP" in opcodes and r.random() < 0.5 else None
    return Warrior("", "", "", np.array(code), start, pin, settings.core_size)


def random_case(seed: int, most: int = 8) -> Case:
    r = random.Random(seed)
    settings = r.choice(SETTINGS)
    most = min(most, settings.core_size // settings.min_distance)
    count = 2 if r.random() < 0.5 else r.randint(min(3, most), most)
    opcodes = list(OPCODES if r.random() < 0.4 else OPCODES[:-2])
    dats = r.choice((0, 0.1, 0.5))
    warriors = [random_warrior(r, settings, opcodes, dats) for _ in range(count)]
    position = r.randint(settings.min_distance, settings.core_size - settings.min_distance)
    return Case(settings, warriors, r.choice((1, 3, 7)), position)


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
        assert printed(ours) == theirs, f"random_case({seed})"
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


def test_the_end_of_a_round_is_that_of_pmars(pmars, tmp_path):
    """Cells, numbers of processes and P-space of two warriors, as its debugger lists them."""
    lived = spaces = 0
    for seed in range(SEED, SEED + BATTLES // 5):
        case = random_case(seed, most=2)
        s = case.settings
        machine = Mars(case.warriors, s)
        machine.play(place(case.rounds, 2, s.core_size, s.min_distance, case.position - s.min_distance))
        listed = debugged(pmars, case, tmp_path)
        assert (machine.core == listed_core(listed, s.core_size)).all(), f"random_case({seed}, 2)"
        counts = sorted(int(n) for n in re.findall(r"Processes active (\d+)", listed))
        assert counts == sorted(len(machine.processes(k)) for k in (0, 1)), f"random_case({seed}, 2)"
        # Who stands first is not told; beyond the end of P-space pMARS lists what is in its memory.
        width = min(9, machine.pspace.shape[1] - 1)
        told = re.findall(r"P-space\[(\d+)\]: <(-?\d+)> ([-0-9 ]+)\.\.", listed)
        theirs = sorted((int(k), int(last), [int(n) for n in numbers.split()][:width]) for k, last, numbers in told)
        ours = [
            (machine.bank[k], machine.last[k], list(machine.pspace[machine.bank[k], 1 : width + 1])) for k in (0, 1)
        ]
        assert theirs == sorted(ours), f"random_case({seed}, 2)"
        lived += max(counts)
        spaces += machine.pspace.any()
    assert lived > 100
    assert spaces > 0


def test_the_seed_from_the_warriors_is_that_of_pmars(pmars, tmp_path):
    for seed in range(20):
        case = random_case(seed)
        case.rounds = 5
        theirs = judged(pmars, case, tmp_path, "-f")
        assert theirs is None or printed(case.battle(seed=code_seed([w.code for w in case.warriors]))) == theirs
