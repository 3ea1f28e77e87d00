"""The arena's file: what goes in comes out, whatever it is, and arenas can be merged."""

import contextlib
import gzip
import json
import sqlite3

import numpy as np
import pytest

import baselines
from baselines import Move
from baselines.arena.archive import Failure, export, load, verify_all
from baselines.arena.board import Estimate
from baselines.arena.leaderboard import board_of, leaderboard
from baselines.arena.queue import Queue
from baselines.arena.results import Contest, Entrant
from baselines.arena.store import Store
from baselines.arena.suites import Event, Suite

SUITE = Suite("small", (Event("KuhnPoker-v0", deals=3), Event("Nim-v0", {"heaps": [1, 2]}, deals=2)), ())


def thinker(turn):
    return Move(turn.actions[0], {"thought": f"I am {turn.seat}", "tokens": np.arange(3), "price": np.float32(0.5)})


def other(turn):
    return turn.actions[-1]


@pytest.fixture
def arena(tmp_path):
    leaderboard(SUITE, ["random", thinker], out=tmp_path / "one", games=4)
    return tmp_path / "one" / "arena.sqlite"


def contents(path):
    with Store(path) as store:
        return {record.id: (record.to_json(), record.notes) for record in store.records()}


def lines(path):
    with gzip.open(path, "rt") as file:
        return [json.loads(line) for line in file]


def test_records_come_back_as_they_were_played(tmp_path):
    played = baselines.play("LeducPoker-v0", ["random", thinker], games=5)
    with Store(tmp_path / "a.sqlite") as store:
        with store.writing():
            for record in played:
                store.insert(record)
                store.insert(record)
        assert list(store.records()) == played
        assert list(store.records("3")) == [played[3]]
        assert store.record("3") == played[3]
        assert store.record("30") is None


def test_notes_are_kept_beside_the_records(arena):
    with Store(arena) as store:
        notes = [note for record in store.records() for note in record.notes.values()]
        assert {"thought": "I am player_1", "tokens": [0, 1, 2], "price": 0.5} in notes
        assert all("thought" not in record.to_json() for record in store.records())
        assert all(record.notes == {} for record in store.records(notes=False))


def test_a_note_may_hold_anything(tmp_path):
    loop = {}
    loop["self"] = loop

    class Mute:
        def __repr__(self):
            raise RuntimeError

    for number, note in enumerate([loop, {"a": Mute(), (1, 2): 3, "b": b"x"}, {"nan": float("nan")}]):
        leaderboard(SUITE, ["random", lambda turn: Move(turn.actions[0], note)], out=tmp_path / str(number), games=2)  # noqa: B023
        with Store(tmp_path / str(number) / "arena.sqlite") as store:
            assert any(record.notes for record in store.records())


def test_an_export_comes_back_whole(arena, tmp_path):
    with Store(arena) as store, Store(tmp_path / "two.sqlite") as copy:
        count = export(store, tmp_path / "games.jsonl.gz")
        assert load(copy, tmp_path / "games.jsonl.gz") == count == 8
        assert load(copy, tmp_path / "games.jsonl.gz") == 0
        assert set(copy.entrants()) == set(store.entrants())
    assert contents(tmp_path / "two.sqlite") == contents(arena)
    assert all(line["schema"] == 1 for line in lines(tmp_path / "games.jsonl.gz"))


