"""spenvs: environments for self-play, behind PettingZoo's and Gymnasium's interfaces."""

from spenvs.registry import EnvSpec, UnknownName, list_envs, make, make_batch, make_parallel, register_all, spec

__version__ = "0.1.0"
__all__ = ["EnvSpec", "UnknownName", "list_envs", "make", "make_batch", "make_parallel", "spec"]

register_all()
