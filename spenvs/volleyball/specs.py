"""The environments of drone volleyball."""

from typing import Any

from spenvs.registry import EnvSpec

VOLLEYBOTS = "Xu et al. (2025), VolleyBots, arXiv 2502.01932"
HCSP = "Zhang et al. (2025), Hierarchical Co-Self-Play, arXiv 2505.04317"
PRESETS: dict[str, dict[str, Any]] = {"volleybots": {"rules": "volleybots", "substeps": 1}}
DIFFERS = {
    "volleybots": "VolleyBots' quirks: a drone of an impossible inertia that starts off its trim, a mixer of other "
    "axes, one step of physics in 0.02 s with a ball that falls too far, and touches, nets and fouls told from where "
    "things are at its end. By default contacts are told by the physics, and whoever is at fault loses."
}
RALLIES = {"points": 11, "steps": 60_000}


def _spec(
    name: str, module: str, summary: str, teams: int, tags: tuple[str, ...], value: tuple[str, str, str] | None = None
) -> EnvSpec:
    """Make an entry; `value` is what the paper measures, and what its best learner, the third, reaches."""
    presets = PRESETS
    if teams == 2:
        rotates = name in ("Volley3v3", "Volley6v6")
        presets = presets | {"match": RALLIES | {"rotation": True} if rotates else RALLIES}
    if name in ("Volley3v3", "VolleyTactics"):
        presets = presets | {"hcsp": {"rules": "hcsp", "substeps": 1, "steps": 1500}}
    return EnvSpec(
        f"Drone{name}-v0",
        f"spenvs.volleyball.{module}",
        summary,
        family="volleyball",
        seats=teams,
        kind="parallel",
        tags=("drones", *(() if "tactics" in tags else ("continuous",)), *tags),
        presets=presets,
        differs=DIFFERS,
        sources=(VOLLEYBOTS, HCSP) if teams == 2 else (VOLLEYBOTS,),
        values=((*value[:2], f"{value[2]}, {VOLLEYBOTS}"),) if value else (),
        moves="array",
    )


ENVIRONMENTS = (
    _spec("Hover", "hover", "Fly to a point and stay there.", 1, ("one drone",)),
    _spec(
        "BackAndForth",
        "back_and_forth",
        "Fly between two points, as often as there is time for.",
        1,
        ("one drone",),
        ("points reached", "10.04", "PPO"),
    ),
    _spec(
        "HitTheBall",
        "hit_the_ball",
        "Hit a falling ball once, as far as can be.",
        1,
        ("one drone",),
        ("metres", "11.40", "PPO"),
    ),
    _spec(
        "SoloBump",
        "solo_bump",
        "Bump a ball straight up, again and again.",
        1,
        ("one drone",),
        ("bumps above 3.5 m", "10.83", "PPO"),
    ),
    _spec(
        "BumpAndPass",
        "bump_and_pass",
        "Two drones pass a ball to each other.",
        1,
        ("cooperation",),
        ("passes above 4 m", "13.71", "MAPPO"),
    ),
    _spec(
        "SetAndSpikeEasy",
        "set_and_spike",
        "One drone sets the ball, another spikes it into a target.",
        1,
        ("cooperation",),
        ("share in the target", "0.99", "MAPPO"),
    ),
    _spec(
        "SetAndSpikeHard",
        "set_and_spike_hard",
        "One drone sets the ball, another spikes it past a defender.",
        1,
        ("cooperation",),
        ("share past the defender", "0.75", "MAPPO"),
    ),
    _spec("Volley1v1", "volley1v1", "Volleyball of one drone against one.", 2, ("teams",)),
    _spec("Volley3v3", "volley3v3", "Volleyball of three drones against three.", 2, ("teams",)),
    _spec("Volley6v6", "volley6v6", "Volleyball of six drones against six.", 2, ("teams",)),
    _spec(
        "VolleyTactics",
        "volley_tactics",
        "Three against three; a team tells its drones what to do.",
        2,
        ("teams", "tactics"),
    ),
)
