"""How agents answered: statuses, words, tokens, cost and time, per environment and role, and results by fault."""

import base64
import csv
import io
import json
import re
import time
import zlib

import pytest
from rich.console import Console

from baselines import Agent, Fault, Move, play
from baselines.arena import replies
from baselines.arena.board import Split
from baselines.arena.leaderboard import board_of, leaderboard
from baselines.arena.page import LONGEST_NOTE
from baselines.arena.report import table
from baselines.arena.store import Store
from baselines.arena.suites import Event, Suite

ONE, TWO = "RockPaperScissors-v0 attempts=2", "RockPaperScissors-v0 attempts=2 rounds=2"
SUITE = Suite(
    "words",
    (
        Event("RockPaperScissors-v0", {"attempts": 2}, deals=3),
        Event("RockPaperScissors-v0", {"attempts": 2, "rounds": 2}, deals=3),
    ),
    (),
)


class Speaker(Agent):
    """Plays rock, in ten characters."""

    name = "speaker"

    def act(self, turn):
        time.sleep(0.002)
        note = {"reply": "I say rock", "finish": "stop", "calls": 1, "tokens_in": 20, "tokens_out": 4, "cost": 0.5}
        return Move("[rock]", note)


class Stutterer(Agent):
    """As player_0 plays paper when asked twice, as player_1 has no answer."""

    name = "stutterer"

    def act(self, turn):
        if turn.seat == "player_1":
            return Fault("timeout", "no answer came")
        if turn.attempt == 1:
            note = {"reply": "stone", "finish": "length", "calls": 2, "tokens_in": 30, "tokens_out": 10, "retries": 1}
            return Fault("unparsed", "stone is no move", note)
        thought = {"thought": "Hm.", "reply": "Hm. Paper it is", "finish": "stop", "calls": 1}
        return Move("[paper]", {**thought, "tokens_in": 40, "tokens_out": 6})


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    return leaderboard(SUITE, [Speaker(), Stutterer()], out=tmp_path_factory.mktemp("arena"))


def row(board, agent, event="all", role="all"):
    (found,) = [r for r in board.answers if (r.agent, r.event, r.role) == (agent, event, role)]
    return found


def shares(ok=0.0, illegal=0.0, unparsed=0.0, timeout=0.0, crash=0.0):
    return pytest.approx({"ok": ok, "illegal": illegal, "unparsed": unparsed, "timeout": timeout, "crash": crash})


def test_there_is_a_row_for_all_for_each_environment_and_for_each_role(board):
    roles = ["all", "player_0", "player_1"]
    agents = [r.agent for r in board.rows]
    assert [(r.event, r.agent, r.role) for r in board.answers] == [
        *(("all", agent, "all") for agent in agents),
        *((event, agent, role) for event in (ONE, TWO) for agent in agents for role in roles),
    ]


def test_of_one_who_fails_everything_is_counted(board):
    found = row(board, "stutterer", ONE)
    assert (found.games, found.answers, found.replies) == (6, 9, 6)
    assert found.statuses == shares(ok=1 / 3, unparsed=1 / 3, timeout=1 / 3)
    assert found.again == pytest.approx(1 / 3)
    assert found.characters == (5 + 15) / 2
    assert (found.tokens_in, found.tokens_out) == (35, 8)
    assert (found.cut, found.calls, found.retries) == (0.5, 1.5, 3)
    assert (found.cost, found.cost_of_game) == (None, None)
    assert found.by_play == Split(3, 0, 0)
    assert found.by_own_fault == Split(0, 0, 3)
    assert found.by_other_fault == Split(0, 0, 0)


def test_roles_are_told_apart(board):
    first, second = (row(board, "stutterer", ONE, role) for role in ("player_0", "player_1"))
    assert (first.games, first.answers) == (3, 6)
    assert (second.games, second.answers, second.replies) == (3, 3, 0)
    assert first.statuses == shares(ok=0.5, unparsed=0.5)
    assert second.statuses == shares(timeout=1)
    assert (first.by_play, second.by_own_fault) == (Split(3, 0, 0), Split(0, 0, 3))
    assert (second.characters, second.tokens_out, second.cut) == (None, None, None)


def test_of_one_who_does_not_fail_too(board):
    found = row(board, "speaker", ONE)
    assert found.statuses == shares(ok=1)
    assert (found.games, found.answers, found.again, found.characters) == (6, 6, 0, 10)
    assert (found.tokens_in, found.tokens_out, found.cut, found.retries) == (20, 4, 0, 0)
    assert (found.cost, found.cost_of_game) == (3.0, 0.5)
    assert (found.by_play, found.by_other_fault) == (Split(0, 0, 3), Split(3, 0, 0))
    assert 0.002 <= found.seconds < 0.1


def test_all_environments_are_pooled(board):
    # In two rounds: the speaker answers once where the other has no answer, else twice; the stutterer then four times.
    speaker, stutterer = row(board, "speaker"), row(board, "stutterer")
    assert (speaker.games, speaker.answers, speaker.cost) == (12, 6 + 3 + 6, 7.5)
    assert speaker.cost_of_game == 0.625
    assert (stutterer.games, stutterer.answers) == (12, 9 + 3 + 12)
    assert stutterer.statuses == shares(ok=9 / 24, unparsed=9 / 24, timeout=6 / 24)


def test_the_split_by_fault_adds_up_to_the_table(board):
    for event, rows in (("all", board.rows), *((event.event, event.rows) for event in board.events)):
        for ranked in rows:
            found = row(board, ranked.agent, event)
            split = (found.by_play, found.by_other_fault, found.by_own_fault)
            for result in ("wins", "draws", "losses"):
                assert sum(getattr(part, result) for part in split) == getattr(ranked, result)
            assert found.by_own_fault.losses == sum(ranked.forfeits.values())


