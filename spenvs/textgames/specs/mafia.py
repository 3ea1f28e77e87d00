"""Games of night and day."""

from spenvs.registry import EnvSpec

ENVIRONMENTS: tuple[EnvSpec, ...] = ()
