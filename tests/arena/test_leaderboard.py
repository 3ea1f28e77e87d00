"""The leaderboard of real agents on real games: who is better, what is shown, what is refused."""

import pytest

from baselines import Agent
from baselines.arena.leaderboard import leaderboard
from baselines.arena.schedule import RoundRobin
from baselines.arena.store import Store
from baselines.arena.suites import SUITES, Event, Suite, event_label, find
from spenvs import list_envs
from spenvs.registry import UnknownName

SUITE = Suite("small", (Event("TicTacToe-v0", deals=5), Event("KuhnPoker-v0", deals=10)), ())


def first(turn):
    return turn.actions[0]


def last(turn):
    return turn.actions[-1]


class Picky(Agent):
    name = "picky"

    def plays(self, env):
        return None if env.id == "TicTacToe-v0" else "it plays with X and O only"

    def act(self, turn):
        return turn.actions[len(turn.actions) // 2]


def test_every_schedule_plays_to_its_end(tmp_path):
    for schedule in ("roundrobin", "gauntlet", "swiss", "adaptive"):
        board = leaderboard(SUITE, ["random", first, last], out=tmp_path / schedule, games=4, schedule=schedule)
        assert board.unfinished == 0
        assert {row.agent for row in board.rows} == {"random", "first", "last"}


def test_games_are_counted_for_each_pairing_and_rounded_up_to_groups(tmp_path):
    board = leaderboard(SUITE, ["random", first, last], out=tmp_path, games=3)
    assert board.games == 2 * 3 * 4
    assert all(pairing.games == 8 for pairing in board.pairings)
    assert all(row.games == 16 for row in board.rows)


def test_the_tables_add_up(tmp_path):
    board = leaderboard(SUITE, ["random", first, last, Picky()], out=tmp_path)
    for rows, pairings in [(board.rows, board.pairings), *((event.rows, event.pairings) for event in board.events)]:
        assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
        assert [row.rating.value for row in rows] == sorted((row.rating.value for row in rows), reverse=True)
        assert sum(row.nash for row in rows) == pytest.approx(1)
        assert sum(row.alpha_rank for row in rows) == pytest.approx(1)
        for row in rows:
            own = [pairing for pairing in pairings if pairing.agent == row.agent]
            assert (row.games, row.wins, row.draws, row.losses) == tuple(
                sum(getattr(pairing, name) for pairing in own) for name in ("games", "wins", "draws", "losses")
            )
            assert row.wins + row.draws + row.losses == row.games
            assert row.rating.low <= row.rating.value <= row.rating.high
            assert 0 <= row.score.low <= row.score.value <= row.score.high <= 1
    assert sum(row.games for event in board.events for row in event.rows) == 2 * board.games


def test_wins_of_one_are_losses_of_the_other(tmp_path):
    board = leaderboard(SUITE, ["random", first, last], out=tmp_path)
    table = {(pairing.agent, pairing.opponent): pairing for pairing in board.events[0].pairings}
    for (a, b), pairing in table.items():
        assert (pairing.wins, pairing.draws, pairing.losses) == (
            table[b, a].losses,
            table[b, a].draws,
            table[b, a].wins,
        )
        assert pairing.score.value == pytest.approx(1 - table[b, a].score.value)
        assert pairing.reward.value == pytest.approx(-table[b, a].reward.value)


def test_who_cannot_play_sits_out_and_the_reason_is_shown(tmp_path):
    board = leaderboard(SUITE, ["random", first, Picky()], out=tmp_path)
    kuhn, board_game = (next(e for e in board.events if e.env_id == id) for id in ("KuhnPoker-v0", "TicTacToe-v0"))
    assert kuhn.absent == {"picky": "it plays with X and O only"}
    assert {row.agent for row in kuhn.rows} == {"random", "first"}
    assert board_game.absent == {}
    assert next(row for row in board.rows if row.agent == "picky").events == 1


def test_nobody_to_play_with_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"no game can be played.*it plays with X and O only"):
        leaderboard("KuhnPoker-v0", ["random", Picky()], out=tmp_path)


def test_a_deterministic_agent_against_its_twin_is_even(tmp_path):
    def twin(turn):
        return turn.actions[0]

    board = leaderboard(SUITE, [first, twin], out=tmp_path)
    assert [row.score.value for row in board.rows] == [0.5, 0.5]
    assert [row.rating.value for row in board.rows] == pytest.approx([0.0, 0.0], abs=1e-6)
    assert all(row.score.half_width == 0 for row in board.rows)


def test_mirror_matches_stand_on_the_diagonal(tmp_path):
    board = leaderboard(SUITE, [first, last], out=tmp_path, games=4, schedule=RoundRobin(mirror=True))
    diagonal = [pairing for pairing in board.pairings if pairing.agent == pairing.opponent]
    assert [pairing.games for pairing in diagonal] == [4, 4]
    assert all(row.games == 8 for row in board.rows)


