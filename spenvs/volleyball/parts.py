"""What drones, ball, court and clock are made of.

The values are those of VolleyBots' Iris (arXiv 2502.01932, `iris.yaml` of its release), in SI units. Where that
description is impossible or was left to a simulator's defaults, the comment says what is used here.
"""

from dataclasses import dataclass

import numpy as np

from spenvs.core.moves import quote

LONGEST = 0.02
"""Longest substep, s: beyond it the ball would pass through rackets unseen."""
GRAVITY = 9.81
"""m/s²."""
NEAR = 0.5
"""Distance from a drone's origin within which the ball may touch it, m."""


@dataclass(frozen=True)
class Quadrotor:
    """A quadrotor with four rotors that push along its z axis; x points forward, y to the left.

    Attributes:
        mass: kg.
        inertia: about x, y and z, kg m². Published is 0.0977 about z, more than a body with the other two can have;
            0.0806 is the nearest that is possible, and makes yaw 21 % quicker.
        rotors: where the rotors stand, (x, y) in m.
        spin: +1 or -1 for each rotor; its drag turns the drone by -spin * `torque` * its thrust about z.
        thrust: the most that one rotor gives, N.
        torque: torque of a rotor's drag by its thrust, m.
        lag: time constant with which a rotor's speed follows its command, s.
        drag: share of the velocity, and of the body rates, that is lost in a second.
        racket: radius of the racket, a disc above the drone whose normal is the drone's z axis, m.
        racket_height: of the racket above the drone's origin, m.
        body: radius of the sphere about the origin that the ball meets elsewhere, m.
        bounce: restitution between racket or body and ball.
    """

    mass: float = 1.52
    inertia: tuple[float, float, float] = (0.0347563, 0.0458929, 0.0806)
    rotors: tuple[tuple[float, float], ...] = ((0.22, -0.13), (-0.20, 0.13), (0.22, 0.13), (-0.20, -0.13))
    spin: tuple[int, int, int, int] = (1, 1, -1, -1)
    thrust: float = 8.54858e-6 * 838**2
    torque: float = 0.016
    lag: float = 0.03558
    drag: float = 0.2
    racket: float = 0.20
    racket_height: float = 0.02
    body: float = 0.12
    bounce: float = 0.8

    def mixer(self) -> np.ndarray:
        """Give float64 [4, 4]: total thrust and torques about x, y and z (rows) from the rotors' thrusts (columns)."""
        x, y = np.array(self.rotors, float).T
        return np.stack([np.ones(4), y, -x, -self.torque * np.array(self.spin, float)])

    def trim(self) -> np.ndarray:
        """Give float64 [4], the share of its thrust that each rotor gives when the drone hovers."""
        return np.linalg.solve(self.mixer(), [self.mass * GRAVITY, 0.0, 0.0, 0.0]) / self.thrust


IRIS = Quadrotor()
IRIS_VOLLEYBOTS = Quadrotor(inertia=(0.0347563, 0.0458929, 0.0977))
"""The Iris as published, whose inertia no rigid body has."""


@dataclass(frozen=True)
class Ball:
    """The ball.

    Attributes:
        mass: kg.
        radius: m.
        ground: restitution on the ground.
        soft: speed below which it does not bounce, m/s.
        drag: deceleration by air at 1 m/s, 1/m; it grows with the square of the speed. VolleyBots has none.
    """

    mass: float = 0.005
    radius: float = 0.10
    ground: float = 0.4
    soft: float = 0.2
    drag: float = 0.0


@dataclass(frozen=True)
class Court:
    """A court whose net stands at x = 0, across its middle; x along its length, y along the net, z up.

    Attributes:
        length: m.
        width: m.
        net: height of the net's upper edge, m.
        band: height of the net's mesh, m; it is drawn, and the ball may not pass below it, either.
    """

    length: float = 18.0
    width: float = 9.0
    net: float = 2.43
    band: float = 1.0


@dataclass(frozen=True)
class Clock:
    """How time passes.

    Attributes:
        step: between two actions, s.
        substeps: steps of the physics between two actions.
        exact: whether the ball falls along the exact parabola. Else as semi-implicit Euler has it, which VolleyBots'
            simulator uses: it is g * t * `step` / `substeps` / 2 too low after t seconds.
    """

    step: float = 0.02
    substeps: int = 4
    exact: bool = True


VOLLEYBOTS = Clock(substeps=1, exact=False)
"""Time as in VolleyBots."""


def is_number(value: object) -> bool:
    """Say whether something is a finite number."""
    real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return real and abs(value) < np.inf  # type: ignore[arg-type]


