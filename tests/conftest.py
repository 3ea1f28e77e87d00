"""What several test files share: every registered environment in every preset."""

import pytest
from hypothesis import settings

import spenvs

settings.register_profile("spenvs", deadline=None)  # the first example may have to compile
settings.load_profile("spenvs")

SETTINGS = [(spec.id, preset) for spec in spenvs.list_envs() for preset in (None, *spec.presets)]
NAMES = [f"{id}:{preset}" if preset else id for id, preset in SETTINGS]


@pytest.fixture(params=SETTINGS, ids=NAMES)
def setting(request):
    """An environment's id and one of its presets."""
    return request.param


@pytest.fixture
def make(setting):
    """Make the environment; keyword arguments are its options."""
    id, preset = setting
    return lambda **options: spenvs.make(id, preset=preset, **options)
