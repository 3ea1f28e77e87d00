"""warrior: hands one program in, wherever whole programs are played."""

import json

import pytest

import baselines
import spenvs
from baselines.cli import main
from baselines.registry import make_agent
from spenvs.corewar import library
from spenvs.registry import UnknownName

DWARF = ";redcode-94\n;name Tiny\n\tADD #4, 3\n\tMOV 2, @2\n\tJMP -2\n\tDAT 0, 0\n"


def results(env_id, *agents, **options):
    """Play one game, and give its rewards and how it ended."""
    (record,) = baselines.play(env_id, list(agents), games=1, **options)
    assert all(move.status == "ok" for move in record.moves)
    return list(record.rewards.values())


def test_the_better_warrior_wins_a_duel():
    assert results("CoreWarDuel-v0", "warrior:clear", "warrior:wait") == [1.0, -1.0]


def test_it_plays_melees_and_evolutions():
    assert len(results("CoreWarArena-v0", *[f"warrior:{name}" for name in ("imp", "wait", "dwarf", "clear")])) == 4
    assert results("CoreWarEvolve-v0", "warrior:clear", "warrior:imp", rounds=1, generations=2)[0] > 0


def test_every_warrior_is_let_into_a_duel():
    env = spenvs.make("CoreWarDuel-v0")
    assert [make_agent(f"warrior:{name}").plays(env) for name in library.NAMES] == [None] * len(library.NAMES)


def test_what_is_handed_in_is_what_the_file_says(tmp_path):
    for name in library.NAMES:
        (tmp_path / f"{name}.red").write_text(library.source(name))
    env = spenvs.make("CoreWarDuel-v0")
    for name in library.NAMES:
        env.reset(seed=0)
        env.step(make_agent(f"warrior:{tmp_path / name}.red").act(None))
        handed_in = env.position.s.entered[0].warrior
        assert (handed_in.code == library.load(name).code).all()
        assert handed_in.start == library.load(name).start


def test_it_says_what_it_cannot_play():
    agent = make_agent("warrior:silk")
    assert agent.plays(spenvs.make("TicTacToe-v0")) == "it hands in a whole program, which nobody asks for there"
    assert agent.plays(spenvs.make("CoreWarStep-v0")) == "it hands in a whole program, which nobody asks for there"
    assert "CORESIZE == 8000" in agent.plays(spenvs.make("CoreWarDuel-v0", preset="nano"))
    assert "P-space" in make_agent("warrior:pswitch").plays(spenvs.make("CoreWarDuel-v0", pspace=False))


def test_a_file_of_ones_own_plays(tmp_path):
    file = tmp_path / "mine.RED"
    file.write_bytes(DWARF.replace("\n", "\r\n").encode())
    agent = make_agent(f"warrior:{file}")
    assert agent.plays(spenvs.make("CoreWarDuel-v0")) is None
    assert results("CoreWarDuel-v0", agent, "warrior:imp")[0] >= 0  # a dwarf: an imp cannot kill it


def test_a_broken_file_says_where(tmp_path):
    (tmp_path / "broken.red").write_text("MOV 0, 1\nMOV 0, nowhere\n")
    reason = make_agent(f"warrior:{tmp_path / 'broken.red'}").plays(spenvs.make("CoreWarDuel-v0"))
    assert "line 2, column 8" in reason


def test_unknown_names_and_files_are_told(tmp_path):
    with pytest.raises(UnknownName, match="there is no warrior 'imps'; did you mean imp"):
        make_agent("warrior:imps")
    with pytest.raises(ValueError, match=r"there is no file .*none\.red; our own warriors are clear, dclear"):
        make_agent(f"warrior:{tmp_path / 'none.red'}")


def test_the_version_is_that_of_the_text(tmp_path):
    (tmp_path / "same.red").write_text(library.source("imp"))
    assert make_agent(f"warrior:{tmp_path / 'same.red'}").version() == make_agent("warrior:imp").version()
    assert make_agent("warrior:imp").version() != make_agent("warrior:dwarf").version()


def test_a_folder_of_warriors_joins_a_leaderboard(tmp_path, capsys):
    (tmp_path / "hill").mkdir()
    (tmp_path / "hill" / "dwarf.red").write_text(DWARF)
    (tmp_path / "hill" / "broken.red").write_text("MOV 0, nowhere\n")
    (tmp_path / "hill" / "what?.red").write_text(DWARF)
    line = f"leaderboard corewar --agents warrior:imp --warriors {tmp_path}/hill --games 2 --workers 1"
    assert main([*line.split(), "--out", str(tmp_path / "out")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "1 of 3 warriors" in said
    assert "broken: line 1, column 8: 'nowhere' is not defined" in said
    assert "what?: expected a path without" in said
    rows = json.loads((tmp_path / "out" / "leaderboard.json").read_text())["rows"]
    assert {row["agent"] for row in rows} == {"warrior:imp", f"warrior:{tmp_path}/hill/dwarf.red"}
