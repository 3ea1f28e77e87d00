"""Dice, fleets and snakes."""

from spenvs.registry import EnvSpec

ENVIRONMENTS = (
    EnvSpec(
        "LiarsDice-v0",
        "spenvs.textgames.liars_dice",
        "Bid on the dice under all the cups, or call the bluff; one round, or a match in which dice are lost.",
        tags=("dice", "hidden"),
        presets={
            "one-die": {"dice": 1},
            "match": {"match": True},
            "plain-match": {"match": True, "wild": False},
            "party": {"players": 4, "dice": 3, "match": True},
        },
        sources=(
            "OpenSpiel's liars_dice for the single round",
            "TextArena's LiarsDice for the match (preset plain-match)",
        ),
        values=(
            ("value of uniform play for player_0, one die each", "-0.032407", "OpenSpiel 2.0.2"),
            ("NashConv of uniform play, one die each", "1.561489", "OpenSpiel 2.0.2"),
            ("exploitability of uniform play, one die each", "0.780744", "OpenSpiel 2.0.2"),
            ("information states, one die each", "24,576", "OpenSpiel 2.0.2"),
            ("NashConv of uniform play, one die each with 4 sides", "1.310119", "OpenSpiel 2.0.2"),
            ("value for player_0, one die each with 3 sides", "1/9", "OpenSpiel 2.0.2"),
        ),
    ),
)
