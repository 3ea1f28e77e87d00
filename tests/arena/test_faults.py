"""A leaderboard with agents that fail in every way: each loses its own games, and nobody else notices."""

import time

import numpy as np
import pytest

from baselines import Agent, Fault, Move
from baselines.agent import Unusable
from baselines.arena.archive import verify_all
from baselines.arena.leaderboard import leaderboard
from baselines.arena.store import Store
from baselines.arena.suites import Event, Suite

SUITE = Suite("faults", (Event("TicTacToe-v0", deals=1), Event("KuhnPoker-v0", deals=3)), ())


class Mute:
    """Cannot be shown."""

    def __repr__(self):
        raise RuntimeError("no words")


class Dumb(Exception):
    """Cannot say what it is."""

    def __str__(self):
        raise RuntimeError("no words")


class Player(Agent):
    """Fails at one thing and plays the first legal action otherwise."""

    def __init__(self, name, **ways):
        self.name = name
        self.__dict__.update(ways)

    def act(self, turn):
        return turn.actions[0]


class Batch(Player):
    def act_many(self, turns):
        return self.batch(turns)


class Engine(Player):
    def submit(self, turn):
        self.asked = turn

    def poll(self):
        return self.polled()


def throw(error):
    raise error


def swallow():
    while True:
        try:
            time.sleep(60)
        except BaseException:
            if swallow.caught:
                raise
            swallow.caught = True


swallow.caught = False


def last(turn):
    return turn.actions[-1]


PLAYERS = {
    "act raises": (Player("x", act=lambda turn: throw(KeyError("boo"))), "crash"),
    "act leaves": (Player("x", act=lambda turn: throw(SystemExit(3))), "crash"),
    "act raises what cannot be said": (Player("x", act=lambda turn: throw(Dumb())), "crash"),
    "act raises past Exception": (Player("x", act=lambda turn: throw(GeneratorExit())), "crash"),
    "act raises a novel": (Player("x", act=lambda turn: throw(ValueError("x" * 10**6))), "crash"),
    "act sleeps": (Player("x", act=lambda turn: time.sleep(60)), "timeout"),
    "act swallows the alarm": (Player("x", act=lambda turn: swallow()), "timeout"),
    "act answers nothing": (Player("x", act=lambda turn: None), "unparsed"),
    "act answers a number too many": (Player("x", act=lambda turn: 10**30), "illegal"),
    "act answers nan": (Player("x", act=lambda turn: float("nan")), "unparsed"),
    "act answers an array": (Player("x", act=lambda turn: np.zeros((3, 3))), "unparsed"),
    "act answers a megabyte": (Player("x", act=lambda turn: "[pass] " * 10**5 + "\ud800[bet]"), "unparsed"),
    "act answers what cannot be shown": (Player("x", act=lambda turn: Mute()), "crash"),
    "act answers a move of nonsense": (Player("x", act=lambda turn: Move({}, {"why": Mute(), (1, 2): 3})), "unparsed"),
    "act faults without words": (Player("x", act=lambda turn: Fault("crash", Mute())), "crash"),
    "act faults in another way": (Player("x", act=lambda turn: Fault("bored", "of this")), "unparsed"),
    "act_many is short": (Batch("x", batch=lambda turns: []), "crash"),
    "act_many is no list": (Batch("x", batch=lambda turns: None), "crash"),
    "act_many raises": (Batch("x", batch=lambda turns: throw(RuntimeError("boo"))), "crash"),
    "poll leaves": (Engine("x", polled=lambda: throw(SystemExit(3))), "crash"),
    "poll gives nonsense": (Engine("x", polled=lambda: [3, None]), "crash"),
    "poll gives nothing": (Engine("x", polled=list), "timeout"),
    "poll hangs": (Engine("x", polled=lambda: time.sleep(60)), "timeout"),
    "submit raises": (Engine("x", submit=lambda turn: throw(ConnectionError("gone"))), "crash"),
    "begin leaves": (Player("x", begin=lambda seat: throw(SystemExit(3))), "crash"),
    "begin hangs": (Player("x", begin=lambda seat: time.sleep(60)), "timeout"),
}


@pytest.mark.parametrize("what", PLAYERS)
def test_who_fails_loses_its_games_and_the_others_play_on(what, tmp_path):
    player, status = PLAYERS[what]
    board = leaderboard(SUITE, ["random", last, player], games=2, out=tmp_path, move_seconds=0.05, progress=False)
    rows = {row.agent: row for row in board.rows}
    assert rows["x"].forfeits.get(status, 0) == rows["x"].games > 0
    assert rows["random"].forfeits == rows["last"].forfeits == {}
    with Store(tmp_path / "arena.sqlite") as store:
        lost = [record for record in store.records() if record.end != "natural"]
        assert all(len(record.to_json()) < 4000 for record in lost)
        assert all(record.moves[-1].detail for record in lost)
        assert [failure for _, failure in verify_all(store) if failure] == []


def test_what_fails_after_the_game_changes_nothing(tmp_path):
    kind = Player("late", end=lambda seat, outcome: throw(SystemExit("boo")))
    slow = Player("slow", end=lambda seat, outcome: time.sleep(60))
    board = leaderboard(SUITE, ["random", kind, slow], games=2, out=tmp_path, move_seconds=0.05)
    assert all(row.forfeits == {} for row in board.rows)


def test_who_cannot_say_whether_it_plays_sits_out(tmp_path):
    moody = Player("moody", plays=lambda env: throw(ValueError("do not ask")) if "Kuhn" in env.id else None)
    board = leaderboard(SUITE, ["random", last, moody], games=2, out=tmp_path)
    table = {event.event: event for event in board.events}
    assert "do not ask" in table["KuhnPoker-v0"].absent["moody"]
    assert "moody" in {row.agent for row in table["TicTacToe-v0"].rows}


class Refused(Player):
    """Plays some answers, and then learns that its key has expired."""

    left = 4

    def poll(self):
        if self.left <= 0:
            raise Unusable("the server refuses the key")
        self.left -= 1
        return super().poll()


def test_who_cannot_go_on_ends_the_run_and_finished_games_are_kept(tmp_path):
    with pytest.raises(Unusable, match=r"refuses the key. That was after \d+ of \d+ games, which are kept"):
        leaderboard(SUITE, [Refused("refused"), "random", last], out=tmp_path, games=4)
    with Store(tmp_path / "arena.sqlite") as store:
        kept = {record.id for record in store.records()}
    assert kept
    board = leaderboard(SUITE, [Player("refused"), "random", last], out=tmp_path, games=4, resume=True)
    with Store(tmp_path / "arena.sqlite") as store:
        every = {record.id for record in store.records()}
    assert kept < every
    assert len(every) == board.games


class Lonely(Player):
    """May be made only once."""

    alone = True
    made = 0

    def __init__(self):
        super().__init__("")
        Lonely.made += 1


def test_who_is_to_be_made_once_gets_no_helpers(tmp_path, monkeypatch):
    def never(*_):
        raise AssertionError("a helper process was started")

    monkeypatch.setattr("baselines.arena.work.Crew._start", never)
    board = leaderboard(SUITE, [f"python:{__file__}:Lonely", "random"], out=tmp_path, games=2, workers=2)
    assert board.games == 4
