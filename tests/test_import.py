"""What an import may cost: nothing heavy is loaded before it is needed."""

import subprocess
import sys

import pytest

import spenvs

HEAVY = ("numba", "torch", "matplotlib", "PIL", "scipy", "pandas", "stable_baselines3", "pyspiel")


def loaded(code: str) -> set[str]:
    """Run code in an interpreter of its own and give the names of the modules that it has loaded."""
    told = f"{code}\nimport sys\nprint(end='\\x00' + ' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.rpartition("\0")[2].split())


@pytest.mark.parametrize(
    "code",
    [
        "import spenvs",
        "import spenvs; spenvs.list_envs(); spenvs.spec('KuhnPoker')",
        "import baselines",
        "import baselines; baselines.make_agent('random')",
        "from baselines.cli import main; main(['list'])",
        "from baselines.cli import main; main(['--version'])",
        "from baselines.cli import main\ntry:\n    main(['leaderboard', '--help'])\nexcept SystemExit:\n    pass",
    ],
)
def test_nothing_heavy_is_loaded(code):
    games = {spec.module for spec in spenvs.list_envs()}
    assert not loaded(code) & {*HEAVY, *games}


def test_only_the_game_that_is_made_is_loaded():
    modules = loaded("import spenvs; spenvs.make('KuhnPoker')")
    assert {spec.module for spec in spenvs.list_envs()} & modules == {"spenvs.textgames.kuhn_poker"}


def test_the_environments_know_no_agent():
    assert not [
        name for name in loaded("import spenvs; spenvs.make('KuhnPoker').reset()") if name.startswith("baselines")
    ]
