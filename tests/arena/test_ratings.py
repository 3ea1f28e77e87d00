"""Ratings: the fit, its intervals, and what they must not depend on."""

import itertools
import random

import numpy as np
import pytest

from baselines.arena.board import Estimate
from baselines.arena.meta import alpha_rank, nash_average
from baselines.arena.plackett_luce import Likelihood, parts
from baselines.arena.ratings import ELO, expected_score, places, rate
from baselines.arena.results import Contest, Entrant, Game, Group, groups_of, seatings
from baselines.arena.sample import Sample
from baselines.arena.tables import tabulate
from spenvs.core.record import MoveRow, Record

KUHN, NIM, THREE = Contest("KuhnPoker-v0"), Contest("Nim-v0"), Contest("KuhnPoker-v0", '{"players":3}')
A, B, C, RANDOM = (Entrant(name, "1") for name in ("a", "b", "c", "random"))


def group(lineup, *results, contest=KUHN, id=""):
    """A group whose games, in the order of the seatings, gave these rewards."""
    games = [
        Game("", players, tuple(map(float, rewards)))
        for players, rewards in zip(seatings(lineup), results, strict=True)
    ]
    return Group(id, contest, tuple(lineup), tuple(games))


A_BOTH, B_BOTH = group((A, B), (1, -1), (-1, 1)), group((A, B), (-1, 1), (1, -1))
FIRST_SEAT, SECOND_SEAT = group((A, B), (1, -1), (1, -1)), group((A, B), (-1, 1), (-1, 1))


def simulate(strength, deals, rng, contest=KUHN, seat=0.0, draws=0.0):
    """Groups of all pairs by a Bradley-Terry model with a seat term, and draws."""
    found = []
    for pair in itertools.combinations(sorted(strength), 2):
        for _ in range(deals):
            results = []
            for first, second in seatings(pair):
                wins = rng.random() < 1 / (1 + np.exp(strength[second] - strength[first] - seat))
                sign = 0 if rng.random() < draws else 1 if wins else -1
                results.append((sign, -sign))
            found.append(group(pair, *results, contest=contest))
    return found


def ratings_of(groups):
    found = rate(Sample.of(groups))
    return dict(zip(found.entrants, found.ratings, strict=True))


def test_two_players_have_the_closed_form():
    """The difference is the logit of the score, here 700 of 800 games, but for the weak prior."""
    groups = [A_BOTH] * 300 + [FIRST_SEAT] * 50 + [SECOND_SEAT] * 50
    found = ratings_of(groups)
    assert found[A].value - found[B].value == pytest.approx(ELO * np.log(700 / 100), rel=0.01)


def test_elo_points_and_scores():
    assert expected_score(0) == 0.5
    assert expected_score(400) == pytest.approx(10 / 11)


def test_a_draw_is_half_a_win_for_each():
    drawn = ratings_of([A_BOTH] * 10 + [group((A, B), (0, 0), (0, 0))] * 40)
    split = ratings_of([A_BOTH] * 10 + [FIRST_SEAT] * 20 + [SECOND_SEAT] * 20)
    assert drawn[A].value == pytest.approx(split[A].value)


def test_the_first_seat_has_a_term_of_its_own():
    rng = np.random.default_rng(0)
    found = rate(Sample.of(simulate({A: 0.5, B: 0.0, C: -0.5}, 400, rng, seat=0.7)))
    (advantage,) = found.seats[0]
    assert advantage.low < 0.7 * ELO < advantage.high
    truth = dict(zip((A, B, C), (0.5, 0.0, -0.5), strict=True))
    for entrant, estimate in zip(found.entrants, found.ratings, strict=True):
        assert estimate.low < truth[entrant] * ELO < estimate.high


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    rng, held = np.random.default_rng(1), []
    strength = dict(zip((A, B, C, RANDOM), (0.6, 0.2, -0.2, -0.6), strict=True))
    for _ in range(60):
        found = ratings_of(simulate(strength, 15, rng))
        mean = np.mean([estimate.value for estimate in found.values()])
        held += [x.low - mean < ELO * strength[e] < x.high - mean for e, x in found.items()]
    assert 0.88 < np.mean(held) < 0.99


