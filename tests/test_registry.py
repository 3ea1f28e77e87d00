"""Environments by name: ids, presets, options, and the registries of Gymnasium and PettingZoo."""

import os
import subprocess
import sys
from pathlib import Path

import gymnasium
import pettingzoo
import pytest
from hypothesis import given
from hypothesis import strategies as st

import spenvs
from spenvs.registry import UnknownName, options

IDS = [spec.id for spec in spenvs.list_envs()]


def python(code: str, **environment: str) -> str:
    """Run code in an interpreter of its own and give what it prints."""
    environment = {**os.environ, **environment}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def said(error: pytest.ExceptionInfo[BaseException]) -> str:
    """Give an error's message, having checked that it is one sentence."""
    message = str(error.value)
    assert message
    assert "\n" not in message
    assert len(message) < 400
    return message


@pytest.mark.parametrize("id", ["KuhnPoker-v0", "KuhnPoker", "spenvs/KuhnPoker-v0", "spenvs/KuhnPoker"])
def test_an_environment_is_found_with_and_without_version_and_namespace(id):
    assert spenvs.spec(id).id == "KuhnPoker-v0"
    assert spenvs.make(id).id == "KuhnPoker-v0"


@pytest.mark.parametrize("id", ["KuhnPoker-v7", "KuhnPocker-v0", "kuhnpoker", "spenvs/KuhnPokr"])
def test_a_wrong_id_suggests_the_nearest(id):
    with pytest.raises(UnknownName) as error:
        spenvs.make(id)
    assert ascii(id) in said(error)
    assert "did you mean KuhnPoker-v0" in said(error)


def test_an_id_like_no_other_gets_the_first_names_and_their_number():
    with pytest.raises(UnknownName) as error:
        spenvs.spec("???")
    assert all(id in said(error) for id in sorted(IDS)[:12])
    assert f"and {len(IDS) - 12} more" in said(error)


@given(st.text())
def test_any_other_text_is_an_unknown_name(id):
    if id.removeprefix("spenvs/") not in {*IDS, *(spec.name for spec in spenvs.list_envs())}:
        with pytest.raises(UnknownName) as error:
            spenvs.spec(id)
        assert said(error).isascii()


def test_a_wrong_preset_names_the_right_ones():
    with pytest.raises(UnknownName) as error:
        spenvs.make("TicTacToe-v0", preset="gomuko")
    assert said(error) == "there is no preset of TicTacToe-v0 'gomuko'; did you mean gomoku?"
    with pytest.raises(UnknownName) as error:
        spenvs.make("UltimateTicTacToe-v0", preset="x")
    assert said(error) == "there is no preset of UltimateTicTacToe-v0 'x'; there are: none"


@pytest.mark.parametrize("make", [spenvs.make, spenvs.make_parallel])
def test_a_wrong_option_suggests_the_nearest(make):
    with pytest.raises(UnknownName) as error:
        make("KuhnPoker-v0", player=3)
    assert said(error) == "there is no option of KuhnPoker-v0 'player'; did you mean players?"
    with pytest.raises(TypeError):
        make("KuhnPoker-v0", player=3)


def test_a_wrong_option_is_named_by_gymnasium_too():
    said = r"no option of KuhnPoker-v0 'player'; did you mean players\? \(an unexpected keyword argument 'player'\)"
    with pytest.raises(UnknownName, match=said):
        gymnasium.make("spenvs/KuhnPoker-v0", player=3)


@pytest.mark.parametrize("value", [1, 5, -2, 2.5, "two", None, True])
def test_an_option_out_of_range_says_the_range(value):
    with pytest.raises(ValueError, match="players must be an integer from 2 to 4; got ") as error:
        spenvs.make("KuhnPoker-v0", players=value)
    assert ascii(value) in said(error)


