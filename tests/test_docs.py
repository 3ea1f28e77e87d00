"""Every block of Python in the README and the documentation runs, page by page."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import spenvs

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r'^```python(?: title="(?P<title>[^"]+)")?\n(?P<code>.*?)^```$', re.MULTILINE | re.DOTALL)


@pytest.fixture
def in_a_directory_of_its_own(tmp_path, monkeypatch):
    before = set(sys.modules)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]


def hook(name):
    """Import one of the hooks that build the documentation, which may import others."""
    if str(ROOT / "docs/hooks") not in sys.path:
        sys.path.append(str(ROOT / "docs/hooks"))
    spec = importlib.util.spec_from_file_location(f"docs_hook_{name}", ROOT / f"docs/hooks/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(text, page):
    """Run the blocks of a page one after the other; one with a title is a file that the others may use."""
    names = {"__name__": "__main__"}
    for block in BLOCK.finditer(text):
        if block["title"]:
            Path(block["title"]).write_text(block["code"])
        else:
            line = text[: block.start()].count("\n") + 1
            exec(compile("\n" * line + block["code"], str(page), "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
@pytest.mark.usefixtures("in_a_directory_of_its_own")
def test_the_examples_of_a_page_run(page):
    run(hook("examples").on_page_markdown(page.read_text()), page)


@pytest.fixture(scope="module")
def pages():
    """What makes the pages of the environments."""
    return hook("environments")


@pytest.mark.parametrize("spec", spenvs.list_envs(), ids=lambda spec: spec.id)
def test_every_environment_has_a_page(pages, spec):
    page = pages.page(spec)
    run(page, spec.id)
    env = spenvs.make(spec.id)
    assert env.game.brief in page
    for word in (*spec.presets, *spec.sources, *(quantity for quantity, _, _ in spec.values)):
        assert word in page
    for option in spenvs.registry.options(spec.id).values():
        assert option.name in page or option.name in pages.index()
        assert option.meaning, f"the docstring of {spec.module}.game does not say what {option.name} is"
    assert pages.picture(spec).startswith(b"\x89PNG")


def test_the_index_lists_all(pages):
    assert all(f"[{spec.id}]({spec.name}.md)" in pages.index() for spec in spenvs.list_envs())


@pytest.mark.parametrize("mark", ["install", "main", "install-test", "test"])
def test_the_readme_marks_its_commands(mark):
    found = re.findall(rf"^<!-- {mark} -->\n```sh\n(.+?)\n```$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert len(found) == 1


@pytest.mark.parametrize("folder", ["spenvs/core", "baselines/arena", "baselines/learn"])
def test_the_architecture_names_every_module(folder):
    page = (ROOT / "docs/architecture.md").read_text()
    assert [path.name for path in (ROOT / folder).glob("[!_]*.py") if path.name not in page] == []


def test_links_between_the_files_outside_of_the_documentation_lead_somewhere():
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            assert (ROOT / target).exists(), f"{page.name} links to {target}"


def test_games_and_agents_of_another_package_are_known_once_it_is_installed(tmp_path):
    """As the pages on games and agents say, with their own code."""
    game_page, agent_page = (ROOT / "docs/adding-a-game.md").read_text(), (ROOT / "docs/agents.md").read_text()
    table = re.search(r'^```py title="my_package/__init__.py"\n(.*?)^```$', game_page, re.MULTILINE | re.DOTALL)[1]
    agent = re.search(r'^```python title="mine.py"\n(.*?)^```$', agent_page, re.MULTILINE | re.DOTALL)[1]
    points = "\n".join(re.search(r"^```toml\n(.*?)^```$", page, re.M | re.S)[1] for page in (game_page, agent_page))
    points = points.replace("project.entry-points.", "").replace('"', "")
    files = {
        "my_package/__init__.py": table,
        "my_package/doubt.py": (ROOT / "docs/examples/doubt.py").read_text(),
        "my_package/agents.py": agent,
        "my_package-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: my_package\nVersion: 1\n",
        "my_package-1.dist-info/entry_points.txt": points,
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    program = """
import sys, spenvs
assert "numba" not in sys.modules
import baselines, gymnasium
(record,) = baselines.play("Doubt", ["stubborn?favourite=5", "random"])
assert set(record.rewards) == {"player_0", "player_1"}
assert gymnasium.make("spenvs/Doubt-v0").reset(seed=1)
print(spenvs.list_envs("my_games")[0].id, record.end)
"""
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "Doubt-v0 natural\n", done.stderr
