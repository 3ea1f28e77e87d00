"""Games of night and day."""

from spenvs.registry import EnvSpec

ENVIRONMENTS = (
    EnvSpec(
        "SecretMafia-v0",
        "spenvs.textgames.secret_mafia",
        "A hidden few kill by night and deny it by day; the others talk, vote and try to find them.",
        seats=7,
        tags=("talk", "hidden", "roles", "teams"),
        presets={
            "textarena": {
                "talks": 3,
                "ties": "drawn",
                "reveals": False,
                "anybody": True,
                "unguarded": False,
            },
        },
        differs={
            "textarena": "TextArena's SecretMafia-v0: anybody may choose anybody living, themselves and fellow mafia "
            "too, although its prompts list others; and once doctor and detective are dead, the mafia's victim "
            "is forgotten, and nobody dies in the night any more. The roles of the dead are not told, and a tie is "
            "broken by lot. By default the mafia kills in every night, nobody chooses a seat that the role excludes, "
            "the roles of the dead are told, and a tied vote lets all live. (Of ten players TextArena makes two mafia, "
            "not three; and an illegal answer kills its player there.)",
        },
        sources=("TextArena's SecretMafia",),
        moves="text",
    ),
)
