"""Measures of runs, by cases made by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.learn.drq.measures import (
    Generality,
    cycles,
    defeats,
    duels,
    genotype_distance,
    genotype_variance,
    margins,
    rates_of_change,
    total_variance,
    trend,
)
from spenvs.corewar import assemble, library

codes = st.lists(
    st.sampled_from(["MOV.I $0, $1", "DAT.F #0, #0", "MOV.I $0, $2", "SPL.B $0, $1"]), min_size=1, max_size=6
)


def program(lines):
    return assemble("\n".join(lines))


def test_defeats_and_ties_are_told_apart_within_a_tolerance():
    found = Generality.of([1.5, 1.0, 0.9999999999993, 0.2, 1.0000001], [0.5, 1.0, 1.0, 1.8, 0.9999999])
    assert (found.defeats, found.ties, found.losses) == (2, 2, 1)
    assert found.share == 0.8


def test_an_imp_ties_with_what_it_cannot_kill_and_loses_to_its_killer():
    hold_out = {name: library.load(name) for name in ("imp", "impgate", "wait")}
    scores, others = duels(library.load("imp"), hold_out, placements=3)
    assert scores["imp"] == pytest.approx(1.0, abs=1e-9)
    assert scores["impgate"] < others["impgate"]
    found = Generality.of([*scores.values()], [*others.values()])
    assert found.losses == 1
    assert found.defeats + found.ties == 2


def test_the_total_variance_sums_those_of_the_coordinates():
    assert total_variance(np.array([[0.0, 0.0, 1.0], [2.0, 0.0, 1.0], [1.0, 0.0, 1.0], [1.0, 6.0, 1.0]])) == 0.5 + 6.75


def test_the_rate_of_change_is_the_distance_between_rounds():
    assert rates_of_change(np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 4.0]])).tolist() == [5.0, 0.0]


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        (["MOV.I $0, $1"], ["MOV.I $0, $1"], 0),
        (["MOV.I $0, $1"], ["MOV.I $0, $2"], 1 / 6),
        (["MOV.I $0, $1"], ["DAT.F #0, #1"], 4 / 6),
        (["MOV.I $0, $1", "DAT.F #0, #0"], ["DAT.F #0, #0"], 1),
        (["DAT.F #0, #0"], ["MOV.I $0, $1", "DAT.F #0, #0", "MOV.I $0, $1"], 2),
        (["MOV.I $0, $1", "SPL.B $7, #9"], ["SPL.B $7, #9", "MOV.I $0, $1"], 10 / 6),
    ],
)
def test_genotypes_are_as_far_apart_as_it_takes_to_edit_one_into_the_other(first, second, distance):
    assert genotype_distance(program(first), program(second)) == pytest.approx(distance)


@given(codes, codes, codes)
def test_the_distance_of_genotypes_is_a_metric(a, b, c):
    a, b, c = program(a), program(b), program(c)
    assert genotype_distance(a, b) == pytest.approx(genotype_distance(b, a))
    assert (genotype_distance(a, b) == 0) == np.array_equal(a.code, b.code)
    assert genotype_distance(a, c) <= genotype_distance(a, b) + genotype_distance(b, c) + 1e-12
    assert genotype_distance(a, b) <= max(len(a), len(b))


def test_the_variance_of_genotypes_is_that_of_points_at_their_distances():
    one, two = program(["MOV.I $0, $1"]), program(["MOV.I $0, $1"] * 3)
    assert genotype_variance([one, one]) == 0
    assert genotype_variance([one, two]) == np.var([0, 2])


def test_cycles_are_triples_that_defeat_each_other_in_a_round():
    circle = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]], bool)
    assert cycles(circle) == [(0, 1, 2)]
    assert cycles(circle.T) == [(0, 2, 1)]
    assert cycles(np.triu(np.ones((5, 5), bool), 1)) == []


def test_the_most_cycles_that_five_may_have_are_all_found_once():
    pentagon = np.array([[(j - i) % 5 in (1, 2) for j in range(5)] for i in range(5)])
    found = cycles(pentagon)
    assert len(found) == len({frozenset(each) for each in found}) == 5
    assert all(pentagon[i, j] and pentagon[j, k] and pentagon[k, i] for i, j, k in found)


@given(st.integers(0, 2**32), st.integers(0, 9))
def test_cycles_are_as_many_as_closed_walks_of_three_steps(seed, n):
    ahead = np.random.default_rng(seed).integers(-1, 2, (n, n)).astype(float)
    won = defeats(ahead)
    walks = won.astype(int)
    assert 3 * len(cycles(won)) == np.trace(walks @ walks @ walks)


def test_who_defeats_whom_is_read_from_the_margins_to_those_before():
    won = defeats(np.array([[9, 9, 9], [0.5, 9, 9], [1e-12, -0.5, 9.0]]))
    assert won.tolist() == [[False, False, False], [True, False, True], [False, False, False]]


def test_a_margin_does_not_depend_on_the_slot():
    imp, gate, wait = (library.load(name) for name in ("imp", "impgate", "wait"))
    back = [-margins(each, [gate], 2)[0] for each in (imp, wait, gate)]
    assert margins(gate, [imp, wait, gate], 2) == pytest.approx(back, abs=1e-12)
    assert margins(gate, [gate], 2) == [0]
    assert margins(gate, [imp], 2)[0] > 0.5


def test_a_trend_is_found_again():
    rounds = np.arange(1, 13)
    found = trend(0.2 + 0.3 * np.log(rounds))
    assert (found.intercept, found.slope) == (pytest.approx(0.2), pytest.approx(0.3))
    assert found.p_value < 0.001


def test_values_that_do_not_change_have_no_trend():
    found = trend([0.4] * 8)
    assert found.slope == pytest.approx(0)
    assert found.p_value == 1


def test_the_probability_of_a_trend_counts_orders():
    """Of the six orders of three values two have the steepest slopes: the rising one and the falling one."""
    assert trend([0, 1, 2]).p_value == pytest.approx(1 / 3, abs=0.03)


def test_chance_has_small_p_values_as_rarely_as_they_say():
    rng = np.random.default_rng(0)
    values = [trend(rng.normal(size=10)).p_value for _ in range(200)]
    assert np.mean(np.array(values) < 0.2) == pytest.approx(0.2, abs=0.09)


def test_a_trend_takes_three_rounds():
    with pytest.raises(ValueError, match="at least 3"):
        trend([1, 2])
