"""Games of offers and talk."""

from spenvs.registry import EnvSpec

ENVIRONMENTS = (
    EnvSpec(
        "ResourceTrade-v0",
        "spenvs.textgames.resource_trade",
        "Trade goods that each side values differently, with offers and talk.",
        tags=("negotiation", "talk", "hidden"),
        presets={
            "spiral": {
                "goods": ("Wood", "Gold"),
                "holdings": (10, 10),
                "values": ((5, 15), (15, 5)),
                "closes": "denied",
            },
            "textarena": {"values": "alike", "closes": "taken", "turns": 11, "shows": "move"},
            "gain": {"pays": "gain"},
        },
        differs={
            "spiral": "SPIRAL's SimpleNegotiation-v1: two goods, ten of each, values that never change (nothing is "
            "drawn, so one script fits all games) and offers that survive words. Not reproduced: its training, "
            "which takes only three offers drawn anew for each turn and three canned sentences, and pays -1.5 and 0.5 "
            "for anything else. By default holdings and values are drawn.",
            "textarena": "TextArena's SimpleNegotiation-v0: 11 turns where its prompt says 10, talk that nobody hears, "
            "offers that stay open after [Deny] and that their author can accept, to no effect, answers where there is "
            "no offer, and values so alike that few trades pay. Not reproduced: several moves in one answer, and words "
            "between the goods of an offer. By default talk is heard, and an offer is open for one answer.",
        },
        sources=(
            "TextArena's SimpleNegotiation",
            "Liu et al. (2025), SPIRAL, arXiv 2506.24119, for the preset spiral",
        ),
        moves="text",
    ),
    EnvSpec(
        "DealOrNoDeal-v0",
        "spenvs.textgames.deal_or_no_deal",
        "Divide books, hats and balls that each side values differently; without a deal nobody gets anything.",
        tags=("negotiation", "talk", "hidden"),
        presets={
            "sealed": {"protocol": "sealed", "turns": 50, "opener": "drawn"},
            "cooperative": {"objective": 1.0},
            "competitive": {"objective": -1.0},
        },
        differs={
            "sealed": "The protocol of Liao, Tomlin and Klein: somebody begins, drawn; they talk, up to 50 messages; "
            "each proposes once, unseen and for good, and it is a deal if the proposals add up exactly. Words beside a "
            "proposal are allowed, unheard. What is no move costs 10 points here, and ends the game without a deal "
            "there. By default a proposal can be accepted, as in OpenSpiel's bargaining, and player_0 begins.",
        },
        sources=(
            "Lewis et al. (2017), Deal or No Deal?, arXiv 1706.05125 (the rules; pools and values are drawn anew)",
            "Liao, Tomlin and Klein (2024), Efficacy of language model self-play in non-zero-sum games, arXiv "
            "2406.18872, for the objective and the preset sealed",
            "OpenSpiel's bargaining",
        ),
        moves="text",
    ),
    EnvSpec(
        "BuyerSeller-v0",
        "spenvs.textgames.buyer_seller",
        "Bargain over a price, each side with a limit of its own; a critic may coach one side between rounds.",
        tags=("negotiation", "talk", "hidden"),
        presets={
            "sometimes": {"zone": "sometimes", "cents": True},
            "critic": {
                "item": "balloon",
                "cost": 8,
                "value": 20,
                "prices": (5, 25),
                "turns": 20,
                "rounds": 5,
                "critic": "seller",
            },
        },
        differs={
            "critic": "The balloon of Fu et al.: it cost 8, it is worth 20, and a critic coaches the seller over five "
            "rounds. There both first prices are scripted (20 and 10), a language model judges what is a deal, rounds "
            "with a price outside (8, 20) are left out, and the buyer forgets the rounds before. Here "
            "everything is said by the players, deals are moves, every round counts, and all remember. By default the "
            "item and both limits are drawn, and there is one round.",
        },
        sources=(
            "Fu et al. (2023), Improving language model negotiation with self-play and in-context learning from AI "
            "feedback, arXiv 2305.10142",
        ),
        moves="text",
    ),
)
