"""Flying by the rotors' thrusts, from what a drone sees of itself (`spenvs.volleyball.stage.root`).

Vectors are three float32 in the world's frame. `x` is what one drone observes, `action` its four numbers from -1 to 1.
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.parts import IRIS
from spenvs.volleyball.players.gains import STEP, toward

f = np.float32
ZERO, HALF, ONE, TWO = f(0.0), f(0.5), f(1.0), f(2.0)
WEIGHT = f(9.81)
MASS, THRUST, DRAG = f(IRIS.mass), f(IRIS.thrust), f(IRIS.drag)
JX, JY, JZ = (f(j) for j in IRIS.inertia)
MIXER = IRIS.mixer().astype(np.float32)
UNMIX = np.linalg.inv(IRIS.mixer()).astype(np.float32)
FOLLOW = f(-np.expm1(-STEP / IRIS.lag))
"""Share of the way to its command that a rotor's speed goes in a step."""
LEAST, MOST = f(1.5), f(0.985 * 4 * IRIS.thrust / IRIS.mass)
"""Bounds of the acceleration by the rotors, m/s²."""
YAW = f(3.0)
"""How fast a turn about the drone's own axis dies away, 1/s."""


SPREAD = f(1.9)
"""The most thrust that a rotor gives more, or less, to turn the drone, where nothing else is said, N."""
PACE, BRAKE = f(1.7), f(4.0)
"""Speed along the ground by the distance left, 1/s, and the deceleration that it counts on, m/s²."""
SPEED = f(4.3)
"""Acceleration by what the speed lacks, 1/s."""
HEIGHT, CLIMB = f(25.0), f(9.0)
"""Acceleration upwards by distance and by velocity, 1/s² and 1/s."""
SLOPE, VERTICAL = f(0.65), f(1.6)
"""The most tilt on the way, as its tangent, and the most speed upwards and downwards, m/s."""
SINK, RISE = f(-4.0), f(5.0)
CALM = f(7.0)
"""The most error of the acceleration that is worked on at once while there is time, m/s²."""
BRINK, BEFORE, BACK, ARREST, BOLD = f(0.4), f(0.7), f(9.0), f(1.5), f(14.0)
"""A drone that in so many seconds would be this near to the net flies back, at this acceleration; how fast it stops to
sink the while, 1/s; see `lean`."""
HARD = f(3.0)
"""The same as `SPREAD` for a drone that flies back, or away, N."""
STEEP = f(1.35)
"""Bounds of the acceleration upwards, m/s², and of the tilt, as its tangent."""


@device
def dot(ax, ay, az, bx, by, bz):
    """Give the scalar product of two vectors."""
    return ax * bx + ay * by + az * bz


@device
def cross(ax, ay, az, bx, by, bz):
    """Give the vector product of two vectors."""
    return ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx


@device
def size(x, y, z):
    """Give the length of a vector."""
    return f(math.sqrt(x * x + y * y + z * z))


@device
def rotors(x):
    """Give the total thrust, N, and the torques in the drone's frame, N m, that its rotors give now."""
    total, tx, ty, tz = ZERO, ZERO, ZERO, ZERO
    for k in range(4):
        throttle = HALF * (x[19 + k] + ONE)
        force = THRUST * throttle * throttle
        total += force
        tx += MIXER[1, k] * force
        ty += MIXER[2, k] * force
        tz += MIXER[3, k] * force
    return total, tx, ty, tz


@device
def rates(x):
    """Give the body rates, rad/s."""
    sx, sy, sz = cross(x[16], x[17], x[18], x[13], x[14], x[15])
    return (
        dot(x[10], x[11], x[12], x[13], x[14], x[15]),
        dot(x[10], x[11], x[12], sx, sy, sz),
        dot(x[10], x[11], x[12], x[16], x[17], x[18]),
    )


@device
def acceleration(x):
    """Give the acceleration, without what others' downwash adds."""
    push = rotors(x)[0] / MASS
    return push * x[16] - DRAG * x[7], push * x[17] - DRAG * x[8], push * x[18] - WEIGHT - DRAG * x[9]


@device
def jerk(x):
    """Give the change of the acceleration by the drone's turning, m/s³."""
    push = rotors(x)[0] / MASS
    jx, jy, jz = cross(x[10], x[11], x[12], x[16], x[17], x[18])
    return push * jx, push * jy, push * jz


@device
def snap(x):
    """Give the change of the jerk by the rotors' torques, m/s⁴."""
    push, tx, ty, _ = rotors(x)
    wx, wy, wz = rates(x)
    ax, ay = (tx - (JZ - JY) * wy * wz) / JX - DRAG * wx, (ty - (JX - JZ) * wz * wx) / JY - DRAG * wy
    # turned about its x axis the thrust moves against y, about its y axis along x
    sx, sy, sz = cross(x[16], x[17], x[18], x[13], x[14], x[15])
    push /= MASS
    return push * (ay * x[13] - ax * sx), push * (ay * x[14] - ax * sy), push * (ay * x[15] - ax * sz)


