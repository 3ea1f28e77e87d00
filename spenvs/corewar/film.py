"""A battle from beginning to end as moments of a film; `spenvs.core.film` writes the pictures of it."""

from collections.abc import Iterator

from spenvs.corewar.trace import TracedBattle


def moments(battle: TracedBattle, frames: int) -> Iterator[tuple[TracedBattle, int]]:
    """Play a battle on to its end, stopping at even distances of time.

    Args:
        battle: what is played on; it is at its end when the last moment has been given.
        frames: the number of moments, at least 2, the present one and the end among them. A battle of fewer
            instructions has fewer.

    Yields:
        The battle, and the number of instructions from one moment to the next.
    """
    rest = battle.copy()
    left = rest.step(rest.settings.max_cycles * len(rest.warriors))
    interval = max(-(-left // (max(frames, 2) - 1)), 1)
    yield battle, interval
    while battle.step(interval):
        yield battle, interval
