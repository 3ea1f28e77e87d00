"""Films: pictures one after the other, and the file or the folder that shows them."""

import importlib.util
import math
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

VIDEO, GIF, FOLDER = (".mp4", ".mkv", ".mov"), ".gif", ""
GIF_STEP, LAST_SECONDS = 0.04, 2.0
"""How long a picture of a GIF stays at least, since more of them double its size and some viewers slow them down; and
how long the last one of a film stays; in s."""
LOOKED_AT = 12
"""Of how many pictures a GIF has the colours."""
DITHER = np.array([[-4, 0, -3, 1], [2, -2, 3, -1], [-2, 2, -3, 1], [4, 0, 3, -1]], np.int16)[..., None]
"""What is added to every 4 by 4 pixels of a GIF, so that slow changes of colour show no bands (Bayer 1973)."""
QUALITY, BLOCK = 7, 2
"""What imageio-ffmpeg calls quality, 0 to 10, and of what H.264 wants the sides to be multiples, in pixels."""

Picture = NDArray[np.uint8]


def checked(path: str | Path) -> Path:
    """Give the path of a film that can be written there, to be asked before its pictures are made.

    Raises:
        ImportError: a video without imageio-ffmpeg.
        ValueError: its ending is none of a film's.
        FileNotFoundError: the folder that it shall lie in is not there.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in (*VIDEO, GIF, FOLDER):
        raise ValueError(f"a film is {', '.join(VIDEO)}, {GIF} or a folder without an ending; got {path.name!r}")
    if ending in VIDEO and importlib.util.find_spec("imageio_ffmpeg") is None:
        raise ImportError("videos need imageio-ffmpeg: pip install 'spenvs[video]', or name a .gif or a folder")
    if not path.absolute().parent.is_dir():
        raise FileNotFoundError(f"{path} cannot be written: there is no folder {path.parent}; make it first")
    return path


def save(path: str | Path, pictures: Iterable[Picture], fps: float = 50.0) -> int:
    """Write pictures, uint8 [height, width, 3] of one size, as a film.

    Args:
        path: ends in `.mp4` (or `.mkv`, `.mov`: H.264 through imageio-ffmpeg), in `.gif`, or in nothing: a folder of
            00000.png, 00001.png and so on, which is made where there is none.
        pictures: at least one. They are taken one by one.
        fps: how many are shown in a second, more than 0 and at most 1000. A GIF shows at most 25: of more, some are
            left out. The last one stays for 2 s.

    Returns:
        The number of pictures given.

    Raises:
        ImportError: a video without imageio-ffmpeg.
        ValueError: no pictures, another ending, or `fps` out of range.
        OSError: the file cannot be written.
    """
    path = checked(path)
    if not 0 < fps <= 1000:
        raise ValueError(f"fps is more than 0 and at most 1000; got {fps}")
    rest = iter(pictures)
    first = next(rest, None)
    if first is None:
        raise ValueError("a film has at least one picture; got none")
    write = {GIF: _gif, FOLDER: _folder}.get(path.suffix.lower(), _video)
    return write(path, chain([first], rest), fps)


def _video(path: Path, pictures: Iterator[Picture], fps: float) -> int:
    """Sides that H.264 would refuse grow by a pixel. The last picture is sent again until its time is over."""
    from imageio_ffmpeg import write_frames

    first = next(pictures)
    margins = [(0, -side % BLOCK) for side in first.shape[:2]] + [(0, 0)]
    size = (first.shape[1] + margins[1][1], first.shape[0] + margins[0][1])
    writer = write_frames(str(path), size, fps=fps, quality=QUALITY, macro_block_size=BLOCK, ffmpeg_log_level="error")
    writer.send(None)
    number = 0
    try:
        for picture in chain([first], pictures):
            padded = np.pad(picture, margins, "edge")
            writer.send(padded)
            number += 1
        for _ in range(round(LAST_SECONDS * fps) - 1):
            writer.send(padded)
    finally:
        writer.close()
    return number


def _gif(path: Path, pictures: Iterator[Picture], fps: float) -> int:
    """All pictures have the same colours, so that what stands still does not flicker and takes no room."""
    every = max(math.ceil(fps * GIF_STEP - 1e-6), 1)
    kept, number, shape = [], 0, (0, 0, 3)
    for number, picture in enumerate(pictures, 1):
        if (number - 1) % every == 0:
            shape = picture.shape
            kept.append(zlib.compress(picture.tobytes(), 1))
    images = (np.frombuffer(zlib.decompress(each), np.uint8).reshape(shape) for each in kept)
    colours = _colours([zlib.decompress(kept[k]) for k in np.linspace(0, len(kept) - 1, LOOKED_AT).astype(int)], shape)
    dither = np.tile(DITHER, (-(-shape[0] // 4), -(-shape[1] // 4), 1))[: shape[0], : shape[1]].astype(np.int16)
    shown = [_coloured(np.clip(image + dither, 0, 255).astype(np.uint8), colours) for image in images]
    times = [round(100 * every / fps) * 10] * (len(kept) - 1) + [round(1000 * LAST_SECONDS)]
    shown[0].save(path, "gif", save_all=True, append_images=shown[1:], duration=times, loop=0)
    return number


def _colours(pictures: list[bytes], shape: tuple[int, ...]) -> Image.Image:
    """Find colours for pictures; an octree keeps rare ones, as of a trail, which a median cut would not.

    They are 255: the last one stands for what is as it was, which takes no room then.
    """
    sheet = np.frombuffer(b"".join(pictures), np.uint8).reshape(-1, *shape[1:])
    return Image.fromarray(sheet).quantize(255, Image.Quantize.FASTOCTREE)


def _coloured(picture: Picture, colours: Image.Image) -> Image.Image:
    return Image.fromarray(picture).quantize(palette=colours, dither=Image.Dither.NONE)


def _folder(path: Path, pictures: Iterator[Picture], fps: float) -> int:
    path.mkdir(exist_ok=True)
    number = 0
    for number, picture in enumerate(pictures, 1):
        Image.fromarray(picture).save(path / f"{number - 1:05d}.png")
    return number
