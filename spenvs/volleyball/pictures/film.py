"""Games as films: pictures one after the other, with cameras that move softly, and the files that hold them."""

import functools
import math
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spenvs.volleyball.pictures.camera import View, view
from spenvs.volleyball.pictures.picture import draw
from spenvs.volleyball.pictures.scene import Scene

SOFT = 0.2
"""Time constant with which a camera follows, in s."""
GIF_STEP, LAST_SECONDS = 0.02, 2.0
"""The shortest time that browsers show a picture of a GIF, and how long the last one stays, in s."""
MOST_THREADS, AT_ONCE = 64, 8
VIDEO, GIF, FOLDER = (".mp4", ".mkv", ".mov"), ".gif", ""
QUALITY, BLOCK = 7, 8
"""What imageio-ffmpeg calls quality, 0 to 10, and of what H.264 wants the sides to be multiples, in pixels."""


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


def save(path: str | Path, images: Iterable[NDArray[np.uint8]], fps: float = 50.0) -> int:
    """Write pictures, uint8 [height, width, 3] of one size, as a film.

    Args:
        path: ends in `.mp4` (or `.mkv`, `.mov`: H.264 through imageio-ffmpeg), in `.gif`, or in nothing: a folder of
            00000.png, 00001.png and so on, which is made where there is none.
        images: the pictures; at least one.
        fps: how many are shown in a second. A GIF shows at most 50: of more, some are left out.

    Returns:
        The number of pictures given.

    Raises:
        ImportError: a video without imageio-ffmpeg.
        ValueError: no pictures, another ending, or `fps` out of range.
        OSError: the file cannot be written.
    """
    path = Path(path)
    if not 0 < fps <= 1000:
        raise ValueError(f"fps is more than 0 and at most 1000; got {fps}")
    write = {**dict.fromkeys(VIDEO, _video), GIF: _gif, FOLDER: _folder}.get(path.suffix.lower())
    if write is None:
        raise ValueError(f"a film is {', '.join(VIDEO)}, {GIF} or a folder without an ending; got {path.name!r}")
    rest = iter(images)
    first = next(rest, None)
    if first is None:
        raise ValueError("a film has at least one picture; got none")
    return write(path, chain([first], rest), fps)


def _video(path: Path, images: Iterator[NDArray[np.uint8]], fps: float) -> int:
    try:
        from imageio_ffmpeg import write_frames  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        raise ImportError(
            "videos need imageio-ffmpeg: pip install 'spenvs[video]', or name a .gif or a folder"
        ) from None
    first = next(images)
    size = first.shape[1::-1]
    writer = write_frames(str(path), size, fps=fps, quality=QUALITY, macro_block_size=BLOCK, ffmpeg_log_level="error")
    writer.send(None)
    number = 0
    try:
        for image in chain([first], images):
            writer.send(np.ascontiguousarray(image))
            number += 1
    finally:
        writer.close()
    return number


def _gif(path: Path, images: Iterator[NDArray[np.uint8]], fps: float) -> int:
    """All pictures have the colours of the first, so that what stands still does not flicker and takes no room."""
    every = max(math.ceil(fps * GIF_STEP - 1e-6), 1)
    kept, colours, number = [], None, 0
    for number, image in enumerate(images, 1):
        if (number - 1) % every == 0:
            picture = Image.fromarray(image)
            colours = colours or picture.quantize(256, Image.Quantize.MEDIANCUT)
            kept.append(picture.quantize(palette=colours, dither=Image.Dither.NONE))
    times = [round(100 * every / fps) * 10] * (len(kept) - 1) + [round(1000 * LAST_SECONDS)]
    kept[0].save(path, "gif", save_all=True, append_images=kept[1:], duration=times, loop=0)
    return number


def _folder(path: Path, images: Iterator[NDArray[np.uint8]], fps: float) -> int:
    path.mkdir(exist_ok=True)
    number = 0
    for number, image in enumerate(images, 1):
        Image.fromarray(image).save(path / f"{number - 1:05d}.png")
    return number