def test_exporting_twice_gives_the_same_bytes(arena, tmp_path):
    with Store(arena) as store:
        for name in ("a", "b"):
            export(store, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_merged_arenas_are_the_arena_of_all(tmp_path):
    """Two people share the work: each plays other games of the same arena."""
    everything = leaderboard(SUITE, ["random", thinker, other], out=tmp_path / "all", games=4)
    leaderboard(SUITE, ["random", thinker], out=tmp_path / "one", games=4)
    leaderboard(SUITE, ["random", other], out=tmp_path / "two", games=4)
    leaderboard(SUITE, [thinker, other], out=tmp_path / "three", games=4)
    with Store(tmp_path / "one" / "arena.sqlite") as store:
        assert load(store, tmp_path / "two" / "arena.sqlite") == 8
        assert load(store, tmp_path / "three" / "arena.sqlite") == 8
        assert load(store, tmp_path / "all" / "arena.sqlite") == 0
        assert board_of(store) == everything


def test_a_merge_takes_along_what_was_measured(arena, tmp_path):
    contest, entrant = Contest("KuhnPoker-v0"), Entrant("random", "1")
    with Store(tmp_path / "b.sqlite") as other_store, Store(arena) as store:
        other_store.excuse({(contest, entrant): "it is tired"})
        with other_store.writing():
            other_store.measure(contest, entrant, Estimate(0.5, 0.4, 0.6))
        load(store, tmp_path / "b.sqlite")
        assert store.exploitabilities()[contest, entrant] == Estimate(0.5, 0.4, 0.6)
        assert store.absences()[contest, entrant] == "it is tired"


def test_a_game_that_went_otherwise_is_refused_and_nothing_is_added(arena, tmp_path):
    with Store(arena) as store:
        export(store, tmp_path / "games.jsonl.gz")
        games = lines(tmp_path / "games.jsonl.gz")
    games[-1]["rewards"] = {seat: -reward for seat, reward in games[-1]["rewards"].items()}
    games[0]["id"] = "0new"
    (tmp_path / "bad.jsonl").write_text("\n".join(map(json.dumps, games)))
    before = contents(arena)
    with Store(arena) as store, pytest.raises(ValueError, match=r"nothing was added: game .* with different rewards"):
        load(store, tmp_path / "bad.jsonl")
    assert contents(arena) == before


def test_the_same_game_at_another_time_is_no_conflict(arena, tmp_path):
    with Store(arena) as store:
        export(store, tmp_path / "games.jsonl.gz")
        games = lines(tmp_path / "games.jsonl.gz")
        for game in games:
            game["started"], game["seconds"], game["moves"][0][4] = "2001-01-01", 7.0, 99.0
        (tmp_path / "again.jsonl").write_text("\n".join(map(json.dumps, games)))
        assert load(store, tmp_path / "again.jsonl") == 0


def test_what_is_no_record_is_named_by_its_line(arena, tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"schema": 99}\n')
    with Store(arena) as store, pytest.raises(ValueError, match=r"line 1: .*schema 99"):
        load(store, tmp_path / "bad.jsonl")


def test_a_file_that_is_no_arena_is_refused(tmp_path):
    (tmp_path / "text").write_text("hello " * 1000)
    with pytest.raises(ValueError, match="is not an arena's file"):
        Store(tmp_path / "text")
    with contextlib.closing(sqlite3.connect(tmp_path / "other")) as db:
        db.execute("CREATE TABLE t (x)")
    with pytest.raises(ValueError, match="format 0"):
        Store(tmp_path / "other")


def test_every_stored_game_is_checked(arena):
    with Store(arena) as store:
        assert [failure for _, failure in verify_all(store)] == [None] * 8
        with store.writing() as db:
            (id, text) = db.execute("SELECT id, record FROM matches ORDER BY id LIMIT 1").fetchone()
            record = json.loads(text)
            record["final"] = "00000000"
            db.execute("UPDATE matches SET record = ? WHERE id = ?", (json.dumps(record), id))
            record["id"], record["env"]["id"] = "zz", "Gone-v0"
            db.execute("INSERT INTO matches VALUES ('zz', 'zz', ?)", (json.dumps(record),))
        failed = [failure for _, failure in verify_all(store) if failure]
    assert [failure.id for failure in failed] == [id, "zz"]
    assert isinstance(failed[0], Failure)
    assert "the end was observed" in failed[0].reason
    assert "Gone-v0" in failed[1].reason


def half_written(store):
    with store.writing():
        store.measure(Contest("X-v0"), Entrant("a", "1"), Estimate(0, 0, 0))
        raise ZeroDivisionError


def test_nothing_of_a_block_that_raises_is_written(tmp_path):
    with Store(tmp_path / "a.sqlite") as store:
        with pytest.raises(ZeroDivisionError):
            half_written(store)
        assert store.exploitabilities() == {}


def test_an_edited_agent_is_a_new_entrant(tmp_path):
    file = tmp_path / "mine.py"
    for number, edit in enumerate(("turn.actions[0]", "turn.actions[-1]")):
        file.write_text(f"def mine(turn):\n    return {edit}\n")
        baselines.registry._loaded.cache_clear()
        board = leaderboard(
            SUITE, ["random", f"python:{file}:mine"], out=tmp_path / "a", games=2, workers=1, resume=number > 0
        )
    names = sorted(row.agent for row in board.rows)
    assert len(names) == 3
    assert [name.partition(" @")[0] for name in names] == [f"python:{file}:mine"] * 2 + ["random"]
    assert all(" @" in name for name in names[:2])


def test_an_agent_that_is_edited_while_it_plays_stays_the_same_entrant(tmp_path):
    file = tmp_path / "mine.py"
    edit = "    with open(__file__, 'a') as file:\n        file.write('#')\n"
    file.write_text(f"def mine(turn):\n{edit}    return turn.actions[0]\n")
    board = leaderboard(SUITE, ["random", f"python:{file}:mine"], out=tmp_path / "a", games=2, workers=1)
    assert len(board.rows) == 2
    assert board.unfinished == 0


def test_progress_counts_the_games_that_are_planned(arena):
    with Store(arena) as store:
        assert Queue(store, store.entrants()).progress() == (8, 8)
