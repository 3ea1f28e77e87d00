"""What happens in a competitive game, in words: for captions, and for those who follow it as text.

It is read from the cells of `spenvs.volleyball.rally.state`, and told of the last step only. A batch that begins the
next episode in the same step has cleared them by then.
"""

from typing import Any

from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.rally.state import (
    CROSSED,
    EVENTS,
    FAULTS,
    IN_PLAY,
    LAST_TEAM,
    NOBODY,
    OVER,
    POINTS,
    RALLY,
    REASONS,
    SERVE,
    SERVING,
    TOUCHES,
    WAITING,
    WINNER,
)
from spenvs.volleyball.worlds import Worlds

WHY = {
    "serve": "the serve was touched by another than the server, or before it had crossed the net",
    "twice": "a drone touched the ball twice in a row",
    "touches": "too many touches",
    "turn": "a drone touched the ball out of turn",
    "body": "the ball met a drone beside the racket",
    "net": "ball in the net",
    "antenna": "the ball passed beside the net",
    "down": "the ball came down in its half",
    "out": "ball out",
    "crossing": "a drone crossed to the far side",
    "crash": "a drone crashed",
    "close": "two of its drones came too close",
    "lost": "a drone flew off, or was given no number as an action",
}
"""What a team, or under VolleyBots' rules nobody, loses a rally for (`REASONS`)."""


def teams(game: DroneGame) -> tuple[str, str]:
    """Give the names of both teams, which their drones' names begin with."""
    first, second = (game.names[d].partition("_")[0] for d in (0, game.drones // 2))
    return first, second


def caption(game: DroneGame, worlds: Worlds, i: int = 0) -> str:
    """Say in a line where a match stands: the rally's number, the score, and whose touch it was or who has won."""
    t = worlds.tally[i]
    serve = "serves" if t[SERVE] == WAITING else "served"
    named, count = teams(game), game.touches if game.fair else game.drones // 2
    doing = f"{named[t[LAST_TEAM]]} {t[TOUCHES]}/{count}" if t[SERVE] == IN_PLAY else f"{named[t[SERVING]]} {serve}"
    if t[EVENTS] & OVER and t[SERVE] == IN_PLAY and t[WINNER] >= 0:
        loser = 1 - t[WINNER]
        doing = f"{named[t[WINNER]]} wins   {named[loser]}: {_reasons(t[FAULTS + loser])}"
    return f"rally {t[RALLY]}   {t[POINTS]}:{t[POINTS + 1]}   {doing}"


def happened(game: DroneGame, worlds: Worlds, i: int = 0) -> list[str]:
    """Tell what happened in a world in the last step: a sentence for each touch, crossing, fault and point."""
    t, named = worlds.tally[i], teams(game)
    said = [f"{name} touches the ball." for d, name in enumerate(game.names) if t[EVENTS] >> d & 1]
    if t[EVENTS] & CROSSED:
        said.append("The ball crosses the net.")
    if not t[EVENTS] & OVER:
        return said
    said += [f"Fault of {name}: {_reasons(t[FAULTS + team])}." for team, name in enumerate(named) if t[FAULTS + team]]
    if t[FAULTS + NOBODY]:
        said.append(f"The rally ends: {_reasons(t[FAULTS + NOBODY])}.")
    winner = f"{named[t[WINNER]]} wins the rally" if t[WINNER] >= 0 else "Nobody wins the rally"
    return [*said, f"{winner}: {t[POINTS]}:{t[POINTS + 1]}."]


def events(game: DroneGame, worlds: Worlds, i: int = 0) -> dict[str, Any]:
    """Give by name what happened in a world in the last step: "crossed" and, where a rally is over, "rally"."""
    bits = worlds.tally[i, EVENTS]
    happened: dict[str, Any] = {"crossed": bool(bits & CROSSED)}
    if bits & OVER:
        happened["rally"] = ended(game, worlds, i)
    return happened


def ended(game: DroneGame, worlds: Worlds, i: int = 0) -> dict[str, Any]:
    """Give what a rally came to that has just ended.

    "winner" is the name of a team, or None; "points" those of both teams by name; "faults", by name, why each team lost
    it, and "end" why it ended without a loser: lists of `rally.state.REASONS`.
    """
    t, named = worlds.tally[i].tolist(), teams(game)
    faults = [[reason for k, reason in enumerate(REASONS) if t[FAULTS + n] >> k & 1] for n in (0, 1, NOBODY)]
    return {
        "winner": named[t[WINNER]] if t[WINNER] >= 0 else None,
        "points": {name: t[POINTS + team] for team, name in enumerate(named)},
        "faults": {name: faults[team] for team, name in enumerate(named)},
        "end": faults[NOBODY],
    }


def _reasons(bits: int) -> str:
    return "; ".join(WHY[reason] for k, reason in enumerate(REASONS) if bits >> k & 1)


def scoreboard(game: DroneGame, worlds: Worlds, i: int = 0) -> dict[str, Any]:
    """Give what a picture shows of a match: names, points, who serves, and a caption."""
    t = worlds.tally[i]
    red, blue = (name.upper() for name in teams(game))
    return {
        "teams": (red, blue),
        "score": (int(t[POINTS]), int(t[POINTS + 1])),
        "serving": int(t[SERVING]),
        "caption": caption(game, worlds, i),
    }