def test_pairs_with_the_luck_of_the_deal_have_narrower_intervals_than_single_games():
    """Where the deal decides, turning the seats around takes the luck out: the bootstrap over groups must see that."""
    lucky = ratings_of([FIRST_SEAT] * 25 + [SECOND_SEAT] * 25)
    unlucky = ratings_of([A_BOTH] * 25 + [B_BOTH] * 25)
    assert lucky[A].half_width < 0.5 * unlucky[A].half_width


def test_who_won_everything_has_a_finite_rating_and_a_wide_interval():
    found = ratings_of([A_BOTH] * 20)
    assert 200 < found[A].value - found[B].value < 2000
    assert found[A].half_width > 50
    more = ratings_of([A_BOTH] * 200)
    assert more[A].value - more[B].value > found[A].value - found[B].value


def test_random_is_at_zero_where_it_plays_and_else_the_mean():
    rng = np.random.default_rng(3)
    anchored = rate(Sample.of(simulate({A: 1.0, RANDOM: 0.0}, 20, rng)))
    assert anchored.anchor == RANDOM
    assert anchored.ratings[1].value == 0
    free = rate(Sample.of(simulate({A: 1.0, B: 0.0}, 20, rng)))
    assert free.anchor is None
    assert sum(estimate.value for estimate in free.ratings) == pytest.approx(0)


def test_every_environment_weighs_the_same():
    """A wins 3 of 4 of its 2,000 games at Kuhn, B 3 of 4 of its 20 at Nim: together they are equal."""
    kuhn = [A_BOTH, FIRST_SEAT] * 500
    nim = [group((A, B), (1, -1), (1, -1), contest=NIM), group((A, B), (-1, 1), (1, -1), contest=NIM)] * 5
    found = ratings_of([*kuhn, *nim])
    assert found[A].value - found[B].value == pytest.approx(0, abs=1e-6)


def test_a_mirror_match_is_even_and_says_nothing_about_others():
    rng = np.random.default_rng(4)
    games = simulate({A: 0.6, B: 0.0}, 30, rng)
    mirror = [group((A, A), (1, -1)), group((A, A), (-1, 1))] * 15
    found, alone = ratings_of([*games, *mirror]), ratings_of(games)
    assert found[A].value - found[B].value == pytest.approx(alone[A].value - alone[B].value, abs=8.0)
    rows = {row.agent: row for row in tabulate([*games, *mirror]).rows}
    assert rows["a"].games == rows["b"].games == 60


def test_the_same_agent_twice_is_even_within_the_interval():
    rng = np.random.default_rng(5)
    found = ratings_of(simulate({A: 0.0, B: 0.0}, 100, rng))
    assert abs(found[A].value - found[B].value) < 2 * found[A].half_width


def test_nothing_depends_on_the_order_of_the_records():
    rng = np.random.default_rng(6)
    strength = {A: 0.5, B: 0.0, RANDOM: -0.5}
    groups = simulate(strength, 12, rng, draws=0.3) + simulate(strength, 12, rng, contest=NIM)
    records = [record_of(group, number, game) for number, group in enumerate(groups) for game in group.games]
    board = tabulate(*groups_of(records))
    for seed in range(3):
        random.Random(seed).shuffle(records)
        assert tabulate(*groups_of(records)) == board


def record_of(group, number, game):
    seats = {f"player_{i}": {"entrant": e.spec, "version": e.version, "role": ""} for i, e in enumerate(game.players)}
    rewards = dict(zip(seats, game.rewards, strict=True))
    env = {
        "id": group.contest.env_id,
        "options": group.contest.settings,
        "settings": {"attempts": 1, "illegal": "forfeit"},
    }
    id = f"{number}-{game.players[0].spec}"
    return Record(
        id, env, number, seats, [MoveRow("player_0", 0, "ok", 1, 0.1, "")], rewards, "natural", "", f"{number}"
    )


