"""Whole leaderboards against a server that misbehaves, as a user runs them: in a process of their own."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from baselines.arena.store import Store

pytest.importorskip("openai")
pytest.importorskip("aiohttp")

from misbehaving import Misbehaving

KEY = "sk-proj-0123456789abcdefghij"
LOUD = "import logging, sys; logging.basicConfig(level=logging.DEBUG); "
MAIN = "import sys; from baselines.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture
def server():
    with Misbehaving() as server:
        yield server


def start(specs, out, *words, games=40, before=""):
    """Start a leaderboard of some agents and random."""
    command = ["leaderboard", "KuhnPoker-v0", "--agents", f"{specs},random", "--games", str(games), "--out", str(out)]
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", before + MAIN, *command, *words],
        env={**os.environ, "OPENAI_API_KEY": KEY, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def records(out):
    with Store(out / "arena.sqlite") as store:
        return {record.id: record.to_json() + json.dumps(record.notes) for record in store.records()}


def test_a_refused_key_ends_the_run_with_one_sentence_and_keeps_what_was_played(server, tmp_path):
    process = start(f"openai:{server.url}#refused_late?concurrency=4", tmp_path)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said.startswith(f"spenvs: {server.url} refuses the key in the environment variable OPENAI_API_KEY (401)")
    assert said.count("\n") == 1
    assert 5 <= len(records(tmp_path)) < 40


@pytest.mark.parametrize(("models", "code"), [(["echo_in_reply", "echo_500"], 0), (["forbidden"], 2)])
def test_the_key_is_nowhere(server, tmp_path, models, code):
    options = f"retries=1&backoff=0.001&cache={tmp_path / 'cache.sqlite'}"
    specs = ",".join(f"openai:{server.url}#{model}?{options}" for model in models)
    process = start(specs, tmp_path / "out", games=4, before=LOUD)
    told, said = process.communicate(timeout=60)
    assert server.keys[0] == f"Bearer {KEY}"
    assert process.returncode == code
    assert "DEBUG:openai" in said
    written = [file.read_bytes().decode(errors="replace") for file in tmp_path.rglob("*") if file.is_file()]
    played = json.dumps([*records(tmp_path / "out").values()])
    for text in (told, said, played, *written):
        assert KEY not in text
    assert ("I saw Bearer [key]" in played) == ("echo_in_reply" in models)
    assert ("no luck with Bearer [key]" in played) == ("echo_500" in models)


def test_no_finished_game_is_lost_to_ctrl_c(server, tmp_path):
    server.seconds = 0.1
    spec = f"openai:{server.url}#slow?concurrency=2"
    process = start(spec, tmp_path, games=40)
    while stored(tmp_path) < 6:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    found = re.fullmatch(r"stopped after (\d+) of 40 games, which are kept in .*\n", said)
    kept = records(tmp_path)
    assert len(kept) == int(found[1]) >= 6

    asked, server.seconds = len(server.asked), 0.0
    process = start(spec, tmp_path, "--resume", games=40)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    played = records(tmp_path)
    assert len(played) == 40
    assert {id: played[id] for id in kept} == kept
    assert len(server.asked) - asked < 2 * (40 - len(kept)) + 10


def stored(out):
    """Count the games that are stored so far, from outside."""
    try:
        with sqlite3.connect(f"file:{out / 'arena.sqlite'}?mode=ro", uri=True) as file:
            return file.execute("SELECT count(*) FROM matches").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
