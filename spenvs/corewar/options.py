"""The options that the games of Core War share, checked."""

from collections.abc import Mapping
from typing import Any

from spenvs.core.game import choice, flag, option
from spenvs.corewar.bout import REWARDS
from spenvs.corewar.contest import KEEP, REVEALS, CoreWar
from spenvs.corewar.entry import Entry
from spenvs.corewar.machine import Settings
from spenvs.corewar.rulebook import brief

LIMITS = {
    "core_size": 100_000,
    "max_cycles": 1_000_000,
    "max_processes": 100_000,
    "min_distance": 50_000,
    "max_length": 1000,
}


REVEALED = {"none": "", "disassembly": " and a disassembly of the other's program", "source": " and the other's source"}


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
        brief=brief(entry, seats, rewards, _play(seats, rewards, generations, champions, reveal)),
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


def _play(seats: int, rewards: str, generations: int, champions: int, reveal: str) -> str:
    """Say how the game goes and what it pays."""
    others = "the other player" if seats == 2 else "the others"
    goes = f"Each player hands in one program, which {others} cannot see before the battle."
    if generations > 1:
        goes = f"There are {generations} battles. Before each, {goes[0].lower()}{goes[1:]}"
        told = f"After each, all see how it went{REVEALED[reveal]}"
        goes += f" {told}, and may write a better one, or answer [{KEEP}] to hand in the last one again."
    if champions:
        goes += f" Each new program also fights the last {champions} earlier ones of the other player."
    return f"{goes} {_pays(seats, rewards)}{' The return is the mean over the battles.' if generations > 1 else ''}"


def _pays(seats: int, rewards: str) -> str:
    """Say what a player gets for a battle."""
    if rewards == "survival":
        return (
            f"As long as a program lives, it shares {seats} points a battle, spread over its time, with all that live; "
            "a player's return is those points less 1, on average."
        )
    if rewards == "hill":
        return (
            f"A program that survives gets {seats * seats - 1} points, divided by the number of survivors and rounded "
            f"down; a player's return is the points as a part of the most, on average."
        )
    if seats == 2:
        return "A win is worth 1, a tie 0 and a loss -1, on average over the placements."
    return "The dead get -1 each, and the survivors share what they lose, on average over the placements."
