"""Games of one seat: who played the same deal is compared; the fit, the tables, the schedules, the page."""

import dataclasses
import itertools
import json
import re
import zlib
from base64 import b64decode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines import Agent
from baselines.arena.fixtures import Field
from baselines.arena.leaderboard import leaderboard
from baselines.arena.ratings import ELO, rate
from baselines.arena.report import notes, table
from baselines.arena.results import Contest, Entrant, Game, Group, groups_of
from baselines.arena.sample import Sample
from baselines.arena.schedule import Adaptive, Gauntlet, RoundRobin, Swiss
from baselines.arena.store import Store
from baselines.arena.suites import Event, Suite
from baselines.arena.tables import tabulate
from spenvs.core.record import MoveRow, Record

HOVER = Contest("DroneHover-v0")
A, B, C, RANDOM = (Entrant(name, "1") for name in ("a", "b", "c", "random"))


def alone(entrant, reward, deal, fault=None):
    """A group of one game."""
    game = Game(f"{entrant.spec}-{deal}", (entrant,), (float(reward),), fault)
    return Group(game.id, HOVER, (entrant,), (game,), deal)


def deals(*tables):
    """The groups of deals, each told by what everybody got."""
    return [alone(entrant, reward, deal) for deal, got in enumerate(tables) for entrant, reward in got.items()]


def values(groups):
    found = rate(Sample.of(groups))
    return {entrant: x.value for entrant, x in zip(found.entrants, found.ratings, strict=True)}


def record(entrant, reward, deal, end="natural"):
    seats = {"player_0": {"entrant": entrant.spec, "version": "1", "role": ""}}
    env = {"id": HOVER.env_id, "options": {}, "settings": {}}
    moves = [MoveRow("player_0", None, "ok" if end == "natural" else end, 1, 0.1, "")]
    id = f"{entrant.spec}-{deal}"
    return Record(id, env, deal, seats, moves, {"player_0": float(reward)}, end, "", id)


def test_two_have_the_closed_form_and_no_seat_counts():
    groups = deals(*[{A: 2, B: 1}] * 700, *[{A: 0, B: 1}] * 100)
    found = rate(Sample.of(groups))
    assert found.seats == ((),)
    assert found.ratings[0].value - found.ratings[1].value == pytest.approx(ELO * np.log(7), rel=0.01)


def test_what_was_got_on_different_deals_is_not_compared():
    """Every deal of B is worth more than every deal of A, yet B never got more than A on the same one."""
    groups = deals({A: 1, C: 0}, {B: 10, C: 11}, {A: 1, B: 0.5, C: 0.7}, {A: 30, B: 29, C: 29})
    found = values(groups)
    assert found[A] > found[C] > found[B]


def test_equal_returns_are_a_draw():
    assert len(set(np.round(list(values(deals(*[{A: 3, B: 3, C: 3}] * 5)).values()), 6))) == 1
    drawn, split = values(deals({A: 1, B: 1}, {A: 1, B: 1})), values(deals({A: 1, B: 0}, {A: 0, B: 1}))
    assert drawn[A] - drawn[B] == pytest.approx(split[A] - split[B], abs=1e-6)


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=6), st.permutations(range(4)))
def test_neither_names_nor_order_matter(got, order):
    """Who is called what, and the scale of what is got, change nothing but the names."""
    players = (A, B, C, Entrant("d", "1"))
    named = dict(zip(players, (players[i] for i in order), strict=True))
    groups = deals(*[dict(zip(players, row, strict=True)) for row in got])
    other = [alone(named[g.lineup[0]], 7 * g.games[0].rewards[0] - 2, g.seed) for g in reversed(groups)]
    found, again = values(groups), values(other)
    for player in players:
        assert again[named[player]] == pytest.approx(found[player], abs=1e-6)


def test_three_on_a_deal_are_as_the_pairs_that_they_make():
    """Comparisons are made two by two, so that a table of many costs no more than its pairs."""
    three = values(deals(*[{A: 3, B: 2, C: 1}, {A: 1, B: 2, C: 0}] * 20))
    pairs = [{one: got[one], other: got[other]} for got in ({A: 3, B: 2, C: 1}, {A: 1, B: 2, C: 0}) for one, other in
             itertools.combinations((A, B, C), 2)]  # fmt: skip
    two = values(deals(*pairs * 20))
    assert [three[e] for e in (A, B, C)] == pytest.approx([two[e] for e in (A, B, C)], abs=1e-6)


def test_twenty_who_all_get_nothing_are_equal():
    field = [Entrant(f"agent {i:02}", "1") for i in range(20)]
    assert np.ptp(list(values(deals(*[dict.fromkeys(field, 0)] * 3)).values())) < 1e-6


