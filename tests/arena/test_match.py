"""The runner: every level an agent may override, faults as data, and the same games whatever the concurrency."""

import time

import numpy as np
import pytest

import baselines
from baselines import Agent, Fault, Move
from spenvs.core.record import verify


class One(Agent):
    name = "one"

    def act(self, turn):
        return turn.actions[int(turn.rng.random() * len(turn.actions))]


class Many(Agent):
    name = "many"

    def __init__(self):
        self.batches = []

    def act_many(self, turns):
        self.batches.append(len(turns))
        return [turn.actions[int(turn.rng.random() * len(turn.actions))] for turn in turns]


class Engine(Agent):
    """Answers in its own time: one of the waiting questions, the last first, every other poll."""

    name = "engine"

    def __init__(self):
        self.queue, self.polls = [], 0

    def submit(self, turn):
        self.queue.append(turn)

    def poll(self):
        self.polls += 1
        if self.polls % 2:
            return []
        turn = self.queue.pop()
        return [(turn, Move(turn.actions[int(turn.rng.random() * len(turn.actions))], {"poll": self.polls}))]


def essence(records):
    return [
        (r.seed, [(m.seat, m.action, m.status, m.observed) for m in r.moves], r.rewards, r.end, r.final)
        for r in records
    ]


def test_all_levels_of_an_agent_play_the_same_games():
    games = [essence(baselines.play("LeducPoker-v0", [kind(), kind()], games=20)) for kind in (One, Many, Engine)]
    assert games[0] == games[1] == games[2]


def test_batches_are_as_wide_as_the_games_that_wait():
    many = Many()
    baselines.play("TicTacToe-v0", [many, many], games=64)
    assert max(many.batches) == 64
    assert sum(many.batches) / len(many.batches) > 20


@pytest.mark.parametrize("concurrency", [1, 3, 100])
def test_concurrency_changes_nothing(concurrency):
    expected = essence(baselines.play("KuhnPoker-v0", ["random", One()], games=30, seed=5))
    assert (
        essence(baselines.play("KuhnPoker-v0", ["random", One()], games=30, seed=5, concurrency=concurrency))
        == expected
    )


def test_one_agent_sits_in_many_seats():
    seen = []

    def same(turn):
        seen.append((turn.game, turn.seat))
        return turn.actions[-1]

    records = baselines.play("KuhnPoker-v0", [same] * 4, games=3, preset="four-players")
    assert {seat for _, seat in seen} == {f"player_{i}" for i in range(4)}
    assert all(seat["entrant"] == "same" for record in records for seat in record.seats.values())


def test_notes_stay_beside_the_record():
    (record,) = baselines.play("KuhnPoker-v0", [Engine(), Engine()])
    assert sorted(record.notes) == list(range(len(record.moves)))
    assert "poll" in record.notes[0]
    assert "poll" not in record.to_json()


def test_agents_hear_of_beginning_and_end():
    heard = []

    class Ear(One):
        def begin(self, seat):
            heard.append(("begin", seat.game, seat.seat))

        def end(self, seat, outcome):
            heard.append(("end", seat.game, seat.seat, outcome.status, outcome.reward))

    (record,) = baselines.play("KuhnPoker-v0", [Ear(), "random"], seed=2)
    reward = record.rewards["player_0"]
    assert heard == [("begin", 0, "player_0"), ("end", 0, "player_0", "ok", reward)]


def raises(turn):
    raise RuntimeError("boo")


def leaves(turn):
    raise SystemExit(3)


def sleeps(turn):
    time.sleep(30)


def loops(turn):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


class Short(Agent):
    name = "short"

    def act_many(self, turns):
        return []


class Evil:
    def __repr__(self):
        raise RuntimeError("no words")


FAULTS = [
    (raises, "crash", "RuntimeError: boo"),
    (leaves, "crash", "SystemExit"),
    (sleeps, "timeout", "0.2 s are allowed"),
    (loops, "timeout", "0.2 s are allowed"),
    (Short(), "crash", "ValueError"),
    (lambda turn: 99, "illegal", "there is no action 99"),
    (lambda turn: "the middle", "unparsed", "no move was found"),
    (lambda turn: np.zeros(9), "unparsed", "a number or a text"),
    (lambda turn: np.float64("nan"), "unparsed", "a number or a text"),
    (lambda turn: None, "unparsed", "a number or a text"),
    (lambda turn: "x" * 10**6, "unparsed", "no move was found"),
    (lambda turn: Evil(), "crash", "no words"),
    (lambda turn: Fault("crash", "the engine died"), "crash", "the engine died"),
    (lambda turn: Fault("unparsed", "cut off"), "unparsed", "cut off"),
]


@pytest.mark.parametrize(("player", "status", "reason"), FAULTS, ids=[str(i) for i in range(len(FAULTS))])
def test_a_fault_loses_the_game_and_is_in_the_record(player, status, reason):
    records = baselines.play("TicTacToe-v0", ["random", player], games=2, move_seconds=0.2)
    for record in records:
        assert record.end == status
        assert record.rewards == {"player_0": 1.0, "player_1": -1.0}
        assert record.moves[-1].status == status
        assert reason in record.moves[-1].detail
        assert len(record.to_json()) < 3000
        verify(type(record).from_json(record.to_json()))


def test_only_the_culprit_of_a_batch_loses():
    class Moody(Many):
        def act_many(self, turns):
            if any(turn.game == 3 for turn in turns):
                raise RuntimeError("not game three")
            return super().act_many(turns)

    records = baselines.play("TicTacToe-v0", [Moody(), "random"], games=8)
    assert [record.end for record in records] == ["natural"] * 3 + ["crash"] + ["natural"] * 4


def test_a_second_attempt_is_told_what_was_wrong():
    heard = []

    def learns(turn):
        heard.append((turn.attempt, turn.complaint))
        return turn.actions[0] if turn.attempt == 2 else "what?"

    (record,) = baselines.play("KuhnPoker-v0", [learns, "random"], attempts=2)
    assert record.end == "natural"
    assert heard[0] == (1, None)
    assert heard[1][0] == 2
    assert "what?" in heard[1][1]
    assert [row.status for row in record.moves[:2]] == ["unparsed", "ok"]


def test_an_engine_that_never_answers_is_out_of_time():
    class Deaf(Engine):
        def poll(self):
            return []

    records = baselines.play("KuhnPoker-v0", ["random", Deaf()], games=3, move_seconds=0.1)
    assert [record.end for record in records] == ["timeout"] * 3


def test_an_engine_that_dies_loses_what_it_was_asked():
    class Dying(Engine):
        def poll(self):
            raise ConnectionError("gone")

    records = baselines.play("KuhnPoker-v0", ["random", Dying()], games=3)
    assert [record.end for record in records] == ["crash"] * 3
    assert all("gone" in record.moves[-1].detail for record in records)


def test_begin_that_raises_loses_the_game():
    class Late(One):
        def begin(self, seat):
            raise RuntimeError("overslept")

        def end(self, seat, outcome):
            raise RuntimeError("still asleep")

    (record,) = baselines.play("KuhnPoker-v0", [Late(), "random"])
    assert record.end == "crash"
    assert "overslept" in record.moves[-1].detail
    assert record.rewards == {"player_0": -2.0, "player_1": 2.0}
    verify(record)


def test_the_number_of_agents_must_fit():
    with pytest.raises(ValueError, match="has 2 seats; got 3 agents"):
        baselines.play("KuhnPoker-v0", ["random"] * 3)
