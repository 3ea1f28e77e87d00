"""Agents by name: the grammar of specs, and what makes an agent of one.

A spec is `kind:target?key=value&key=value`, as in `random`, `mcts?simulations=1000`, `python:./mine.py:MyAgent?depth=3`.
Kinds are entry points of the group "spenvs.agents"; each names what is called with the target, if there is one, and the
options.
"""

import functools
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from baselines.agent import Agent, as_agent
from spenvs.registry import UnknownName


@dataclass(frozen=True)
class AgentSpec:
    """A spec taken apart."""

    kind: str
    target: str = ""
    options: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def parse(cls, text: str) -> "AgentSpec":
        """Take a spec apart; numbers, true and false among the option values become what they say.

        Raises:
            ValueError: the text is no spec.
        """
        body, _, query = text.strip().partition("?")
        kind, _, target = body.partition(":")
        try:
            pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
        except ValueError:
            pairs = [("", "")]
        if not kind or any(not key for key, _ in pairs):
            raise ValueError(f"an agent is written kind:target?key=value&key=value; got {ascii(text)}")
        return cls(kind, target, tuple(sorted((key, _value(value)) for key, value in pairs)))

    def __str__(self) -> str:
        query = urlencode([(key, _text(value)) for key, value in self.options], safe="/:.,+*")
        return self.kind + (f":{self.target}" if self.target else "") + (f"?{query}" if query else "")


def _value(text: str) -> Any:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@functools.cache
def kinds() -> dict[str, EntryPoint]:
    """Give the kinds of agents that are installed, by name."""
    return {point.name: point for point in entry_points(group="spenvs.agents")}


def make_agent(player: Any) -> Agent:
    """Make an agent of a spec; an agent, or a function as one, is taken as it is.

    Raises:
        UnknownName: there is no such kind, or the kind has no such option.
        ValueError: the text is no spec, or an option is out of range.
        TypeError: it is no agent.
    """
    if not isinstance(player, str):
        return as_agent(player)
    spec = AgentSpec.parse(player)
    if spec.kind not in kinds():
        raise UnknownName("kind of agent", spec.kind, kinds())
    factory = kinds()[spec.kind].load()
    agent = as_agent(_call(factory, spec))
    agent.name = agent.name or str(spec)
    return agent


def _call(factory: Callable[..., Any], spec: AgentSpec) -> Any:
    """Call what a spec names, saying clearly which argument does not fit."""
    target, options = ([spec.target] if spec.target else []), dict(spec.options)
    signature = inspect.signature(factory)
    known = list(signature.parameters)
    takes_all = any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values())
    if not takes_all and (unknown := [key for key in options if key not in known]):
        raise UnknownName(f"option of {spec.kind}", unknown[0], known)
    try:
        signature.bind(*target, **options)
    except TypeError as error:
        raise ValueError(f"{ascii(str(spec))} does not fit {spec.kind}: {error}") from None
    return factory(*target, **options)


def load_python(target: str, **options: Any) -> Any:
    """Make the agent that `module:Name` or `file.py:Name` names: a class, called with the options, or a function.

    Raises:
        ValueError: the target has no such form, or nothing of that name is there.
    """
    place, _, name = target.rpartition(":")
    if not place or not name:
        raise ValueError(f"python: takes module:Name or file.py:Name; got {ascii(target)}")
    module = _load_file(Path(place)) if place.endswith(".py") else importlib.import_module(place)
    try:
        found = functools.reduce(getattr, name.split("."), module)
    except AttributeError:
        raise ValueError(f"there is nothing named {name} in {place}") from None
    if isinstance(found, type):
        return _call(found, AgentSpec("python", options=tuple(options.items())))
    return functools.partial(found, **options) if options else found


@functools.cache
def _load_file(path: Path) -> Any:
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    name = f"spenvs_agents_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
