"""Schedules: who meets whom, on which deals, in which rounds, and when it ends."""

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.arena.fixtures import EVALUATION_SEEDS, Field, Fixture, lineups
from baselines.arena.results import Contest, Entrant, Game, Group, seatings
from baselines.arena.schedule import Adaptive, Gauntlet, RoundRobin, Swiss, find
from baselines.arena.stopping import SequentialTest
from spenvs.registry import UnknownName

KUHN, NIM = Contest("KuhnPoker-v0"), Contest("Nim-v0")


def entrants(n):
    return tuple(Entrant(f"agent{i}", "1") for i in range(n))


def field(n, seats=2, deals=4, contest=KUHN):
    return Field(contest, seats, entrants(n), deals)


def play(fixture, strength, rng):
    """Play a fixture by a Bradley-Terry model."""
    games = []
    for turned in seatings(fixture.lineup):
        noise = [strength[player] + rng.gumbel() for player in turned]
        games.append(Game("", turned, tuple(float(x == max(noise)) for x in noise)))
    return Group(fixture.id(0), fixture.contest, fixture.lineup, tuple(sorted(games, key=lambda game: game.players)))


def run(schedule, fields, strength=None, rounds=100):
    """Play a schedule to its end: the rounds' fixtures, and the groups."""
    strength = strength or {entrant: 0.0 for field in fields for entrant in field.entrants}
    rng = np.random.default_rng(0)
    played, found = {}, []
    for _ in range(rounds):
        fresh = [fixture for fixture in schedule.plan(fields, list(played.values())) if fixture not in played]
        if not fresh:
            return found, list(played.values())
        played |= {fixture: play(fixture, strength, rng) for fixture in fresh}
        found.append(fresh)
    raise AssertionError("it does not end")


def pairs(fixtures):
    return Counter(fixture.lineup for fixture in fixtures)


def test_a_round_robin_is_one_round_of_every_pair_on_the_same_deals():
    rounds, _ = run(RoundRobin(), [field(5, deals=3)])
    assert len(rounds) == 1
    assert pairs(rounds[0]) == dict.fromkeys(itertools.combinations(entrants(5), 2), 3)
    assert len({fixture.seed(0) for fixture in rounds[0]}) == 3


def test_deals_depend_on_nothing_but_arena_environment_and_number():
    a, b, c = entrants(3)
    assert Fixture(KUHN, (a, b), 1).seed(0) == Fixture(KUHN, (b, c), 1).seed(0)
    others = [Fixture(KUHN, (a, b), 2).seed(0), Fixture(NIM, (a, b), 1).seed(0), Fixture(KUHN, (a, b), 1).seed(1)]
    assert len({Fixture(KUHN, (a, b), 1).seed(0), *others}) == 4


@given(st.integers(0, 2**40), st.integers(0, 10**6))
def test_evaluation_seeds_are_apart_from_those_of_training(arena_seed, deal):
    assert EVALUATION_SEEDS <= Fixture(KUHN, entrants(2), deal).seed(arena_seed) < 2**32


def test_the_golden_seed_and_name_of_a_fixture():
    fixture = Fixture(KUHN, (Entrant("random", "abc"), Entrant("mcts?simulations=9", "def")), 3)
    assert (fixture.id(0), fixture.seed(0)) == ("197a064224f412e4", 2273907489)


def test_equal_options_are_the_same_contest():
    usual = Contest.of("Nim-v0", {"attempts": 1, "illegal": "forfeit"})
    assert usual == Contest.of("Nim-v0", {}) == Contest("Nim-v0")
    assert Contest.of("X-v0", {"b": 1, "a": [2]}) == Contest.of("X-v0", {"a": [2], "b": 1})
    assert Contest.of("X-v0", {"attempts": 2, "heaps": [1, 2]}).label == "X-v0 attempts=2 heaps=[1, 2]"


def test_a_group_is_played_from_every_seat():
    a, b, c = entrants(3)
    matches = Fixture(KUHN, (a, b, c), 0).matches(0)
    assert [match.players for match in matches] == [
        ("agent0", "agent1", "agent2"),
        ("agent1", "agent2", "agent0"),
        ("agent2", "agent0", "agent1"),
    ]
    assert len({match.seed for match in matches}) == len({match.group for match in matches}) == 1
    assert len({match.id for match in matches}) == 3


def test_mirror_matches_are_played_once_a_deal():
    (a,) = entrants(1)
    assert lineups(field(1)) == []
    assert lineups(field(1), mirror=True) == [(a, a)]
    assert len(Fixture(KUHN, (a, a), 0).matches(0)) == 1
    assert len(run(RoundRobin(mirror=True), [field(3, deals=2)])[1]) == 2 * (3 + 3)


def test_many_seats_take_every_choice_of_entrants():
    assert lineups(field(5, seats=3)) == list(itertools.combinations(entrants(5), 3))


def test_a_small_field_fills_the_seats_of_a_large_game():
    a, b = entrants(2)
    assert lineups(field(2, seats=3)) == [(a, a, b), (a, b, b)]
    assert all(set(lineup) == set(entrants(3)) for lineup in lineups(field(3, seats=5)))


