"""What came of a bout: in words, as numbers, and as a picture."""

from collections.abc import Iterator

import numpy as np

from spenvs.core.draw import Element
from spenvs.corewar.bout import Bout

BY_SEAT = ("wins", "ties", "losses", "points", "returns", "coverage", "processes")


def measures(bout: Bout | None, seats: int, seat: int) -> dict[str, int | tuple[int, ...]]:
    """Give the facts of a bout (None: there was none), where there are several those of `seat` first."""
    if bout is None:
        return dict.fromkeys(BY_SEAT, (-1,) * seats) | {"cycles": -1}
    returns = np.round(1000 * np.array(bout.returns)).astype(int)
    rows = (bout.wins, bout.ties, bout.losses, bout.points, returns, bout.end.coverage, bout.end.process_counts)
    turned = [tuple(np.roll(row, -seat).tolist()) for row in rows]
    return dict(zip(BY_SEAT, turned, strict=True)) | {"cycles": bout.end.cycle}


def shares(bout: Bout) -> dict[str, float]:
    """Measure a bout for those who look on; see `CoreWar.outcome`."""
    rounds = len(bout.places)
    measured = {"cycles": float(bout.end.cycle)}
    for seat, program in enumerate(bout.programs):
        measured |= {
            f"wins_{seat}": bout.wins[seat] / rounds,
            f"ties_{seat}": bout.ties[seat] / rounds,
            f"losses_{seat}": bout.losses[seat] / rounds,
            f"points_{seat}": float(bout.points[seat]),
            f"length_{seat}": float(len(program.warrior)),
        }
        for name, values in (("spawned", bout.spawned), ("coverage", bout.coverage)):
            if values:
                measured[f"{name}_{seat}"] = values[seat]
    return measured


def told(bout: Bout, reader: int = -1) -> str:
    """Say how often each seat has won, tied and lost, to a seat or to all."""
    return _listed(
        [
            f"{_name(seat, reader)} won {won}, tied {tied} and lost {lost}"
            for seat, (won, tied, lost) in enumerate(zip(bout.wins, bout.ties, bout.losses, strict=True))
        ]
    )


def seen(bout: Bout, reader: int = -1) -> str:
    """Say how the battle from the first placement went."""
    end, parts = bout.end, []
    for seat, processes in enumerate(end.process_counts.tolist()):
        life = f"had {_count(processes, 'process')}" if processes else "died"
        parts.append(f"{_name(seat, reader)} executed {_count(int(end.coverage[seat]), 'cell')} and {life}")
    return f"The one from the first placement lasted {_count(end.cycle, 'cycle')}: {_listed(parts)}"


def pictured(bout: Bout) -> list[Element]:
    """Draw the core at the end of the battle from the first placement."""
    from spenvs.corewar.picture import elements

    return elements(bout.end)


def filmed(bout: Bout, frames: int) -> Iterator[list[Element]]:
    """Draw the core again and again, from the beginning of that battle to its end, at most so often."""
    from spenvs.corewar.film import moments
    from spenvs.corewar.picture import elements

    return (elements(battle, fresh) for battle, fresh in moments(bout.watch(), frames))


def _count(number: int, word: str) -> str:
    plural = "es" if word.endswith("s") else "s"
    return f"{number} {word}{plural if number != 1 else ''}"


def _name(seat: int, reader: int) -> str:
    return "you" if seat == reader else f"player_{seat}"


def _listed(parts: list[str]) -> str:
    return f"{'; '.join(parts)}."
