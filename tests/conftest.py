"""What several test files share: every registered environment in every preset.

`make` and `setting` run over all of them, `make_finite` and `finite` over those whose actions are numbers.
"""

import pytest
from hypothesis import settings

import spenvs

settings.register_profile("spenvs", deadline=None)  # the first example may have to compile
settings.load_profile("spenvs")

SETTINGS = [(spec.id, preset) for spec in spenvs.list_envs() for preset in (None, *spec.presets)]
FINITE = [(id, preset) for id, preset in SETTINGS if spenvs.spec(id).numbered]


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
