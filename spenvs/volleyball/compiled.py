"""How the functions of this family are compiled.

All are written once, over scalars and elements of arrays, in float32 throughout: constants are `np.float32`, since a
plain 0.5 or 2 would make numba calculate in float64. The same functions run on the CPU and inside a CUDA kernel.
Without `_nrt` numba does not count references to arrays, which would take longer than the physics; and a call that is
not inlined would pass a hundred and more arguments, for so many are worlds and model once they are taken apart.
"""

from collections.abc import Callable
from typing import Any

from numba import njit

from spenvs.core.stamp import known, stamped

_options: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
_options |= {"forceinline": True, "no_cfunc_wrapper": True}


def device(function: Callable[..., Any]) -> Any:
    """Compile a function of worlds for the CPU; numba-cuda takes it as it is.

    One whose name begins with _ can be called by compiled functions only, and a call from Python is a crash: half of
    the time to compile one would otherwise be spent on taking worlds and model apart for such a call.
    """
    inner = function.__name__.startswith("_")
    return njit(**_options, no_cpython_wrapper=inner)(stamped(function, __file__, *known(function)))  # type: ignore[call-overload]
