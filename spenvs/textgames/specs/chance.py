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
            "party": {"players": 4, "dice": 3, "match": True},
            "spiral": {"match": True, "wild": False},
            "textarena": {"match": True, "wild": False, "climb": True, "overbid": True, "next_begins": True},
        },
        differs={
            "spiral": "LiarsDice-v1 of SPIRAL: a match in which no face is wild, as it is often played. The default is "
            "the single round of the literature, which can be solved and is OpenSpiel's game.",
            "textarena": "LiarsDice-v0 of TextArena: its prompt asks for a higher number or a higher face, yet it "
            "refuses 3x1 after 2x6; it lets bids name more dice than are in play; and the next round is begun by the "
            "player after the caller, so that of two players the one who was called always begins. Its bids have no "
            "limit at all, so that a match need not end: here they go as far as the dice of the beginning. A bid of "
            "no dice, which is taken there and cannot be called, is none here.",
        },
        sources=(
            "OpenSpiel's liars_dice for the single round",
            "SPIRAL (arXiv 2506.24119) and TextArena 0.7.4 for matches",
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
    EnvSpec(
        "PigDice-v0",
        "spenvs.textgames.pig_dice",
        "Pig: roll a die as often as you dare, or hold and keep what the turn has brought.",
        tags=("dice", "perfect"),
        presets={
            "hundred": {"goal": 100},
            "spiral": {"goal": 50, "turns": 50, "press": True},
            "textarena": {"goal": 100, "closing": 100, "press": True},
        },
        differs={
            "spiral": "PigDice-v1 of SPIRAL: after 50 turns, both players' together, the higher points win, and who "
            "would win by holding may roll on. The default has no such end and no such choice, as in OpenSpiel: the "
            "choice only invites a mistake. SPIRAL's training also stops a game after 50 rolls and holds, without a "
            "result; that is not part of its rules, nor of these.",
            "textarena": "PigDice-v0 of TextArena: 100 points win; the first turn to end after 100 rolls and holds is "
            "the last, and the higher points win, of which the prompt says nothing; who would win by holding may roll "
            "on. There a lucky turn may go on for ever; here 1,000 rolls and holds make a draw (a chance of 1e-71).",
        },
        sources=(
            "Scarne (1945), Scarne on dice",
            "Neller and Presser (2004), Optimal play of the dice game Pig",
            "OpenSpiel's pig(winscore=50)",
        ),
        values=(
            ("chance of player_0 to win, 50 points, both playing best", "0.5462", "value iteration"),
            ("chance of player_0 to win, 100 points, both playing best", "0.5306", "Neller and Presser (2004)"),
        ),
    ),
    EnvSpec(
        "Snake-v0",
        "spenvs.textgames.snake",
        "Two snakes move at once, eat apples and grow; who runs into something is out.",
        kind="parallel",
        tags=("board", "simultaneous"),
        presets={
            "standard": {"columns": 10, "rows": 10, "apples": 3, "rounds": 50},
            "textarena": {"careless": True},
        },
        differs={
            "textarena": "Snake-v0 of TextArena, which SPIRAL holds out: the first apples may lie on one square, and "
            "after player_0 has eaten, the new apple is laid before player_1 has moved, perhaps under his head. The "
            "default lays apples apart, when both have moved. Not reproduced: after the last round TextArena asks "
            "player_0 once more, to no effect; and a snake whose tail lies under another's head, for a moment, after "
            "both of two apples on one square were eaten.",
        },
        sources=("TextArena 0.7.4, Snake-v0 (40 turns of one player are 20 rounds)", "OpenSpiel's snake for the moves"),
        values=(("value", "0", "symmetry"),),
    ),
    EnvSpec(
        "Battleship-v0",
        "spenvs.textgames.battleship",
        "Place a fleet in secret, and sink the other's before it sinks yours.",
        tags=("board", "hidden"),
        presets={
            "tiny": {"columns": 3, "rows": 2, "ships": (2,), "shots": 2},
            "classic": {"columns": 10, "rows": 10, "ships": (5, 4, 3, 3, 2), "shots": 100, "winner": True},
            "textarena": {
                "columns": 5,
                "rows": 5,
                "ships": (5, 4, 3, 3, 2),
                "shots": 25,
                "dealt": True,
                "winner": True,
            },
        },
        differs={
            "textarena": "Battleship-v0 of TextArena: the classic fleet, 17 squares on 25, placed by chance; who sinks "
            "it first wins, so that to shoot first is worth much. The default is smaller, the players place their "
            "ships themselves, which is half of the game, and the ships that were sunk count.",
        },
        sources=("OpenSpiel's battleship, without repeated shots", "Farina et al. (2019) for losses that count more"),
        values=(
            ("NashConv of uniform play, tiny", "0.152381", "OpenSpiel 2.0.2"),
            ("value for player_0, tiny", "1/49 (0.020408)", "CFR+ on the whole tree, to 1e-6"),
        ),
    ),
)
