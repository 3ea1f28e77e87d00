"""The options that the games of Core War share, checked."""

from collections.abc import Mapping
from typing import Any

from spenvs.core.game import choice, flag, option
from spenvs.corewar.bout import REWARDS
from spenvs.corewar.contest import REVEALS, CoreWar
from spenvs.corewar.entry import Entry
from spenvs.corewar.machine import Settings
from spenvs.corewar.rulebook import brief, course

LIMITS = {
    "core_size": 100_000,
    "max_cycles": 1_000_000,
    "max_processes": 100_000,
    "min_distance": 50_000,
    "max_length": 1000,
}


def core_war(seats: int, options: Mapping[str, Any], generations: int = 1, champions: int = 0) -> CoreWar:
    """Make a game of what `game` in the modules of the environments takes.

    Raises:
        ValueError: an option is out of range, or the memory is too small.
    """
    known = {"rewards": REWARDS, "standard": ("94", "88"), "reveal": REVEALS, "programs": ("text", "array")}
    for name, words in known.items():
        choice(name, options[name], words)
    if options["programs"] == "array" and options["standard"] == "88":
        raise ValueError('programs must be "text" where standard is "88", which has no modifiers')
    entry = _entry(seats, options)
    rewards, reveal = options["rewards"], options["reveal"]
    return CoreWar(
        seats=seats,
        stake=1.0,
        brief=brief(entry, seats, rewards, course(seats, rewards, generations, champions, reveal)),
        zero_sum=rewards == "outcome",
        entry=entry,
        rewards=rewards,
        reveal=reveal,
        generations=generations,
        champions=champions,
        programs=options["programs"],
    )


def _entry(seats: int, options: Mapping[str, Any]) -> Entry:
    """Settle what a program has to be."""
    limits = {name: option(name, options[name], 1, most) for name, most in LIMITS.items()}
    settings = Settings(**limits, read_limit=options["read_limit"], write_limit=options["write_limit"])
    if settings.core_size < seats * settings.min_distance:
        raise ValueError(
            f"core_size must be at least {seats * settings.min_distance}, for {seats} programs that are "
            f"{settings.min_distance} cells apart; got {settings.core_size}"
        )
    return Entry(
        settings=settings,
        warriors=seats,
        rounds=option("rounds", options["rounds"], 1, 1000),
        standard=options["standard"],
        pspace=flag("pspace", options["pspace"]) and options["standard"] == "94",
        lenient=flag("lenient", options["lenient"]),
    )
