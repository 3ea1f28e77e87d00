"""From an action to what the rotors are told: thrusts, body rates, a velocity or a position.

The pieces serve players and skills, too, who want a drone to accelerate, to tilt or to give so much thrust and torque:
`accelerate` gives an axis and a thrust, `attitude` a torque, `mix` the shares of the rotors, `hasten` their throttles.
"""

import math

import numpy as np

from spenvs.volleyball.compiled import device
from spenvs.volleyball.crossed import crossed_rates
from spenvs.volleyball.physics import turned, turned_back, up
from spenvs.volleyball.rules import CTBR, POSITION, PRT
from spenvs.volleyball.worlds import INTEGRAL, THROTTLE, VX, VY, VZ, WX, WY, WZ, X, Y, Z

f = np.float32
ZERO, HALF, ONE, FOUR = f(0.0), f(0.5), f(1.0), f(4.0)
PI, TINY = f(math.pi), f(1e-9)
WEIGHT = f(9.81)

RATES = f(0.8 * math.pi)
"""The body rate that an action of 1 asks for, rad/s (VolleyBots: 144 degrees/s)."""
RATE_GAIN = (f(20.0), f(20.0), f(8.0))
SUM_GAIN = (f(10.0), f(10.0), f(2.0))
SUM_MOST = HALF
"""Gains of the rate loop, 1/s and 1/s², and the most that its integral may come to, rad."""

FAST = f(8.0)
"""The speed that an action of 1 asks for, m/s, in x, y and z alike; the most that a distant position asks for."""
CEILING = f(5.0)
"""Height that an action of 1 asks for, m."""
GAIN, GAIN_Z = f(4.0), f(11.0)
"""Acceleration for a wrong velocity, level and upright, 1/s."""
NEARER, NEARER_Z = f(1.5), f(40.0 / 11.0)
"""Velocity for a distance, level and upright, 1/s."""
LEAST_LIFT, MOST_LIFT, MOST_LEAN = f(4.0), f(0.96), f(1.35)
"""Bounds of `accelerate`: m/s², share of all thrust, and level by upright acceleration."""
TILT_GAIN, TURN_GAIN, YAW_GAIN = f(8.0), f(18.0), f(3.0)
"""Body rate for a wrong axis, and angular acceleration for a wrong rate, 1/s: about x and y, and about z."""
ROTOR_MOST = f(0.6663)
"""How far the thrusts of two rotors may differ so as to tilt, as a share of the most: 4 N of the Iris' 6."""


@device
def steer(w, m, r, i, d, action):
    """Set `order` of a drone from its action, four numbers from -1 to 1 in `action[i, d]`; what is beyond is clipped.

    PRT: the thrusts of the rotors, from none to all.
    CTBR: body rates about x, y and z up to 2.513 rad/s, and the total thrust, from none to all.
    VELOCITY: vx, vy, vz up to 8 m/s each, and the yaw angle up to pi.
    POSITION: x and y up to the court's end and side lines, z from 0 to 5 m, and the yaw angle up to pi.
    The drones of the second team, who see the world turned by half a turn, speak of it so in VELOCITY and POSITION.

    NaN stops all rotors of the drone and is its fault (`faulty`).
    """
    for k in range(4):
        if math.isnan(action[i, d, k]):
            w.faulty[i] |= 1 << d
            for rotor in range(4):
                w.order[i, d, rotor] = ZERO
            return
    a, b, c, e = _clip(action[i, d, 0]), _clip(action[i, d, 1]), _clip(action[i, d, 2]), _clip(action[i, d, 3])
    if r.control == PRT:
        _give(w, i, d, HALF * (a + ONE), HALF * (b + ONE), HALF * (c + ONE), HALF * (e + ONE))
    elif r.control == CTBR:
        if r.fair:
            _rates(w, m, i, d, RATES * a, RATES * b, RATES * c, HALF * (e + ONE))
        else:
            _give(w, i, d, *crossed_rates(w, m, i, d, RATES * a, RATES * b, RATES * c, HALF * (e + ONE)))
    else:
        side = -ONE if r.teams == 2 and 2 * d >= w.drone.shape[1] else ONE
        if r.control == POSITION:
            x, y, z = side * a * m.half_length, side * b * m.half_width, HALF * (c + ONE) * CEILING
            _follow(w, m, i, d, *approach(w, i, d, x, y, z), side, PI * e)
        else:
            _follow(w, m, i, d, side * a * FAST, side * b * FAST, c * FAST, side, PI * e)


