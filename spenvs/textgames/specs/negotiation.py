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
            "drawn, so one script fits all games) and offers that survive words. By default goods and values are drawn.",
            "textarena": "TextArena's SimpleNegotiation-v0: 11 turns where its prompt says 10, talk that nobody hears, "
            "offers that stay open after [Deny] and that their author can accept, and values so alike that few trades "
            "pay. By default talk is heard, and an offer is open for one answer.",
        },
        sources=(
            "TextArena's SimpleNegotiation",
            "Liu et al. (2025), SPIRAL, arXiv 2506.24119, for the preset spiral",
        ),
        numbered=False,
    ),
)
