"""A world of drones in words."""

import numpy as np

from spenvs.volleyball.flight import Flight
from spenvs.volleyball.rules import STEP
from spenvs.volleyball.worlds import BALL_V, QW, QX, QY, QZ, VX, X

ACTIONS = {
    "prt": "the thrusts of the four rotors (front right, back left, front left, back right)",
    "ctbr": "rates of roll, pitch and yaw, and the total thrust",
    "velocity": "a velocity along x, y and z, and a yaw angle",
    "position": "a place x, y and z, and a yaw angle",
}


def told(flight: Flight, team: int) -> str:
    """Say what a team knows: time, ball and drones in metres, m/s and degrees, from its side of the net.

    A team sees the court with its own half at x > 0.
    """
    game, worlds = flight.game, flight.batch.worlds
    turn = np.array([1, 1, 1]) if team == 0 else np.array([-1, -1, 1])
    drones, ball = worlds.drone[0], worlds.ball[0]
    lines = [f"Time {worlds.tally[0, STEP] * game.clock.step:.2f} s."]
    if game.marks(worlds, 0).get("ball", ball) is not None:
        lines[0] += f" {placed('Ball', ball[:3], ball[BALL_V:], turn)}"
    rows = flight.own(team)
    for d, name in enumerate(game.names):
        whose = "yours, " if rows.start <= d < rows.stop and game.teams > 1 else ""
        tilt = np.degrees(np.arccos(np.clip(1 - 2 * (drones[d, QX] ** 2 + drones[d, QY] ** 2), -1, 1)))
        yaw = np.degrees(2 * np.arctan2(drones[d, QZ], drones[d, QW])) + (180 if team else 0)
        yaw = (yaw + 180) % 360 - 180
        place = placed(name, drones[d, X : X + 3], drones[d, VX : VX + 3], turn)
        lines.append(f"{place} ({whose}tilt {tilt:.0f}, yaw {yaw:.0f} degrees)")
    lines.append(f"The numbers of a drone are {ACTIONS[game.control]}.")
    return "\n".join(lines)


def placed(name: str, at: np.ndarray, moves: np.ndarray, turn: np.ndarray) -> str:
    """Say where something is and how it moves, m and m/s; `turn` is what a team's frame multiplies both with."""
    where, speed = (", ".join(f"{value:.2f}" for value in turn * each + 0.0) for each in (at, moves))
    return f"{name} at ({where}), moving ({speed})"