def test_half_a_group_never_counts():
    whole = simulate({A: 0.5, B: 0.0}, 10, np.random.default_rng(7))
    records = [record_of(group, number, game) for number, group in enumerate(whole) for game in group.games]
    groups, left = groups_of(records[:-1])
    assert (len(groups), left) == (9, 1)
    assert tabulate(groups, left).unfinished == 1
    assert tabulate(groups, left).games == 18


def test_three_seats_by_rank():
    """Luce's choice axiom: of three equals but for A, which is twice as strong, A comes first in half of the games."""
    rng = np.random.default_rng(8)
    strength, groups = {A: np.log(2.0), B: 0.0, C: 0.0}, []
    for _ in range(400):
        results = []
        for players in seatings((A, B, C)):
            noise = [strength[player] + rng.gumbel() for player in players]
            results.append([2.0 - sum(other > one for other in noise) for one in noise])
        groups.append(group((A, B, C), *results, contest=THREE))
    found = rate(Sample.of(groups))
    values = dict(zip(found.entrants, found.ratings, strict=True))
    for other in (B, C):
        assert values[A].value - values[other].value == pytest.approx(ELO * np.log(2.0), abs=25.0)
    assert len(found.seats[0]) == 2
    assert all(term.low < 0 < term.high for term in found.seats[0])


def test_ties_are_the_average_of_all_orders():
    """The likelihood of a tie is that of the orders in which the tied may stand, each with the same weight."""
    rng = np.random.default_rng(9)
    logits = rng.normal(size=4)

    def value(order):
        own, sets = parts(order)
        return np.dot(own, logits) - sum(w * np.log(np.exp(logits[list(members)]).sum()) for members, w in sets)

    for tied in ((0, 1, 1, 3), (0, 0, 2, 2), (1, 0, 1, 1), (0, 0, 0, 0)):
        orders = [
            order
            for order in itertools.permutations(range(4))
            if all(order[i] < order[j] for i in range(4) for j in range(4) if tied[i] < tied[j])
        ]
        assert value(tied) == pytest.approx(np.mean([value(order) for order in orders]))


def test_places_by_reward():
    assert places((3.0, 1.0, 3.0, -2.0)) == (0, 2, 0, 3)


def test_a_fit_without_outcomes_is_the_prior():
    assert Likelihood.of([], 3).fit(np.zeros((2, 0)), 1.0).tolist() == [[0.0] * 3] * 2


def test_nash_averaging_of_a_cycle_and_of_a_dominant_strategy():
    cycle = np.array([[0, 1, -1], [-1, 0, 1], [1, -1, 0]], float)
    assert nash_average(cycle)[0] == pytest.approx([1 / 3] * 3)
    ladder = np.subtract.outer(np.arange(4.0), np.arange(4.0))
    share, skill = nash_average(ladder)
    assert share == pytest.approx([0, 0, 0, 1], abs=1e-6)
    assert skill == pytest.approx([-3, -2, -1, 0], abs=1e-5)


def test_copies_share_their_part_of_nash_averaging():
    """Redundant entrants are ignored (Balduzzi et al., 2018): the values of the others do not change."""
    cycle = np.array([[0, 1, -2], [-1, 0, 1], [2, -1, 0]], float)
    twice = [0, 1, 2, 2]
    share, skill = nash_average(cycle)
    share2, skill2 = nash_average(cycle[np.ix_(twice, twice)])
    assert share2 == pytest.approx([share[0], share[1], share[2] / 2, share[2] / 2], abs=1e-6)
    assert skill2 == pytest.approx(skill[twice], abs=1e-6)


def test_one_entrant_is_its_own_field():
    assert nash_average(np.zeros((1, 1)))[0].tolist() == [1.0]
    assert alpha_rank(np.zeros((1, 1))).tolist() == [1.0]


def test_alpha_rank_prefers_the_winner_of_all():
    ladder = np.subtract.outer(np.arange(3.0), np.arange(3.0))
    assert alpha_rank(ladder).argmax() == 2
    cycle = np.array([[0, 1, -1], [-1, 0, 1], [1, -1, 0]], float)
    assert alpha_rank(cycle) == pytest.approx([1 / 3] * 3)


def test_an_interval_has_a_half_width():
    assert Estimate(1.0, 0.0, 3.0).half_width == 1.5
