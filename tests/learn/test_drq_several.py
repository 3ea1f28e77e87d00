"""Independent runs of a Red Queen: how they are kept, and what is said of all of them."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from baselines.learn.drq import Settings, convergence, evolve, evolve_several, load
from baselines.learn.drq.candidate import Proposal
from baselines.learn.drq.measures import genotype_distance
from spenvs.corewar.machine import Settings as Battle

BATTLE = Battle(core_size=800, max_cycles=400, max_processes=20, min_distance=20, max_length=20)
SMALL = Settings(rounds=3, iterations=8, placements=2, n_init=4, seed=5, battle=BATTLE)
KNOWN = {"opponents": ["imp"], "hold_out": ["dwarf", "wait"], "threads": 1}


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    return folder, evolve_several(2, SMALL, out=folder, **KNOWN)


def candidates(folder):
    return load(folder).rounds


def test_each_run_is_what_it_is_alone(two, tmp_path):
    folder, logs = two
    assert [log.settings.seed for log in logs] == [5, 6]
    for seed in (5, 6):
        evolve(replace(SMALL, seed=seed), out=tmp_path / f"alone-{seed}", **KNOWN)
        assert candidates(tmp_path / f"alone-{seed}") == candidates(folder / f"seed-{seed}")


def test_runs_that_were_broken_off_go_on_with_more_of_them_and_of_rounds(two, tmp_path):
    def stop(round, done, most):
        if (tmp_path / "seed-6").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evolve_several(2, replace(SMALL, rounds=2), out=tmp_path, on_step=stop, **KNOWN)
    seeds = []
    logs = evolve_several(3, SMALL, out=tmp_path, on_run=seeds.append, **KNOWN)
    assert seeds == [log.settings.seed for log in logs] == [5, 6, 7]
    for seed in (5, 6):
        assert candidates(tmp_path / f"seed-{seed}") == candidates(two[0] / f"seed-{seed}")


def test_the_page_compares_the_runs_and_leads_to_each(two):
    folder, logs = two
    text = (folder / "index.html").read_text()
    assert "2 runs" in text
    for seed, log in zip((5, 6), logs, strict=True):
        assert f'href="seed-{seed}/index.html"' in text
        assert (folder / f"seed-{seed}" / "index.html").exists()
        assert f"{len(log.champions[-1].warrior)} instruction" in text
    found = convergence(logs)
    for drawn in (found.generality.mean(axis=0), found.phenotype, found.genotype, found.change.mean(axis=0)):
        assert all(f": {value:.3f}</title>" in text for value in drawn)
    assert "The variance of phenotypes =" in text


def test_runs_without_a_hold_out_are_compared_by_their_programs(tmp_path):
    evolve_several(2, replace(SMALL, rounds=1), out=tmp_path, **{**KNOWN, "hold_out": []})
    text = (tmp_path / "index.html").read_text()
    assert "genotypes" in text
    assert "Generality by round" not in text


class Sometimes:
    """Proposes a program in every other run that has one proposal, and prose in the others."""

    name = "sometimes"

    def __init__(self):
        self.asked = 0

    def propose(self, tasks):
        self.asked += 1
        return [Proposal("JMP.B $0, $0" if self.asked % 2 else "I would rather not.")]

    def close(self):
        pass


def test_runs_without_a_champion_are_left_out_and_told(tmp_path):
    shot, reasons = SMALL.as_baseline("zero-shot"), []
    logs = evolve_several(4, shot, Sometimes(), out=tmp_path, on_none=reasons.append, **KNOWN)
    assert [log.settings.seed for log in logs] == [5, 7]
    assert ["no program of round 1 has a fitness" in reason for reason in reasons] == [True, True]
    assert "2 runs of 4; the others have no champion" in (tmp_path / "index.html").read_text()
    with pytest.raises(ValueError, match="1 of 2 runs have champions"):
        evolve_several(2, shot, Sometimes(), out=tmp_path / "two", **KNOWN)


def test_runs_that_came_to_the_same_have_no_variance(two):
    same = convergence([two[1][0]] * 2)
    assert same.phenotype.tolist() == same.genotype.tolist() == [0, 0, 0]


def test_the_variances_are_those_of_the_champions_of_a_round(two):
    first, second = logs = two[1]
    found = convergence(logs)
    assert found.phenotype == pytest.approx(np.square(first.phenotypes - second.phenotypes).sum(axis=1) / 4)
    for t in range(3):
        apart = genotype_distance(*(log.champions[t].warrior for log in logs))
        assert found.genotype[t] == pytest.approx(apart**2 / 4)
        assert found.generality[:, t].tolist() == [log.champions[t].generality.share for log in logs]
    assert found.change[1].tolist() == [np.linalg.norm(b - a) for a, b in pairwise(second.phenotypes)]


def test_only_rounds_that_all_have_played_are_compared(two):
    short = replace(two[1][0], champions=two[1][0].champions[:2])
    found = convergence([short, two[1][1]])
    assert (found.phenotype.shape, found.generality.shape, found.change.shape) == ((2,), (2, 2), (2, 1))


def test_what_cannot_be_compared_is_said(two, tmp_path):
    first, second = two[1]
    with pytest.raises(ValueError, match="same hold-out"):
        convergence([first, replace(second, hold_out=("wait",))])
    with pytest.raises(ValueError, match="two runs or more"):
        convergence([first])
    with pytest.raises(ValueError, match="no champion yet"):
        convergence([first, replace(second, champions=())])
    with pytest.raises(ValueError, match="2 or more"):
        evolve_several(1, SMALL, out=tmp_path, **KNOWN)


def test_a_folder_holds_one_run_or_several_not_both(two):
    with pytest.raises(ValueError, match="holds several runs"):
        evolve(SMALL, out=two[0], **KNOWN)
    with pytest.raises(ValueError, match="holds a single run"):
        evolve_several(2, SMALL, out=two[0] / "seed-5", **KNOWN)
