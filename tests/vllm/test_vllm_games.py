"""Whole games and leaderboards with models that vLLM runs."""

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("vllm.platforms")  # a folder of tests is named vllm, too

import baselines
from baselines.llm.agent import LanguageAgent, Manner

MAIN = "import sys; from baselines.cli import main; sys.exit(main(sys.argv[1:]))"
OPTIONS = "dtype=float32&memory=0.05&eager=true&max_tokens=16&nudges=0"


def run(*words):
    """Run `spenvs` in a session and a process group of its own, as a terminal does."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", MAIN, *map(str, words)]
    return subprocess.Popen(command, env=environment, start_new_session=True, **pipes)


def members(session):
    """Give the processes of a session that live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            state, _, _, of = stat.read_text().rpartition(")")[2].split()[:4]
            if int(of) == session and state != "Z":
                found.append(int(stat.parent.name))
    return found


def stored(out):
    """Count the games that are stored so far, from outside."""
    try:
        with sqlite3.connect(f"file:{out / 'arena.sqlite'}?mode=ro", uri=True) as file:
            return file.execute("SELECT count(*) FROM matches").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def play(engine, env_id="TicTacToe-v0", games=12, seed=0, **options):
    manner = Manner(max_tokens=12, nudges=0, trace="tokens")
    agent = LanguageAgent(engine, manner)
    agent.name = "the model"
    return baselines.play(env_id, [agent, agent], games=games, seed=seed, **options)


def test_games_are_played_to_their_end_with_what_was_said_in_the_notes(engine):
    records = play(engine, illegal="random")
    assert len(records) == 12
    for record in records:
        assert record.end == "natural"
        assert set(record.notes) == set(range(len(record.moves)))
        for note in record.notes.values():
            (tokens,) = note["tokens"]
            assert len(tokens["reply"]) == len(tokens["logprobs"]) == note["tokens_out"] <= 12
            assert len(tokens["prompt"]) == note["tokens_in"]
            assert note["reply"] == engine.words.reply(tokens["reply"])


def test_games_are_the_same_again_with_any_number_of_others(engine):
    def said(records):
        return [[record.notes[i]["reply"] for i in sorted(record.notes)] for record in records]

    many = play(engine, illegal="random")
    few = play(engine, illegal="random", games=3, concurrency=1)
    assert said(few) == said(many)[:3]
    assert [record.rewards for record in few] == [record.rewards for record in many][:3]


def test_a_leaderboard_of_vllm_transformers_and_random(model, tmp_path):
    agents = f"vllm:{model}?{OPTIONS},hf:{model}?max_tokens=16&nudges=0,random"
    process = run("leaderboard", "KuhnPoker-v0", "--agents", agents, "--games", 24, "--out", tmp_path)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert said == ""
    board = json.loads((tmp_path / "leaderboard.json").read_text())
    assert len(board["rows"]) == 3


def begun(model, out):
    """Run a long leaderboard, and wait until games of it are stored."""
    agents = f"vllm:{model}?{OPTIONS},random"
    process = run("leaderboard", "KuhnPoker-v0", "--agents", agents, "--out", out, "--games", 20_000)
    while not stored(out):
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    assert len(members(process.pid)) > 1, "the engine was expected to be a process of its own"
    return process


def empties(session, seconds=20):
    """Wait until no process of a session lives."""
    end = time.monotonic() + seconds
    while members(session) and time.monotonic() < end:
        time.sleep(0.1)
    return not members(session)


def test_ctrl_c_leaves_no_process_and_loses_no_finished_game(model, tmp_path):
    process = begun(model, tmp_path)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    found = re.fullmatch(r"stopped after (\d+) of \d+ games, which are kept in .*\n", said)
    assert found, said
    assert 0 < int(found[1]) == stored(tmp_path) < 20_000
    assert empties(process.pid)


def test_no_process_outlives_one_that_was_killed(model, tmp_path):
    process = begun(model, tmp_path)
    process.kill()
    process.wait()
    assert empties(process.pid)
    process.communicate()
