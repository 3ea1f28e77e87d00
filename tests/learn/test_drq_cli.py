"""`spenvs train drq` as it is typed."""

import signal
import subprocess
import sys

import pytest

from baselines.cli import main
from baselines.learn.drq import load
from spenvs.corewar import assemble

FEW = ["--iterations", "3", "--placements", "1", "--workers", "1"]


def train(folder, *words):
    return main(["train", "drq", *FEW, "--out", str(folder), *words])


def test_a_run_prints_a_line_for_each_round_and_writes_a_report(tmp_path, capsys):
    assert train(tmp_path, "--rounds", "2", "--hold-out", "imp,wait") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["round", "N", "fitness"]
    assert [line.split()[:2] for line in lines[1:3]] == [["1", "2"], ["2", "3"]]
    assert "index.html" in lines[-1]
    assert (tmp_path / "index.html").read_text().startswith("<!doctype html>")
    for champion in (tmp_path / "champions").iterdir():
        assemble(champion.read_text())


def test_files_of_a_folder_that_do_not_assemble_are_named(tmp_path, capsys):
    (tmp_path / "hill").mkdir()
    for name, source in (("good", "JMP 0"), ("bad", "MOVE 1, 2")):
        (tmp_path / "hill" / f"{name}.red").write_text(source)
    assert train(tmp_path / "run", "--rounds", "1", "--hold-out", str(tmp_path / "hill")) == 0
    assert capsys.readouterr().out.startswith(f"Left out: {tmp_path}/hill/bad: line 1, ")
    assert load(tmp_path / "run").hold_out == ("good",)


def test_a_run_goes_on_and_tells_what_was_played_before(tmp_path, capsys):
    train(tmp_path, "--rounds", "1", "--hold-out", "wait")
    first = capsys.readouterr().out.splitlines()[:2]
    assert train(tmp_path, "--rounds", "2", "--hold-out", "wait") == 0
    assert capsys.readouterr().out.splitlines()[:2] == first


def test_options_are_the_settings_of_the_run(tmp_path):
    words = ["--rounds=1", "--champions=3", "--seed=9", "--crossover=0.5", "--baseline=duel", "--axes=uo,pl"]
    assert train(tmp_path, *words) == 0
    settings = load(tmp_path).settings
    assert (settings.champions, settings.seed, settings.crossover, settings.fitness) == (3, 9, 0.5, "duel")
    assert settings.axes == ("uo", "pl")
    assert len(load(tmp_path).hold_out) >= 4


def test_several_runs_have_a_report_over_all_of_them(tmp_path, capsys):
    assert train(tmp_path, "--runs", "2", "--rounds", "1", "--seed", "3", "--hold-out", "wait") == 0
    told = capsys.readouterr().out
    assert [word for word in ("seed 3", "seed 4") if word in told] == ["seed 3", "seed 4"]
    assert "seed-*/champions" in told
    assert "2 runs" in (tmp_path / "index.html").read_text()
    assert [load(tmp_path / f"seed-{seed}").settings.seed for seed in (3, 4)] == [3, 4]
    assert train(tmp_path, "--rounds", "1") == 2
    assert "holds several runs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--champions", "some"], "all or a number"),
        (["--opponents", "nobody"], "no warrior 'nobody'"),
        (["--mutator", "random"], "no language model"),
        (["--rounds", "0"], "rounds is 0"),
        (["--rounds", "-3"], "rounds is -3"),
        (["--champions", "0"], "champions is 0"),
        (["--axes", "tsp,mcc"], "no axis 'mcc'"),
        (["--axes", ""], "axes are ()"),
        (["--workers", "0"], "threads is 0"),
        (["--workers", "100000"], "threads is 100000"),
        (["--rounds", "64"], "room for 64"),
        (["--opponents", "no/such"], "no folder no/such"),
        (["--runs", "0"], "--runs must be at least 1"),
        (["--at-once", "0"], "at_once is 0"),
        (["--hold-out", "no/such/file.red"], "no/such/file.red"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path, capsys, words, said):
    assert train(tmp_path, *words) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_train_alone_names_what_there_is(capsys):
    assert main(["train"]) == 2
    assert "train drq" in capsys.readouterr().err


def test_ctrl_c_says_how_to_go_on(tmp_path):
    words = [sys.executable, "-m", "baselines", "train", "drq", *FEW, "--rounds", "60", "--out", tmp_path]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while process.stdout.readline().split()[:1] != ["1"]:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert "same command goes on" in process.stderr.read()
    assert process.returncode == 130
    assert load(tmp_path).champions
