"""Agents by name: the grammar of specs, and what becomes of them."""

import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import baselines
from baselines.agent import Agent, source_hash
from baselines.agents.scripted import ScriptedAgent
from baselines.registry import AgentSpec, kinds, make_agent
from spenvs.registry import UnknownName

MINE = """
from baselines import Agent

class Careful(Agent):
    def __init__(self, depth=1, *, name_of_cat="Tom"):
        self.depth, self.name_of_cat = depth, name_of_cat

    def act(self, turn):
        return turn.actions[-1]

class Inside:
    Deep = Careful

def first(turn, skip=0):
    return turn.actions[skip]

class Careless:
    pass

number = 7
"""

keys = st.text(st.characters(codec="utf-8"), min_size=1)
values = st.one_of(
    st.text(st.characters(codec="utf-8")),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)
parts = st.text(string.ascii_letters + string.digits + "_-./#:@ é", max_size=20)


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(MINE)
    return path


def said(error: pytest.ExceptionInfo[BaseException]) -> str:
    """Give an error's message, having checked that it is one sentence."""
    message = str(error.value)
    assert message
    assert "\n" not in message
    assert len(message) < 400
    return message


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("random", AgentSpec("random")),
        ("mcts?simulations=1000", AgentSpec("mcts", "", (("simulations", 1000),))),
        ("sb3:run/best.zip", AgentSpec("sb3", "run/best.zip")),
        ("hf:PATH?temperature=0.7&greedy=false", AgentSpec("hf", "PATH", (("greedy", False), ("temperature", 0.7)))),
        ("openai:http://host:8000/v1#model", AgentSpec("openai", "http://host:8000/v1#model")),
        ("python:./mine.py:MyAgent?depth=3", AgentSpec("python", "./mine.py:MyAgent", (("depth", 3),))),
        (" random ", AgentSpec("random")),
        ("a?b=", AgentSpec("a", "", (("b", ""),))),
        ("a?b=x%26y%3D%20%2C", AgentSpec("a", "", (("b", "x&y= ,"),))),
        ("cfr?algorithm=cfr+", AgentSpec("cfr", "", (("algorithm", "cfr+"),))),
    ],
)
def test_a_spec_is_taken_apart(text, spec):
    assert AgentSpec.parse(text) == spec


@pytest.mark.parametrize("text", ["", " ", ":", "?a=1", ":target", "a?b", "a?=1", "a?b=1&b=2", "a?b=1&&c=2"])
def test_what_is_no_spec_is_refused(text):
    with pytest.raises(ValueError, match="an agent is written kind:target") as error:
        AgentSpec.parse(text)
    assert ascii(text) in said(error)


def test_the_order_of_options_does_not_matter():
    assert str(AgentSpec.parse("a?y=2&x=1")) == str(AgentSpec.parse("a?x=1&y=2")) == "a?x=1&y=2"


@given(kind=st.text(string.ascii_lowercase, min_size=1), target=parts, options=st.dictionaries(keys, values))
def test_a_spec_survives_being_written_and_read(kind, target, options):
    written = kind + (f":{target}" if target else "")
    if options:
        written += "?" + "&".join(f"{quote(key)}={quote(str(value))}" for key, value in options.items())
    spec = AgentSpec.parse(written)
    assert AgentSpec.parse(str(spec)) == spec
    assert spec.kind == kind
    assert {key for key, _ in spec.options} == set(options)
    for key, value in spec.options:
        given = options[key]
        assert value == given or not isinstance(given, bool | int | float)


@given(st.text())
def test_any_text_is_a_spec_or_a_value_error(text):
    try:
        spec = AgentSpec.parse(text)
    except ValueError:
        return
    assert str(AgentSpec.parse(str(spec))) == str(spec)


def test_every_installed_kind_loads():
    assert {"random", "human", "python", "minimax", "mcts", "cfr", "response"} <= set(kinds())
    for kind, point in kinds().items():
        assert callable(point.load()), kind


def test_an_agent_is_called_by_its_spec():
    assert make_agent("random").name == "random"


def test_a_wrong_kind_suggests_the_nearest():
    with pytest.raises(UnknownName) as error:
        make_agent("randon?seed=1")
    assert said(error) == "there is no kind of agent 'randon'; did you mean random?"


def test_a_wrong_option_suggests_the_nearest(mine):
    with pytest.raises(UnknownName) as error:
        make_agent(f"python:{mine}:Careful?dept=3")
    assert said(error).endswith("mine.py:Careful 'dept'; did you mean depth?")
    with pytest.raises(UnknownName) as error:
        make_agent("random?seed=3")
    assert said(error) == "there is no option of random 'seed'; there are: none"


