"""Champions' files as pMARS reads them: the same code and start, whatever a model wrote into them."""

import re
import subprocess

import numpy as np
import pytest

from baselines.learn.drq.genome import read, red_file
from baselines.learn.drq.mutators import RuleMutator
from spenvs.corewar import disassemble, library
from spenvs.corewar.machine import Settings

MUTATOR = RuleMutator()
NASTY = ["back \\", ";redcode-94", "END", "x" * 700, "é ☃ \x00 \t tab", "", "a line\nPIN 3\n;assert 0"]


def listing(pmars, file):
    run = subprocess.run([pmars / "pmars", "-r", "0", file], capture_output=True, timeout=5)
    assert run.returncode == 0, run.stderr
    return re.sub(r"\s+\n", "\n", run.stdout.decode().partition("\n\n")[2]).strip()


def agree(pmars, file, warrior):
    file.write_text(red_file(warrior, "champion", NASTY))
    assert listing(pmars, file) == re.sub(r"\s+\n", "\n", disassemble(warrior)).strip()


@pytest.mark.parametrize("seed", range(30))
def test_pmars_reads_programs_of_the_rule_mutator(pmars, tmp_path, seed):
    rng = np.random.default_rng(seed)
    program = MUTATOR.new(rng)
    for _ in range(20):
        program = MUTATOR.mutate(program, rng)
    agree(pmars, tmp_path / "a.red", read(program.source(8000), Settings()))


@pytest.mark.parametrize("name", library.NAMES)
def test_pmars_reads_our_warriors_written_anew(pmars, tmp_path, name):
    agree(pmars, tmp_path / "a.red", library.load(name))
