"""Twenty questions in a closed world: one player hides a thing among many, the other finds it by asking.

Every thing has exactly one value of each attribute, so that the game itself answers, and exactly: nobody can lie. The
player who hides it chooses the thing; both are players of one zero-sum game. In a race both hide and both ask.
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from spenvs.core.dialogue import DialogueGame, Facts, State
from spenvs.core.dialogue_env import constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import choice, flag, option
from spenvs.core.hearing import Said
from spenvs.core.moves import IllegalMove, listing, plain, quote
from spenvs.core.rules import OVER
from spenvs.textgames.world import ATTRIBUTES, NAMES, VALUES, Thing, described, has, names, phrase, things

UNKNOWN, NO, YES = -1, 0, 1
FILLERS = {
    *("is", "was", "it", "its", "the", "thing", "object", "a", "an", "made", "out", "of", "from", "kept", "found"),
    *("in", "at", "does", "belong", "to", "owned", "by"),
}
MEANT = {"wooden": "wood", "color": "colour", **{f"{o}'s".lower(): o for o in ATTRIBUTES["owner"]}}
_MARKS = str.maketrans("=:’", "  '")
_QUESTION = re.compile(r"[^.?!:;\n]*\?")
_NUMBER = {plain(value): number for number, (_, value) in enumerate(VALUES)}


@dataclass
class Search(State):
    """Where a search stands; lists are by seat.

    Attributes:
        names: of the things.
        things: their values.
        guessers: the seats that ask.
        secret: the thing that a seat has to find; -1 where none is chosen.
        answers: what each value's question was answered: UNKNOWN, NO or YES.
        wrong: 1 for each thing that was guessed wrongly.
        known: the same in words.
        used: how many questions and guesses there were.
        found: whether the thing was found.
    """

    names: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    guessers: tuple[int, ...] = ()
    secret: list[int] = field(default_factory=lambda: [-1, -1])
    answers: list[list[int]] = field(default_factory=lambda: [[UNKNOWN] * len(VALUES) for _ in range(2)])
    wrong: list[list[int]] = field(default_factory=list)
    known: list[list[str]] = field(default_factory=lambda: [[], []])
    used: list[int] = field(default_factory=lambda: [0, 0])
    found: list[bool] = field(default_factory=lambda: [False, False])


@dataclass(frozen=True)
class TwentyQuestions(DialogueGame):
    """The game with its options settled; see `game`."""

    verbs = ("Choose", "Ask", "Guess")

    objects: int
    questions: int
    race: bool
    drawn: bool

    def start(self, rng: np.random.Generator) -> Search:
        guesser = int(rng.random() * 2) if self.drawn else 1
        return Search(
            mover=0 if self.race else 1 - guesser,
            names=names(rng, self.objects),
            things=things(rng, self.objects),
            guessers=(0, 1) if self.race else (guesser,),
            wrong=[[0] * self.objects for _ in range(2)],
        )

    def chooses(self, s: Search) -> bool:
        """Say whether the present turn is a choice: things are still to be hidden."""
        return any(s.secret[seat] < 0 for seat in s.guessers)

    def legal(self, s: Search) -> Sequence[str]:
        return ("Choose: <object>",) if self.chooses(s) else ("Ask: <attribute> = <value>", "Guess: <object>")

    def read(self, s: Search, said: Said) -> tuple[str, int]:
        if self.chooses(s):
            if said.verb != "Choose":
                raise IllegalMove(
                    f"choose an object first, as [Choose: {s.names[0]}]", "illegal" if said.verb else "unparsed"
                )
            return "Choose", self._object(s, said.argument)
        if said.verb == "Choose":
            raise IllegalMove("the object is chosen already: [Ask: ...] or [Guess: ...]")
        if said.verb == "Guess":
            return "Guess", self._object(s, said.argument)
        return "Ask", question(said.argument if said.verb else _asked(said.talk))

    def _object(self, s: Search, text: str) -> int:
        name = plain(text).removeprefix("the ").removeprefix("a ").removeprefix("an ")
        if name not in s.names:
            raise IllegalMove(f"there is no object {quote(text)}; objects: {listing(s.names, 48)}")
        return s.names.index(name)

    def play(self, s: Search, said: Said, move: Any, rng: np.random.Generator) -> str:
        verb, number = move
        seat = s.mover
        if verb == "Choose":
            s.secret[1 - seat], s.audience = number, ()
            s.tell(f"player_{seat} has chosen an object.")
        else:
            s.used[seat] += 1
            self._answer(s, seat, verb, number)
        s.mover = self._next(s, seat, verb)
        if s.mover == OVER:
            s.tell(" ".join([f"player_{i} was to find the {s.names[s.secret[i]]}." for i in s.guessers]))
        return f"Ask: {' = '.join(VALUES[number])}" if verb == "Ask" else f"{verb}: {s.names[number]}"

    def _answer(self, s: Search, seat: int, verb: str, number: int) -> None:
        if verb == "Ask":
            yes = has(s.things[s.secret[seat]], number)
            s.answers[seat][number] = YES if yes else NO
            said = _said(number)
        else:
            yes = s.found[seat] = number == s.secret[seat]
            s.wrong[seat][number] = int(not yes)
            said = f"the {s.names[number]}"
        s.tell(f"{'Yes' if yes else 'No'}: it is {'' if yes else 'not '}{said}.")
        known = said if yes else f"not {said}"
        if known not in s.known[seat]:
            s.known[seat].append(known)

    def _next(self, s: Search, seat: int, verb: str) -> int:
        if verb == "Choose":
            return 1 if self.chooses(s) else s.guessers[0]
        if seat == s.guessers[-1] and (any(s.found) or s.used[seat] == self.questions):
            return OVER
        return 1 - seat if self.race else seat

    def score(self, s: Search) -> list[float]:
        if self.race:
            return [float(s.found[0] - s.found[1]), float(s.found[1] - s.found[0])]
        guesser = s.guessers[0]
        won = (self.questions + 2 - 2 * s.used[guesser]) / self.questions if s.found[guesser] else -1.0
        return [won, 0.0 - won] if guesser == 0 else [0.0 - won, won]

    def role(self, s: Search, seat: int) -> str:
        if self.race:
            return f"player_{seat}"
        return "guesser" if seat in s.guessers else "chooser"

    def outcome(self, s: Search) -> dict[str, float]:
        """How many questions and guesses there were, and whether a thing was found."""
        return {"questions": sum(s.used), "found": float(any(s.found))}

    def sample(self, s: Search, rng: np.random.Generator) -> str:
        draw, what = rng.random(2).tolist()
        if self.chooses(s):
            return f"[Choose: {s.names[int(what * self.objects)]}]"
        if draw < 0.3:
            return f"[Guess: {s.names[int(what * self.objects)]}]"
        return f"[Ask: {' = '.join(VALUES[int(what * len(VALUES))])}]"

    def facts(self, s: Search, seat: int) -> Facts:
        """What the seat knows of the thing that it is to find, and the world.

        Keys: guesser (1 if the seat asks), left (questions that it has left), chosen (the number of the object that it
        has hidden, -1 for none), answers (for each of `world.VALUES`: -1 not asked, 0 no, 1 yes), wrong (for each
        object: 1 if it was guessed wrongly), things (each object's values, one number for each attribute), names.
        """
        return {
            "guesser": int(seat in s.guessers),
            "left": self.questions - s.used[seat],
            "chosen": s.secret[1 - seat],
            "answers": tuple(s.answers[seat]),
            "wrong": tuple(s.wrong[seat]),
            "things": tuple([value for thing in s.things for value in thing]),
            "names": ", ".join(s.names),
        }

    def describe(self, s: Search, seat: int) -> str:
        known = _table(s.names, s.things)
        if s.secret[1 - seat] >= 0:
            known += f"\nYou have chosen the {s.names[s.secret[1 - seat]]} for player_{1 - seat} to find."
        if seat in s.guessers:
            known += f"\nYou are to find an object. Questions and guesses left: {self.questions - s.used[seat]}."
            if s.known[seat]:
                known += f" You know that it is {', '.join(s.known[seat])}."
        return known

    def show(self, s: Search, seat: int) -> list[Element]:
        rows = zip(s.names, s.things, strict=True)
        table: list[Element] = [Line(f"{name}: {described(thing)}") for name, thing in rows]
        for i in range(2):
            hidden = s.secret[1 - i]
            faces = [s.names[hidden] if seat in (-1, i) or s.mover == OVER else None] if hidden >= 0 else ["?"]
            table.append(Cards(f"player_{i}", faces, "", s.mover == i))
        table += [Line(f"player_{i} knows: {', '.join(s.known[i]) or 'nothing yet'}.") for i in s.guessers]
        return table


@functools.lru_cache(maxsize=10_000)
def question(text: str) -> int:
    """Read a question about one value, as "colour = red" or "Is it red?", and give the value's number.

    Raises:
        IllegalMove: it is none, or about several values, or there is no such value.
    """
    said = [MEANT.get(word, word) for word in plain(text.translate(_MARKS)).split()]
    told = [word for word in said if word not in FILLERS]
    attributes = [word for word in told if word in ATTRIBUTES]
    values = [_NUMBER[plain(word)] for word in told if plain(word) in _NUMBER]
    if len(values) == 1 and len(attributes) + 1 == len(told) and attributes in ([], [VALUES[values[0]][0]]):
        return values[0]
    if attributes and len(told) == 2 and attributes[0] == told[0]:
        raise IllegalMove(
            f"{quote(told[1])} is no value of {attributes[0]}; values: {listing(ATTRIBUTES[attributes[0]])}"
        )
    raise IllegalMove(
        "a question is about one value of one attribute, as [Ask: colour = red] or [Ask: Is it red?]; "
        f"got {quote(text)}; attributes: {listing(list(ATTRIBUTES))}",
        "unparsed",
    )


def _asked(talk: str) -> str:
    """Give the one question in words, or all of them if none ends in a question mark."""
    asked = _QUESTION.findall(talk)
    if len(asked) > 1:
        raise IllegalMove(f"one question at a time; got {len(asked)}", "unparsed")
    return asked[0] if asked else talk


@functools.cache
def _said(number: int) -> str:
    return phrase(*VALUES[number])


@functools.lru_cache(maxsize=100)
def _table(names: tuple[str, ...], things: tuple[Thing, ...]) -> str:
    rows = "\n".join([f"{name}: {described(thing)}" for name, thing in zip(names, things, strict=True)])
    return f"The objects:\n{rows}"


def game(objects: int = 16, questions: int = 20, race: bool = False, roles: str = "drawn") -> TwentyQuestions:
    """Twenty questions.

    Args:
        objects: how many there are, 2 to 48.
        questions: how many questions and guesses a guesser has, 1 to 100.
        race: whether both players hide an object for the other, and the first to find wins.
        roles: "drawn" draws who chooses and who guesses; "fixed" lets player_0 choose. A race has no roles.
    """
    objects, questions = option("objects", objects, 2, len(NAMES)), option("questions", questions, 1, 100)
    race = flag("race", race)
    values = "; ".join([f"{attribute} ({listing(values)})" for attribute, values in ATTRIBUTES.items()])
    if race:
        hide = "Each player secretly chooses one for the other to find, with [Choose: <object>]; then they ask in turn."
        end = f"Who finds it in fewer questions wins; a draw if neither does in {questions}, or both do in as many."
    else:
        hide = "The chooser secretly chooses one, with [Choose: <object>]; the guesser has to find it."
        end = (
            "The guesser's return falls evenly from 1, for a guess that is right at once, to -1, if the object is not "
            f"found in {questions}; the chooser's is its opposite."
        )
    return TwentyQuestions(
        seats=2,
        stake=1.0,
        zero_sum=True,
        brief=f"Twenty questions. {objects} objects are known to both players; each has one value of each attribute: "
        f"{values}. {hide} [Ask: colour = red], or [Ask: Is it red?], asks about one value, and the game answers "
        "yes or no, truly. [Guess: <object>] names the object; a wrong guess counts as a question with the answer no. "
        f"{end}",
        objects=objects,
        questions=questions,
        race=race,
        drawn=choice("roles", roles, ("fixed", "drawn")) == 1,
    )


env, raw_env, parallel_env = constructors("TwentyQuestions-v0")
