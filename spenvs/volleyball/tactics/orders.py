"""What a drone of three can be told to do: its orders; and which of them a team chooses from.

They are those of Hierarchical Co-Self-Play (HCSP, arXiv 2505.04317). Places are in the team's frame, in which it plays
at x > 0; left is y < 0. An order is a number: its index in `ORDERS`.
"""

from dataclasses import dataclass

import numpy as np

MOVE, SERVE, PASS, SET, ATTACK = range(5)
"""What an order comes to: to be somewhere, or one of four ways to hit the ball."""


@dataclass(frozen=True)
class Order:
    """One order.

    Attributes:
        skill: the skill that carries it out; learned ones go by the same names.
        kind: MOVE, or how it hits the ball.
        place: where the drone is, or waits until it hits, m.
        side: -1 where left is meant, 1 for right, 0 for neither.
        meaning: what it says, in a few words.
    """

    skill: str
    kind: int
    place: tuple[float, float, float]
    side: int
    meaning: str


def _go(skill: str, *place: float) -> Order:
    x, y, z = place
    return Order(skill, MOVE, (x, y, z), 0, f"{skill} at ({x:g}, {y:g}, {z:g})")


ORDERS = (
    Order("", MOVE, (0.0, 0.0, 0.0), 0, "decide for itself"),
    _go("goto", 4.5, -1.5, 1.0),
    _go("goto", 4.5, 0.0, 1.5),
    _go("goto", 4.5, 1.5, 1.0),
    Order("pass", PASS, (4.0, -0.8, 1.6), -1, "pass to SecPass; wait for the ball on the left"),
    Order("pass", PASS, (4.0, 0.8, 1.6), 1, "pass to SecPass; wait for the ball on the right"),
    _go("hover", 4.5, 0.0, 1.5),
    _go("goto", 2.0, -2.0, 1.8),
    Order("set", SET, (2.2, -1.6, 2.1), 0, "set the ball for Att"),
    _go("hover", 2.0, -2.0, 1.0),
    _go("goto", 2.0, 1.5, 2.5),
    Order("attack", ATTACK, (2.4, 1.5, 3.1), -1, "send the ball over the net to the left"),
    Order("attack", ATTACK, (2.4, 1.5, 3.1), 1, "send the ball over the net to the right"),
    _go("hover", 2.0, 0.0, 2.5),
    Order("serve", SERVE, (6.0, 0.0, 2.0), 0, "serve"),
    _go("serve_hover", 4.5, 0.0, 2.0),
    _go("goto", 4.0, 0.0, 1.0),
    Order("receive", PASS, (4.0, 0.0, 1.5), 0, "receive the serve: pass to SecPass"),
    _go("receive_hover", 4.5, 0.0, 1.5),
)
SERVES, SERVED, AWAITS, RECEIVES, RECEIVED = range(14, 19)
"""The last orders: what FirstPass is told until the rally begins, whatever its team chooses (`order_of`)."""

ROLES = ("FirstPass", "SecPass", "Att")
MEMBERS = (2, 0, 1)
"""Who of the three of a team plays each role."""
CHOICES = ((1, 2, 3, 4, 5, 6), (7, 8, 9), (10, 11, 12, 13))
"""The orders that each role is chosen from: a choice of a team is three indices, one for each role."""
SKILLS = tuple(dict.fromkeys(order.skill for order in ORDERS[1:]))

KIND = np.array([order.kind for order in ORDERS])
PLACE = np.array([order.place for order in ORDERS], np.float32)
SIDE = np.array([order.side for order in ORDERS], np.float32)