@device
def _clip(a):
    return min(max(a, -ONE), ONE)


@device
def _give(w, i, d, a, b, c, e):
    """Tell the rotors their shares of thrust; a rotor's thrust grows with the square of its speed."""
    w.order[i, d, 0], w.order[i, d, 1] = f(math.sqrt(a)), f(math.sqrt(b))
    w.order[i, d, 2], w.order[i, d, 3] = f(math.sqrt(c)), f(math.sqrt(e))


@device
def _rates(w, m, i, d, x, y, z, share):
    """Fly with body rates (rad/s) and a share of all thrust: torque = J (K e + I sum(e)) + w x J w, then `mix`."""
    ax = _loop(w, m, i, d, 0, x)
    ay = _loop(w, m, i, d, 1, y)
    az = _loop(w, m, i, d, 2, z)
    tx, ty, tz = torque(w, m, i, d, ax, ay, az)
    _give(w, i, d, *mix(m, FOUR * m.thrust * share, tx, ty, tz, ONE))


@device
def _loop(w, m, i, d, k, wanted):
    """Give the angular acceleration about axis k; the sum of errors is kept with the drone."""
    error = wanted - w.drone[i, d, WX + k]
    total = min(max(w.drone[i, d, INTEGRAL + k] + m.step * error, -SUM_MOST), SUM_MOST)
    w.drone[i, d, INTEGRAL + k] = total
    return RATE_GAIN[k] * error + SUM_GAIN[k] * total


@device
def torque(w, m, i, d, ax, ay, az):
    """Give the torque (N m) for an angular acceleration (rad/s²), all in the drone's frame."""
    jx, jy, jz = m.inertia
    wx, wy, wz = w.drone[i, d, WX], w.drone[i, d, WY], w.drone[i, d, WZ]
    return jx * ax + (jz - jy) * wy * wz, jy * ay + (jx - jz) * wz * wx, jz * az + (jy - jx) * wx * wy


@device
def mix(m, total, tx, ty, tz, most):
    """Give the rotors' shares of their thrust, each from 0 to 1, for a total thrust (N) and torques (N m).

    Where not all can be had, the torques about x and y come first, then the thrust, then the torque about z.
    `most`, up to 1, is how far two rotors may differ for the sake of the torques about x and y.
    """
    unit = ONE / m.thrust
    tx, ty, tz, total = tx * unit, ty * unit, tz * unit, total * unit
    low, high, lift = ZERO, ZERO, ZERO
    for k in range(4):
        part = m.unmix[k][1] * tx + m.unmix[k][2] * ty
        low, high, lift = min(low, part), max(high, part), max(lift, -part / m.unmix[k][0])
    scale = min(ONE, most / (high - low + TINY))
    for k in range(4):  # with the least thrust that leaves no rotor below 0, none may be above 1
        part = m.unmix[k][1] * tx + m.unmix[k][2] * ty
        scale = min(scale, ONE / max(m.unmix[k][0] * lift + part, TINY))
    tx, ty = tx * scale, ty * scale
    least, greatest = ZERO, FOUR
    for k in range(4):
        part = m.unmix[k][1] * tx + m.unmix[k][2] * ty
        least, greatest = max(least, -part / m.unmix[k][0]), min(greatest, (ONE - part) / m.unmix[k][0])
    total = max(min(total, greatest), least)
    yaw = ONE
    for k in range(4):
        part = m.unmix[k][0] * total + m.unmix[k][1] * tx + m.unmix[k][2] * ty
        turn = m.unmix[k][3] * tz
        room = max(ONE - part if turn > ZERO else part, ZERO)
        yaw = min(yaw, room / (abs(turn) + TINY))
    tz *= yaw
    a, b = _share(m, 0, total, tx, ty, tz), _share(m, 1, total, tx, ty, tz)
    return a, b, _share(m, 2, total, tx, ty, tz), _share(m, 3, total, tx, ty, tz)


@device
def _share(m, k, total, tx, ty, tz):
    row = m.unmix[k]
    return min(max(row[0] * total + row[1] * tx + row[2] * ty + row[3] * tz, ZERO), ONE)


@device
def approach(w, i, d, x, y, z):
    """Give the velocity with which a drone gets to a position and stops there, 8 m/s at most."""
    vx = NEARER * (x - w.drone[i, d, X])
    vy = NEARER * (y - w.drone[i, d, Y])
    vz = NEARER_Z * (z - w.drone[i, d, Z])
    slower = min(ONE, FAST / (f(math.sqrt(vx * vx + vy * vy)) + TINY))
    return vx * slower, vy * slower, min(max(vz, -FAST), FAST)


