"""How the environments of a game of drones are made: their options, checked, and PettingZoo's constructors."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from spenvs.core import aec
from spenvs.core.game import choice, flag, option
from spenvs.core.moves import quote
from spenvs.registry import spec, wrong_option
from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.environment import DroneEnv
from spenvs.volleyball.game import CONTROLS, DroneGame
from spenvs.volleyball.model import IRIS, IRIS_VOLLEYBOTS, Clock
from spenvs.volleyball.parts import is_number
from spenvs.volleyball.solo import SoloDroneEnv, SoloDroneVectorEnv
from spenvs.volleyball.teams import TeamEnv

RULES = ("fair", "volleybots")
STEP, HCSP_STEP = 0.02, 0.01
"""Seconds between two actions, in VolleyBots and in HCSP's games."""
Constructors = tuple[Callable[..., Any], Callable[..., Any], Callable[..., DroneEnv]]


def settled(game: DroneGame, options: Mapping[str, Any]) -> DroneGame:
    """Give a game with the options that `game` in the modules of the environments takes.

    `rules="volleybots"` also takes the published drone, and lets the ball fall as VolleyBots' simulator does.

    Raises:
        ValueError: an option is out of range.
    """
    choice("control", options["control"], tuple(CONTROLS))
    choice("rules", options["rules"], (*RULES, "hcsp") if game.teams == 2 else RULES)
    ours, hcsp = options["rules"] == "fair", options["rules"] == "hcsp"
    drag = options["ball_drag"]
    if not is_number(drag) or not 0 <= drag <= 100:
        raise ValueError(f"ball_drag must be a number from 0 to 100, in 1/m; got {quote(drag)}")
    changes: dict[str, Any] = {
        "control": options["control"],
        "fair": ours,
        "drone": IRIS if ours else IRIS_VOLLEYBOTS,
        "ball": replace(game.ball, drag=float(drag)),
        "clock": Clock(HCSP_STEP if hcsp else STEP, option("substeps", options["substeps"], 1, 100), exact=ours),
        "limit": option("steps", options["steps"], 1, 10**6),
    }
    if game.teams == 2:
        points = option("points", options["points"], 1, 1000)
        changes |= {
            "hcsp": hcsp,
            "touches": option("touches", options.get("touches", game.touches), 1, 100),
            "points": points,
            "cap": option("cap", options["cap"], points, 1000) if points > 1 else 1,
            "rotation": flag("rotation", options.get("rotation", False)),
        }
    return game.with_(**changes)


def constructors(id: str, game: DroneGame) -> Constructors:
    """Give PettingZoo's three constructors of a registered game of drones: `env`, `raw_env`, `parallel_env`.

    `env` and `raw_env` have a team in each seat, for arenas; in `parallel_env` each drone acts for itself. Gymnasium's
    environments of a game of one team are compiled.
    """
    env, raw_env, _ = aec.constructors(id, TeamEnv)

    def parallel_env(render_mode: str | None = None, **kwargs: Any) -> DroneEnv:
        module = sys.modules[spec(id).module]
        try:
            made = module.game(**kwargs)
        except TypeError:
            raise wrong_option(id, kwargs, module.game, ("render_mode",)) from None
        return DroneEnv(made, id, render_mode=render_mode)

    env.batch = DroneBatch  # type: ignore[attr-defined]
    if game.teams == 1:
        env.solo, env.vector = SoloDroneEnv, SoloDroneVectorEnv  # type: ignore[attr-defined]
    return env, raw_env, parallel_env