def test_games_of_incomplete_groups_are_left_out(board, tmp_path):
    with Store(board.arena) as whole, Store(tmp_path / "less.sqlite") as less:
        dropped, *records = whole.records()
        with less.writing():
            for record in records:
                less.insert(record)
        found, expected = board_of(less), whole.groups()[0]
    assert found.unfinished == 1
    assert row(found, "speaker").games == len(expected) * 2 - 2
    assert dropped.id not in {record.id for record in records}


def drawn(board, width=130):
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(table(board))
    return console.file.getvalue()


def test_the_terminal_tells_words_and_faults(board):
    shown = drawn(board)
    words = [line.split() for line in shown[shown.index("Answers") :].splitlines()]
    assert any(line[:2] == ["stutterer", "24"] and line[3:] == ["35", "8", "10", "50.0", "-"] for line in words)
    assert any(line[:2] == ["speaker", "15"] and line[3:] == ["20", "4", "10", "0.0", "0.6250"] for line in words)
    assert ["stutterer", "37.5", "37.5", "25.0", "37.5", "6-0-0", "0", "6"] in words
    assert ["speaker", "100.0", "0.0", "0.0", "0.0", "0-0-6", "6", "0"] in words
    assert all(len(line) <= 80 for line in drawn(board, 80).splitlines())


def test_csv_and_json_hold_every_row(board):
    rows = list(csv.DictReader(io.StringIO(board.answers_csv())))
    assert (board.arena.parent / "answers.csv").read_text() == board.answers_csv().replace("\r\n", "\n")
    assert [(r["event"], r["agent"], r["role"]) for r in rows] == [(r.event, r.agent, r.role) for r in board.answers]
    first = next(r for r in rows if r["agent"] == "stutterer")
    assert (first["timeout"], first["cost"], first["losses_by_own_fault"]) == ("0.25", "", "6")
    told = json.loads(board.to_json())["answers"]
    speaker = next(r for r in told if r["agent"] == "speaker")
    assert speaker["by_play"] == {"wins": 0, "draws": 0, "losses": 6}
    assert [r["seconds"] for r in told] == [r.seconds for r in board.answers]


def test_nothing_is_said_of_answers_where_nobody_spoke_or_failed(tmp_path):
    suite = Suite("silent", (Event("RockPaperScissors-v0", deals=2),), ())
    board = leaderboard(suite, ["random", "mcts?simulations=5"], out=tmp_path, workers=1)
    assert "Answers" not in drawn(board)
    found = row(board, "random")
    assert (found.games, found.answers, found.replies) == (4, 4, 0)
    assert found.statuses == shares(ok=1)
    assert (found.characters, found.tokens_in, found.tokens_out, found.cut, found.calls, found.cost) == (None,) * 6


def test_who_only_fails_is_shown_without_words(tmp_path):
    def crash(turn):
        raise RuntimeError("no")

    suite = Suite("silent", (Event("RockPaperScissors-v0", deals=2),), ())
    shown = drawn(leaderboard(suite, ["random", crash], out=tmp_path))
    assert "Answers" in shown
    assert "crash %" in shown
    assert "tokens" not in shown


def test_a_game_against_oneself_has_answers_and_no_result():
    counts = replies.count(play("RockPaperScissors-v0", [Speaker()] * 2))
    (own,) = [counts[place] for place in counts if place.contest is None]
    assert (own["games"], own["answers"], own["play wins"] + own["play draws"] + own["play losses"]) == (1, 2, 0)


@pytest.mark.parametrize(
    "note",
    ["text", ["list"], {"reply": 5, "cost": "much", "tokens_in": None}, {"cost": float("nan"), "retries": "many"}],
)
def test_a_note_of_another_kind_is_passed_over(note):
    records = play("RockPaperScissors-v0", [lambda turn: Move(0, note), "random"], games=2)
    counts = replies.count(records)
    own = next(value for place, value in counts.items() if place.role == "player_0")
    assert own["answers"] == 2
    assert (own["replies"], own["cost"], own["tokens_in"], own["retries"]) == (0, 0, 0, 0)


def test_a_move_of_the_page_has_thought_and_reply_apart_and_no_token_ids(tmp_path):
    evil = "</script><b>" + "x" * 2 * LONGEST_NOTE + " so [rock]"

    def thinker(turn):
        note = {"reply": f"<think>{evil}</think>\n[rock]", "thought": evil, "finish": "length", "calls": 3}
        note |= {"tokens_in": 1234, "tokens_out": 99, "cost": 0.00025, "retries": 2, "mood": "good"}
        return Move("[rock]", {**note, "tokens": [{"prompt": [4711], "reply": [1], "logprobs": [-0.5]}]})

    suite = Suite("one", (Event("RockPaperScissors-v0", deals=1),), ())
    text = leaderboard(suite, ["random", thinker], out=tmp_path).to_html()
    packs = json.loads(re.search(r"packs = (\{.*\});$", text, re.MULTILINE)[1])
    games = zlib.decompress(base64.b64decode(packs["RockPaperScissors-v0"])).decode()
    moves = json.loads(games.splitlines()[0])["moves"]
    (note,) = [move[-1] for move in moves if move[-1]]
    assert note["reply"] == "<think>…</think>\n[rock]"
    assert len(note["thought"]) < LONGEST_NOTE + 50
    assert note["thought"].startswith("</script><b>xxx")
    assert note["thought"].endswith("so [rock]")
    took = "1,234 tokens in, 99 out, asked 3 times, 2 requests made again, $0.000250, cut off by its length"
    assert note["took"] == took
    assert json.loads(note["else"]) == {"mood": "good"}
    assert "4711" not in games
