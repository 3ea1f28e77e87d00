"""Draw `docs/assets/tables.png`: the games side by side, as their environments draw them.

Run it as `python docs/hooks/tables.py` when pictures have changed.
"""

from pathlib import Path

from PIL import Image

import baselines
import spenvs
from spenvs.core.record import make_env

COLUMNS = (
    (("ConnectFour-v0", 2, 17), ("LeducPoker-v0", 4, 3), ("DealOrNoDeal-v0", 8, 5)),
    (("Othello-v0", 18, 34), ("Goofspiel-v0", 18, 11), ("SecretMafia-v0", 2, 20)),
    (("Hanabi-v0", 6, 33), ("Hex-v0", 5, 9), ("LiarsDice-v0", 2, 7)),
    (("Snake-v0", 18, 13), ("UltimateTicTacToe-v0", 7, 30), ("PigDice-v0", 2, 16)),
)
RANDOM = ("Goofspiel-v0",)
"""Games in which the last player plays at random, as two scripted ones would do the same."""
GAP, WIDTH = 12, 1600


def main() -> None:
    """Draw the tables into their columns."""
    columns = [[table(*shown) for shown in column] for column in COLUMNS]
    width = columns[0][0].width
    height = max(sum(image.height + GAP for image in column) for column in columns) - GAP
    sheet = Image.new("RGBA", (len(columns) * (width + GAP) - GAP, height))
    for number, column in enumerate(columns):
        y = 0
        for image in column:
            sheet.paste(image, (number * (width + GAP), y))
            y += image.height + GAP
    sheet = sheet.resize((WIDTH, round(WIDTH * sheet.height / sheet.width)), Image.Resampling.LANCZOS)
    sheet.quantize(192).save(Path(__file__).parent.parent / "assets/tables.png", optimize=True)


def table(id: str, seed: int, turns: int) -> Image.Image:
    """Draw a game of scripted players after some turns, as the seat to move sees it."""
    seats = spenvs.spec(id).seats
    (record,) = baselines.play(id, ["scripted"] * (seats - 1) + ["random" if id in RANDOM else "scripted"], seed=seed)
    env = make_env(record)
    env.reset(seed=record.seed)
    for row in record.moves[:turns]:
        env.step(row.action)
    return Image.fromarray(env.picture(env.agent_selection))


if __name__ == "__main__":
    main()
