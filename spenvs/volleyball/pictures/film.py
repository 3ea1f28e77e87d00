"""Games as films: pictures one after the other, with cameras that move softly; `spenvs.core.film` writes them."""

import functools
import math
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from spenvs.volleyball.pictures.camera import View, view
from spenvs.volleyball.pictures.picture import draw
from spenvs.volleyball.pictures.scene import Scene

SOFT = 0.2
"""Time constant with which a camera follows, in s."""
MOST_THREADS, AT_ONCE = 64, 8


def pictures(
    scenes: Iterable[Scene],
    size: tuple[int, int] = (640, 360),
    camera: str = "broadcast",
    samples: int = 1,
    labels: bool = False,
    fps: float = 50.0,
    threads: int = 1,
) -> Iterator[NDArray[np.uint8]]:
    """Draw scenes that follow one another, as `pictures.picture.draw` does; the camera follows softly.

    Args:
        scenes: what there is, `fps` times a second. They are taken as pictures are asked for.
        size: (width, height) in pixels.
        camera: the name of a camera.
        samples: rays by pixel.
        labels: whether names stand above the drones.
        fps: scenes for each second of the game.
        threads: how many draw, 1 to 64; the pictures are the same for any number.

    Raises:
        ValueError: there is no such camera, or a number is out of range.
    """
    if not 1 <= threads <= MOST_THREADS:
        raise ValueError(f"threads are 1 to {MOST_THREADS}; got {threads}")
    if not 0 < fps <= 1000:
        raise ValueError(f"fps is more than 0 and at most 1000; got {fps}")
    each = functools.partial(_drawn, size=size, samples=samples, labels=labels)
    seen = _softly(scenes, camera, size, 1 - math.exp(-1 / (fps * SOFT)))
    if threads == 1:
        yield from map(each, seen)
        return
    with ThreadPoolExecutor(threads) as pool:
        while some := list(islice(seen, AT_ONCE * threads)):
            yield from pool.map(each, some)


def _softly(scenes: Iterable[Scene], camera: str, size: tuple[int, int], share: float) -> Iterator[tuple[Scene, View]]:
    last: View | None = None
    for scene in scenes:
        wanted = view(scene, camera, size)
        last = wanted if last is None or wanted == last else last.towards(wanted, share)
        yield scene, last


def _drawn(pair: tuple[Scene, View], size: tuple[int, int], samples: int, labels: bool) -> NDArray[np.uint8]:
    scene, seen = pair
    return draw(scene, size, seen, samples, labels)
