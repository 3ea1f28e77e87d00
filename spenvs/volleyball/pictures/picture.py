"""A scene as a picture."""

import functools

import numpy as np
from numpy.typing import NDArray

from spenvs.volleyball.pictures import overlay, raycast
from spenvs.volleyball.pictures.camera import View, view
from spenvs.volleyball.pictures.packing import packed
from spenvs.volleyball.pictures.scene import Scene

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
        camera: the name of a camera, see `spenvs.volleyball.pictures.camera.view`, or what a camera sees.
        samples: rays by pixel, 1 to 64; up to 5 times as many at the edges of drones, ball and their shadows.
        labels: whether names stand above the drones.

    Returns:
        uint8 [height, width, 3].

    Raises:
        ValueError: there is no such camera, or a number is out of range.
    """
    if len(size) != 2 or not all(isinstance(side, int | np.integer) and 1 <= side <= LARGEST for side in size):
        raise ValueError(f"a picture is 1 to {LARGEST} pixels wide and high; got {size}")
    if not (isinstance(samples, int | np.integer) and 1 <= samples <= MOST_SAMPLES):
        raise ValueError(f"samples are 1 to {MOST_SAMPLES} rays by pixel; got {samples}")
    seen = view(scene, camera, size) if isinstance(camera, str) else camera
    image = np.empty((size[1], size[0], 3), np.uint8)
    hall = _hall((scene.length, scene.width, scene.net_top, scene.net_band), seen, (size[0], size[1]), samples)
    known = hall.picture()
    if known is not None:
        image[:] = known
    _cast(image, scene, seen, samples, known is None)
    overlay.lay(image, scene, seen, labels)
    return image


def _cast(image: NDArray[np.uint8], scene: Scene, seen: View, samples: int, everything: bool) -> None:
    stage = packed(scene, seen, (image.shape[1], image.shape[0]))
    raycast.cast(image, stage, np.empty(raycast.MOST, np.int32), samples, everything)


class _Hall:
    """The hall without a game, which does not change while a camera stands still.

    It is drawn when it is asked for a second time: a camera that moves shows each but once.
    """

    def __init__(self, measures: tuple[float, ...], seen: View, size: tuple[int, int], samples: int) -> None:
        self.empty = Scene(*measures, np.empty((0, 3)), np.empty((0, 4)), np.empty(0))  # type: ignore[arg-type, call-arg]
        self.view, self.size, self.samples = seen, size, samples
        self.asked = False
        self.image: NDArray[np.uint8] | None = None

    def picture(self) -> NDArray[np.uint8] | None:
        """Give the hall, uint8 [H, W, 3], unless this is the first time or it is too large to keep."""
        if self.asked and self.image is None and self.size[0] * self.size[1] <= MOST_KEPT:
            image = np.empty((self.size[1], self.size[0], 3), np.uint8)
            _cast(image, self.empty, self.view, self.samples, True)
            self.image = image
        self.asked = True
        return self.image


_hall = functools.lru_cache(maxsize=4)(_Hall)
