"""Reports: the terminal's table, JSON, CSV and the page, with the games behind the numbers."""

import base64
import csv
import dataclasses
import io
import json
import re
import zlib

import pytest
from rich.console import Console

from baselines import Agent, Move
from baselines.arena import page
from baselines.arena.board import Estimate
from baselines.arena.leaderboard import leaderboard
from baselines.arena.report import notes, table, write
from baselines.arena.suites import Event, Suite

SUITE = Suite("small", (Event("TicTacToe-v0", deals=2), Event("KuhnPoker-v0", deals=3)), ())
EVIL = "</script><script>alert(1)</script>"


class Named(Agent):
    def __init__(self, name, play=lambda turn: turn.actions[0]):
        self.name, self.act = name, play

    def plays(self, env):
        return "it knows no cards" if "Kuhn" in env.id and self.name == "board" else None


def crash(turn):
    raise RuntimeError(EVIL)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("arena")


@pytest.fixture(scope="module")
def board(out):
    thinker = Named("thinker", lambda turn: Move(turn.actions[-1], {"thought": EVIL}))
    return leaderboard(SUITE, ["random", Named("board"), thinker, Named(EVIL, crash)], out=out)


def drawn(board, width):
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(table(board))
    return console.file.getvalue()


def parts(text):
    """The page's data: the leaderboard, and the games of each event."""
    board, packs = re.search(r"^const board = (\{.*\}), packs = (\{.*\});$", text, re.MULTILINE).groups()
    unpacked = {event: zlib.decompress(base64.b64decode(pack)).decode() for event, pack in json.loads(packs).items()}
    return json.loads(board), {
        event: [json.loads(line) for line in text.splitlines()] for event, text in unpacked.items()
    }


@pytest.mark.parametrize("width", [80, 120, 200])
def test_the_terminal_shows_everybody(board, width):
    shown = drawn(board, width)
    assert all(agent in shown for agent in ("random", "board", "thinker"))
    assert max(map(len, shown.splitlines())) <= width
    assert "board sat out KuhnPoker-v0: it knows no cards." in shown
    assert "crash" in shown


def test_a_name_of_twenty_letters_stands_in_one_line_of_a_narrow_terminal(board):
    wide = Estimate(-0.55, -0.65, -0.45)
    row = dataclasses.replace(
        board.rows[0], agent="mcts?simulations=500", rating=Estimate(-471, -519, -423),
        score=Estimate(0.88, 0.85, 0.91), reward=wide, wins=100, draws=333, losses=100, forfeits={},
    )  # fmt: skip
    shown = drawn(dataclasses.replace(board, rows=(row,), events=board.events[:1]), 80).splitlines()
    assert re.search(r"mcts\?simulations=500 +-471 ±48  88.0 ±3.0  -0.55 ±0.10  100-333-100 ", "\n".join(shown))
    assert shown[0].rstrip().endswith("games of 1 environment")


def test_the_terminal_shows_exploitability_where_it_is_known(board):
    first, *others = board.events
    row = dataclasses.replace(first.rows[0], exploitability=Estimate(0.125, 0.1, 0.15))
    event = dataclasses.replace(first, rows=(row, *first.rows[1:]))
    shown = drawn(dataclasses.replace(board, events=(event, *others)), 120)
    assert "Exploitability" in shown
    assert "0.125 ±0.025" in shown
    assert "Exploitability" not in drawn(board, 120)


def test_the_notes_say_what_counts_and_what_is_at_zero(board):
    assert "random is at 0" in notes(board)[0]
    assert "the mean is at 0" in notes(dataclasses.replace(board, anchor=None))[0]
    assert "3 games do not count" in notes(dataclasses.replace(board, unfinished=3))[-1]


def test_json_holds_everything(board):
    fields = json.loads(board.to_json())
    assert fields["schema"] == 1
    assert fields["rows"][0]["rating"].keys() == {"value", "low", "high"}
    assert len(fields["events"]) == 2
    assert len(fields["pairings"]) == 4 * 3
    assert "arena" not in fields


def test_csv_has_a_row_for_every_agent_of_every_table(board):
    rows = list(csv.DictReader(io.StringIO(board.to_csv())))
    assert len(rows) == 4 + 3 + 4
    assert {row["event"] for row in rows} == {"all", "KuhnPoker-v0", "TicTacToe-v0"}
    evil = next(row for row in rows if row["agent"] == EVIL)
    assert int(evil["forfeits_crash"]) == int(evil["games"])
    assert float(evil["rating_low"]) <= float(evil["rating"]) <= float(evil["rating_high"])


