"""Cards and chips."""

from spenvs.registry import EnvSpec

ENVIRONMENTS = (
    EnvSpec(
        "KuhnPoker-v0",
        "spenvs.textgames.kuhn_poker",
        "Poker with one card each and one bet: the smallest game in which bluffing pays.",
        tags=("cards", "poker", "hidden"),
        presets={
            "three-players": {"players": 3},
            "four-players": {"players": 4},
            "five-hands": {"hands": 5},
            "spiral": {"hands": 5, "first": 1, "bet": 0, "goal": "last hand"},
            "textarena": {"hands": 3, "first": 1, "bet": 0, "goal": "most chips"},
            "mars": {"hands": 1},
        },
        differs={
            "spiral": "As KuhnPoker-v1 of SPIRAL: five hands, of which player_1 begins the first, a bet moves no chips "
            "(the pot is always 2), and whoever wins the last hand wins the match: in random play, that is not the one "
            "with more chips in 31 of 100 matches. By default a bet costs a chip, without which there is nothing to "
            "bluff for, and the return is the chips.",
            "textarena": "As KuhnPoker-v0 of TextArena 0.7.4: three hands, of which player_1 begins the first, a bet "
            "moves no chips (the pot is always 2), and the return is 1 or -1 for more or fewer chips. Its check and "
            "fold are our pass, its bet and call our bet. By default a bet costs a chip, and the return is the chips.",
            "mars": "One hand for chips, as MARS plays it through OpenSpiel: the rules of the default. What MARS takes "
            "off for an answer that is no move (the stake and 10 more, and nothing for the other player) is nearest to "
            'the option illegal="penalty".',
        },
        sources=(
            "Kuhn (1950), A simplified two-person poker",
            "Szafron, Gibson and Sturtevant (2013) for three players",
            "SPIRAL (arXiv:2506.24119) and TextArena 0.7.4 for their presets",
        ),
        values=(
            ("value for player_0", "-1/18", "Kuhn (1950)"),
            ("NashConv of uniform play", "11/12", "OpenSpiel 2.0.2"),
            ("exploitability of uniform play", "0.458333", "OpenSpiel 2.0.2"),
            ("NashConv of uniform play, three players", "2.0625", "OpenSpiel 2.0.2"),
            ("nodes of the game tree", "58", "OpenSpiel 2.0.2"),
            ("information states", "12", "OpenSpiel 2.0.2"),
            ("value of a match of an even number of hands", "0", "the seats take turns"),
        ),
    ),
    EnvSpec(
        "LeducPoker-v0",
        "spenvs.textgames.leduc_poker",
        "Poker with six cards, two rounds of betting and one card in the open.",
        tags=("cards", "poker", "hidden"),
        presets={"three-players": {"players": 3}, "five-hands": {"hands": 5}, "mars": {"deal": "ranks"}},
        differs={
            "mars": "As MARS deals: all 24 triples of ranks (both players' cards and the open one) are equally likely, "
            "so that three different ranks come in 1 of 4 hands. By default the cards are dealt from a deck of six, "
            "where they come in 2 of 5.",
        },
        sources=(
            "Southey et al. (2005), Bayes' bluff: opponent modelling in poker",
            "MARS (arXiv:2510.15414) for its deals",
        ),
        values=(
            ("value for player_0", "-0.0856064", "OpenSpiel 2.0.2"),
            ("value of uniform play for player_0", "-0.078125", "OpenSpiel 2.0.2"),
            ("NashConv of uniform play", "4.747222", "OpenSpiel 2.0.2"),
            ("exploitability of uniform play", "2.373611", "OpenSpiel 2.0.2"),
            ("nodes of the game tree", "9,457", "OpenSpiel 2.0.2"),
            ("information states", "288", "OpenSpiel 2.0.2, which tells equal ranks apart: 936"),
        ),
    ),
    EnvSpec(
        "IndianPoker-v0",
        "spenvs.textgames.indian_poker",
        "Poker in which each player sees all cards but his own.",
        tags=("cards", "poker", "hidden"),
        presets={
            "three-players": {"players": 3},
            "five-hands": {"hands": 5},
            "small": {"ranks": 3, "suits": 1, "highest": 1, "raises": 1},
        },
        sources=("TextArena 0.7.4, whose raises have no bound but the bank of 100 chips",),
    ),
    EnvSpec(
        "Goofspiel-v0",
        "spenvs.textgames.goofspiel",
        "Bid cards for prizes, all at once and unseen.",
        kind="parallel",
        tags=("cards", "hidden", "simultaneous"),
        presets={
            "three-cards": {"cards": 3},
            "four-cards": {"cards": 4},
            "five-descending": {"cards": 5, "prizes": "descending"},
            "open": {"open_bids": True},
            "points": {"points": True},
        },
        sources=("Ross (1971), Goofspiel: the game of pure strategy", "Lanctot et al. (2009) for hidden bids"),
        values=(
            ("value", "0", "symmetry"),
            ("NashConv of uniform play, 3 cards", "1.333333", "OpenSpiel 2.0.2"),
            ("NashConv of uniform play, 4 cards", "1.416667", "OpenSpiel 2.0.2"),
        ),
    ),
    EnvSpec(
        "Hanabi-v0",
        "spenvs.textgames.hanabi",
        "Build fireworks together out of cards that everybody sees but who holds them.",
        tags=("cards", "hidden", "cooperative"),
        presets={
            "mini": {"colours": 2, "ranks": 2, "hand": 3, "information": 3},
            "simple": {"colours": 3, "ranks": 2},
            "mars-full": {"colours": 3, "ranks": 3},
            "mars": {"colours": 2, "ranks": 2, "hand": 3, "information": 3, "tenth": True},
        },
        differs={
            "mini": "MARS' MiniHanabi, scored as by default: two colours, two ranks, three cards in a hand and three "
            "tokens. The default is the whole game, five colours and five ranks.",
            "simple": "MARS' SimpleHanabi, scored as by default: three colours and two ranks.",
            "mars-full": "What MARS calls full Hanabi, scored as by default: three colours and three ranks.",
            "mars": "MARS' MiniHanabi with its reward: the change of the score after each move, which adds up to the "
            "return here, and 0.1 where the last move changes nothing, even if it loses the game at 0. By default the "
            "return is the score. What MARS pays for the form of an answer is training's business, and left out.",
        },
        sources=(
            "Bauza (2010), Hanabi",
            "Bard et al. (2020), The Hanabi challenge: a new frontier for AI research",
            "Yuan et al. (2025), MARS: reinforcing multi-agent reasoning of LLMs through self-play in strategic games",
        ),
    ),
)