def check(drone: Quadrotor, ball: Ball, court: Court, clock: Clock) -> None:
    """Look whether the values make a world.

    Raises:
        ValueError: one does not; the message says which, and what it may be.
    """
    for part, kind in ((drone, Quadrotor), (ball, Ball), (court, Court), (clock, Clock)):
        if not isinstance(part, kind):
            raise ValueError(f"the physics takes a {kind.__name__}; got {quote(part)}")
    _check_rows(drone)
    for name, (value, low, high) in _ranges(drone, ball, court, clock).items():
        if not (is_number(value) and low <= value <= high):
            raise ValueError(f"{name} must be a number from {low:g} to {high:g}; got {quote(value)}")
    if not isinstance(clock.exact, bool):
        raise ValueError(f"exact must be True or False; got {quote(clock.exact)}")
    if isinstance(clock.substeps, bool) or not (isinstance(clock.substeps, int) and 1 <= clock.substeps <= 1000):
        raise ValueError(f"substeps must be an integer from 1 to 1000; got {quote(clock.substeps)}")
    if clock.step > LONGEST * clock.substeps * (1 + 1e-9):
        raise ValueError(
            f"a substep must be {LONGEST} s at most; got {quote(clock.step)} s in {clock.substeps} of them"
        )
    racket = np.hypot(drone.racket, ball.radius + drone.racket_height)
    if max(racket, drone.body + ball.radius) > NEAR:
        raise ValueError(
            f"the ball is looked for within {NEAR} m of a drone's origin: racket, body or ball must be smaller"
        )
    _check_flight(drone)


def _ranges(drone: Quadrotor, ball: Ball, court: Court, clock: Clock) -> dict[str, tuple[float, float, float]]:
    """Give each number of the parts by its name, with the least and the most that it may be."""
    ranges = {
        "the drone's mass": (drone.mass, 1e-6, 1e3),
        "the drone's thrust": (drone.thrust, 1e-6, 1e4),
        "the drone's torque": (drone.torque, -10.0, 10.0),
        "the drone's lag": (drone.lag, 1e-6, 10.0),
        "the drone's drag": (drone.drag, 0.0, 10.0),
        "the racket's radius": (drone.racket, 0.01, NEAR),
        "the racket's height": (drone.racket_height, 0.0, NEAR),
        "the drone's body": (drone.body, 0.0, NEAR),
        "the drone's bounce": (drone.bounce, 0.0, 1.0),
        "the ball's mass": (ball.mass, 1e-6, 1e3),
        "the ball's radius": (ball.radius, 0.01, NEAR),
        "the ball's bounce on the ground": (ball.ground, 0.0, 1.0),
        "the ball's soft speed": (ball.soft, 0.0, 10.0),
        "the ball's drag": (ball.drag, 0.0, 100.0),
        "the court's length": (court.length, 1.0, 100.0),
        "the court's width": (court.width, 1.0, 100.0),
        "the net's height": (court.net, 0.1, 10.0),
        "the net's band": (court.band, 0.0, 10.0),
        "the step": (clock.step, 1e-4, 1.0),
    }
    for axis, about in zip("xyz", drone.inertia, strict=True):
        ranges[f"the drone's inertia about {axis}"] = (about, 1e-9, 1e3)
    for k, (x, y) in enumerate(drone.rotors):
        ranges |= {f"the x of rotor {k}": (x, -10.0, 10.0), f"the y of rotor {k}": (y, -10.0, 10.0)}
    return ranges


def _check_rows(drone: Quadrotor) -> None:
    """Look whether what is given for each axis and each rotor has the right length."""
    wanted = (("inertia", 3, "three numbers"), ("rotors", 4, "four pairs (x, y)"), ("spin", 4, "four of 1 and -1"))
    for name, length, said in wanted:
        rows = getattr(drone, name)
        fits = isinstance(rows, tuple | list) and len(rows) == length
        if name == "rotors":
            fits = fits and all(isinstance(row, tuple | list) and len(row) == 2 for row in rows)
        if name == "spin":
            fits = fits and all(is_number(spin) and abs(spin) == 1 for spin in rows)
        if not fits:
            raise ValueError(f"the drone's {name} must be {said}; got {quote(rows)}")


def _check_flight(drone: Quadrotor) -> None:
    """Look whether the rotors can turn a drone, and hold it in the air."""
    if abs(np.linalg.det(drone.mixer())) < 1e-9:
        raise ValueError("the drone's rotors cannot turn it about x, y and z: give them other places or spins")
    if 4 * drone.thrust <= drone.mass * GRAVITY or (drone.trim() <= 0).any() or (drone.trim() >= 1).any():
        raise ValueError(
            f"the drone cannot hover: {drone.mass} kg on four rotors of {drone.thrust:.3g} N each; "
            "a lighter drone, or stronger rotors on all sides of it, can"
        )