def test_of_too_many_choices_a_fair_sample_is_taken():
    chosen = lineups(field(20, seats=4), most=50)
    assert len(set(chosen)) == 50
    times = Counter(entrant for lineup in chosen for entrant in lineup)
    assert max(times.values()) - min(times.values()) <= 1
    assert all(len(set(lineup)) == 4 for lineup in chosen)
    assert chosen == lineups(field(20, seats=4), most=50)


def test_almost_all_choices_of_a_field_are_found():
    chosen = lineups(field(12, seats=3), most=219)  # of 220
    assert len(set(chosen)) == 219


def test_every_two_meet_in_a_large_field():
    assert len(lineups(field(30, seats=2))) == 435


def test_a_gauntlet_is_one_against_all_others():
    rounds, _ = run(Gauntlet("agent2"), [field(4, deals=2)])
    assert all(Entrant("agent2", "1") in fixture.lineup for fixture in rounds[0])
    assert len(pairs(rounds[0])) == 3
    first, _ = run(Gauntlet(), [field(4, deals=2)])
    assert all(Entrant("agent0", "1") in fixture.lineup for fixture in first[0])


def test_a_gauntlet_needs_its_challenger():
    with pytest.raises(UnknownName, match="agent2"):
        Gauntlet("agnet2").plan([field(4)], [])


def test_a_swiss_tournament_avoids_rematches_and_ends():
    strength = {entrant: float(i) for i, entrant in enumerate(entrants(8))}
    rounds, played = run(Swiss(rounds=4), [field(8, deals=2)], strength)
    assert [len(fixtures) for fixtures in rounds] == [8] * 4
    assert set(Counter(group.lineup for group in played).values()) == {2}
    wins = Counter(
        p for group in played for game in group.games for p, r in zip(game.players, game.rewards, strict=True) if r
    )
    assert wins[entrants(8)[7]] > wins[entrants(8)[0]]


@pytest.mark.parametrize(("n", "seats"), [(7, 2), (5, 3), (2, 3), (9, 4)])
def test_in_every_swiss_round_everybody_plays(n, seats):
    rounds, _ = run(Swiss(rounds=3), [field(n, seats=seats, deals=1)])
    assert len(rounds) == 3
    for fixtures in rounds:
        assert {entrant for fixture in fixtures for entrant in fixture.lineup} == set(entrants(n))
        assert all(len(fixture.lineup) == seats for fixture in fixtures)


def test_an_adaptive_schedule_spends_the_budget_where_it_tells_most():
    strength = dict(zip(entrants(4), [0.0, 0.1, 4.0, 4.1], strict=True))
    rounds, played = run(Adaptive(), [field(4, deals=20)], strength)
    times = Counter(group.lineup for group in played)
    assert sum(times.values()) == 20 * 6
    assert len(rounds[0]) == 6
    a, b, c, d = entrants(4)
    assert min(times[a, b], times[c, d]) > 1.5 * max(times[a, d], times[b, c])
    assert all(Counter(f.deal for fixtures in rounds for f in fixtures if f.lineup == pair) for pair in times)


def test_an_adaptive_schedule_ends_when_the_intervals_are_narrow():
    _, wide = run(Adaptive(half_width=150.0), [field(4, deals=200)])
    _, narrow = run(Adaptive(half_width=75.0), [field(4, deals=200)])
    assert len(wide) < len(narrow) < 200 * 6


def test_a_round_robin_may_end_when_the_intervals_are_narrow():
    rounds, played = run(RoundRobin(half_width=100.0), [field(3, deals=500)])
    assert len(rounds) > 1
    assert len(played) < 500 * 3


def test_a_sequential_test_ends_clear_pairings_first():
    strength = dict(zip(entrants(3), [0.0, 0.0, 5.0], strict=True))
    _, played = run(RoundRobin(test=SequentialTest()), [field(3, deals=60)], strength)
    times = Counter(group.lineup for group in played)
    a, b, c = entrants(3)
    assert max(times[a, c], times[b, c]) < times[a, b] <= 60


def test_a_sequential_test_seldom_errs():
    rng = np.random.default_rng(0)
    test, wrong = SequentialTest(elo=100.0), 0
    for _ in range(300):
        scores = []
        while not test.decides(scores):
            scores.append(float(np.mean(rng.random(2) < 0.64)))  # 100 Elo points
        wrong += np.mean(scores) < 0.5
    assert wrong <= 0.05 * 300 + 8


def test_a_sequential_test_waits_for_a_few_groups():
    assert not SequentialTest(least=4).decides([1.0] * 3)
    assert SequentialTest(elo=300.0, least=4).decides([1.0] * 30)
    assert not SequentialTest().decides([0.5] * 1000)


def test_schedules_by_name():
    assert find("swiss") == Swiss()
    assert find(Swiss(3)) == Swiss(3)
    with pytest.raises(UnknownName, match="roundrobin"):
        find("round-robin")
