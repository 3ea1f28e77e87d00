"""MAP-Elites: which cell a behaviour falls into, and who stays there."""

import numpy as np
import pytest

from baselines.learn.drq.archive import EDGES, Archive, bins
from baselines.learn.drq.candidate import Candidate


def candidate(fitness, tsp=0.0, mc=0.0, number=0, uo=1, pl=1):
    behaviour = {"tsp": tsp, "mc": mc, "uo": uo, "pl": pl}
    return Candidate(1, number, "new", (), "DAT 0, 0", "", fitness, behaviour)


def test_the_edges_are_those_of_the_paper():
    """The numbers stand in the released code of arXiv 2601.03335."""
    assert EDGES["tsp"] == (1, 10, 100, 1000, 10000)
    assert EDGES["mc"] == (10, 100, 500, 1000, 4000)
    assert EDGES["uo"] == (4, 6, 8, 10, 14)
    assert EDGES["pl"] == (5, 12, 20, 35, 60)


@pytest.mark.parametrize("axis", EDGES)
def test_a_value_at_an_edge_falls_into_the_bin_above(axis):
    edges = EDGES[axis]
    for i, edge in enumerate(edges):
        assert bins({axis: edge - 1e-9}, [axis]) == (i,)
        assert bins({axis: edge}, [axis]) == (i + 1,)
    assert bins({axis: 0}, [axis]) == (0,)
    assert bins({axis: 1e12}, [axis]) == (5,)


def test_a_cell_has_a_bin_for_each_axis_in_their_order():
    values = {"tsp": 50, "mc": 4000, "uo": 4, "pl": 4}
    assert Archive().cell(values) == (2, 5)
    assert Archive(("pl", "uo", "mc")).cell(values) == (0, 1, 5)


def test_an_elite_is_replaced_only_by_a_strictly_better_one():
    archive = Archive()
    first, equal, better = candidate(1.0), candidate(1.0, number=1), candidate(1.5, number=2)
    assert archive.place(first)
    assert not archive.place(equal)
    assert archive.elites == {(0, 0): first}
    assert archive.place(better)
    assert archive.elites == {(0, 0): better}


def test_a_worse_candidate_has_an_empty_cell_for_itself():
    archive = Archive()
    archive.place(candidate(1.0))
    worse = candidate(0.1, tsp=20, mc=4000)
    assert archive.place(worse)
    assert archive.elites[2, 5] == worse


def test_a_candidate_without_a_fitness_is_never_placed():
    archive = Archive()
    assert not archive.place(Candidate(1, 0, "new", error="no program"))
    assert archive.best is None


def test_a_single_cell_keeps_the_fittest_whatever_it_does():
    archive = Archive(single_cell=True)
    archive.place(candidate(1.0))
    assert not archive.place(candidate(0.5, tsp=1e5, mc=8000))
    assert archive.place(candidate(2.0, tsp=1e5, mc=8000))
    assert len(archive.elites) == 1


def test_of_equally_fit_elites_the_best_is_that_of_the_cell_filled_first():
    archive = Archive()
    archive.place(candidate(0.5, tsp=5000, number=0))
    archive.place(candidate(1.0, tsp=5, number=1))
    archive.place(candidate(1.0, tsp=5000, number=2))
    assert archive.best.number == 2


def test_parents_are_drawn_from_all_cells_alike():
    archive = Archive()
    for number, tsp in enumerate((0, 5, 50)):
        archive.place(candidate(10.0**number, tsp=tsp, number=number))
    rng = np.random.default_rng(0)
    counts = np.bincount([archive.choose(rng).number for _ in range(3000)])
    assert (abs(counts - 1000) < 100).all()  # four standard deviations
