"""The table of all environments: what there is, by what name, and how it is made.

The same names are registered with Gymnasium (one seat, `spenvs.core.solo`) and with PettingZoo (the whole game).
"""

import difflib
import functools
import importlib
import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Literal

import gymnasium
import pettingzoo

from spenvs.core.moves import listing, quote

if TYPE_CHECKING:
    from spenvs.core.batch import BatchEnv
    from spenvs.volleyball.batch import DroneBatch

FAMILIES = ("textgames", "corewar", "volleyball")
ENV_OPTIONS = ("attempts", "illegal", "shows", "past", "render_mode")
BATCH_OPTIONS = ("autoreset_mode", "threads")


class UnknownName(LookupError):
    """A name that is not in a table; the message gives the nearest ones."""

    def __init__(self, kind: str, name: Any, known: Iterable[str]):
        self.kind, self.name, self.known = kind, name, sorted(known)
        super().__init__(kind, name, self.known)

    def __str__(self) -> str:
        near = difflib.get_close_matches(str(self.name)[:100], self.known, 3, 0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {listing(self.known, 12) or 'none'}"
        return f"there is no {self.kind} {quote(self.name)}; {hint}"


@dataclass(frozen=True)
class EnvSpec:
    """One registered environment.

    Attributes:
        id: `Name-v0`; the version rises when behaviour changes.
        module: the module that makes it, with `env`, `raw_env`, `parallel_env` and `game`.
        summary: one sentence.
        family: the family it belongs to.
        seats: number of seats, by default.
        kind: "turns" (AEC) or "parallel".
        tags: words to find it by.
        presets: named settings of keyword arguments.
        differs: for a preset that follows a paper or a program, how its rules differ and why the default's do.
        sources: papers and programs that the rules follow.
        values: known exact values, as (quantity, value, where it is from).
        moves: what a player does: chooses a "number", in a finite game; says a "text"; or sends an "array".
    """

    id: str
    module: str
    summary: str
    family: str = "textgames"
    seats: int = 2
    kind: Literal["turns", "parallel"] = "turns"
    tags: tuple[str, ...] = ()
    presets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    differs: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    values: tuple[tuple[str, str, str], ...] = ()
    moves: Literal["number", "text", "array"] = "number"

    @property
    def name(self) -> str:
        """The id without its version."""
        return self.id.rpartition("-v")[0]

    @property
    def numbered(self) -> bool:
        """Whether it is a finite game, whose moves are numbers."""
        return self.moves == "number"


@functools.cache
def _table() -> dict[str, EnvSpec]:
    specs = [spec for family in FAMILIES for spec in importlib.import_module(f"spenvs.{family}").ENVIRONMENTS]
    for plugin in entry_points(group="spenvs.games"):
        specs.extend(plugin.load())
    return {spec.id: spec for spec in specs}


def list_envs(family: str | None = None) -> list[EnvSpec]:
    """List the registered environments, of one family or of all.

    Raises:
        UnknownName: there is no such family.
    """
    specs = list(_table().values())
    families = {spec.family for spec in specs}
    if family is not None and family not in families:
        raise UnknownName("family", family, families)
    return [spec for spec in specs if family in (None, spec.family)]


def spec(id: str) -> EnvSpec:
    """Look an environment up by id: `KuhnPoker-v0`, `spenvs/KuhnPoker-v0`, or `KuhnPoker` for the newest version.

    Raises:
        UnknownName: there is none; the message gives the nearest ones.
    """
    table, name = _table(), str(id).removeprefix("spenvs/")
    if name in table:
        return table[name]
    versions = [spec for spec in table.values() if spec.name == name]
    if not versions:
        raise UnknownName("environment", id, table)
    return max(versions, key=lambda spec: int(spec.id.rpartition("-v")[2]))


@dataclass(frozen=True)
class EnvOption:
    """A keyword argument that an environment takes: its default, and what it means."""

    name: str
    default: Any
    meaning: str


def options(id: str) -> dict[str, EnvOption]:
    """Give the keyword arguments that an environment takes, by name: its rules' own, then those of every environment.

    Raises:
        UnknownName: there is no such environment.
    """
    from spenvs.core.aec import FiniteEnv
    from spenvs.core.dialogue_env import DialogueEnv

    found = spec(id)
    module = importlib.import_module(found.module)
    rules, kind = module.game, getattr(module.env, "kind", FiniteEnv if found.numbered else DialogueEnv)
    told = next(each.__doc__ for each in kind.__mro__ if "Args:" in (each.__doc__ or ""))
    every = [option for option in _documented(kind, told) if option.name in ENV_OPTIONS]
    return {option.name: option for option in [*_documented(rules, rules.__doc__), *every]}


def _documented(takes: Callable[..., Any], docstring: str | None) -> list[EnvOption]:
    """Give the arguments of a function or class, with what its docstring says of them under "Args:"."""
    section = inspect.cleandoc(docstring or "").partition("Args:\n")[2].partition("\n\n")[0]
    said = {name: " ".join(text.split()) for name, text in re.findall(r"^    (\w+): (.*(?:\n {5,}.*)*)", section, re.M)}
    signature = inspect.signature(takes).parameters.values()
    return [EnvOption(argument.name, argument.default, said.get(argument.name, "")) for argument in signature]


def wrong_option(
    id: str, given: Mapping[str, Any], takes: Callable[..., Any], beside: Iterable[str] = ENV_OPTIONS
) -> UnknownName | TypeError:
    """Say which of the keyword arguments given to an environment it does not take; `beside` are no rules, but taken."""
    known = [*inspect.signature(takes).parameters, *beside, "preset"]
    unknown = [name for name in given if name not in known]
    if not unknown:
        return TypeError(f"{id} does not take {dict(given)}")
    return UnknownOption(f"option of {id}", unknown[0], known)


class UnknownOption(UnknownName, TypeError):
    """A keyword argument that an environment does not take.

    It can be made of a message alone: `gymnasium.make` raises a TypeError again, of the same class, with more to say.
    """

    def __init__(self, kind: str, name: str | None = None, known: Iterable[str] = ()):
        super().__init__(kind, name, known)

    def __str__(self) -> str:
        return self.kind if self.name is None else super().__str__()


def settings(id: str, preset: str | None, kwargs: Mapping[str, Any]) -> tuple[EnvSpec, dict[str, Any]]:
    """Resolve an id, a preset and keyword arguments (which win over the preset's) into what makes the environment.

    Raises:
        UnknownName: there is no such environment or preset.
    """
    found = spec(id)
    if preset is None:
        return found, dict(kwargs)
    if preset not in found.presets:
        raise UnknownName(f"preset of {found.id}", preset, found.presets)
    return found, {**found.presets[preset], **kwargs}


def make(id: str, *, preset: str | None = None, **kwargs: Any) -> pettingzoo.AECEnv:
    """Make an environment with PettingZoo's AEC interface.

    Args:
        id: as `KuhnPoker-v0`.
        preset: a named setting of the environment, such as a paper's.
        **kwargs: the environment's options, and `attempts`, `illegal`, `shows`, `past`,
            `render_mode` (see `FiniteEnv` and `DialogueEnv`).

    Raises:
        UnknownName: there is no such environment, preset or option.
        ValueError: an option is out of range.
    """
    found, merged = settings(id, preset, kwargs)
    return importlib.import_module(found.module).env(**merged)


def make_parallel(id: str, *, preset: str | None = None, **kwargs: Any) -> pettingzoo.ParallelEnv:
    """Make an environment with PettingZoo's parallel interface; arguments as for `make`.

    In a game of turns everybody sends an action and the one counts whose turn it is (`infos[agent]["active_agent"]`).
    """
    found, merged = settings(id, preset, kwargs)
    return importlib.import_module(found.module).parallel_env(**merged)


def make_batch(
    id: str,
    num_envs: int,
    seed: int | Sequence[int | None] | None = 0,
    *,
    preset: str | None = None,
    **kwargs: Any,
) -> "BatchEnv | DroneBatch":
    """Make many games at once as arrays.

    Args:
        id: as `KuhnPoker-v0`.
        num_envs: the number of games.
        seed: seeds chance and the draws of random actions; see `BatchEnv.reset`.
        preset: a named setting of the environment.
        **kwargs: the environment's options, and `autoreset_mode` and `threads` (see `BatchEnv` and, for
            drones, `spenvs.volleyball.batch.DroneBatch`).

    Raises:
        UnknownName: there is no such environment, preset or option.
        ValueError: an argument is out of range, or moves of the environment are free text.
    """
    found, merged = settings(id, preset, kwargs)
    if found.moves == "text":
        raise ValueError(f"{found.id} has no batch engine: its moves are free text; use make or make_parallel")
    own = {name: merged.pop(name) for name in BATCH_OPTIONS if name in merged}
    module = importlib.import_module(found.module)
    try:
        game = module.game(**merged)
    except TypeError:
        raise wrong_option(found.id, merged, module.game, BATCH_OPTIONS) from None
    return _class(found, "batch", "spenvs.core.batch:BatchEnv")(game, num_envs, seed, **own)


def _class(found: EnvSpec, what: str, usual: str) -> Any:
    """Give the class of a view of an environment: what its module's `env` has for it, or the usual one."""
    module, _, name = usual.partition(":")
    own = getattr(importlib.import_module(found.module).env, what, None)
    return own or getattr(importlib.import_module(module), name)


def _solo(*, spenvs_id: str, **kwargs: Any) -> gymnasium.Env:
    try:
        return _class(spec(spenvs_id), "solo", "spenvs.core.solo:SoloEnv")(spenvs_id, **kwargs)
    except UnknownOption as error:  # TorchRL tries what an environment takes, and looks for Python's own words
        raise UnknownOption(f"{error} (an unexpected keyword argument '{error.name}')") from None


def _solo_vector(*, spenvs_id: str, **kwargs: Any) -> gymnasium.vector.VectorEnv:
    return _class(spec(spenvs_id), "vector", "spenvs.core.vector:SoloVectorEnv")(spenvs_id, **kwargs)


def register_all() -> None:
    """Register every environment as `spenvs/Name-v0` with Gymnasium (one seat) and with PettingZoo (the game)."""
    for found in _table().values():
        name = f"spenvs/{found.id}"
        if name in gymnasium.registry:
            continue
        compiled = found.numbered or (found.moves == "array" and found.seats == 1)
        gymnasium.register(
            name,
            "spenvs.registry:_solo",
            vector_entry_point="spenvs.registry:_solo_vector" if compiled else None,
            kwargs={"spenvs_id": found.id},
        )
        pettingzoo.register("aec", name, functools.partial(make, found.id))
        pettingzoo.register("parallel", name, functools.partial(make_parallel, found.id))
