"""Programs by rules: always programs, the same for the same chance."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.learn.drq.candidate import Candidate, Task
from baselines.learn.drq.genome import OPCODES_94, Genome, read, red_file
from baselines.learn.drq.mutators import EDITS, RuleMutator
from spenvs.corewar import assemble
from spenvs.corewar.instructions import OPCODE
from spenvs.corewar.machine import Settings

SMALL = Settings(core_size=801, max_cycles=100, max_processes=8, min_distance=20, max_length=5)
MUTATOR = RuleMutator(SMALL)
rows = st.tuples(*(st.integers(0, n - 1) for n in (19, 7, 8, 801, 8, 801)))
genomes = st.lists(rows, min_size=1, max_size=5).flatmap(
    lambda rows: st.builds(Genome, st.just(tuple(rows)), st.integers(0, len(rows) - 1))
)
seeds = st.integers(0, 2**32)


def is_a_program(genome):
    """Whether the assembler makes the same code of it, within the limits."""
    warrior = assemble(genome.source(801), core_size=801, max_length=5, min_distance=20)
    return Genome.of(warrior) == genome and 1 <= len(warrior) <= 5 and not (warrior.code < 0).any()


@given(seeds)
def test_a_new_program_is_one_without_pspace(seed):
    genome = MUTATOR.new(np.random.default_rng(seed))
    assert is_a_program(genome)
    assert {row[0] for row in genome.rows} <= set(OPCODES_94)


@given(genomes, seeds)
def test_a_mutant_is_a_program(parent, seed):
    assert is_a_program(MUTATOR.mutate(parent, np.random.default_rng(seed)))


@given(genomes, genomes, seeds)
def test_a_child_of_two_is_a_beginning_and_an_end(first, second, seed):
    child = MUTATOR.crossover(first, second, np.random.default_rng(seed))
    assert is_a_program(child)
    splits = range(1, len(child.rows) + 1)
    ends = {second.rows[i:] for i in range(len(second.rows))}
    assert any(
        child.rows[:k] == first.rows[:k] and any(end[: len(child.rows) - k] == child.rows[k:] for end in ends)
        for k in splits
    )


@given(genomes, genomes, seeds)
def test_the_same_generator_gives_the_same_program(first, second, seed):
    def all_three():
        rng = np.random.default_rng(seed)
        return MUTATOR.new(rng), MUTATOR.mutate(first, rng), MUTATOR.crossover(first, second, rng)

    assert all_three() == all_three()


@pytest.mark.parametrize("edit", EDITS)
def test_each_kind_of_change_does_what_its_name_says(edit):
    parent = Genome(tuple((op, 0, 1, op, 1, op) for op in (1, 2, 3)), 1)
    children = {MUTATOR._edited(parent, edit, np.random.default_rng(seed)) for seed in range(200)}
    children.discard(parent)
    assert len(children) > 1
    for child in children:
        same = sum(a == b for a, b in zip(parent.rows, child.rows, strict=False))
        fields = [a != b for x, y in zip(parent.rows, child.rows, strict=False) for a, b in zip(x, y, strict=True)]
        if edit in ("field", "nudge"):
            assert (len(child.rows), sum(fields), child.start) == (3, 1, 1)
        elif edit in ("insert", "double"):
            assert len(child.rows) == 4
            assert child.rows[child.start] == parent.rows[1] or child.rows.count(parent.rows[1]) == 2
        elif edit == "delete":
            assert len(child.rows) == 2
        elif edit == "swap":
            assert sorted(child.rows) == sorted(parent.rows)
            assert same == 1
        else:
            assert (child.rows, child.start) != (parent.rows, 1)
            assert child.rows == parent.rows


def test_insertions_and_deletions_keep_the_start_at_its_instruction():
    parent = Genome(tuple((op, 0, 1, op, 1, op) for op in (1, 2, 3)), 1)
    for seed in range(100):
        inserted = MUTATOR._edited(parent, "insert", np.random.default_rng(seed))
        assert inserted.rows[inserted.start] == parent.rows[1]
        deleted = MUTATOR._edited(parent, "delete", np.random.default_rng(seed))
        if parent.rows[1] in deleted.rows:
            assert deleted.rows[deleted.start] == parent.rows[1]


def test_a_task_is_answered_by_its_operator():
    parents = tuple(Candidate(1, k, "new", source=f"ORG 0\nDAT #{k}, #{k}\nEND") for k in (1, 2))
    tasks = [
        Task(operator, parents[:count], np.random.default_rng(7))
        for operator, count in (("new", 0), ("mutate", 1), ("crossover", 2))
    ]
    new, mutant, child = MUTATOR.propose(tasks)
    assert new.source == MUTATOR.new(np.random.default_rng(7)).source(801)
    assert (new.error, mutant.error, child.error) == ("", "", "")
    parent = Genome.of(read(parents[0].source, SMALL))
    assert mutant.source == MUTATOR.mutate(parent, np.random.default_rng(7)).source(801)
    assert "DAT.F #1, #1" in child.source


@given(genomes, st.text(max_size=50), st.text(alphabet="ab\\;\n\t redcode", max_size=100))
def test_a_file_has_the_same_code_whatever_its_comments_say(genome, name, comment):
    warrior = read(genome.source(801), SMALL)
    warrior = dataclasses.replace(warrior, pin=3)
    written = red_file(warrior, "a champion", [comment, name, ";redcode", "END", "x" * 300])
    again = assemble(written, core_size=801, max_length=5, min_distance=20)
    assert (again.code == warrior.code).all()
    assert (again.start, again.pin, again.name) == (warrior.start, 3, "a champion")
    assert max(map(len, written.splitlines())) < 256


def test_a_warrior_that_starts_outside_of_itself_becomes_a_genome_that_starts_inside():
    warrior = assemble("ORG 5\nMOV 0, 1")
    assert Genome.of(warrior).start == 0
    assert Genome.of(warrior).rows[0][0] == OPCODE["MOV"]
