"""What a team knows in the game of tactics, in words."""

import numpy as np

from spenvs.volleyball.rally.state import SERVING
from spenvs.volleyball.rally.text import happened, teams
from spenvs.volleyball.rules import STEP
from spenvs.volleyball.tactics.flight import TacticsFlight
from spenvs.volleyball.tactics.orders import CHOICES, MEMBERS, ORDERS, ROLES
from spenvs.volleyball.tactics.state import RALLYING
from spenvs.volleyball.tactics.view import HIT
from spenvs.volleyball.words import placed
from spenvs.volleyball.worlds import BALL_V, VX, X


def told(flight: TacticsFlight, team: int) -> str:
    """Say what a team knows: what has happened, ball and drones in metres and m/s from its side, and its choices."""
    game, worlds, seen = flight.game, flight.batch.worlds, flight.batch.observation[0, team]
    turn = np.array([1, 1, 1]) if team == 0 else np.array([-1, -1, 1])
    ball, name = worlds.ball[0], teams(game)[team]
    lines = [
        f"You are {name}. Your half is x > 0; y grows to the right.",
        f"Time {worlds.tally[0, STEP] * game.clock.step:.2f} s.",
        " ".join(happened(game, worlds)) or "Nothing has happened since you chose last.",
        f"{placed('Ball', ball[:3], ball[BALL_V:], turn)}.",
    ]
    for k in range(6):
        d = 3 * ((team + k // 3) % 2) + MEMBERS[k % 3]
        drone = worlds.drone[0, d]
        whose = "Your" if k < 3 else "Their"
        free = "may touch the ball" if seen[HIT + 2 * k] else "may not touch the ball, or has touched it already"
        place = placed(f"{whose} {ROLES[k % 3]}, {game.names[d]},", drone[X : X + 3], drone[VX : VX + 3], turn)
        lines.append(f"{place}; {free}.")
    if not worlds.tally[0, RALLYING]:
        does = "serves" if worlds.tally[0, SERVING] == team else "receives"
        lines.append(f"The rally has not begun: your FirstPass {does}, whatever you choose for it.")
    for role, orders in zip(ROLES, CHOICES, strict=True):
        lines.append(f"{role}: {'; '.join(f'{k} {ORDERS[number].meaning}' for k, number in enumerate(orders))}.")
    return "\n".join(lines)
