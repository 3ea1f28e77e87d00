"""Games of choices made at once: matrix games, auctions, battlefields."""

from spenvs.registry import EnvSpec

ENVIRONMENTS = (
    EnvSpec(
        "RockPaperScissors-v0",
        "spenvs.textgames.rock_paper_scissors",
        "Rock, paper, scissors, for any number of rounds.",
        kind="parallel",
        tags=("matrix", "hidden", "simultaneous"),
        presets={"ten": {"rounds": 10}, "hundred": {"rounds": 100}},
        sources=("von Neumann and Morgenstern (1944)",),
        values=(("value", "0", "symmetry"), ("exploitability of uniform play", "0", "symmetry")),
    ),
)
