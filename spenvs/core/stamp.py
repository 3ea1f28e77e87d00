"""Which sources a compiled function comes from: numba notices changes only of the file in which the function stands."""

import functools
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from numba.core.registry import CPUDispatcher


def sources(function: Any) -> set[str]:
    """Give the files of a function and of all compiled functions that it calls, at whatever remove."""
    return _files(function, lambda each: [each.__globals__.get(name) for name in each.__code__.co_names])


def known(function: Any) -> set[str]:
    """Give the files of a function and of all compiled functions that its module knows, at whatever remove.

    These are more than it calls. But of what it calls, that which stands below it in its own file is not there yet when
    it is decorated, and may call on into other files; what a module imports is there.
    """
    return _files(function, lambda each: [*each.__globals__.values()])


def _files(function: Any, near: Callable[[Any], list[Any]]) -> set[str]:
    files: set[str] = set()
    seen, left = set(), [function]
    while left:
        function = left.pop()
        if function in seen:
            continue
        seen.add(function)
        files.add(function.__code__.co_filename)
        left += [each.py_func for each in near(function) if isinstance(each, CPUDispatcher)]
    return files


def stamped(function: Any, *more: str) -> Any:
    """Make numba compile a function anew when a file changes of which it calls compiled functions, or one of some more.

    The first line of a function is part of the name that numba keeps its machine code under: a stamp takes its place.
    What is called, and calls on into a third file, has to be stamped, too.
    """
    files = sources(function).union(more)
    if len(files) > 1:
        function.__code__ = function.__code__.replace(co_firstlineno=stamp(files) % 10**8)
    return function


def stamp(files: Iterable[str]) -> int:
    """A number that changes whenever one of some files does."""
    return zlib.crc32(repr([_checksum(file) for file in sorted(files)]).encode())


@functools.cache
def _checksum(file: str) -> int:
    return zlib.crc32(Path(file).read_bytes())
