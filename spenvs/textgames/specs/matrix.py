"""Games of choices made at once: matrix games, auctions, battlefields."""

from spenvs.registry import EnvSpec

WINNER_TAKES_ALL = (
    "The return is 1 for the player with more points at the end and -1 for the other, as in TextArena 0.7.4"
)

ENVIRONMENTS = (
    EnvSpec(
        "RockPaperScissors-v0",
        "spenvs.textgames.rock_paper_scissors",
        "Rock, paper, scissors, for any number of rounds.",
        kind="parallel",
        tags=("matrix", "hidden", "simultaneous"),
        presets={
            "ten": {"rounds": 10},
            "hundred": {"rounds": 100},
            "textarena": {"rounds": 9, "returns": "win"},
        },
        differs={
            "textarena": f"{WINNER_TAKES_ALL}; it counts rounds won, which comes to the same. By default every point "
            "counts, so that what a player is worth can be told from fewer games.",
        },
        sources=("von Neumann and Morgenstern (1944)", "TextArena's IteratedRockPaperScissors (preset textarena)"),
        values=(("value", "0", "symmetry"), ("exploitability of uniform play", "0", "symmetry")),
    ),
    EnvSpec(
        "PrisonersDilemma-v0",
        "spenvs.textgames.prisoners_dilemma",
        "Cooperate or defect, again and again; the end may be left to chance.",
        kind="parallel",
        tags=("matrix", "hidden", "simultaneous", "general-sum"),
        presets={
            "one-shot": {"rounds": 1},
            "open-end": {"rounds": 100, "go_on": 90},
            "textarena": {"returns": "win"},
        },
        differs={
            "textarena": f"{WINNER_TAKES_ALL}, and there is no talk between the rounds. So the game has zero sum, and "
            "nothing is gained by cooperating; by default the points are the return, which is what makes it a "
            "dilemma.",
        },
        sources=(
            "Flood (1952), Some experimental games",
            "Axelrod (1984), The evolution of cooperation, for the payoffs and for the open end",
            "TextArena's IteratedPrisonersDilemma (preset textarena)",
        ),
        values=(
            ("returns in equilibrium, one round", "1, 1", "defecting is dominant"),
            ("NashConv of uniform play, one round", "1.5", "a best response gains 3/4; OpenSpiel 2.0.2"),
            ("NashConv of uniform play, three rounds", "4.5", "OpenSpiel 2.0.2"),
        ),
    ),
    EnvSpec(
        "StagHunt-v0",
        "spenvs.textgames.stag_hunt",
        "Hunt the stag together, or a hare alone: the most for both, or the safe way.",
        kind="parallel",
        tags=("matrix", "hidden", "simultaneous", "general-sum"),
        presets={
            "one-shot": {"rounds": 1},
            "textarena": {"rounds": 5, "stag": 10, "alone": 1, "hare": 8, "hares": 5, "returns": "win"},
        },
        differs={
            "textarena": f"{WINNER_TAKES_ALL}, with its payoffs, and there is no talk between the rounds. So the hare, "
            "which never gets less than the other player, is always best; by default the points are the return, and "
            "to hunt the stag together is best for both.",
        },
        sources=(
            "Skyrms (2004), The stag hunt and the evolution of social structure",
            "OpenSpiel's matrix_sh for the payoffs",
            "TextArena's IteratedStagHunt (preset textarena)",
        ),
        values=(
            ("returns in equilibrium, one round", "2, 2 or 1, 1", "both pure equilibria, and the mixed one (1, 1)"),
            ("NashConv of uniform play, one round", "0", "uniform play is the mixed equilibrium; OpenSpiel 2.0.2"),
        ),
    ),
    EnvSpec(
        "MatchingPennies-v0",
        "spenvs.textgames.matching_pennies",
        "Two coins: one player wants them to match, the other does not.",
        kind="parallel",
        tags=("matrix", "hidden", "simultaneous"),
        presets={"ten": {"rounds": 10}, "textarena": {"rounds": 10, "returns": "win"}},
        differs={
            "textarena": f"{WINNER_TAKES_ALL}; it counts rounds won, which comes to the same. By default every point "
            "counts, so that what a player is worth can be told from fewer games.",
        },
        sources=(
            "von Neumann (1928), Zur Theorie der Gesellschaftsspiele",
            "TextArena's IteratedMatchingPennies (preset textarena)",
        ),
        values=(
            ("value", "0", "von Neumann (1928)"),
            ("exploitability of uniform play", "0", "uniform play is the only equilibrium"),
        ),
    ),
    EnvSpec(
        "UltimatumGame-v0",
        "spenvs.textgames.ultimatum_game",
        "Divide a pot so that the other player accepts it.",
        tags=("matrix", "perfect", "bargaining", "general-sum"),
        presets={
            "one-shot": {"rounds": 1},
            "textarena": {"pot": 50, "rounds": 5, "alternate": False, "returns": "win"},
        },
        differs={
            "textarena": f"{WINNER_TAKES_ALL}, and player_0 divides in every round. So an offer of less than half is "
            "worth refusing, and with optimal play every game is a draw; by default the points are the return, and the "
            "roles change.",
        },
        sources=(
            "Güth, Schmittberger and Schwarze (1982), An experimental analysis of ultimatum bargaining",
            "TextArena's IteratedUltimatumGame (preset textarena)",
        ),
        values=(
            ("returns in subgame perfect equilibrium, one round", "10, 0 or 9, 1", "backward induction"),
            ("offers of people", "40 to 50 % of the pot", "Camerer (2003), Behavioral game theory"),
        ),
    ),
    EnvSpec(
        "TwoThirdsAverage-v0",
        "spenvs.textgames.two_thirds_average",
        "Choose a number near two thirds of the average of all numbers.",
        seats=3,
        kind="parallel",
        tags=("matrix", "hidden", "simultaneous"),
        presets={"two-players": {"players": 2}, "textarena": {"players": 2, "returns": "win"}},
        differs={
            "textarena": f"{WINNER_TAKES_ALL}, numbers are integers where TextArena takes any, and there are two "
            "players, of whom the one with the lower number always wins: 0 never loses. By default three play, and one "
            "has to guess what the others think, which is the point of the game.",
        },
        sources=(
            "Nagel (1995), Unraveling in guessing games",
            "TextArena's IteratedTwoThirdsAverage (preset textarena)",
        ),
        values=(
            ("value", "0 for each", "symmetry"),
            ("NashConv of uniform play, two players, one round", "200/101", "0 wins unless both choose it"),
            ("number in equilibrium", "0", "Nagel (1995); with integers all choosing 1 is one, too"),
        ),
    ),
    EnvSpec(
        "PublicGoods-v0",
        "spenvs.textgames.public_goods",
        "Give to all, or keep for yourself: what is given is multiplied and shared.",
        seats=4,
        kind="parallel",
        tags=("matrix", "hidden", "simultaneous", "general-sum"),
        presets={
            "two-players": {"players": 2},
            "textarena": {"players": 3, "multiplier": 1.5, "rounds": 3, "returns": "win"},
        },
        differs={
            "textarena": "The return is 1 for the most points and -1 for the others, or 0 for them where several have "
            "the most, as in TextArena 0.7.4, and there is no talk between the rounds. All have the same share, so "
            "whoever gives the least wins, and giving is never worth anything; by default the points are the return, "
            "and all are better off if all give.",
        },
        sources=(
            "Isaac and Walker (1988), Group size effects in public goods provision",
            "Fehr and Gächter (2000), Cooperation and punishment in public goods experiments, for the default numbers",
            "TextArena's PublicGoodsGame (preset textarena)",
        ),
        values=(
            ("returns in equilibrium", "200 each", "giving nothing is dominant"),
            ("returns if all give all", "320 each", "1.6 x 20 in each of 10 rounds"),
        ),
    ),
    EnvSpec(
        "ColonelBlotto-v0",
        "spenvs.textgames.colonel_blotto",
        "Spread coins over fields; more coins win a field, more fields win the round.",
        kind="parallel",
        tags=("matrix", "hidden", "simultaneous"),
        presets={"small": {"coins": 5}, "textarena": {"coins": 20, "rounds": 9, "returns": "win"}},
        differs={
            "textarena": f"{WINNER_TAKES_ALL}, there are nine rounds with 20 coins, and whoever wins five has won. "
            "By default there is one round, as in OpenSpiel, which can be solved.",
        },
        sources=(
            "Borel (1921), La théorie du jeu et les équations intégrales à noyau symétrique gauche",
            "OpenSpiel's blotto",
            "TextArena's ColonelBlotto (preset textarena)",
        ),
        values=(
            ("value", "0", "symmetry"),
            ("NashConv of uniform play", "0.636364", "OpenSpiel 2.0.2"),
            ("NashConv of uniform play, 5 coins", "0.571429", "OpenSpiel 2.0.2"),
        ),
    ),
    EnvSpec(
        "FirstPriceAuction-v0",
        "spenvs.textgames.first_price_auction",
        "Bid for a thing that is worth something else to each: the highest bid wins, and is paid.",
        kind="parallel",
        tags=("auction", "hidden", "simultaneous", "general-sum"),
        presets={"three-bidders": {"players": 3}, "five-values": {"highest": 5}},
        sources=(
            "Vickrey (1961), Counterspeculation, auctions, and competitive sealed tenders",
            "OpenSpiel's first_sealed_auction",
        ),
        values=(
            ("bid in equilibrium", "(n - 1)/n of the worth with n bidders, any number being a bid", "Vickrey (1961)"),
            ("NashConv of bidding half of the worth, rounded down", "0.01", "OpenSpiel 2.0.2"),
            ("NashConv of uniform play", "1.249267", "OpenSpiel 2.0.2"),
        ),
    ),
)
