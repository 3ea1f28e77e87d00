"""The words of a command line: a verb's own options, and those of an environment beside them."""

import ast
import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from tyro.conf import Positional, arg

from spenvs.registry import UnknownName, options, spec

EnvName = Annotated[Positional[str], arg(metavar="ENV")]
EnvOptions = Annotated[Positional[tuple[str, ...]], arg(metavar="[KEY=VALUE ...]", help_behavior_hint="")]
Name = Annotated[str | None, arg(metavar="NAME", help_behavior_hint="")]
File = Annotated[Path | None, arg(metavar="FILE", help_behavior_hint="")]
Flag = Annotated[bool, arg(help_behavior_hint="")]
PAIR = re.compile(r"[A-Za-z_]\w*=")
VALUES = {"true": True, "false": False, "none": None}


def arrange(verb: str, kind: Any, words: Sequence[str]) -> list[str]:
    """Put a verb's words in order: what stands alone, the environment's options as key=value, the verb's own options.

    `--key value`, `--key=value` and a bare `--key` (for true) are options of the environment where the verb has none of
    that name.

    Args:
        verb: as `play`.
        kind: the dataclass that holds the verb's options.
        words: what follows the verb.

    Raises:
        UnknownName: neither the verb nor its environment has an option of some name.
    """
    own = _own_options(kind)
    alone: list[str] = []
    pairs: list[str] = []
    flags: list[str] = []
    left = list(words)
    while left:
        word = left.pop(0)
        if own.get(word[:2]) and word[2:]:  # -r100
            word, left = word[:2], [word[2:], *left]
        name, equals, value = word.removeprefix("--").partition("=")
        takes_value = own.get(name.replace("_", "-"), False) and not equals
        if PAIR.match(word) and own.get(name):
            flags.append(f"--{word}")
        elif not word.startswith("-"):
            (pairs if PAIR.match(word) else alone).append(word)
        elif word in ("-h", "--help") or name.replace("_", "-") in own:
            flags += [word, *left[:takes_value]]
            del left[:takes_value]
        else:
            if not equals:
                value = left.pop(0) if left and not left[0].startswith("--") else "true"
            pairs.append(f"{name.replace('-', '_')}={value}")
    _check(verb, own, kind, alone, pairs)
    return alone + pairs + flags


def _own_options(kind: Any) -> dict[str, bool]:
    """Give a verb's own options, short names as "-r" among them, and whether each takes a value."""
    fields = [f for f in dataclasses.fields(kind) if Positional not in getattr(f.type, "__metadata__", ())]
    own: dict[str, bool] = {}
    for field in fields:
        takes_value = getattr(field.type, "__origin__", None) is not bool
        notes = getattr(field.type, "__metadata__", ())
        aliases = [alias for note in notes for alias in getattr(note, "aliases", None) or ()]
        own |= dict.fromkeys([field.name.replace("_", "-"), *aliases], takes_value)
    return own


def _check(verb: str, own: dict[str, bool], kind: Any, alone: Sequence[str], pairs: Sequence[str]) -> None:
    takes_env = any(field.name == "options" for field in dataclasses.fields(kind))
    known, what = [*own], f"option of spenvs {verb}"
    if takes_env and alone and pairs:
        found = spec(alone[0]).id
        known += options(found)
        what += f" {found}"
    for pair in pairs:
        name = pair.partition("=")[0]
        if name not in known or name in own:
            raise UnknownName(what, name, known)


def read_options(pairs: Sequence[str]) -> dict[str, Any]:
    """Read an environment's options: numbers, true, false, none and lists (as 3,4,5) become what they say."""
    return {name: _value(text) for name, _, text in (pair.partition("=") for pair in pairs)}


def _value(text: str) -> Any:
    if text.lower() in VALUES:
        return VALUES[text.lower()]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def read_agents(text: str) -> list[str]:
    """Take a list of agents apart at its commas; a comma inside a spec's options is written %2C."""
    return [spec for part in text.split(",") if (spec := part.strip())]
