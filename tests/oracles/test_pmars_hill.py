"""pMARS as judge of a hill: the points of every warrior, and the command that the report gives for them."""

import subprocess

import pytest

from baselines.arena.hill import Hill, Rules
from spenvs.corewar import library
from spenvs.corewar.listing import disassemble
from spenvs.corewar.machine import Settings

WARRIORS = ("clear", "dwarf", "imp", "mice", "pswitch", "scanner")


@pytest.mark.parametrize(
    ("rules", "seed"),
    [("94", 1), ("lp", 1134), (Rules("melee", melee=True), 5), (Rules("wide", Settings(8192)), 123456789)],
)
def test_the_points_are_those_of_pmars(pmars, tmp_path, rules, seed):
    (tmp_path / "in").mkdir()
    for name in WARRIORS:
        (tmp_path / "in" / f"{name}.red").write_text(library.source(name))
    with Hill(tmp_path / "hill", rules, rounds=100, seed=seed) as hill:
        hill.fill(tmp_path / "in")
        table, members = hill.standings(), sorted(hill.members, key=lambda member: member.program)
    for member in members:
        (tmp_path / f"{member.program}.red").write_text(disassemble(member.warrior, header=True))
    options = [str(pmars / "pmars"), *table.rules.options(100, seed).split()]

    def told(*programs):
        files = [str(tmp_path / f"{program}.red") for program in programs]
        out = subprocess.run(options + files, capture_output=True, text=True, timeout=60, check=True).stdout
        return [[int(word) for word in line.split()] for line in out.splitlines()]

    programs = [member.program for member in members]
    if table.rules.melee:
        points = {program: line[0] for program, line in zip(programs, told(*programs), strict=True)}
    else:
        points = dict.fromkeys(programs, 0.0)
        for i, first in enumerate(programs):
            for second in programs[i + 1 :]:
                for program, (wins, ties) in zip((first, second), told(first, second), strict=True):
                    points[program] += (3 * wins + ties) / (len(programs) - 1)
    assert {row.program: row.score.value for row in table.rows} == pytest.approx(points)
    assert len(table.rows) >= 3


def test_the_classic_standard_is_that_of_pmars(pmars, tmp_path):
    sources = {
        "imp": "MOV 0, 1\n",
        "dwarf": "ADD #4, 3\nMOV 2, @2\nJMP -2\nDAT #0\n",
        "trap": "SPL 0\nMOV 2, <-3\nJMP -1\nDAT #0, #0\n",
    }
    (tmp_path / "in").mkdir()
    for name, source in sources.items():
        (tmp_path / "in" / f"{name}.red").write_text(f";redcode\n;name {name}\n;assert 1\n{source}")
    with Hill(tmp_path / "hill", "88", rounds=100) as hill:
        hill.fill(tmp_path / "in")
        table, members = hill.standings(), sorted(hill.members, key=lambda member: member.program)
    names = [row.name for row in table.rows]
    for i, first in enumerate(members):
        for second in members[i + 1 :]:
            files = [str(tmp_path / "in" / f"{member.file}.red") for member in (first, second)]
            command = [str(pmars / "pmars"), *table.rules.options(100, 1).split(), *files]
            out = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
            a, b = names.index(first.name), names.index(second.name)
            ours = [table.wins[a, b], table.ties[a, b], table.wins[b, a], table.ties[b, a]]
            assert [int(word) for word in out.split()] == ours
