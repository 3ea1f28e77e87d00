"""What several test files share: every registered environment in every preset.

`make` and `setting` run over all of them, `make_finite` and `finite` over those whose actions are numbers.
"""

import signal
from itertools import groupby

import pytest
from hypothesis import settings

import spenvs

settings.register_profile("spenvs", deadline=None)  # the first example may have to compile
settings.load_profile("spenvs")
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background, and all that it starts, ignores it

SETTINGS = [(spec.id, preset) for spec in spenvs.list_envs() for preset in (None, *spec.presets)]
FINITE = [(id, preset) for id, preset in SETTINGS if spenvs.spec(id).numbered]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Run the files in `core` from their last test to the first.

    Most of the time goes into compiling games. Two workers that began with the same one would compile all of them
    twice; with a file to a worker (`--dist loadfile`) they come from both ends, and each finds on disk what the other
    has compiled.
    """
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    items[:] = [item for tests in files for item in (tests[::-1] if tests[0].path.parent.name == "core" else tests)]


def named(setting):
    id, preset = setting
    return f"{id}:{preset}" if preset else id


@pytest.fixture(params=SETTINGS, ids=named)
def setting(request):
    """An environment's id and one of its presets."""
    return request.param


@pytest.fixture
def make(setting):
    """Make the environment; keyword arguments are its options."""
    id, preset = setting
    return lambda **options: spenvs.make(id, preset=preset, **options)


@pytest.fixture(params=FINITE, ids=named)
def finite(request):
    """The id of an environment with numbered actions, and one of its presets."""
    return request.param


@pytest.fixture
def make_finite(finite):
    """Make it; keyword arguments are its options."""
    id, preset = finite
    return lambda **options: spenvs.make(id, preset=preset, **options)