def test_games_of_three_and_four(tmp_path):
    suite = Suite("more", (Event("KuhnPoker-v0", {"players": 3}, 4), Event("KuhnPoker-v0", {"players": 4}, 4)), ())
    board = leaderboard(suite, ["random", first, last], out=tmp_path)
    three, four = board.events
    assert (three.seats, four.seats) == (3, 4)
    assert three.event == "KuhnPoker-v0 three-players"
    assert (len(three.seat_advantage), len(four.seat_advantage)) == (2, 3)
    assert three.rows[0].games == 4 * 3


def test_an_agent_may_be_a_spec_with_options_in_any_order(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("def mine(turn, a=0, b=0):\n    return turn.actions[0]\n")
    board = leaderboard(SUITE, ["random", f"python:{file}:mine?b=2&a=1"], out=tmp_path / "a", games=2, workers=1)
    assert f"python:{file}:mine?a=1&b=2" in {row.agent for row in board.rows}


def test_progress_is_told_game_by_game(tmp_path):
    heard = []
    leaderboard(
        SUITE, ["random", first], out=tmp_path, games=2, progress=lambda done, planned: heard.append((done, planned))
    )
    assert list(dict.fromkeys(heard)) == [(0, 2), (0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"suite": "quikc"}, UnknownName, "quick"),
        ({"suite": "KunhPoker-v0"}, UnknownName, "KuhnPoker-v0"),
        ({"agents": ["random", "randmo"]}, UnknownName, "random"),
        ({"agents": [first, first]}, ValueError, "two agents named 'first'"),
        ({"agents": ["random", "random"]}, ValueError, "two agents named 'random'"),
        ({"agents": ["random", 7]}, TypeError, "an agent is"),
        ({"schedule": "swis"}, UnknownName, "swiss"),
        ({"suite": Suite("x", (Event("KuhnPoker-v0", {"players": 9}),), ())}, ValueError, "players must be"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_written(arguments, error, message, tmp_path):
    with pytest.raises(error, match=message):
        leaderboard(**{"suite": SUITE, "agents": ["random", first], "out": tmp_path / "a", **arguments})
    assert not (tmp_path / "a").exists()


def test_the_quick_suite_is_there():
    quick = find("quick")
    assert quick is SUITES["quick"]
    assert len(quick.events) >= 6
    assert len(quick.agents) >= 5
    assert {event.env_id for event in quick.events} <= {spec.id for spec in list_envs()}


def test_an_environment_is_a_suite_of_its_own():
    assert [event.env_id for event in find("Nim").events] == ["Nim-v0"]
    assert event_label("LiarsDice-v0", {"dice": 2, "attempts": 1}) == "LiarsDice-v0 dice=2"


def test_the_arena_remembers_what_it_is(tmp_path):
    leaderboard(SUITE, ["random", first], out=tmp_path, games=2, seed=5)
    with Store(tmp_path / "arena.sqlite") as store:
        assert (store.setting("seed"), store.setting("suite"), store.setting("other")) == (5, "small", None)
        assert {entrant.spec for entrant in store.entrants()} == {"random", "first"}


def test_the_order_is_what_theory_says(tmp_path):
    """Minimax and an equilibrium never lose tic-tac-toe; nobody can exploit an equilibrium of Kuhn poker."""
    suite = Suite("theory", (Event("TicTacToe-v0", deals=10), Event("KuhnPoker-v0", deals=10, exploitability=8)), ())
    board = leaderboard(suite, ["random", "minimax", "mcts?simulations=100", "cfr"], out=tmp_path)
    kuhn, tictactoe = board.events
    assert {row.agent: row.losses for row in tictactoe.rows if row.losses == 0} == {"minimax": 0, "cfr": 0}
    assert tictactoe.rows[-1].agent == board.rows[-1].agent == "random"
    assert "minimax" in kuhn.absent
    known = {row.agent: row.exploitability for row in kuhn.rows}
    assert known["cfr"].value < 0.01 < known["mcts?simulations=100"].low
    assert known["random"].value == pytest.approx(0.458333, abs=1e-6)
    assert all(row.exploitability is None for row in tictactoe.rows)


def test_what_cannot_be_measured_is_left_open(tmp_path, caplog):
    suite = Suite("three", (Event("KuhnPoker-v0", {"players": 3}, deals=1, exploitability=2),), ())
    board = leaderboard(suite, ["random", first, last], out=tmp_path)
    assert all(row.exploitability is None for row in board.events[0].rows)
    assert "the exploitability of random at KuhnPoker-v0 three-players is unknown" in caplog.text
