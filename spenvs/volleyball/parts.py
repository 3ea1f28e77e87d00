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


def _number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and bool(np.isfinite(value))


def check(drone: Quadrotor, ball: Ball, court: Court, clock: Clock) -> None:
    """Look whether the values make a world.

    Raises:
        ValueError: one does not; the message says which, and what it may be.
    """
    positive = {
        "the drone's mass": drone.mass,
        "the drone's thrust": drone.thrust,
        "the drone's lag": drone.lag,
        "the racket's radius": drone.racket,
        "the ball's mass": ball.mass,
        "the ball's radius": ball.radius,
        "the court's length": court.length,
        "the court's width": court.width,
        "the net's height": court.net,
        "the step": clock.step,
    }
    positive |= {f"the drone's inertia about {axis}": j for axis, j in zip("xyz", drone.inertia, strict=True)}
    for name, value in positive.items():
        if not (_number(value) and value > 0):
            raise ValueError(f"{name} must be a positive number; got {quote(value)}")
    shares = {"the drone's bounce": drone.bounce, "the ball's bounce on the ground": ball.ground}
    for name, value in shares.items():
        if not (_number(value) and 0 <= value <= 1):
            raise ValueError(f"{name} must be a restitution from 0 to 1; got {quote(value)}")
    least = {"the drone's drag": drone.drag, "the ball's drag": ball.drag, "the ball's soft speed": ball.soft}
    least |= {"the racket's height": drone.racket_height, "the drone's body": drone.body}
    for name, value in least.items():
        if not (_number(value) and value >= 0):
            raise ValueError(f"{name} must be a number from 0; got {quote(value)}")
    if not (isinstance(clock.substeps, int) and 1 <= clock.substeps <= 1000):
        raise ValueError(f"substeps must be an integer from 1 to 1000; got {quote(clock.substeps)}")
    if clock.step > LONGEST * clock.substeps * (1 + 1e-9):
        raise ValueError(
            f"a substep must be {LONGEST} s at most; got {quote(clock.step)} s in {clock.substeps} of them"
        )
    if not np.isfinite(drone.mixer()).all() or abs(np.linalg.det(drone.mixer())) < 1e-9:
        raise ValueError("the drone's rotors cannot turn it about x, y and z: give them other places or spins")
    if 4 * drone.thrust <= drone.mass * GRAVITY or (drone.trim() <= 0).any() or (drone.trim() >= 1).any():
        raise ValueError(
            f"the drone cannot hover: {drone.mass} kg on four rotors of {drone.thrust:.3g} N each; "
            "a lighter drone, or stronger rotors on all sides of it, can"
        )
