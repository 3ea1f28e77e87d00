"""Rules for games of words, facts and questions."""

import functools
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from spenvs.core.turn import Action, Turn
from spenvs.textgames.statements import holds
from spenvs.textgames.vocabulary import words_by_start
from spenvs.textgames.world import ATTRIBUTES, VALUES, has


def _one_of(turn: Turn, choices: Sequence[str]) -> str:
    return choices[int(turn.rng.random() * len(choices))]


CLAIMS = (
    "I have checked it twice: fact {} is the true one.",
    "You can rely on me: it is fact {}.",
    "If you doubt it, work it out: fact {} holds, the other does not.",
)
DOUBTS = ("Why should I believe you?", "How do you know?", "I shall see for myself.")


def truth_and_deception(turn: Turn) -> str:
    """Deceiving, stand up for the false fact; guessing, reckon, and where that does not help trust nobody."""
    facts = turn.facts
    if not facts["guesser"]:
        return _one_of(turn, CLAIMS).format(3 - facts["true"])
    if facts["turns_left"] > 1:
        return _one_of(turn, DOUBTS)
    true = next((fact for fact in (1, 2) if holds(facts[f"fact_{fact}"])), 1 + int(turn.rng.random() * 2))
    return f"[Fact {true}]"


def word_chains(turn: Turn) -> str:
    """Say a word after which the other is lost; if there is none, one after which there are fewest words."""
    facts = turn.facts
    length = facts["length"]
    there = words_by_start()[chr(96 + facts["letter"]), length]
    if not length:
        said = set(re.findall("[a-z]+", turn.text.rpartition("\n\n")[0]))
        there = tuple([word for word in there if word not in said])
    following = length + 1 if length else 0

    def rank(word: str) -> tuple[bool, int]:
        return bool(length) and _wins(word[-1], following), _count(word[-1], following)

    best = min(map(rank, there))
    return f"[{_one_of(turn, [word for word in there if rank(word) == best])}]"


@functools.cache
def _wins(letter: str, length: int) -> bool:
    """Say whether there is a word after which the other is lost."""
    return any(
        not _wins(last, length + 1) for last in {word[-1] for word in words_by_start().get((letter, length), ())}
    )


def _count(letter: str, length: int) -> int:
    return len(words_by_start().get((letter, length), ()))


PHRASES = (
    "Which of these do you like?",
    "Why do you say so?",
    "Could you describe it?",
    "You know, I am not so sure. Do you see it differently?",
    "How is it called where you live?",
    "Could you be more specific, if you like?",
)


def dont_say_it(turn: Turn) -> str:
    """Ask for words, and say none that could be a secret."""
    return _one_of(turn, PHRASES)


def twenty_questions(turn: Turn) -> str:
    """Hide anything; seeking, ask what is true of half of the objects that it can still be."""
    facts = turn.facts
    names, values = facts["names"].split(", "), facts["things"]
    if not facts["guesser"] or any(move.startswith("Choose") for move in turn.legal):
        return f"[Choose: {_one_of(turn, names)}]"
    things = [values[i : i + len(ATTRIBUTES)] for i in range(0, len(values), len(ATTRIBUTES))]
    answers = [(value, answer) for value, answer in enumerate(facts["answers"]) if answer >= 0]
    left = [
        number
        for number, thing in enumerate(things)
        if not facts["wrong"][number] and all(has(thing, value) == answer for value, answer in answers)
    ]
    if len(left) <= 2:
        return f"[Guess: {names[left[0]]}]"
    off = [abs(2 * sum(has(things[number], value) for number in left) - len(left)) for value in range(len(VALUES))]
    attribute, value = VALUES[off.index(min(off))]
    return f"[Ask: {attribute} = {value}]"


def reference_game(turn: Turn) -> str:
    """Say the fewest words, or symbols, that are true of one object only; pick the object that most are true of.

    In symbols, a value of an attribute has a symbol: those of the first attribute the first ones, and so on.
    """
    facts = turn.facts
    marks = _marks(facts)
    if not facts["speaks"]:
        sent = facts["message"].split() or [str(symbol) for symbol in facts["signal"] if symbol]
        fits = [sum(mark in those for mark in sent) for those in marks]
        return f"[Pick: {1 + fits.index(max(fits))}]"
    meant = marks[facts["target"] - 1]
    messages = [
        message
        for size in range(1, min(facts["most"], len(meant)) + 1)
        for message in itertools.combinations(meant, size)
    ]
    fewest = min(messages, key=lambda message: sum({*message} <= {*those} for those in marks))
    said = " ".join(fewest)
    return f"[Signal: {said}]" if facts["symbols"] else said


def _marks(facts: Mapping[str, Any]) -> list[list[str]]:
    """Give the words or symbols that are true of each object."""
    names, objects, symbols = facts["names"].split(", "), facts["objects"], facts["symbols"]
    if not symbols:
        return [name.split() for name in names]
    attributes = len(objects) // len(names)
    each = max(symbols // attributes, 1)
    marks: list[list[str]] = [[] for _ in names]
    for i, value in enumerate(objects):
        marks[i // attributes].append(str(1 + (i % attributes * each + value) % symbols))
    return marks


SCRIPTS: dict[str, Callable[[Turn], Action]] = {
    "TruthAndDeception-v0": truth_and_deception,
    "WordChains-v0": word_chains,
    "DontSayIt-v0": dont_say_it,
    "TwentyQuestions-v0": twenty_questions,
    "ReferenceGame-v0": reference_game,
}
