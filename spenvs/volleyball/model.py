"""What drones, ball, court and clock are made of (`spenvs.volleyball.parts`), packed for compiled functions."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spenvs.volleyball.compiled import device
from spenvs.volleyball.parts import (
    GRAVITY,
    IRIS,
    IRIS_VOLLEYBOTS,
    VOLLEYBOTS,
    Ball,
    Clock,
    Court,
    Quadrotor,
    check,
)

__all__ = ["GRAVITY", "IRIS", "IRIS_VOLLEYBOTS", "VOLLEYBOTS", "Ball", "Clock", "Court", "Model", "Quadrotor"]
__all__ += ["flat", "pack", "unflat"]

Floats = tuple[np.float32, ...]


class Model(NamedTuple):
    """The numbers that the compiled physics works with, float32 but for `substeps`; `pack` fills it.

    Attributes:
        substeps: of a step.
        step: length of a step, s.
        h: length of a substep, s.
        mass: of a drone, kg.
        inertia: of a drone, kg m².
        impel: velocity that a force gives it in a substep, s/kg.
        twist: body rate that a torque about each axis gives it in a substep, s/(kg m²).
        sink: velocity that gravity gives in a substep, m/s.
        rotor_x: lever of each rotor along x, m.
        rotor_y: the same along y.
        rotor_turn: torque about z by thrust of each rotor, m.
        unmix: [4][4], a rotor's thrust (row) for total thrust and torques about x, y and z (columns).
        trim: the share of its thrust that each rotor gives when the drone hovers.
        thrust: the most that one rotor gives, N.
        follow: share of the way to its order that a rotor's speed goes in a substep.
        catch_up: the same in a whole step.
        drag: share of velocities lost in a second.
        keep: share of velocities kept in a substep.
        racket: radius of the racket, m.
        reach: height of the ball above a drone's origin where it lies on the racket, m.
        body: distance from a drone's origin within which the ball meets its body, m.
        bounce: restitution of the drone.
        impulse: change of the ball's velocity along the normal by its approach, without restitution.
        recoil: the drone's by the ball's.
        radius: of the ball, m.
        ground: restitution on the ground.
        soft: speed below which nothing bounces, m/s.
        fall: way that gravity adds in a substep to that at the old velocity of the ball, m.
        ball_drag: 1/m.
        half_length: of the court, m.
        half_width: of the court, m.
        net: height of its edge, m.
    """

    substeps: int
    step: np.float32
    h: np.float32
    mass: np.float32
    inertia: Floats
    impel: np.float32
    twist: Floats
    sink: np.float32
    rotor_x: Floats
    rotor_y: Floats
    rotor_turn: Floats
    unmix: tuple[Floats, ...]
    trim: Floats
    thrust: np.float32
    follow: np.float32
    catch_up: np.float32
    drag: np.float32
    keep: np.float32
    racket: np.float32
    reach: np.float32
    body: np.float32
    bounce: np.float32
    impulse: np.float32
    recoil: np.float32
    radius: np.float32
    ground: np.float32
    soft: np.float32
    fall: np.float32
    ball_drag: np.float32
    half_length: np.float32
    half_width: np.float32
    net: np.float32


def pack(
    drone: Quadrotor = IRIS, ball: Ball | None = None, court: Court | None = None, clock: Clock | None = None
) -> Model:
    """Pack what the physics needs to know.

    Raises:
        ValueError: a value makes no sense, as a mass of zero.
    """
    ball, court, clock = ball or Ball(), court or Court(), clock or Clock()
    check(drone, ball, court, clock)
    h = clock.step / clock.substeps
    f = np.float32
    return Model(
        substeps=clock.substeps,
        step=f(clock.step),
        h=f(h),
        mass=f(drone.mass),
        inertia=_floats(drone.inertia),
        impel=f(h / drone.mass),
        twist=_floats([h / about for about in drone.inertia]),
        sink=f(h * GRAVITY),
        rotor_x=_floats([x for x, _ in drone.rotors]),
        rotor_y=_floats([y for _, y in drone.rotors]),
        rotor_turn=_floats([-drone.torque * spin for spin in drone.spin]),
        unmix=tuple(map(_floats, np.linalg.inv(drone.mixer()))),
        trim=_still(drone, f(h / drone.mass), f(h * GRAVITY)),
        thrust=f(drone.thrust),
        follow=f(-np.expm1(-h / drone.lag)),
        catch_up=f(-np.expm1(-clock.step / drone.lag)),
        drag=f(drone.drag),
        keep=f(1 - drone.drag * h),
        racket=f(drone.racket),
        reach=f(ball.radius + drone.racket_height),
        body=f(drone.body + ball.radius),
        bounce=f(drone.bounce),
        impulse=f(drone.mass / (drone.mass + ball.mass)),
        recoil=f(ball.mass / drone.mass),
        radius=f(ball.radius),
        ground=f(ball.ground),
        soft=f(ball.soft),
        fall=f(GRAVITY * h * h * (0.5 if clock.exact else 1.0)),
        ball_drag=f(ball.drag),
        half_length=f(court.length / 2),
        half_width=f(court.width / 2),
        net=f(court.net),
    )


def flat(model: Model) -> NDArray[np.float32]:
    """Give all numbers of a model in a row, for `unflat`."""
    return np.concatenate([np.ravel(np.asarray(value, np.float32)) for value in model])


@device
def unflat(x):
    """Give the model whose numbers stand in a row, float32 [63]."""
    return Model(
        int(x[0]), x[1], x[2], x[3], (x[4], x[5], x[6]), x[7], (x[8], x[9], x[10]), x[11],
        (x[12], x[13], x[14], x[15]), (x[16], x[17], x[18], x[19]), (x[20], x[21], x[22], x[23]), (
            (x[24], x[25], x[26], x[27]), (x[28], x[29], x[30], x[31]),
            (x[32], x[33], x[34], x[35]), (x[36], x[37], x[38], x[39]),
        ),
        (x[40], x[41], x[42], x[43]), x[44], x[45], x[46], x[47], x[48], x[49], x[50], x[51], x[52], x[53], x[54],
        x[55], x[56], x[57], x[58], x[59], x[60], x[61], x[62],
    )  # fmt: skip


def _still(drone: Quadrotor, impel: np.float32, sink: np.float32) -> Floats:
    """Give the trim at which a drone of the compiled physics stays where it is, to the bit, if there is one.

    A drone left to itself is unstable: what rounding leaves of a torque moves it by centimetres in 20 s. So of the
    float32 next to the trim of each rotor those are taken that leave the least.
    """
    trim = drone.trim().astype(np.float32)
    near = [share + np.arange(-4, 5, dtype=np.float32) * np.spacing(share) for share in trim]
    shares = np.stack([each.ravel() for each in np.meshgrid(*near)])
    forces = np.float32(drone.thrust) * np.sqrt(shares) * np.sqrt(shares)
    total, *torques = (
        (rows[0] * forces[0] + rows[1] * forces[1] + rows[2] * forces[2] + rows[3] * forces[3])
        for rows in drone.mixer().astype(np.float32)
    )
    left = sum(np.abs(torque) / about for torque, about in zip(torques, drone.inertia, strict=True))
    return _floats(shares[:, np.lexsort((np.abs(impel * total - sink), left))[0]])


def _floats(values: object) -> Floats:
    return tuple(np.float32(value) for value in values)  # type: ignore[attr-defined]
