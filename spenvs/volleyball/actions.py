"""What drones are given as actions, whatever it comes as."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core.moves import quote


def taken(actions: Any, shape: tuple[int, ...], what: str = "actions") -> NDArray[np.float32]:
    """Take actions as float32; what is too great for that is infinite, and clipped like all that is beyond 1.

    None among numbers is NaN, for which JSON has no word.

    Args:
        actions: an array, or lists of numbers.
        shape: what shape they must have.
        what: what to call them.

    Raises:
        ValueError: they are no numbers, or of another shape.
    """
    if type(actions) is np.ndarray and actions.dtype == np.float32 and actions.shape == shape:
        return actions
    try:
        given = np.asarray(actions)
        if given.dtype == object:
            given = given.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        given = np.zeros(0, object)
    numbers = given.dtype.kind in "fiub"
    if not numbers or given.shape != shape:
        got = f"shape {list(given.shape)}" if numbers and given.ndim else quote(actions)
        raise ValueError(f"{what} must be numbers from -1 to 1, of shape {list(shape)}; got {got}")
    with np.errstate(over="ignore"):
        return given.astype(np.float32)