def test_the_rows_count_a_deal_as_a_game_against_all_who_played_it():
    board = tabulate(deals({A: 5, B: 3, C: 3}, {A: 5, B: 5, C: 1}, {A: 0, B: 1}), absent={(HOVER, RANDOM): "it cannot"})
    rows = {row.agent: row for row in board.rows}
    assert {name: (row.games, row.wins, row.draws, row.losses) for name, row in rows.items()} == {
        "a": (3, 1, 1, 1), "b": (3, 1, 1, 1), "c": (2, 0, 0, 2),
    }  # fmt: skip
    assert board.games == 8
    assert rows["a"].score.value == pytest.approx((1 + 3 / 4 + 0) / 3)
    (event,) = board.events
    assert {row.agent: row.reward.value for row in event.rows} == pytest.approx({"a": 10 / 3, "b": 3, "c": 2})
    assert next(p for p in event.pairings if (p.agent, p.opponent) == ("a", "c")).games == 2
    assert event.seats == 1
    assert event.seat_advantage == ()


def test_the_interval_of_the_mean_is_that_of_the_deals():
    rng = np.random.default_rng(0)
    got = rng.normal(0, 1, 400)
    (event,) = tabulate(deals(*[{A: x, B: x - 1} for x in got])).events
    first, second = event.rows
    assert first.reward.half_width == pytest.approx(1.96 * got.std() / 20, rel=0.15)
    assert (first.score.value, second.score.value) == (1, 0)


def test_a_deal_that_one_alone_played_does_not_count():
    records = [record(A, 1, 0), record(B, 2, 0), record(A, 5, 1)]
    groups, left = groups_of(records)
    assert ([group.seed for group in groups], left) == ([0, 0], 1)
    assert groups_of(records[::-1]) == (groups, left)
    assert tabulate(groups, left).unfinished == 1


def test_a_forfeit_is_a_game_that_is_compared():
    groups, _ = groups_of([record(A, 1, 0), record(B, -5, 0, "crash")])
    board = tabulate(groups)
    assert [(row.agent, row.wins, row.forfeits) for row in board.rows] == [("a", 1, {}), ("b", 0, {"crash": 1})]


@pytest.mark.parametrize("schedule", [RoundRobin(), Gauntlet(), Swiss(rounds=2), Adaptive()])
def test_every_schedule_gives_everybody_the_same_deals(schedule):
    field, played = Field(HOVER, 1, (A, B, C), 3), []
    while plan := schedule.plan([field], played):
        played += [
            Group(x.id(0), HOVER, x.lineup, (Game("", x.lineup, (len(played) % 3.0,)),), x.seed(0)) for x in plan
        ]
    own = {entrant: {group.seed for group in played if group.lineup == (entrant,)} for entrant in (A, B, C)}
    assert own[A] == own[B] == own[C]
    assert len(played) == 3 * len(own[A]) >= 9


class Thrust(Agent):
    """Gives all rotors the same thrust."""

    def __init__(self, thrust):
        self.thrust, self.name = thrust, f"thrust {thrust}"

    def act(self, turn):
        return np.full(turn.space.shape, self.thrust, np.float32)


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    suite = Suite("alone", (Event("DroneHover-v0", {"steps": 10}, 3), Event("DroneBackAndForth-v0", deals=2)), ())
    out = tmp_path_factory.mktemp("alone")
    return leaderboard(suite, ["random", Thrust(0.24), Thrust(-1.0)], out=out)


def test_an_arena_of_games_of_one_seat(board):
    events = {event.env_id: event for event in board.events}
    assert {row.games for row in events["DroneHover-v0"].rows} == {3}
    assert board.games == 3 * (3 + 2)
    assert board.unfinished == 0
    with Store(board.arena) as store:
        seeds = {}
        for game in store.records():
            seeds.setdefault(game.env["id"], []).append(game.seed)
    assert sorted(len(set(own)) for own in seeds.values()) == [2, 3]


def test_known_values_stand_beside_the_means_where_the_options_are_the_usual(board):
    events = {event.env_id: event for event in board.events}
    assert events["DroneHover-v0"].known == ()
    assert any(value == "10.04" for _, value, _ in events["DroneBackAndForth-v0"].known)
    assert any("VolleyBots" in note for note in notes(board))
    single = dataclasses.replace(board, events=(events["DroneBackAndForth-v0"],))
    assert any(note.startswith("Known: 10.04 points") for note in notes(single))
    shown = [str(cell) for part in table(board).renderables[:2] for column in part.columns for cell in column.cells]
    assert any(cell.startswith("10.04") for cell in shown)


def test_a_page_holds_long_games_in_so_many_tables(board, monkeypatch):
    from baselines.arena import page

    monkeypatch.setattr(page, "MOST_BOARDS", 4)
    data, packs = re.search(r"^const board = (\{.*\}), packs = (\{.*\});$", board.to_html(), re.MULTILINE).groups()
    assert "known" in json.loads(data)["events"][0]
    for pack in json.loads(packs).values():
        for game in map(json.loads, zlib.decompress(b64decode(pack)).decode().splitlines()):
            assert len(game["moves"]) == game["length"]
            assert len(game["boards"]) <= 5
            assert len(game["boards"]) == 1 + -(-game["length"] // game["every"])
