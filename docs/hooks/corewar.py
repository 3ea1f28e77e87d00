"""Draw `docs/assets/corewar.png`: moments of four battles of Core War.

Run it as `python docs/hooks/corewar.py` when pictures have changed.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from spenvs.corewar import library
from spenvs.corewar.picture import rgb
from spenvs.corewar.placement import place
from spenvs.corewar.trace import TracedBattle

BATTLES = (
    ((("paper", "stone"), 1500), (("clear", "mice", "scanner", "vampire"), 2500)),
    ((("silk", "splbomber"), 1200), (("impring", "quickscan", "oneshot"), 400)),
)
"""Warriors, and the cycle of the picture."""
SEED, GAP = 7, 12


def main() -> None:
    """Draw the moments beside and below one another."""
    rows = [side_by_side([moment(*shown) for shown in row]) for row in BATTLES]
    sheet = Image.fromarray(np.concatenate([rows[0], np.zeros((GAP, rows[0].shape[1], 3), np.uint8), rows[1]]))
    sheet.quantize(128).save(Path(__file__).parent.parent / "assets/corewar.png", optimize=True)


def moment(names: tuple[str, ...], cycle: int) -> np.ndarray:
    """Draw a battle at a cycle."""
    warriors = [library.load(name) for name in names]
    battle = TracedBattle(warriors, places=place(1, len(names), 8000, 100, SEED)[0])
    battle.step(cycle * len(names))
    return rgb(battle)


def side_by_side(pictures: list[np.ndarray]) -> np.ndarray:
    """Put pictures next to each other, all as high as the highest."""
    height = max(len(picture) for picture in pictures)
    parts = [np.pad(picture, [(0, height - len(picture)), (0, 0), (0, 0)], mode="edge") for picture in pictures]
    return np.concatenate([parts[0], np.zeros((height, GAP, 3), np.uint8), *parts[1:]], axis=1)


if __name__ == "__main__":
    main()