@device
def _follow(w, m, i, d, vx, vy, vz, side, yaw):
    """Fly with a velocity and a yaw angle; `side` is -1 where that angle is seen from the far side of the net."""
    ax = GAIN * (vx - w.drone[i, d, VX])
    ay = GAIN * (vy - w.drone[i, d, VY])
    az = GAIN_Z * (vz - w.drone[i, d, VZ])
    zx, zy, zz, total = accelerate(w, m, i, d, ax, ay, az)
    turn = heading_rate(w, i, d, side * cosine(yaw), side * sine(yaw))
    tx, ty, tz = attitude(w, m, i, d, zx, zy, zz, turn, TILT_GAIN, TURN_GAIN)
    a, b, c, e = mix(m, total, tx, ty, tz, ROTOR_MOST)
    w.order[i, d, 0], w.order[i, d, 1] = hasten(w, m, i, d, 0, a), hasten(w, m, i, d, 1, b)
    w.order[i, d, 2], w.order[i, d, 3] = hasten(w, m, i, d, 2, c), hasten(w, m, i, d, 3, e)


@device
def accelerate(w, m, i, d, ax, ay, az):
    """Give the thrust axis (a unit vector) and the total thrust (N) for an acceleration, m/s².

    Weight and drag are made up for. Where not all can be had, height comes first. The axis never leans by more than 53
    degrees, and some lift is always kept: without that, a strong wish to sink would become a somersault.
    """
    ax += m.drag * w.drone[i, d, VX]
    ay += m.drag * w.drone[i, d, VY]
    az += m.drag * w.drone[i, d, VZ] + WEIGHT
    most = MOST_LIFT * FOUR * m.thrust / m.mass
    az = min(max(az, LEAST_LIFT), most)
    level = f(math.sqrt(ax * ax + ay * ay))
    room = min(f(math.sqrt(max(most * most - az * az, ZERO))), MOST_LEAN * az)
    scale = min(ONE, room / (level + TINY))
    ax, ay = ax * scale, ay * scale
    unit = ONE / f(math.sqrt(ax * ax + ay * ay + az * az))
    nx, ny, nz = up(w, i, d)
    return ax * unit, ay * unit, az * unit, m.mass * max(ax * nx + ay * ny + az * nz, ZERO)


@device
def attitude(w, m, i, d, zx, zy, zz, turn, quick, quicker):
    """Give the torque (N m, in the drone's frame) that turns its z axis to (zx, zy, zz), a unit vector in the world.

    `turn` is the rate wanted about its z axis, rad/s; `quick` times the angle is the rate at which it tilts, and
    `quicker` times what a rate is off is the angular acceleration (1/s; 8 and 18 fly well, beyond 30 it trembles).
    """
    bx, by, bz = turned_back(w, i, d, zx, zy, zz)
    sine = f(math.sqrt(bx * bx + by * by))
    gain = quick * angle(sine, bz) / (sine + TINY)
    ax = quicker * (-by * gain - w.drone[i, d, WX])
    ay = quicker * (bx * gain - w.drone[i, d, WY])
    return torque(w, m, i, d, ax, ay, YAW_GAIN * (turn - w.drone[i, d, WZ]))


@device
def heading_rate(w, i, d, x, y):
    """Give the rate about its z axis, rad/s, at which a drone turns its nose to (x, y): 1 at most, yaw is weak."""
    hx, hy, _ = turned(w, i, d, ONE, ZERO, ZERO)
    return min(max(angle(hx * y - hy * x, hx * x + hy * y), -ONE), ONE)


@device
def hasten(w, m, i, d, k, share):
    """Give the throttle with which rotor k, which lags, comes to a share of its thrust by the end of the step.

    As an action, rotor by rotor: 2 t² - 1 for a throttle t.
    """
    throttle = w.drone[i, d, THROTTLE + k]
    return min(max(throttle + (f(math.sqrt(share)) - throttle) / m.catch_up, ZERO), ONE)


@device
def angle(y, x):
    """Give atan2(y, x); in float64, in which all libraries agree to the last bit of what is returned."""
    return f(math.atan2(np.float64(y), np.float64(x)))


@device
def sine(x):
    """Give sin(x), by way of float64."""
    return f(math.sin(np.float64(x)))


@device
def cosine(x):
    """Give cos(x), by way of float64."""
    return f(math.cos(np.float64(x)))