@device
def steer(x, ax, ay, az, sx, sy, sz, spread, action):
    """Order what gives, at the end of the step, the acceleration (ax, ay, az) along the thrust and a snap across it.

    Torques about x and y come first, then the thrust, then the torque about z. The order overshoots, so that the
    rotors' speeds are right at the end of the step in spite of their lag. `spread` is the most thrust that a rotor
    gives more, or less, to turn the drone, N: what it takes is not there to lift it.
    """
    push = dot(ax + DRAG * x[7], ay + DRAG * x[8], az + DRAG * x[9] + WEIGHT, x[16], x[17], x[18])
    push = min(max(push, LEAST), MOST)
    turn = ONE / max(rotors(x)[0] / MASS, f(3.0))
    lx, ly, lz = cross(x[16], x[17], x[18], x[13], x[14], x[15])
    wx, wy, wz = rates(x)
    tx = JX * (-dot(sx, sy, sz, lx, ly, lz) * turn + DRAG * wx) + (JZ - JY) * wy * wz
    ty = JY * (dot(sx, sy, sz, x[13], x[14], x[15]) * turn + DRAG * wy) + (JX - JZ) * wz * wx
    mix(x, MASS * push, tx, ty, -JZ * YAW * wz, spread, action)


@device
def mix(x, total, tx, ty, tz, spread, action):
    """Order a thrust, N, and torques, N m, from the rotors; what cannot be had is cut, the torque about z first."""
    widest = ZERO
    for k in range(4):
        widest = max(widest, abs(UNMIX[k, 1] * tx + UNMIX[k, 2] * ty))
    cut = min(ONE, spread / max(widest, f(1e-6)))
    tx, ty = cut * tx, cut * ty
    least, most = ZERO, f(4.0) * THRUST
    for k in range(4):
        part = UNMIX[k, 1] * tx + UNMIX[k, 2] * ty
        least = max(least, -part / UNMIX[k, 0])
        most = min(most, (THRUST - part) / UNMIX[k, 0])
    total = max(min(total, most), least)
    room = THRUST
    for k in range(4):
        force = UNMIX[k, 0] * total + UNMIX[k, 1] * tx + UNMIX[k, 2] * ty
        room = max(min(room, min(force, THRUST - force)), ZERO)
    yaw = min(max(UNMIX[2, 3] * tz, -room), room)
    for k in range(4):
        force = UNMIX[k, 0] * total + UNMIX[k, 1] * tx + UNMIX[k, 2] * ty + (yaw if UNMIX[k, 3] > ZERO else -yaw)
        speed = HALF * (x[19 + k] + ONE)
        speed += (f(math.sqrt(max(force, ZERO) / THRUST)) - speed) / FOLLOW
        speed = min(max(speed, ZERO), ONE)
        action[k] = TWO * speed * speed - ONE


@device
def lean(x, ax, ay, az, bold, spread, action):
    """Fly with an acceleration; height comes first, where the tilt is not yet what it is to be.

    `bold` is the most error of the acceleration that is worked on at once, m/s²: more turns faster, and lifts less;
    for `spread` see `steer`.
    """
    jx, jy, jz = jerk(x)
    sx, sy, sz = snap(x)
    az = min(max(az, SINK), RISE)
    lift = az + WEIGHT
    room = min(f(math.sqrt(MOST * MOST - lift * lift)), STEEP * lift)
    cut = min(ONE, room / max(size(ax, ay, ZERO), f(1e-6)))
    ax, ay = cut * ax, cut * ay
    now, unit = rotors(x)[0] / MASS, ONE / size(ax, ay, lift)
    bx, by, bz = now * (x[16] - unit * ax), now * (x[17] - unit * ay), now * (x[18] - unit * lift)
    cut = min(ONE, bold * now / (WEIGHT * max(size(bx, by, bz), f(1e-6))))
    push = (lift + DRAG * x[9]) / max(x[18], HALF)
    steer(
        x,
        push * x[16] - DRAG * x[7],
        push * x[17] - DRAG * x[8],
        push * x[18] - DRAG * x[9] - WEIGHT,
        toward(cut * bx, jx, sx),
        toward(cut * by, jy, sy),
        toward(cut * bz, jz, sz),
        spread,
        action,
    )


@device
def climb(x, ez):
    """Give the acceleration upwards that takes a drone to a height; `ez` is how far above it the drone is now."""
    return min(max(-HEIGHT * ez, -CLIMB * VERTICAL), CLIMB * VERTICAL) - CLIMB * x[9]


@device
def go(x, ex, ey, ez, action):
    """Fly to rest somewhere; (ex, ey, ez) is how far beyond it the drone is now."""
    away = max(size(ex, ey, ZERO), f(1e-6))
    pace = min(PACE * away, f(math.sqrt(TWO * BRAKE * away))) / away
    ax, ay = -SPEED * (pace * ex + x[7]), -SPEED * (pace * ey + x[8])
    az = climb(x, ez)
    cut = min(ONE, SLOPE * (WEIGHT + min(max(az, SINK), ZERO)) / max(size(ax, ay, ZERO), f(1e-6)))
    lean(x, cut * ax, cut * ay, az, CALM, SPREAD, action)


@device
def back_off(x, action):
    """Fly back if the net, at x = 0, is too near; say whether it is."""
    near = x[0] + BRINK * x[7] < BEFORE
    if near:
        lean(x, BACK, -TWO * x[8], -ARREST * x[9], BOLD, HARD, action)
    return near


@device
def turn_away(x, nx, ny, ez, action):
    """Fly off along (nx, ny) as hard as back from the net, and to a height; for `ez` see `climb`."""
    lean(x, BACK * nx, BACK * ny, climb(x, ez), BOLD, HARD, action)
