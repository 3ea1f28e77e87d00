"""How the functions of this family are compiled.

All are written once, over scalars and elements of arrays, in float32 throughout: constants are `np.float32`, since a
plain 0.5 or 2 would make numba calculate in float64. The same functions run on the CPU and inside a CUDA kernel.
Without `_nrt` numba does not count references to arrays, which would take longer than the physics.
"""

from collections.abc import Callable
from typing import Any

from numba import njit

from spenvs.core.stamp import stamped

_compiled = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]


def device(function: Callable[..., Any]) -> Any:
    """Compile a function of worlds for the CPU; numba-cuda takes it as it is."""
    return _compiled(stamped(function))
