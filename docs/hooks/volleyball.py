"""Draw `docs/assets/volleyball.png`: moments of a rally of scripted players, three against three.

Run it as `python docs/hooks/volleyball.py` when pictures have changed.
"""

from pathlib import Path

import numpy as np
from PIL import Image

import baselines
from spenvs.core.record import make_env, replay
from spenvs.volleyball.pictures.picture import draw
from spenvs.volleyball.pictures.spectator import Spectator

MOMENTS = ((1.2, "broadcast"), (3.6, "chase:0"), (5.2, "endline"), (8.4, "ball"))
"""Seconds, and the cameras from which they are seen."""
SEED, SIZE, GAP = 1, (640, 360), 8


def main() -> None:
    """Draw the moments two by two."""
    (record,) = baselines.play("DroneVolley3v3-v0", "scripted", seed=SEED)
    env = make_env(record)
    spectator, wanted, pictures = Spectator(env.game), dict(MOMENTS), []
    for _, row in replay(record, check=False, env=env):
        if row is not None and row.seat == env.possible_agents[0]:
            moment = round(spectator.time, 2)
            scene = env.scene(spectator)
            if moment in wanted:
                pictures.append(draw(scene, SIZE, wanted[moment], samples=4, labels=True))
    rows = [np.concatenate([left, gap(left, 1), right], 1) for left, right in (pictures[:2], pictures[2:])]
    sheet = np.concatenate([rows[0], gap(rows[0], 0), rows[1]])
    drawn = Image.fromarray(sheet)
    colours = drawn.quantize(256, Image.Quantize.FASTOCTREE)  # keeps red and blue, which are rare
    drawn.quantize(palette=colours).save(Path(__file__).parent.parent / "assets/volleyball.png", optimize=True)


def gap(beside: np.ndarray, axis: int) -> np.ndarray:
    """Give a white strip to put beside a picture."""
    shape = list(beside.shape)
    shape[axis] = GAP
    return np.full(shape, 255, np.uint8)


if __name__ == "__main__":
    main()
