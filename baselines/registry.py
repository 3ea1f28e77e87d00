"""Agents by name: the grammar of specs, and what makes an agent of one.

A spec is `kind:target?key=value&key=value`, as in `random`, `mcts?simulations=1000`, `python:mine.py:MyAgent?depth=3`.
Kinds are entry points of the group "spenvs.agents"; each names what is called with the target, if there is one, and the
options.
"""

import functools
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode
from urllib.parse import quote as quote_url

from baselines.agent import Agent, as_agent
from spenvs.core.moves import quote
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
            pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True, strict_parsing=bool(query))
        except ValueError:
            pairs = [("", "")]
        keys = [key for key, _ in pairs]
        if not kind or "" in keys or len(set(keys)) < len(keys):
            raise ValueError(f"an agent is written kind:target?key=value&key=value, each key once; got {quote(text)}")
        return cls(kind, target, tuple(sorted((key, _value(value)) for key, value in pairs)))

    def __str__(self) -> str:
        query = urlencode([(key, _text(value)) for key, value in self.options], safe="/:.,*+", quote_via=quote_url)
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
        ValueError: the text is no spec, an option is out of range, or what the spec names is no agent.
        TypeError: what is no text is no agent either.
    """
    if not isinstance(player, str):
        return as_agent(player)
    spec = AgentSpec.parse(player)
    if spec.kind not in kinds():
        raise UnknownName("kind of agent", spec.kind, kinds())
    factory = kinds()[spec.kind].load()
    made = _call(factory, spec)
    if not isinstance(made, Agent) and (isinstance(made, type) or not callable(made)):
        raise ValueError(f"{player} is no agent: an Agent, or a function of a turn, was expected; got {quote(made)}")
    agent = as_agent(made)
    agent.name = agent.name or str(spec)
    return agent


def _call(factory: Callable[..., Any], spec: AgentSpec) -> Any:
    """Call what a spec names."""
    target, options = ([spec.target] if spec.target else []), dict(spec.options)
    _must_take(factory, spec.kind, target, options)
    return factory(*target, **options)


def _must_take(factory: Callable[..., Any], name: str, arguments: Sequence[Any], options: Mapping[str, Any]) -> None:
    """Check that something can be called so, saying clearly which argument does not fit."""
    signature = inspect.signature(factory)
    known = list(signature.parameters)[len(arguments) :]
    takes_all = any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values())
    if not takes_all and (unknown := [key for key in options if key not in known]):
        raise UnknownName(f"option of {name}", unknown[0], known)
    try:
        signature.bind(*arguments, **options)
    except TypeError as error:
        raise ValueError(f"{name} cannot be made so: {error}") from None


def load_python(target: str, **options: Any) -> Any:
    """Make the agent that `module:Name` or `file.py:Name` names: a class, called with the options, or a function.

    Raises:
        UnknownName: the class or function has no such option.
        ValueError: the target has no such form, or nothing of that name is there.
    """
    place, _, name = target.rpartition(":")
    if not place or not name:
        raise ValueError(f"python: takes module:Name or file.py:Name; got {quote(target)}")
    module = _load_file(Path(place)) if place.endswith(".py") else _load_module(place)
    try:
        found = functools.reduce(getattr, name.split("."), module)
    except AttributeError:
        raise ValueError(f"there is nothing named {quote(name)} in {place}") from None
    if isinstance(found, type):
        _must_take(found, target, (), options)
        return found(**options)
    if options:
        _must_take(found, target, ("the turn",), options)
        return functools.partial(found, **options)
    return found


def _load_module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise ValueError(f"there is no module {quote(name)}; a file is named with its .py") from None
        raise


def _load_file(path: Path) -> Any:
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    return _loaded(path.resolve())


@functools.cache
def _loaded(path: Path) -> Any:
    name = f"spenvs_agents_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
