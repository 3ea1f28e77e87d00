"""Templates over a game's rules: functions in which `play`, `legal`, ... stand for the rules of whichever game it is.

A template imports those names from `spenvs.core.rules` and may call other templates; `specialise` compiles it for one
game.
"""

import functools
import importlib
import zlib
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

from llvmlite.binding import add_symbol
from numba import carray, cfunc, njit, typeof, types
from numba.core import cgutils
from numba.core.registry import CPUDispatcher
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from spenvs.core.rules import RULES
from spenvs.core.stamp import sources, stamp


def template(function: Callable[..., Any] | None = None, *, count: bool = True, inline: bool = False) -> Any:
    """Mark a function as a template; `specialise` makes it run.

    Without `count` it counts no references to arrays, which may take longer than what it does with them; it can then
    make none. With `inline` it becomes a part of whatever calls it.
    """
    if function is None:
        return functools.partial(template, count=count, inline=inline)
    function.how = {"_nrt": count, "forceinline": inline}  # type: ignore[attr-defined]
    return function


@functools.cache
def specialise(template: Any, module_name: str, nogil: bool = False, vocabulary: tuple[str, ...] = RULES) -> Any:
    """Compile a template against the rules of one game, with numba's disk cache kept beside that game.

    Numba files a function's machine code under the code object's file name and first line. Both are replaced: the
    file by the game's, so that no game is handed another's code, and the line by a stamp of the sources, so that an
    edited template is compiled anew. Nothing is closed over or passed as an argument, for then numba would compile
    in every process. Machine code is named after the function, so that name holds game and template: of two pieces of
    the same name, each compiled in another process, only one would be loaded. With `nogil`, other threads run while it
    does. `vocabulary` names the rules.
    """
    game = importlib.import_module(module_name)
    code = template.__code__
    scope = dict(template.__globals__)
    scope.update({name: getattr(game, name) for name in vocabulary if hasattr(game, name)})
    number = _stamp(scope, code)
    for name in code.co_names:
        if hasattr(scope.get(name), "how"):
            scope[name] = specialise(scope[name], module_name, nogil, vocabulary)
            called: Any = getattr(scope[name], "py_func", scope[name])  # itself where numba is told to compile nothing
            number = zlib.crc32(str(called.__code__.co_firstlineno).encode(), number)
    code = code.replace(co_filename=str(game.__file__), co_firstlineno=number % 10**8)
    function = FunctionType(code, scope, code.co_name)
    function.__module__ = module_name
    function.__qualname__ = f"{template.__module__}.{template.__name__}"
    return njit(cache=True, error_model="numpy", nogil=nogil, **template.how)(function)


def _stamp(names: dict[str, Any], code: CodeType) -> int:
    """A number that changes whenever the source of the template, or of a compiled function it calls, does."""
    called = [f.py_func for n in code.co_names if isinstance(f := names.get(n), CPUDispatcher)]
    return stamp({code.co_filename}.union(*map(sources, called)))


def apart(*arguments: Any) -> Callable[[Callable[..., Any]], Any]:
    """Compile a function for arguments of these types so that its callers hold its name, not its machine code.

    numba copies what a function calls into it, and optimises it there once more: of a large function that many call,
    for seconds each time. The function gives nothing back and raises nothing.
    """

    def compiled(function: Callable[..., Any]) -> Any:
        function.__code__ = function.__code__.replace(co_firstlineno=stamp(sources(function)) % 10**8)
        signature, name = types.void(*arguments), f"{function.__module__}.{function.__qualname__}"
        machine_code = cfunc(signature, cache=True, error_model="numpy")(function)
        _APART[name] = machine_code
        add_symbol(name, machine_code.address)
        return types.ExternalFunction(name, signature)

    return compiled


_APART: dict[str, Any] = {}
"""Machine code that is called by name, which lives as long as the process."""


def entry(compiled: Any, *arguments: Any) -> Callable[..., Any]:
    """Give a compiled function for arguments of exactly these types, without numba's look at the types.

    That look costs half of the time of a short call; what is given must be called with such arguments only.
    """
    signature = tuple(typeof(argument) for argument in arguments)
    compiled.compile(signature)
    return compiled.overloads[signature].entry_point


@intrinsic
def _pointer(typing, address, kind):
    """Turn an address into a typed pointer: views of a numba array cost more than the step of a small game."""

    def generate(context, builder, signature, arguments):
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return types.CPointer(kind.dtype)(address, kind), generate


pointer: Any = _pointer


@intrinsic(prefer_literal=True)
def _stack(typing, rows, columns, kind):
    """Make a table of numbers of a kind on the stack: it costs nothing, and is gone when the caller returns.

    Its sizes are literals or global constants. What it holds at first is chance.
    """

    def generate(context, builder, signature, arguments):
        sizes = [size.literal_value for size in signature.args[:2]]
        word = context.get_data_type(kind.dtype)
        array = context.make_array(signature.return_type)(context, builder)
        place = cgutils.alloca_once(builder, word, sizes[0] * sizes[1])
        width = context.get_abi_sizeof(word)
        shape, strides, width = (
            [context.get_constant(types.intp, n) for n in numbers]
            for numbers in (sizes, (sizes[1] * width, width), (width,))
        )
        populate_array(array, place, shape, strides, width[0], None)
        return array._getvalue()

    return types.Array(kind.dtype, 2, "C")(rows, columns, kind), generate


stack: Any = _stack


@njit(cache=True)
def raw(array):
    """View an array without its reference count, which compiled loops would raise and lower at every call.

    That costs more than a step of a small game. The array itself must live on.
    """
    return carray(pointer(array.ctypes.data, array.dtype), array.shape)