def test_a_target_where_none_belongs_is_refused():
    with pytest.raises(ValueError, match="random cannot be made so: too many positional arguments") as error:
        make_agent("random:fast")
    said(error)


def test_a_class_in_a_file_is_made_with_the_options(mine):
    agent = make_agent(f"python:{mine}:Careful?depth=3&name_of_cat=Tom%20Cat")
    assert isinstance(agent, Agent)
    assert (agent.depth, agent.name_of_cat) == (3, "Tom Cat")
    assert agent.name == f"python:{mine}:Careful?depth=3&name_of_cat=Tom%20Cat"
    assert make_agent(f"python:{mine}:Inside.Deep").depth == 1


def test_a_function_in_a_file_is_an_agent(mine):
    record = baselines.play("TicTacToe-v0", [f"python:{mine}:first", f"python:{mine}:first?skip=1"])[0]
    assert [row.action for row in record.moves][:2] == [0, 2]
    with pytest.raises(UnknownName) as error:
        make_agent(f"python:{mine}:first?skp=1")
    assert said(error).endswith("'skp'; did you mean skip?")


def test_a_module_is_found_by_name():
    assert make_agent("python:baselines.agents.random:RandomAgent").act


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("mine", "python: takes module:Name or file.py:Name"),
        (":mine", "python: takes module:Name or file.py:Name"),
        ("./nowhere.py:Mine", "there is no file nowhere.py"),
        ("nowhere.at.all:Mine", "there is no module 'nowhere.at.all'"),
        ("baselines.nowhere:Mine", "there is no module 'baselines.nowhere'"),
        ("json:nothing", "there is nothing named 'nothing' in json"),
    ],
)
def test_a_python_agent_that_is_not_there_says_what_is_missing(target, message):
    with pytest.raises(ValueError, match=message) as error:
        make_agent(f"python:{target}")
    said(error)


def test_a_module_that_lacks_another_says_which(tmp_path, monkeypatch):
    (tmp_path / "needy.py").write_text("import surely_not_installed\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="surely_not_installed"):
        make_agent("python:needy:Mine")


@pytest.mark.parametrize("thing", [5, None, int, RuntimeError])
def test_what_is_no_agent_is_refused(thing):
    with pytest.raises(TypeError, match="an agent is an Agent, a function of a turn, or a spec string") as error:
        make_agent(thing)
    assert ascii(thing) in said(error)


@pytest.mark.parametrize(("name", "got"), [("number", "7"), ("Careless", "Careless object")])
def test_what_a_spec_names_must_be_an_agent(mine, name, got):
    with pytest.raises(ValueError, match=f"mine.py:{name} is no agent: .*{got}") as error:
        make_agent(f"python:{mine}:{name}")
    said(error)


def test_agents_and_functions_are_taken_as_they_are():
    agent = make_agent("random")
    assert make_agent(agent) is agent
    assert make_agent(lambda turn: turn.actions[0]).act is not None


def test_the_version_follows_the_source(mine, tmp_path):
    same, changed = tmp_path / "same.py", tmp_path / "changed.py"
    same.write_text(MINE)
    changed.write_text(MINE + "# changed\n")
    versions = [
        make_agent(f"python:{path}:{name}").version() for path in (mine, same, changed) for name in ("Careful", "first")
    ]
    assert versions[0] == versions[1] == versions[2] == versions[3]
    assert versions[4] == versions[5] != versions[0]


def test_a_version_is_that_of_all_files_named(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("thinker", "player"):
        (tmp_path / f"{name}.py").write_text("def f(turn):\n    return 0\n")
    import player
    import thinker

    before, alone = source_hash(player.f, thinker.f), source_hash(player.f)
    (tmp_path / "thinker.py").write_text("def f(turn):\n    return 1\n")
    assert source_hash(player.f, thinker.f) != before
    assert source_hash(player.f) == alone


def test_a_script_s_version_follows_its_folder(tmp_path):
    class Rule:
        folder = tmp_path

        def __call__(self, turn):
            return 0

    (tmp_path / "gains.py").write_text("GAIN = 1")
    player = ScriptedAgent({"Game-v0": Rule()})
    before = player.version()
    assert player.version() == before
    (tmp_path / "gains.py").write_text("GAIN = 2")
    assert player.version() != before


def test_a_relative_path_is_that_of_the_present_directory(tmp_path, monkeypatch):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.py").write_text(f"def {name}(turn):\n    return turn.actions[0]\n")
        monkeypatch.chdir(tmp_path / name)
        assert make_agent(f"python:same.py:{name}").name == name
