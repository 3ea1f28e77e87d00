"""A battle from beginning to end as a film: its moments, and the file that shows them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spenvs.corewar.trace import TracedBattle

LAST_SECONDS = 2.0


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


def save_gif(path: Path, pictures: Iterable[NDArray[np.uint8]], seconds: float = 0.08) -> int:
    """Write pictures, uint8 [height, width, 3] of one size, as a GIF that is shown again and again.

    Each stays for `seconds`, the last one for `LAST_SECONDS`. Returns the number of pictures.

    Raises:
        OSError: the file cannot be written.
    """
    images = [Image.fromarray(each).quantize(256, Image.Quantize.FASTOCTREE) for each in pictures]
    times = [round(1000 * seconds)] * (len(images) - 1) + [round(1000 * LAST_SECONDS)]
    images[0].save(path, "gif", save_all=True, append_images=images[1:], duration=times, loop=0)
    return len(images)
