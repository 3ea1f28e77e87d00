"""Learned skills in place of scripted ones."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core.moves import listing, quote
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.players.volley3v3 import ORDER
from spenvs.volleyball.rally.view import VIEW_3V3
from spenvs.volleyball.tactics.desk import Desk
from spenvs.volleyball.tactics.orders import ORDERS, PLACE, SIDE, SKILLS

SEEN = VIEW_3V3 + 4
"""Numbers that a skill sees: those of a drone (`spenvs.volleyball.rally.view`), then of its order the place, m, and the
side: -1 left, 1 right, 0 neither (`spenvs.volleyball.tactics.orders`)."""

Policy = Callable[[NDArray[np.float32]], Any]
"""Takes float32 [k, 61], what k drones see; gives float [k, 4], the thrusts of their rotors from -1 to 1."""


class Learned:
    """Skills that are policies; a policy sees at once all drones of some worlds that are told to use its skill."""

    def __init__(self, skills: Mapping[str, Policy]):
        """Take policies by the names of skills (`SKILLS`)."""
        self._orders = {name: np.array([order.skill == name for order in ORDERS], np.bool_) for name in skills}
        self._skills = skills

    def act(self, flown: DroneBatch, desk: Desk, first: int, last: int) -> None:
        """Let policies act in the worlds from `first` to before `last` that go on.

        Raises:
            ValueError: a policy gives something of another shape.
        """
        rows = slice(first, last)
        orders = np.abs(desk.memory[rows, :, ORDER]).astype(int)
        for name, policy in self._skills.items():
            which = self._orders[name][orders] & desk.flies[rows]
            told = orders[which]
            if not len(told):
                continue
            seen = np.concatenate([flown.observation[rows][which], PLACE[told], SIDE[told, None]], 1)
            given = np.asarray(policy(seen))
            if given.shape != (len(told), 4):
                wanted, got = [len(told), 4], list(given.shape)
                raise ValueError(f"the skill {quote(name)} must give an array of shape {wanted}; got shape {got}")
            flown.action[rows][which] = given


def known(skills: Any) -> dict[str, Policy]:
    """Give policies by the names of skills, checked.

    Raises:
        ValueError: there is no such skill, or what stands there cannot be called.
    """
    if not isinstance(skills, Mapping):
        raise ValueError(f"skills must be a dict of policies by the names of skills; got {quote(skills)}")
    for name, policy in skills.items():
        if name not in SKILLS:
            raise ValueError(f"there is no skill {quote(name)}; there are {listing(SKILLS)}")
        if not callable(policy):
            raise ValueError(f"the skill {quote(name)} must be a function; got {quote(policy)}")
    return dict(skills)
