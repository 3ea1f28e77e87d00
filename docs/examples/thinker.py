"""A small model learns Kuhn poker from CFR's strategy, and to think aloud before it answers."""

import dataclasses
import re

from baselines.llm.cloning import Example, clone, examples_of
from baselines.llm.tiny import tiny

BEATEN = {"K": "no card beats it", "Q": "the king beats it, the jack does not", "J": "every card beats it"}


def aloud(example: Example) -> Example:
    """Put a thought before an answer."""
    asked = example.prompt[-1]["content"]
    card = re.search(r"Your card is (\w)", asked)[1]
    faced = "I face a bet" if "bet.\nLegal" in asked else "Nobody has bet"
    thought = f"I hold {card}: {BEATEN[card]}. {faced}."
    return dataclasses.replace(example, answer=example.answer.replace("<think>", f"<think>{thought}"))


examples = [aloud(example) for example in examples_of("KuhnPoker-v0", "cfr", "mars")]
tiny("blank", width=32, scale=0.2, texts=[text for example in examples for text in example.texts])
clone("blank", "thinker", examples, epochs=120, learning_rate=1e-2)
