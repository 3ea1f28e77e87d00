"""The command line, as it is typed."""

import contextlib
import gzip
import json
import os
import pty
import re
import signal
import subprocess
import sys

import pytest
from PIL import Image

import spenvs
from baselines.arena.store import Store
from baselines.cli import VERBS, main
from baselines.cli.words import arrange, read_agents, read_options
from spenvs.core.record import Record

SPENVS = [sys.executable, "-m", "baselines"]
IDS = [spec.id for spec in spenvs.list_envs()]
SLOW = """
import time

def slow(turn):
    print("asked", flush=True)
    time.sleep(0.05)
    return turn.actions[0]
"""


@pytest.fixture
def spenvs_says(capsys, monkeypatch):
    """Run a command line of 80 columns and give its exit code, output and complaint."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(line):
        try:
            code = main(line.split())
        except SystemExit as stop:
            code = stop.code
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def games(tmp_path, spenvs_says):
    path = tmp_path / "games.jsonl"
    assert spenvs_says(f"play KuhnPoker --games 12 --out {path}")[0] == 0
    return path


def one_sentence(error: str) -> str:
    assert error.startswith("spenvs: ")
    assert error.count("\n") == 1
    assert "Traceback" not in error
    return error


# Help


@pytest.mark.parametrize("line", ["", "--help", "-h", *(f"{verb} --help" for verb in VERBS)])
def test_help_fits_80_columns_and_names_every_verb_or_option(spenvs_says, line):
    code, out, error = spenvs_says(line)
    assert (code or 0, error) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    verb = line.removesuffix(" --help")
    names = VERBS[verb].__dataclass_fields__ if verb in VERBS else VERBS
    for name in names:
        assert name.replace("_", "-") in out.lower() or name == "options"


def test_the_version_is_told(spenvs_says):
    assert spenvs_says("--version") == (0, f"spenvs {spenvs.__version__}\n", "")


# What is wrong


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("lst", "there is no verb 'lst'; did you mean list?"),
        ("list --famly textgames", "there is no option of spenvs list 'famly'; did you mean family?"),
        ("list --family textgame", "there is no family 'textgame'; did you mean textgames?"),
        ("show TicTacTo", "there is no environment 'TicTacTo'; did you mean TicTacToe-v0 or"),
        ("play Kuhnpoker-v0", "did you mean KuhnPoker-v0"),
        ("play KuhnPoker --agents randm", "there is no kind of agent 'randm'; did you mean random?"),
        ("play KuhnPoker --agents random?a=1", "there is no option of random 'a'"),
        ("play TicTacToe --preset gomuko", "there is no preset of TicTacToe-v0 'gomuko'; did you mean gomoku?"),
        ("play TicTacToe row=3", "there is no option of spenvs play TicTacToe-v0 'row'; did you mean rows"),
        ("play TicTacToe --colums 3", "did you mean columns?"),
        ("play TicTacToe --agnets random", "did you mean agents"),
        ("play TicTacToe rows=0", "rows must be an integer from 1 to 19; got 0"),
        ("play TicTacToe --rows three", "rows must be an integer from 1 to 19; got 'three'"),
        ("play TicTacToe --agents random,random,random", "TicTacToe-v0 has 2 seats; got 3 agents"),
        ("play TicTacToe --agents ,", "TicTacToe-v0 has 2 seats; got 0 agents"),
        ("play TicTacToe --games 0", "--games must be at least 1; got 0"),
        ("play TicTacToe --agents human --watch", "leave --watch or human out"),
        ("play TicTacToe --agents python:nowhere.py:Mine", "there is no file nowhere.py"),
        ("play KuhnPoker --agents minimax,random", "minimax cannot play KuhnPoker-v0: it needs perfect information"),
        ("solve KuhnPoker players=3", "only two-player zero-sum games can be solved"),
        ("solve ConnectFour", "too many to solve"),
        ("solve KuhnPoker --iterations 0", "--iterations must be at least 1; got 0"),
        ("mars", "a battle needs warriors, as in: spenvs mars imp dwarf"),
        ("mars imp dwaf", "there is no warrior 'dwaf'; did you mean dwarf or wait?"),
        ("mars imp nowhere.red", "nowhere.red: No such file or directory"),
        ("mars imp dwarf --rounds 0", "rounds is 0, expected a whole number from 1"),
        ("mars imp imp --core-size 150", "core_size is 150, expected at least 200"),
        ("mars imp stone --core-size 400", "the program says that it needs CORESIZE == 8000"),
        ("mars imp --icws88", "imp: line"),
        ("mars .", "Is a directory"),
        ("mars imp dwarf --video a.gif --pause -1", "--pause is -1, expected 0 to 600 seconds"),
        ("mars imp dwarf --picture a.png --at -1", "--at is -1, expected a cycle from 0 on"),
        ("mars imp dwarf -f --seed 3", "leave out --seed and --position"),
        ("mars imp dwarf paper -P", "permute is given for 3 warriors, expected 2"),
        ("replay nowhere.json", "nowhere.json: No such file or directory"),
        ("leaderboard quik", "there is no suite or environment 'quik'; did you mean quick?"),
        ("leaderboard quick --warriors .", "--warriors is for Core War, which the suite quick does not hold"),
        ("leaderboard quick --agents randm,random", "there is no kind of agent 'randm'; did you mean random?"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_that_names_the_right(spenvs_says, tmp_path, monkeypatch, line, hint):
    monkeypatch.chdir(tmp_path)
    code, _, error = spenvs_says(line)
    assert code == 2
    assert hint in one_sentence(error)


@pytest.mark.parametrize(
    "line",
    ["play", "play TicTacToe --games many", "play TicTacToe --games", "list me", "solve KuhnPoker --algorithm x"],
)
def test_a_wrong_value_or_a_missing_word_ends_with_code_2(spenvs_says, line):
    code, _, error = spenvs_says(line)
    assert code == 2
    assert "Traceback" not in error
    assert error


# The environment's options


def test_options_of_the_environment_may_stand_anywhere():
    wanted = ["Nim", "heaps=3,4", "misere=true", "--games", "2", "--watch"]
    for line in (
        "Nim heaps=3,4 misere=true --games 2 --watch",
        "--games 2 --watch Nim heaps=3,4 misere=true",
        "--games 2 Nim --heaps 3,4 --watch --misere",
        "Nim --heaps=3,4 --misere true --games 2 --watch",
        "Nim heaps=3,4 --misere --games 2 --watch",
    ):
        assert arrange("play", VERBS["play"], line.split()) == wanted, line


def test_the_verbs_own_options_may_be_written_as_pairs_too():
    assert arrange("play", VERBS["play"], ["Nim", "games=3", "agents=mcts?worlds=2"]) == [
        "Nim",
        "--games=3",
        "--agents=mcts?worlds=2",
    ]


def test_values_become_what_they_say():
    pairs = ["a=3", "b=true", "c=1.5", "d=3,4,5", "e=random", "f=none", "g=", "h=[1,2]", "i=a=b", "j=-1"]
    values = [3, True, 1.5, (3, 4, 5), "random", None, "", [1, 2], "a=b", -1]
    assert read_options(pairs) == dict(zip("abcdefghij", values, strict=True))


def test_agents_are_separated_by_commas():
    assert read_agents("random, mcts?simulations=5,") == ["random", "mcts?simulations=5"]


# list and show


def test_list_names_every_environment_without_colours(spenvs_says):
    code, out, _ = spenvs_says("list")
    assert code == 0
    assert all(id in out for id in IDS)
    assert "\x1b" not in out


@pytest.mark.parametrize("id", IDS)
def test_show_tells_all_about_an_environment(spenvs_says, id):
    code, out, error = spenvs_says(f"show {id}")
    assert (code, error) == (0, "")
    spec, told = spenvs.spec(id), " ".join(out.split())
    for part in ("Rules", "Seats", "Spaces", "Options", "Sources", "A position", *spec.presets):
        assert part in told
    for quantity, value, _ in spec.values:
        assert {*quantity.split(), *value.split()} <= {*told.split()}


@pytest.mark.parametrize("id", [spec.id for spec in spenvs.list_envs() if not spec.numbered])
def test_show_names_a_first_move_of_each_game_of_talk(spenvs_says, id):
    assert re.search(r"such +as +[\[<\w]", spenvs_says(f"show {id}")[1])


def test_show_follows_options_and_presets(spenvs_says):
    assert "15 rows of 15 squares" in " ".join(spenvs_says("show TicTacToe --preset gomoku")[1].split())
    assert "4 rows of 3 squares" in " ".join(spenvs_says("show TicTacToe rows=4")[1].split())


# play


def test_play_counts_what_each_seat_won(spenvs_says):
    code, out, _ = spenvs_says("play TicTacToe --games 50 --seed 3")
    assert code == 0
    first, second = re.findall(r"^player_\d +random +(\d+) +(\d+) +(\d+) ", out, re.MULTILINE)
    assert sum(map(int, first)) == 50
    assert second == first[::-1]
    assert spenvs_says("play TicTacToe --games 50 --seed 3")[1] == out


def test_play_counts_a_win_against_the_best_of_the_others(spenvs_says):
    row = r"^player_\d +\w+ +(\d+) +(\d+) +(\d+) "
    together = spenvs_says("play StagHunt --agents scripted --games 3")[1]
    assert re.findall(row, together, re.MULTILINE) == [("0", "3", "0")] * 2
    alone = spenvs_says("play PublicGoods --games 5")[1]
    counts = [tuple(map(int, counted)) for counted in re.findall(row, alone, re.MULTILINE)]
    assert [sum(counted) for counted in counts] == [5] * 4
    assert sum(won for won, _, _ in counts) <= 5


def test_watch_shows_every_position_and_move(spenvs_says):
    code, out, _ = spenvs_says("play TicTacToe --watch --pause 0 --seed 1")
    assert code == 0
    moves = re.findall(r"^(player_\d) \(random\): (\d)$", out, re.MULTILINE)
    assert [seat for seat, _ in moves] == [f"player_{i % 2}" for i in range(len(moves))]
    assert out.count("───┼───┼───") == 2 * (len(moves) + 1)
    assert "The game is over:" in out


def test_watch_shows_refusals_and_forfeits(spenvs_says, tmp_path):
    path = tmp_path / "bad.py"
    path.write_text("def bad(turn):\n    return 'nonsense'\n")
    out = spenvs_says(f"play TicTacToe --agents random,python:{path}:bad --attempts 2 --watch --pause 0")[1]
    assert "player_1 is asked again: no move was found in 'nonsense'" in out
    assert "player_1 forfeits: no move was found in 'nonsense'" in out


def test_what_is_watched_is_what_is_played(spenvs_says, tmp_path):
    for line in ("watched.jsonl --watch --pause 0", "played.jsonl"):
        assert spenvs_says(f"play LeducPoker --games 3 --out {tmp_path}/{line}")[0] == 0
    watched, played = (
        [Record.from_json(line) for line in (tmp_path / name).read_text().splitlines()]
        for name in ("watched.jsonl", "played.jsonl")
    )
    assert [[row.action for row in record.moves] for record in watched] == [
        [row.action for row in record.moves] for record in played
    ]


def test_thoughts_are_shown_to_who_watches_and_who_replays(spenvs_says, tmp_path):
    path = tmp_path / "deep.py"
    path.write_text(
        "from baselines import Move\n\ndef deep(turn):\n"
        "    return Move(turn.actions[0], {'thought': f'I am {turn.seat}.\\nSo be \\x1b[31mit.'})\n"
    )
    watched = spenvs_says(f"play Nim --agents random,python:{path}:deep --watch --pause 0")[1]
    assert "  thinks: I am player_1.\n  So be ?[31mit.\n" in watched
    assert spenvs_says(f"leaderboard Nim --agents random,python:{path}:deep --games 2 --out {tmp_path}/out")[0] == 0
    with Store(tmp_path / "out" / "arena.sqlite") as store:
        game = next(store.records())
    seat = next(name for name, entry in game.seats.items() if "deep" in entry["entrant"])
    replayed = spenvs_says(f"replay {tmp_path}/out {game.id}")[1]
    assert replayed.count(f"  thinks: I am {seat}.") == sum(row.seat == seat for row in game.moves)


def test_games_of_arrays_are_played_watched_and_replayed(spenvs_says, tmp_path):
    line = f"play DroneVolley1v1 --steps 3 --agents random --out {tmp_path}/out.jsonl"
    assert spenvs_says(f"{line} --watch --pause 0")[1].count("(random):") == 6
    assert spenvs_says(f"replay {tmp_path}/out.jsonl")[1].count("(random):") == 6
    assert "1 games replayed" in spenvs_says(f"replay {tmp_path}/out.jsonl --check")[1]


def test_who_plays_alone_wins_and_loses_nothing(spenvs_says):
    out = spenvs_says("play DroneHover --steps 3 --games 2")[1]
    assert re.search(r"^player_0 +random +-\d\.\d+ ± ", out, re.MULTILINE)
    assert "won" not in out


# replay


def test_replay_lists_shows_and_checks(spenvs_says, games):
    code, out, _ = spenvs_says(f"replay {games}")
    assert code == 0
    assert out.count("KuhnPoker-v0") == 12
    assert spenvs_says(f"replay {games} --check")[1] == "12 games replayed: every one as recorded.\n"
    code, out, _ = spenvs_says(f"replay {games} 1")
    record = Record.from_json(games.read_text().splitlines()[1])
    assert re.findall(r"random\): (\w+)", out) == [("pass", "bet")[row.action] for row in record.moves]
    assert f"player_0 {record.rewards['player_0']:+g}" in out


def test_replay_reads_compressed_records(spenvs_says, games):
    packed = games.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(games.read_bytes()))
    assert spenvs_says(f"replay {packed} --check")[1] == "12 games replayed: every one as recorded.\n"


def test_replay_finds_what_was_changed(spenvs_says, games):
    lines = games.read_text().splitlines()
    changed = json.loads(lines[4])
    changed["rewards"]["player_0"] += 1
    games.write_text("\n".join([*lines[:4], json.dumps(changed), *lines[5:]]))
    code, _, error = spenvs_says(f"replay {games} --check")
    assert code == 2
    assert "1 of 12 games are not reproduced; the first: game 4 of KuhnPoker-v0: the rewards are" in one_sentence(error)


@pytest.mark.parametrize("content", ["", "hello\n", "{}\n", '{"schema": 99}\n', "\x00\xff"])
def test_replay_refuses_what_is_no_record(spenvs_says, tmp_path, content):
    path = tmp_path / "file.jsonl"
    path.write_text(content, encoding="latin-1")
    for line in (f"replay {path}", f"replay {path} --check"):
        code, _, error = spenvs_says(line)
        assert code == 2
        one_sentence(error)


def test_replay_names_a_game_that_is_not_there(spenvs_says, games):
    assert "holds no game whose id begins with 'x'" in one_sentence(spenvs_says(f"replay {games} x")[2])


# leaderboard


@pytest.fixture
def arena(spenvs_says, tmp_path):
    """A small arena, and the command line that made it."""
    (tmp_path / "mine.py").write_text("def first(turn):\n    return turn.actions[0]\n")
    agents = f"random,python:{tmp_path}/mine.py:first"
    line = f"leaderboard Nim --agents {agents} --games 4 --workers 1 --out {tmp_path}/arena"
    code, out, error = spenvs_says(line)
    assert (code, error) == (0, "")
    assert "random" in out
    assert f"{tmp_path}/arena/index.html" in out.replace("\n", "")
    return tmp_path / "arena", line


def test_leaderboard_writes_the_games_and_the_report(arena, spenvs_says):
    path, _ = arena
    names = {"arena.sqlite", "index.html", "leaderboard.csv", "leaderboard.json"}
    assert names <= {file.name for file in path.iterdir()}
    assert spenvs_says(f"replay {path} --check")[1] == "4 games replayed: every one as recorded.\n"
    assert spenvs_says(f"replay {path}")[1].count("Nim-v0") == 4


def test_leaderboard_goes_on_only_when_told_to(arena, spenvs_says):
    path, line = arena
    code, _, error = spenvs_says(line)
    assert code == 2
    assert "--resume" in one_sentence(error)
    assert spenvs_says(f"{line} --resume")[0] == 0
    assert spenvs_says(f"replay {path} --check")[1].startswith("4 games")
    assert spenvs_says(line.replace("--games 4", "--games 8") + " --resume")[0] == 0
    assert spenvs_says(f"replay {path} --check")[1].startswith("8 games")


def test_ctrl_c_says_how_to_go_on_with_a_leaderboard(tmp_path):
    (tmp_path / "slow.py").write_text(SLOW)
    agents = "random,python:slow.py:slow"
    command = [*SPENVS, "leaderboard", "Nim", "--agents", agents, "--games", "1000", "--workers", "1"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while "asked" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error.count("\n") == 1
    assert "--resume" in error


# mars


@pytest.fixture
def red(tmp_path):
    """A warrior in a file."""
    path = tmp_path / "mine.red"
    path.write_text(";redcode\n;name Mine\n;author Me\n;assert 1\n;break\nhere JMP here\n")
    return path


def test_mars_prints_what_pmars_does(spenvs_says):
    """Names, authors, scores, wins, ties and losses; pmars -r 100 -F 4000 gives these scores and results."""
    code, out, error = spenvs_says("mars imp dwarf --rounds 100 --position 4000")
    assert (code, error) == (0, "")
    assert re.search(r"^Imp +spenvs +73 +0 +73 +27$", out, re.MULTILINE)
    assert re.search(r"^Dwarf +spenvs +154 +27 +73 +0$", out, re.MULTILINE)
    for again in ("mars -r 100 -F 4000 imp dwarf", "mars imp dwarf --rounds 100 --seed 3900 --threads 2"):
        assert spenvs_says(again)[1].split("\n")[:4] == out.split("\n")[:4]


def test_mars_permutes_and_fixes_placements_as_pmars_does(spenvs_says):
    """pmars -f -P -r 40 gives these results; without -r there are 2 * (5 + 1 - 2 * 2) rounds."""
    out = spenvs_says("mars stone imp -f -P -r40")[1]
    assert re.search(r"^Stone +spenvs +78 +19 +21 +0$", out, re.MULTILINE)
    assert re.search(r"^Imp +spenvs +21 +0 +21 +19$", out, re.MULTILINE)
    seed = re.search(r"--seed (\d+)", out)[1]
    assert spenvs_says(f"mars stone imp --seed {seed} --permute --rounds 40")[1].split("\n")[:4] == out.split("\n")[:4]
    assert spenvs_says("mars imp imp -P -c1 -l2 -d2 -s5")[1].count("4 rounds") == 1


def test_mars_takes_files_and_settings(spenvs_says, red):
    code, out, _ = spenvs_says(f"mars {red} imp {red} --core-size 80 --cycles 10 --processes 5 --length 5 --distance 9")
    assert code == 0
    assert "survivors" in out
    assert len(re.findall(r"^Mine +Me +2 +0 +1 +0 +0 0 1$", out, re.MULTILINE)) == 2
    assert "30 instructions" in out


def test_mars_lists_warriors_as_pmars_does(spenvs_says, red):
    out = spenvs_says(f"mars {red} {red} --list")[1]
    assert out.count('Program "Mine" (length 1) by "Me"\n\n       ORG      START\nSTART  JMP.B  $     0, $     0') == 2
    assert "START  JMP    $     0, $     0" in spenvs_says(f"mars {red} {red} --list -8")[1]


def test_mars_takes_files_from_pipes_and_folders_of_any_name(tmp_path):
    """A folder that is called as a warrior of the suite is does not hide it."""
    (tmp_path / "imp").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen([*SPENVS, "mars", "pipe", "imp"], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        (tmp_path / "pipe").write_text(";name Piped\n;assert 1\nDAT 0, 0\n")
        out = process.communicate(timeout=60)[0]
    assert re.search(r"^Piped +Anonymous +0 +0 +0 +1$", out, re.MULTILINE)


def test_a_file_that_is_too_long_is_named(spenvs_says, red):
    red.write_text("x" * 1_000_001)
    for line in (
        f"mars {red}",
        f"hill --challenge {red} --out {red.parent}/hill",
        f"play CoreWarDuel --agents warrior:{red}",
    ):
        assert "mine.red: expected a program, found a file of more than" in one_sentence(spenvs_says(line)[2])


def test_mars_shortens_a_name_that_fills_lines(spenvs_says, red):
    red.write_text(f";name {'long' * 10_000}\n;assert 1\nDAT 0, 0\n")
    assert len(spenvs_says(f"mars {red} --list")[1]) < 1000


def test_mars_draws_pictures_and_films(spenvs_says, tmp_path):
    line = f"mars imp dwarf --cycles 900 --seed 5 --picture {tmp_path}/a.png --video {tmp_path}/a.gif --at 300"
    out = " ".join(spenvs_says(line)[1].split())
    assert "shows the core at cycle 300" in out
    with Image.open(tmp_path / "a.png") as picture, Image.open(tmp_path / "a.gif") as film:
        assert picture.size == film.size == (600, 552)
        assert film.n_frames > 100


def test_mars_shows_a_round_in_few_pictures_where_there_is_no_terminal(spenvs_says):
    out = spenvs_says("mars imp dwarf --cycles 900 --watch --seed 5")[1]
    assert re.findall(r"^cycle (\d+) of 900", out, re.MULTILINE) == ["0", "300", "600", "900"]
    assert "\x1b" not in out


def test_mars_takes_commands_for_its_debugger_through_a_pipe(red):
    script = "break\ngo\nlist . .\nback 2\nnonsense\nquit\nstep\n"
    command = [*SPENVS, "mars", str(red), "imp", "--step", "--seed", "1", "--at", "3"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == [
        "cycle 3, 79997 left; 6 instructions executed",
        "> 1 Mine                      1 process      1 owned  next 00000  JMP.B  $     0, $     0",
        "  2 Imp                       1 process      4 owned  next 00104  MOV.I  $     0, $     1",
        "(mars) break",
        "breakpoint at 00000",
        "(mars) go",
        "breakpoint at 00000",
        "cycle 4  1 Mine          00000  JMP.B  $     0, $     0",
        "(mars) list . .",
        ">* 00000  JMP.B  $     0, $     0     1 executed, process of 1, its next",
        "(mars) back 2",
        "cycle 3  1 Mine          00000  JMP.B  $     0, $     0",
        "(mars) nonsense",
        "? there is no command 'nonsense'; help names all",
        "(mars) quit",
        "",
    ]


def test_a_duel_that_is_watched_or_replayed_is_a_film(spenvs_says, tmp_path):
    line = "play CoreWarDuel --agents warrior:imp,warrior:dwarf rounds=1 max_cycles=900 --seed 2 --watch --pause 0"
    code, out, error = spenvs_says(f"{line} --out {tmp_path}/duel.jsonl")
    assert (code, error) == (0, "")
    cycles = ["0", "300", "600", "900"]
    assert re.findall(r"^cycle (\d+) of 900", out, re.MULTILINE) == [*cycles, "900"]
    replayed = spenvs_says(f"replay {tmp_path}/duel.jsonl")[1]
    assert re.findall(r"^cycle (\d+) of 900", replayed, re.MULTILINE) == [*cycles, "900"]


@pytest.mark.parametrize(("colours", "code"), [("truecolor", "38;2;86;180;233"), ("", "38;5;74")])
def test_a_film_is_shown_in_one_place_of_a_terminal_in_colours_that_it_has(colours, code):
    command = [*SPENVS, "mars", "imp", "dwarf", "--cycles", "300", "--watch", "--pause", "0"]
    written = on_a_terminal(command, COLORTERM=colours, COLUMNS="120", LINES="50").decode()
    frames = written.split("cycle ")[1:]
    assert len(frames) > 100
    assert all(frame.count("\x1b[43A\r") == 1 for frame in frames[:-1])
    assert code in written
    assert written.count("\x1b[?25h") == 1


def test_a_film_fits_a_small_terminal():
    command = [*SPENVS, "mars", "imp", "dwarf", "--cycles", "50", "--watch", "--pause", "0"]
    written = on_a_terminal(command, COLUMNS="60", LINES="20").decode()
    heights = {int(lines) for lines in re.findall(r"\x1b\[(\d+)A\r", written)}
    assert len(heights) == 1
    assert heights.pop() < 20
    assert max(line.count("▀") for line in written.split("\n")) <= 60


def test_the_debugger_asks_on_a_terminal():
    reader, writer = pty.openpty()
    command = [*SPENVS, "mars", "imp", "dwarf", "--step", "--seed", "1"]
    with subprocess.Popen(command, stdin=writer, stdout=subprocess.PIPE, text=True) as process:
        os.write(reader, b"step\n\nquit\n")
        out = process.communicate(timeout=60)[0]
    os.close(reader)
    os.close(writer)
    assert process.returncode == 0
    assert out.count("(mars) ") == 3
    assert out.count("cycle 0  2 Dwarf") == 1
    assert out.count("cycle 1  1 Imp") == 1


# solve


def test_solve_prints_value_curve_and_strategy_and_saves_them(spenvs_says, tmp_path):
    path = tmp_path / "kuhn.json"
    code, out, _ = spenvs_says(f"solve KuhnPoker --iterations 1000 --out {path}")
    assert code == 0
    assert "58 nodes, 12 information states" in out
    assert "0.91666667" in out
    assert "value for player_0  -0.0555" in out
    assert out.count("Your card is") == 12
    saved = json.loads(path.read_text())
    assert saved["value"] == pytest.approx(-1 / 18, abs=1e-4)
    assert saved["nash_conv"] < 0.001
    assert len(saved["strategy"]) == 12
    for state in saved["strategy"]:
        assert sum(state["probabilities"].values()) == pytest.approx(1)


def test_solve_measures_agents_beside_its_solution(spenvs_says, tmp_path):
    path, model = tmp_path / "kuhn.json", tmp_path / "model.py"
    model.write_text(
        "from baselines import Agent\n"
        "class Model(Agent):\n"
        "    def act(self, turn):\n"
        "        return 'bet' if turn.seat == 'player_0' else 'banana'\n"
        "    def likelihoods(self, turns):\n"
        "        return [[0.5, 0.5] for _ in turns]\n"
    )
    line = f"solve KuhnPoker --iterations 10 --agents random,python:{model}:Model --samples 4 --out {path}"
    code, out, _ = spenvs_says(line)
    assert code == 0
    assert out.count("0.4583") == 2
    assert "4 times" in out
    assert "50.0 %" in out
    measured = json.loads(path.read_text())["agents"]
    assert measured["random"]["play"] == pytest.approx(11 / 24)
    told = measured[f"python:{model}:Model"]
    assert (told["samples"], told["forfeits"], told["likelihood"]) == (4, 0.5, pytest.approx(11 / 24))


def test_solve_says_why_the_likelihood_of_moves_is_unknown(spenvs_says, tmp_path):
    model = tmp_path / "model.py"
    model.write_text(
        "from baselines import Agent\n"
        "class Model(Agent):\n"
        "    def act(self, turn):\n"
        "        return turn.actions[0]\n"
        "    def likelihoods(self, turns):\n"
        "        raise ValueError('its server tells no probabilities')\n"
    )
    code, out, _ = spenvs_says(f"solve RockPaperScissors --iterations 1 --agents python:{model}:Model --samples 2")
    assert code == 0
    assert "1.0000" in out
    assert "its server tells no probabilities" in out.replace("\n", " ")


def test_solve_says_which_agent_cannot_be_measured(spenvs_says):
    code, _, error = spenvs_says("solve KuhnPoker --iterations 1 --agents random,minimax")
    assert code != 0
    assert "minimax cannot play KuhnPoker-v0: it needs perfect information" in error


# The terminal


def test_a_reader_that_has_gone_is_no_error():
    command = [*SPENVS, "show", "Goofspiel"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode != 0


def test_ctrl_c_ends_with_one_sentence():
    command = [*SPENVS, "play", "TicTacToe", "--agents", "human,random"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        screen = ""
        while "your move" not in screen:
            screen += (part := process.stdout.read(1))
            assert part, "the game ended before a move was asked for"
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error.strip() == "Stopped."


def on_a_terminal(command: list[str], **variables: str) -> bytes:
    """Run a command on a pseudo-terminal and give what it writes there."""
    reader, writer = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", **variables}
    with subprocess.Popen(command, stdout=writer, env=environment):
        os.close(writer)
        written = b""
        with contextlib.suppress(OSError):  # how Linux tells the end of a terminal
            while part := os.read(reader, 4096):
                written += part
    os.close(reader)
    return written


def test_colours_are_for_terminals_only():
    command = [*SPENVS, "show", "ConnectFour"]
    assert b"\x1b[9" in on_a_terminal(command)
    assert b"\x1b[9" not in on_a_terminal(command, NO_COLOR="1")
    assert b"\x1b" not in subprocess.run(command, capture_output=True, check=True).stdout
