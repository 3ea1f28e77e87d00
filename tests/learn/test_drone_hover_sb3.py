"""The example in which Stable-Baselines3 learns to hover, with a small part of its steps."""

import re
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra rl)")
pytest.importorskip("stable_baselines3", reason="Stable-Baselines3 is not installed (extra rl)")

from baselines.agents.sb3 import SB3Agent  # noqa: E402
from spenvs.volleyball.hover import GAME  # noqa: E402
from spenvs.volleyball.teams import TeamEnv  # noqa: E402

EXAMPLE = Path(__file__).parents[2] / "docs/examples/drone_hover_sb3.py"


@pytest.fixture
def one_thread():
    """Keep torch to one thread: its others spin, and stand still where all cores are taken."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("one_thread")
def test_it_runs_and_what_it_saves_is_a_player(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    program, number = re.subn(r"2_000_000", "32_768", EXAMPLE.read_text())
    assert number == 1
    exec(compile(program, EXAMPLE.name, "exec"), {})
    assert re.fullmatch(r"\d+\.\d\d m from the point after ten seconds\n", capsys.readouterr().out)
    agent, env = SB3Agent("hover.zip"), TeamEnv(GAME, "DroneHover-v0")
    assert agent.plays(env) is None
    env.reset(seed=0)
    assert np.isfinite(agent.act(env.turn())).all()
