"""All that a loop works on behind one number: numba's look at each array and number would cost more than a step."""

import numpy as np
from numba import carray
from numpy.typing import NDArray

from spenvs.core.compiling import pointer
from spenvs.core.rules import rule
from spenvs.volleyball.model import Model, flat, unflat
from spenvs.volleyball.rules import Faces, Rules
from spenvs.volleyball.worlds import BALL, DRONE, MEMORY, TALLY, Worlds

SIZES = 4
RULES = len(Rules._fields)
ARRAYS = len(Worlds._fields) + len(Faces._fields)
NUMBERS = 63
CELLS = SIZES + RULES + ARRAYS + 1


def table(w: Worlds, m: Model, r: Rules, out: Faces) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Give the table, int64 [CELLS], and the model's numbers that it points to; all that it points to must live on.

    The table holds numbers of worlds, drones, what a drone sees, and measures; the rules' numbers; where arrays lie.
    """
    numbers = flat(m)
    sizes = (*out.observation.shape, out.measure.shape[1])
    places = [array.ctypes.data for array in (*w, *out, numbers)]
    return np.array([*sizes, *r, *places], np.int64), numbers


@rule
def opened(address):
    """Give the worlds, the model, the rules' numbers and the faces of a table that lies at an address."""
    t = carray(pointer(address, np.int64), (CELLS,))
    n, d, view, measures = t[0], t[1], t[2], t[3]
    r = Rules(t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[12], t[13])
    a = SIZES + RULES
    w = Worlds(
        carray(pointer(t[a], np.float32), (n, d, DRONE)),
        carray(pointer(t[a + 1], np.float32), (n, BALL)),
        carray(pointer(t[a + 2], np.float32), (n, d, 3)),
        carray(pointer(t[a + 3], np.float32), (n, d, 4)),
        carray(pointer(t[a + 4], np.int32), (n,)),
        carray(pointer(t[a + 5], np.int32), (n,)),
        carray(pointer(t[a + 6], np.float32), (n, MEMORY)),
        carray(pointer(t[a + 7], np.int32), (n, TALLY)),
        carray(pointer(t[a + 8], np.int64), (n, 2)),
    )
    out = Faces(
        carray(pointer(t[a + 9], np.float32), (n, d, 4)),
        carray(pointer(t[a + 10], np.float32), (n, d, view)),
        carray(pointer(t[a + 11], np.float32), (n, d, view)),
        carray(pointer(t[a + 12], np.float32), (n, d)),
        carray(pointer(t[a + 13], np.bool_), (n,)),
        carray(pointer(t[a + 14], np.bool_), (n,)),
        carray(pointer(t[a + 15], np.bool_), (n,)),
        carray(pointer(t[a + 16], np.float32), (n, measures)),
        carray(pointer(t[a + 17], np.float32), (n, measures)),
    )
    return w, unflat(carray(pointer(t[a + 18], np.float32), (NUMBERS,))), r, out
