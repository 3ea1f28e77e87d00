"""Worlds of drones without a game, put into states by hand, and the equations of their motion once more in float64."""

import numpy as np

from spenvs.volleyball.model import GRAVITY, Clock, pack
from spenvs.volleyball.physics import advance
from spenvs.volleyball.worlds import BALL_V, QW, THROTTLE, VX, WX, worlds


class Flight:
    """One world; drones hover far from each other, the ball lies far away."""

    def __init__(self, drones=1, **parts):
        self.m = pack(**parts)
        self.w = worlds(1, drones)
        trim = np.sqrt(np.array(self.m.trim))
        for d in range(drones):
            self.drone(d, 10.0 * d - 40, 0, 2, throttle=trim)
        self.ball(0, 50, 3)

    def drone(self, d, x, y, z, attitude=(1, 0, 0, 0), velocity=(0, 0, 0), turn=(0, 0, 0), throttle=None):
        """Put a drone somewhere; its rotors keep their speed, or have that of `throttle`."""
        cells = self.w.drone[0, d]
        cells[:3], cells[QW : QW + 4], cells[VX : VX + 3], cells[WX : WX + 3] = (x, y, z), attitude, velocity, turn
        if throttle is not None:
            cells[THROTTLE : THROTTLE + 4] = throttle
            self.w.order[0, d] = throttle

    def ball(self, x, y, z, *velocity):
        """Put the ball somewhere; without a velocity it is at rest."""
        self.w.ball[0] = (x, y, z, *(velocity or (0, 0, 0)))

    def fly(self, steps=1):
        """Let the physics take steps; give the bits of contact in all of them."""
        seen = 0
        for _ in range(steps):
            advance(self.w, self.m, 0)
            seen |= int(self.w.contact[0])
        return seen

    @property
    def at(self):
        """Where drone 0 is."""
        return self.w.drone[0, 0, :3].copy()

    @property
    def ball_at(self):
        return self.w.ball[0, :3].copy()

    @property
    def ball_velocity(self):
        return self.w.ball[0, BALL_V:].copy()


def rotation(q):
    """The matrix of a unit quaternion w, x, y, z."""
    w, x, y, z = q
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def times(a, b):
    """The product of two quaternions."""
    w, v = a[0] * b[0] - a[1:] @ b[1:], a[0] * b[1:] + b[0] * a[1:] + np.cross(a[1:], b[1:])
    return np.r_[w, v]


def turn_by(vector):
    """The quaternion of a turn about a vector by its length."""
    angle = np.linalg.norm(vector)
    return np.r_[np.cos(angle / 2), np.sinc(angle / 2 / np.pi) * vector / 2]


class Reference:
    """A drone in float64, by the fact that F = m a: semi-implicit Euler and the exponential map."""

    def __init__(self, cells, drone, clock=None):
        clock = clock or Clock()
        self.drone, self.h, self.substeps = drone, clock.step / clock.substeps, clock.substeps
        cells = np.array(cells, float)
        self.p, self.q, self.v, self.o = cells[:3], cells[QW : QW + 4], cells[VX : VX + 3], cells[WX : WX + 3]
        self.s = cells[THROTTLE : THROTTLE + 4]

    def fly(self, order, push=0):
        """Take a step; the rotors go for `order`, `push` is a force."""
        one, h = self.drone, self.h
        inertia = np.array(one.inertia)
        for _ in range(self.substeps):
            self.s = self.s + (1 - np.exp(-h / one.lag)) * (order - self.s)
            total, *torque = one.mixer() @ (one.thrust * self.s**2)
            force = rotation(self.q)[:, 2] * total + push - [0, 0, one.mass * GRAVITY]
            self.v = (self.v + h * force / one.mass) * (1 - one.drag * h)
            self.p = self.p + h * self.v
            self.o = (self.o + h * (torque - np.cross(self.o, inertia * self.o)) / inertia) * (1 - one.drag * h)
            self.q = times(self.q, turn_by(h * self.o))
