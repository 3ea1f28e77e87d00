"""Arenas that are cut off: no game is lost, none is played twice, and the table is that of an uninterrupted run."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from baselines.arena.fixtures import Fixture
from baselines.arena.leaderboard import Interrupted, leaderboard
from baselines.arena.queue import Queue
from baselines.arena.results import Contest, Entrant
from baselines.arena.store import Store
from baselines.arena.suites import Event, Suite

SUITE = Suite("cut", (Event("TicTacToe-v0", deals=6), Event("KuhnPoker-v0", deals=6)), ())
SLOW = """
import time

def slow(turn):
    time.sleep(0.004)
    return turn.actions[int(turn.rng.random() * len(turn.actions))]

def first(turn):
    return turn.actions[0]
"""
PROGRAM = """
import sys
from baselines.arena.leaderboard import leaderboard
from baselines.arena.suites import Event, Suite

suite = Suite("cut", (Event("TicTacToe-v0", deals=6), Event("KuhnPoker-v0", deals=6)), ())
leaderboard(suite, sys.argv[3:], out=sys.argv[1], workers=int(sys.argv[2]), resume=True)
"""


def agents(file):
    return ["random", f"python:{file}:slow", f"python:{file}:first"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(SLOW)
    return path


def start(file, out, workers):
    command = [sys.executable, "-c", PROGRAM, str(out), str(workers), *agents(file)]
    return subprocess.Popen(command, start_new_session=True)


def stored(path):
    with Store(path) as store:
        return Counter(record.id for record in store.records())


def wait_for(path, games):
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        if path.exists() and sum(stored(path).values()) >= games:
            return
        time.sleep(0.02)
    raise AssertionError(f"{games} games did not come in time")


def essence(path):
    with Store(path) as store:
        records = [json.loads(record.to_json()) for record in store.records()]
    for record in records:
        del record["started"], record["seconds"]
        record["moves"] = [[*move[:4], *move[5:]] for move in record["moves"]]
    return records


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_again_and_again_it_ends_as_if_nothing_had_happened(workers, file, tmp_path):
    whole = leaderboard(SUITE, agents(file), out=tmp_path / "whole", workers=1)
    arena = tmp_path / "cut" / "arena.sqlite"
    for games in (15, 45):
        process = start(file, tmp_path / "cut", workers)
        wait_for(arena, games)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    before = stored(arena)
    assert 45 <= sum(before.values()) < whole.games
    cut = leaderboard(SUITE, agents(file), out=tmp_path / "cut", workers=workers, resume=True)
    assert cut == whole
    assert stored(arena) >= before
    assert set(stored(arena).values()) == {1}
    assert essence(arena) == essence(tmp_path / "whole" / "arena.sqlite")


def test_a_helper_does_not_outlive_its_parent(file, tmp_path):
    process = start(file, tmp_path / "cut", 2)
    wait_for(tmp_path / "cut" / "arena.sqlite", 10)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("a helper is still there")


def test_ctrl_c_keeps_the_games_and_says_how_to_go_on(tmp_path):
    def press(done, planned):
        if done == 10:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Interrupted, match=r"stopped after 10 of 48 games.*resume=True"):
        leaderboard(SUITE, ["random", patient, sloth], out=tmp_path, games=8, progress=press)
    with Store(tmp_path / "arena.sqlite") as store:
        assert store.db.execute("SELECT COUNT(*) FROM cells WHERE status = 'claimed'").fetchone() == (0,)
    whole = leaderboard(SUITE, ["random", patient, sloth], out=tmp_path / "whole", games=8)
    assert leaderboard(SUITE, ["random", patient, sloth], out=tmp_path, games=8, resume=True) == whole


def patient(turn):
    return turn.actions[0]


def sloth(turn):
    return turn.actions[-1]


def test_the_number_of_workers_changes_nothing(file, tmp_path):
    boards = [leaderboard(SUITE, agents(file), out=tmp_path / str(n), workers=n, games=4) for n in (1, 2, 3)]
    assert boards[0] == boards[1] == boards[2]
    assert essence(tmp_path / "1" / "arena.sqlite") == essence(tmp_path / "3" / "arena.sqlite")


@pytest.mark.parametrize("schedule", ["swiss", "adaptive"])
def test_schedules_in_rounds_go_the_same_way_with_helpers(schedule, file, tmp_path):
    one, two = (
        leaderboard(SUITE, agents(file), out=tmp_path / str(n), workers=n, games=4, schedule=schedule) for n in (1, 2)
    )
    assert one == two


def test_an_arena_is_not_begun_twice_by_mistake(tmp_path):
    leaderboard(SUITE, ["random", sloth], out=tmp_path, games=2)
    with pytest.raises(FileExistsError, match="resume=True"):
        leaderboard(SUITE, ["random", sloth], out=tmp_path, games=2)
    with pytest.raises(ValueError, match="begun with seed 0"):
        leaderboard(SUITE, ["random", sloth], out=tmp_path, games=2, seed=1, resume=True)


def test_more_games_and_more_agents_add_to_an_arena(tmp_path):
    first = leaderboard(SUITE, ["random", sloth], out=tmp_path, games=2)
    again = leaderboard(SUITE, ["random", sloth], out=tmp_path, games=4, resume=True)
    more = leaderboard(SUITE, ["random", sloth, lambda turn: turn.actions[0]], out=tmp_path, games=4, resume=True)
    assert (first.games, again.games, more.games) == (4, 8, 24)


A, B, C = Entrant("a", "1"), Entrant("b", "1"), Entrant("c", "1")
KUHN, BOARD = Contest("KuhnPoker-v0"), Contest("TicTacToe-v0")


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "arena.sqlite") as store:
        yield store


def test_two_workers_do_not_begin_the_same_contest_while_there_is_another(store):
    one, two, three = (Queue(store, [A, B]) for _ in range(3))
    one.plan([Fixture(contest, (A, B), deal) for contest in (KUHN, BOARD) for deal in range(4)], 0)
    assert {cell.fixture.contest for cell in one.claim(2)} == {KUHN}
    assert {cell.fixture.contest for cell in two.claim(2)} == {BOARD}
    assert {cell.fixture.contest for cell in one.claim(2, KUHN)} == {KUHN}
    assert {cell.fixture.contest for cell in three.claim(9)} == {BOARD}
    assert one.claim(9) == two.claim(9) == three.claim(9) == []


def test_a_lease_that_ran_out_can_be_claimed_anew(store):
    one, two = Queue(store, [A, B]), Queue(store, [A, B], lease=0.0)
    one.plan([Fixture(KUHN, (A, B), 0)], 0)
    assert len(one.claim(1)) == 1
    assert Queue(store, [A, B]).claim(1) == []
    assert len(two.claim(1)) == 1


def test_what_a_dead_process_had_claimed_is_free(store):
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    one = Queue(store, [A, B])
    one.worker = f"{one.worker.split('/')[0]}/{int(dead.stdout)}/x"
    one.plan([Fixture(KUHN, (A, B), 0)], 0)
    assert len(one.claim(1)) == len(Queue(store, [A, B]).claim(1)) == 1


def test_cells_of_agents_that_are_not_here_are_left_alone(store):
    queue = Queue(store, [A, B])
    queue.plan([Fixture(KUHN, (A, C), 0), Fixture(KUHN, (A, Entrant("b", "2")), 0), Fixture(KUHN, (A, B), 0)], 0)
    assert [cell.fixture.lineup for cell in queue.claim(9)] == [(A, B)]
    assert queue.unfinished() == 1


def test_planning_twice_adds_nothing(store):
    queue = Queue(store, [A, B])
    fixtures = [Fixture(KUHN, (A, B), deal) for deal in range(3)]
    assert (queue.plan(fixtures, 0), queue.plan(fixtures, 0), queue.plan(fixtures, 1)) == (3, 0, 3)
