"""Random battles of Core War, for comparing simulators."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from spenvs.corewar import mars
from spenvs.corewar.instructions import MODES, MODIFIERS, OPCODES, Warrior
from spenvs.corewar.machine import Settings
from spenvs.corewar.match import Result, battle

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


@dataclass
class Case:
    """A random battle: settings, warriors, rounds and the position of the second warrior."""

    settings: Settings
    warriors: list[Warrior]
    rounds: int
    position: int

    def __str__(self) -> str:
        programs = [source(warrior) for warrior in self.warriors]
        return "\n".join([f"{self.settings}, {self.rounds} rounds, position {self.position}", *programs])

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

    def battle(self, **placement: object) -> Result:
        s = self.settings
        return battle(
            self.warriors, self.rounds, **placement, core_size=s.core_size, max_cycles=s.max_cycles,
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
