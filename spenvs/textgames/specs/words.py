"""Games of words, facts and questions."""

from spenvs.registry import EnvSpec

ENVIRONMENTS: tuple[EnvSpec, ...] = ()
