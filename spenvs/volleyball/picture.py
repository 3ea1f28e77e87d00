"""A scene as a picture."""

import functools

import numpy as np
from numpy.typing import NDArray

from spenvs.volleyball import overlay, raycast
from spenvs.volleyball.camera import View, view
from spenvs.volleyball.packing import packed
from spenvs.volleyball.scene import Scene

LARGEST = 8192
MOST_SAMPLES = 64
MOST_KEPT = 1920 * 1080
"""The most pixels of a hall that is kept, of which there are at most 4."""


def draw(
    scene: Scene,
    size: tuple[int, int] = (640, 360),
    camera: str | View = "broadcast",
    samples: int = 1,
    labels: bool = False,
) -> NDArray[np.uint8]:
    """Draw a scene. The same scene gives the same bytes.

    Args:
        scene: what there is.
        size: (width, height) in pixels, each from 1 to 8192.
        camera: the name of a camera, see `spenvs.volleyball.camera.view`, or what a camera sees.
        samples: rays by pixel, 1 to 64; there are 6 times as many where drones, ball and their shadows are.
        labels: whether names stand above the drones.

    Returns:
        uint8 [height, width, 3].

    Raises:
        ValueError: there is no such camera, or a number is out of range.
    """
    if len(size) != 2 or not all(1 <= side <= LARGEST for side in size):
        raise ValueError(f"a picture is 1 to {LARGEST} pixels wide and high; got {size}")
    if not 1 <= samples <= MOST_SAMPLES:
        raise ValueError(f"samples are 1 to {MOST_SAMPLES} rays by pixel; got {samples}")
    seen = view(scene, camera, size) if isinstance(camera, str) else camera
    measures = (scene.length, scene.width, scene.net_top, scene.net_band)
    if size[0] * size[1] > MOST_KEPT:
        image = _cast(np.empty((size[1], size[0], 3), np.uint8), scene, seen, samples, True)
    else:
        image = _cast(_hall(measures, seen, tuple(size), samples).copy(), scene, seen, samples, False)
    overlay.lay(image, scene, seen, labels)
    return image


def _cast(image: NDArray[np.uint8], scene: Scene, seen: View, samples: int, everything: bool) -> NDArray[np.uint8]:
    size = (image.shape[1], image.shape[0])
    raycast.cast(image, packed(scene, seen, size), np.empty(raycast.MOST, np.int32), samples, everything)
    return image


@functools.lru_cache(maxsize=4)
def _hall(measures: tuple[float, ...], seen: View, size: tuple[int, int], samples: int) -> NDArray[np.uint8]:
    """Draw the hall without a game, once for all pictures of a film whose camera stands still."""
    empty = Scene(*measures, np.empty((0, 3)), np.empty((0, 4)), np.empty(0))  # type: ignore[arg-type, call-arg]
    return _cast(np.empty((size[1], size[0], 3), np.uint8), empty, seen, samples, True)
