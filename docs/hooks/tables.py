"""Draw `docs/assets/tables.png`: the games side by side, as their environments draw them.

Run it as `python docs/hooks/tables.py` when pictures have changed.
"""

from pathlib import Path

from PIL import Image

import spenvs

COLUMNS = (
    (
        ("ConnectFour-v0", {}, 1, "3 3 2 4 4 2 3 3 5 1 1 5 4 2 5"),
        ("LeducPoker-v0", {}, 2, "raise call raise"),
    ),
    (
        ("TicTacToe-v0", {}, 1, "4 0 8 2 1 7"),
        ("KuhnPoker-v0", {}, 2, "bet"),
        ("Nim-v0", {}, 1, "4:3 3:1"),
    ),
    (
        ("Goofspiel-v0", {}, 3, "4 9 11 12 1 2 8 3 2 7"),
        ("RockPaperScissors-v0", {"rounds": 10}, 1, "rock paper paper paper scissors rock rock scissors scissors"),
        ("LiarsDice-v0", {"players": 3}, 5, "2x3 3x3 4x2"),
    ),
)
GAP, WIDTH = 12, 1280


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


def table(id: str, options: dict[str, int], seed: int, moves: str) -> Image.Image:
    """Draw a game after some moves, as the seat to move sees it."""
    env = spenvs.make(id, **options)
    env.reset(seed=seed)
    for move in moves.split():
        env.step(move)
    return Image.fromarray(env.picture(env.agent_selection))


if __name__ == "__main__":
    main()