def test_the_files_are_written_beside_the_arena(board, out):
    assert sorted(path.name for path in out.iterdir()) == [
        "answers.csv",
        "arena.sqlite",
        "index.html",
        "leaderboard.csv",
        "leaderboard.json",
    ]
    assert (out / "leaderboard.json").read_text() == board.to_json()
    assert (out / "index.html").read_text(encoding="utf-8") == board.to_html()


def test_the_page_needs_nothing_else(board):
    text = board.to_html()
    assert re.findall(r"(?:src|href)\s*=|@import|url\(", text) == []
    assert set(re.findall(r"https?://[^\"'`\s]+", text)) == {"http://www.w3.org/2000/svg"}


def test_no_name_or_text_can_become_markup(board):
    text = board.to_html()
    assert text.count("<script>") == text.count("</script>") == 1
    assert "innerHTML" not in text
    assert parts(text)[0]["rows"][-1]["agent"] == EVIL


def test_behind_every_number_of_the_page_are_its_games(board):
    shown, games = parts(board.to_html())
    for event in shown["events"]:
        for row in event["rows"]:
            own = [game for game in games[event["event"]] if row["agent"] in game["players"]]
            assert len(own) == row["games"]
            won = [
                g
                for g in own
                if g["rewards"][g["players"].index(row["agent"])] == max(g["rewards"]) > min(g["rewards"])
            ]
            assert len(won) == row["wins"]
            lost = [g for g in own if g["end"] == "crash" and g["players"][g["loser"]] == row["agent"]]
            assert len(lost) == row["forfeits"].get("crash", 0)


def test_a_game_of_the_page_is_shown_move_by_move(board):
    _, games = parts(board.to_html())
    game = next(g for g in games["TicTacToe-v0"] if g["players"] == ["board", "thinker"])
    assert len(game["boards"]) == len(game["moves"]) + 1
    assert game["length"] == len(game["moves"])
    seat, name, status, detail, _, _ = game["moves"][0]
    assert (seat, name, status, detail) == (0, "0", "ok", "")
    assert "X" in game["boards"][1]
    assert game["moves"][1][-1] == {"thought": EVIL}
    crashed = next(g for g in games["KuhnPoker-v0"] if g["end"] == "crash")
    assert crashed["moves"][-1][2] == "crash"
    assert "RuntimeError" in crashed["moves"][-1][3]


def test_a_page_stays_small(board, monkeypatch):
    monkeypatch.setattr(page, "MOST_BYTES", 0)
    _, games = parts(board.to_html())
    assert sum(len(some) for some in games.values()) == board.games
    assert not any("boards" in game for game in games["TicTacToe-v0"][1:])


def test_so_many_games_of_an_event_are_shown_move_by_move(board, monkeypatch):
    monkeypatch.setattr(page, "MOST_GAMES", 2)
    _, games = parts(board.to_html())
    assert [sum("boards" in game for game in some) for some in games.values()] == [2] * len(games)


def test_pictures_are_drawn_in_letters_on_a_page(tmp_path):
    board = leaderboard("corewar", ["warrior:imp", "warrior:dwarf"], games=2, out=tmp_path, workers=1)
    _, games = parts(board.to_html())
    (last, *_) = [game["boards"][-1] for game in games["CoreWarDuel-v0 94"]]
    assert "38;2;" not in last
    assert len(last) < page.LONGEST_BOARD
    assert "of 80000" in last


def test_a_game_that_cannot_be_replayed_is_named(board, monkeypatch):
    def broken(record, check, env):
        raise ValueError("the rules have changed")
        yield

    monkeypatch.setattr(page, "replay", broken)
    _, games = parts(board.to_html())
    assert "the rules have changed" in games["KuhnPoker-v0"][0]["broken"]


def test_a_page_without_an_arena_has_tables_only(board, tmp_path):
    loose = dataclasses.replace(board, arena=None)
    shown, games = parts(loose.to_html())
    assert len(shown["rows"]) == 4
    assert games == {}
    assert [path.name for path in write(loose, tmp_path / "new")] == [
        "leaderboard.json",
        "leaderboard.csv",
        "answers.csv",
        "index.html",
    ]
