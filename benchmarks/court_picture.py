"""Milliseconds of a picture of 3v3, and seconds until a new process has drawn its first.

    python benchmarks/court_picture.py

CPU time of one thread, the least of several runs. A camera that stands still keeps the hall, so that only the tiles
with something in them are cast from the second picture on; one that moves casts everything.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from spenvs.volleyball.pictures import overlay, picture
from spenvs.volleyball.pictures.camera import view
from spenvs.volleyball.pictures.packing import packed
from spenvs.volleyball.pictures.scene import Scene

RUNS, BAR, START_BAR = 20, 15.0, 1.5
SIZES = ((160, 90), (320, 180), (640, 360), (960, 540), (1280, 720))
CAMERAS = ("broadcast", "endline", "top", "side", "ball", "chase:1")
FIRST = (
    "from benchmarks.court_picture import rally; from spenvs.volleyball.pictures.picture import draw; draw(rally(0))"
)


def rally(moment: float) -> Scene:
    """3v3 with a ball on a parabola."""
    t = moment + np.linspace(0, 0.75, 38)
    flight = np.stack([4.5 - 3.6 * t, 0.3 + 1.6 * t, 1.8 + 5.2 * t - 4.905 * t * t], -1)
    places = [(2, -1.2, 1.9), (1.6, 1.4, 2.4), (4.5, 0.3, 1.6), (-2.0, 1.6, 2.0), (-1.3, -1.2, 2.7), (-4.6, -0.4, 1.5)]
    turns = [(1, 0.1 * k - 0.2, 0.1, 0.05 * k) for k in range(6)]
    scene = Scene(12, 6, 2.43, 0.76, np.array(places), np.array(turns), np.array([0, 0, 0, 1, 1, 1]), flight[-1])
    return replace(
        scene, trail=flight[:-1], trail_team=np.zeros(37, np.int8), score=(7, 5), caption=f"t {moment:.2f} s", speed=6.4
    )


def least(call: Callable[[int], object]) -> float:
    """The least milliseconds of CPU time of a call, which is told how often it was called before."""
    best = np.inf
    for k in range(RUNS):
        start = time.process_time()
        call(k)
        best = min(best, time.process_time() - start)
    return 1e3 * best


def clear() -> None:
    """Forget the halls."""
    picture._hall.cache_clear()


def first_picture() -> tuple[float, float]:
    """Seconds of CPU time and of the clock until a new process has drawn a picture."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", FIRST], check=True, cwd=Path(__file__).parents[1])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - start


def main() -> None:
    """Print the table."""
    scenes = [rally(0.002 * k) for k in range(RUNS)]
    print(f"{'camera':12}{'size':>12}{'still':>9}{'moving':>9}   ms of CPU time; the bar is {BAR:.0f} at 640x360")
    cases = [(camera, (640, 360)) for camera in CAMERAS] + [("broadcast", size) for size in SIZES]
    for camera, size in cases:
        seen = view(scenes[0], camera, size)
        still = least(lambda k, size=size, seen=seen: picture.draw(scenes[k], size, seen))
        moving = least(lambda k, size=size, seen=seen: (clear(), picture.draw(scenes[k], size, seen)))
        print(f"{camera:12}{size[0]:7}x{size[1]:<4}{still:9.2f}{moving:9.2f}")
    size, seen = (640, 360), view(scenes[0], "broadcast")
    blank = np.zeros((360, 640, 3), np.uint8)
    print(f"of it, packing {least(lambda k: packed(scenes[k], seen, size)):.2f}", end=", ")
    print(f"words and map {least(lambda k: overlay.lay(blank, scenes[k], seen, False)):.2f}", end=", ")
    print(f"with names {least(lambda k: overlay.lay(blank, scenes[k], seen, True)):.2f} ms")
    print(f"4 rays by pixel at 960x540: {least(lambda k: picture.draw(scenes[k], (960, 540), samples=4)):.1f} ms")
    cpu, clock = map(min, zip(*(first_picture() for _ in range(3)), strict=True))
    print(f"start of a second process: {cpu:.2f} s of CPU time, {clock:.2f} s of the clock; the bar is {START_BAR}")


if __name__ == "__main__":
    main()
