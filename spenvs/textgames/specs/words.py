"""Games of words, facts and questions."""

from spenvs.registry import EnvSpec

ENVIRONMENTS = (
    EnvSpec(
        "TruthAndDeception-v0",
        "spenvs.textgames.truth_and_deception",
        "Talk the other into the false one of two facts, or find the true one.",
        tags=("talk", "hidden", "deception"),
        presets={
            "spiral": {"roles": "fixed", "both": True},
            "reckoning": {"about": "products"},
            "bluff": {"about": "house"},
        },
        differs={
            "spiral": "SPIRAL's TruthAndDeception-v1 and TextArena's -v0: player_0 always deceives, and a guess that "
            "names both facts is right. By default roles are drawn, and such a guess is none. Their facts are not "
            "reproduced: a fixed list of 260 pairs, in which the longer statement is the true one in 171; here they "
            "are drawn anew, and two of a pair have the same form.",
        },
        sources=(
            "TextArena's TruthAndDeception",
            "Liu et al. (2025), SPIRAL, arXiv 2506.24119, for the preset spiral",
        ),
        moves="text",
    ),
    EnvSpec(
        "WordChains-v0",
        "spenvs.textgames.word_chains",
        "Say a word that begins as the last one ends, and is one letter longer.",
        tags=("words",),
        presets={"free": {"grows": False}},
        sources=("TextArena's WordChains", "SCOWL, sizes 10 to 35, for the list of words"),
        values=(
            (
                "first words after which player_0 can win",
                "3,983 of 5,932",
                "going back from the longest words; tests/textgames/test_word_chains.py",
            ),
        ),
        moves="text",
    ),
    EnvSpec(
        "DontSayIt-v0",
        "spenvs.textgames.dont_say_it",
        "Talk so that the other says your secret word before you say theirs.",
        tags=("talk", "words", "hidden"),
        presets={"textarena": {"match": "anywhere", "turns": 21}},
        differs={
            "textarena": "TextArena's DontSayIt-v0: a secret is also found inside other words (art in start, tea in "
            "team), both players may have the same, and there are 21 turns where its prompt says 20. By default whole "
            "words count, in singular and plural, the secrets differ, and there are 20 turns. Its words come from "
            "NLTK's corpora, which it downloads; here they are 464 bundled nouns.",
        },
        sources=("TextArena's DontSayIt",),
        moves="text",
    ),
    EnvSpec(
        "TwentyQuestions-v0",
        "spenvs.textgames.twenty_questions",
        "Hide an object among many, or find it with few questions that are answered truly.",
        tags=("questions", "hidden"),
        presets={"race": {"race": True}},
        sources=("Twenty questions, as children play it; Guess Who?, for the race",),
        moves="text",
    ),
    EnvSpec(
        "ReferenceGame-v0",
        "spenvs.textgames.reference_game",
        "Let the other know, in a few words or in symbols, which object is meant.",
        tags=("cooperative", "talk", "hidden", "words"),
        presets={
            "symbols": {"language": "symbols"},
            "lewis": {
                "language": "symbols",
                "objects": 3,
                "attributes": 1,
                "values": 3,
                "rounds": 1,
                "most": 1,
                "symbols": 3,
            },
        },
        differs={
            "lewis": "OpenSpiel's lewis_signaling, with speaker and listener drawn: three states, three symbols, one "
            "round. By default the objects have several attributes, and messages are words.",
        },
        sources=("Lewis (1969), Convention", "Frank and Goodman (2012), for the game in words"),
        moves="text",
    ),
)