@pytest.mark.parametrize(
    ("option", "value"), [("attempts", 0), ("attempts", "two"), ("illegal", "forgive"), ("render_mode", "hologram")]
)
def test_an_option_of_every_environment_out_of_range_is_named(option, value):
    with pytest.raises(ValueError, match=option) as error:
        spenvs.make("TicTacToe-v0", **{option: value})
    assert ascii(value) in said(error)


def test_keyword_arguments_win_over_a_preset():
    env = spenvs.make("TicTacToe-v0", preset="gomoku", rows=7)
    assert env.options == {"rows": 7, "columns": 15, "line": 5}


def test_environments_are_listed_by_family():
    assert len(set(IDS)) == len(IDS) >= 8
    assert [spec.id for spec in spenvs.list_envs("textgames")] == [
        spec.id for spec in spenvs.list_envs() if spec.family == "textgames"
    ]
    with pytest.raises(UnknownName) as error:
        spenvs.list_envs("textgame")
    assert said(error) == "there is no family 'textgame'; did you mean textgames?"


@pytest.mark.parametrize("id", IDS)
def test_every_option_is_explained(id):
    assert list(options(id))[-5:] == ["attempts", "illegal", "shows", "past", "render_mode"]
    for option in options(id).values():
        assert option.meaning, f"the docstring of {id} says nothing about {option.name}"


OFFLINE = """
import socket

def refused(*args, **kwargs):
    raise OSError("the network is off")

socket.socket = socket.create_connection = socket.getaddrinfo = refused
import baselines, spenvs
for spec in spenvs.list_envs():
    (record,) = baselines.play(spec.id, ["random"] * len(spenvs.make(spec.id).possible_agents), seed=1)
    assert record.end == "natural", (spec.id, record.end)
    print(spec.id)
"""


def test_every_game_is_played_to_its_end_with_the_network_off():
    assert python(OFFLINE).split() == IDS


def test_gymnasium_and_pettingzoo_know_every_environment():
    for id in IDS:
        assert f"spenvs/{id}" in gymnasium.registry
        assert pettingzoo.make("aec", f"spenvs/{id}").id == id
        assert isinstance(pettingzoo.make("parallel", f"spenvs/{id}"), pettingzoo.ParallelEnv)


def test_pettingzoo_passes_options_on():
    assert pettingzoo.make("aec", "spenvs/KuhnPoker-v0", players=3).max_num_agents == 3


def test_gymnasium_makes_one_seat_without_an_import():
    code = 'import gymnasium as g; e = g.make("spenvs:spenvs/KuhnPoker-v0"); print(e.reset()[0] in e.observation_space)'
    assert python(code) == "True"


def test_pettingzoo_makes_the_game_after_an_import():
    code = 'import spenvs, pettingzoo as p; print(p.make("aec", "spenvs/KuhnPoker-v0").id)'
    assert python(code) == "KuhnPoker-v0"


def test_an_installed_package_adds_environments_and_agents(tmp_path: Path):
    """What CONTRIBUTING promises to other packages: entry points in the groups spenvs.games and spenvs.agents."""
    (tmp_path / "extra_games.py").write_text(
        "from spenvs.registry import EnvSpec\n"
        'ENVIRONMENTS = [EnvSpec("Extra-v0", "spenvs.textgames.nim", "Nim again.", family="extra")]\n'
        "def first(turn):\n    return turn.actions[0]\n"
        "def make():\n    return first\n"
    )
    info = tmp_path / "extra_games-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: extra-games\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[spenvs.games]\nextra = extra_games:ENVIRONMENTS\n\n[spenvs.agents]\nfirst = extra_games:make\n"
    )
    code = (
        "import spenvs, gymnasium, baselines\n"
        'assert [s.id for s in spenvs.list_envs("extra")] == ["Extra-v0"]\n'
        'assert "spenvs/Extra-v0" in gymnasium.registry\n'
        'print(baselines.play("Nim-v0", ["first", "random"])[0].seats["player_0"]["entrant"])\n'
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    assert python(code, PYTHONPATH=path) == "first"
