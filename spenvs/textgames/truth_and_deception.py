"""Two facts, one true: the deceiver, who knows which, talks the guesser into the other.

TruthAndDeception of TextArena and SPIRAL (arXiv 2506.24119) with roles that are drawn and facts that are new in every
game, so that they can be neither learned by heart nor told by their form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from spenvs.core.dialogue import DialogueGame, Facts, State
from spenvs.core.dialogue_env import WORDS, constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import choice, flag, option
from spenvs.core.hearing import Said
from spenvs.core.moves import IllegalMove, quote
from spenvs.core.rules import OVER
from spenvs.textgames.statements import ABOUT, pair

ROLES = ("deceiver", "guesser")


@dataclass
class Doubt(State):
    """Where a game stands: who guesses, the two facts, which is true (1 or 2), turns so far, what was guessed."""

    guesser: int = 1
    facts: tuple[str, str] = ("", "")
    true: int = 1
    turn: int = 0
    guess: tuple[int, ...] = ()


@dataclass(frozen=True)
class TruthAndDeception(DialogueGame):
    """The game with its options settled; see `game`."""

    verbs = ("Fact 1", "Fact 2")

    turns: int
    about: str
    drawn: bool
    both: bool

    def start(self, rng: np.random.Generator) -> Doubt:
        draw = int(rng.random() * 4)
        guesser, first = draw & 1 if self.drawn else 1, draw >> 1
        true, false = pair(rng, self.about)
        facts = (false, true) if first else (true, false)
        return Doubt(mover=1 - guesser, guesser=guesser, facts=facts, true=1 + first)

    def guesses(self, s: Doubt) -> bool:
        """Say whether the present turn is the guess, the last one."""
        return s.turn == self.turns - 1

    def hears(self, s: Doubt) -> Mapping[str, str]:
        return self.heads if self.guesses(s) and not self.both else {}

    def legal(self, s: Doubt) -> Sequence[str]:
        return self.verbs if self.guesses(s) else (WORDS,)

    def read(self, s: Doubt, said: Said) -> tuple[int, ...]:
        if not self.guesses(s):
            return ()
        if said.verb:
            return (1 + self.verbs.index(said.verb),)
        folded = said.talk.casefold()
        named = tuple([fact for fact in (1, 2) if f"(fact {fact})" in folded or folded == f"fact {fact}"])
        if not named:
            raise IllegalMove(
                f"this is the turn to guess: answer [Fact 1] or [Fact 2]; got {quote(said.talk)}", "unparsed"
            )
        return named

    def play(self, s: Doubt, said: Said, move: Any, rng: np.random.Generator) -> str:
        s.turn += 1
        s.mover = 1 - s.mover
        if move:
            s.guess, s.mover = move, OVER
            s.tell(f"Fact {s.true} is true: {s.facts[s.true - 1]}")
        return said.verb

    def score(self, s: Doubt) -> list[float]:
        won = 1.0 if (s.true in s.guess) == (s.guesser == 0) else -1.0
        return [won, -won]

    def role(self, s: Doubt, seat: int) -> str:
        return ROLES[seat == s.guesser]

    def outcome(self, s: Doubt) -> dict[str, float]:
        """Whether the guess was right."""
        return {"right": float(s.true in s.guess)}

    def sample(self, s: Doubt, rng: np.random.Generator) -> str:
        fact = 1 + int(rng.random() * 2)
        return f"[Fact {fact}]" if self.guesses(s) else f"Fact {fact} is true."

    def facts(self, s: Doubt, seat: int) -> Facts:
        """How many turns are left, whether the seat guesses, the facts, and which is true (-1: the seat cannot know).

        Keys: turns_left, guesser, true, fact_1, fact_2.
        """
        knows = seat != s.guesser or s.mover == OVER
        return {
            "turns_left": self.turns - s.turn,
            "guesser": int(seat == s.guesser),
            "true": s.true if knows else -1,
            "fact_1": s.facts[0],
            "fact_2": s.facts[1],
        }

    def describe(self, s: Doubt, seat: int) -> str:
        knows = seat != s.guesser or s.mover == OVER
        marks = [f" ({'true' if fact == s.true else 'false'})" if knows else "" for fact in (1, 2)]
        return (
            f"Turns left, the guess included: {self.turns - s.turn}.\n"
            f"Fact 1: {s.facts[0]}{marks[0]}\nFact 2: {s.facts[1]}{marks[1]}"
        )

    def show(self, s: Doubt, seat: int) -> list[Element]:
        knows = seat != s.guesser or s.mover == OVER
        lines = [
            Line(f"Fact {fact}: {s.facts[fact - 1]}{f'  ({str(fact == s.true).lower()})' if knows else ''}")
            for fact in (1, 2)
        ]
        people = [Cards(f"player_{i}", [self.role(s, i)], "", s.mover == i) for i in range(2)]
        return [*lines, *people, Line(f"Turns left, the guess included: {self.turns - s.turn}.")]


def game(turns: int = 6, about: str = "all", roles: str = "drawn", both: bool = False) -> TruthAndDeception:
    """Truth and deception.

    Args:
        turns: how many turns there are, of both seats together, the guess included; an even number, 2 to 1000.
        about: what the facts are about: "sums", "products", "numbers", "dates" or "words", which the guesser can
            check; "house", of which only the deceiver knows; or "all" of them.
        roles: "drawn" draws who deceives; "fixed" lets player_0 deceive.
        both: whether a guess that names both facts is right, as it is in TextArena.
    """
    turns = option("turns", turns, 2, 1000)
    if turns % 2:
        raise ValueError(f"turns must be even, so that the guesser has the last one; got {turns}")
    choice("about", about, ("all", *ABOUT))
    return TruthAndDeception(
        seats=2,
        stake=1.0,
        zero_sum=True,
        brief="Truth and deception. One of two facts is true and the other false. The deceiver knows which is true, "
        "and wants the guesser to choose the false one; the guesser wants to find the true one. They talk in turn, the "
        f"deceiver first, for {turns} turns in all; on the last of them the guesser answers [Fact 1] or [Fact 2]. "
        "Anything may be said, true or not. Who gets their way wins.",
        turns=turns,
        about=about,
        drawn=choice("roles", roles, ("fixed", "drawn")) == 1,
        both=flag("both", both),
    )


env, raw_env, parallel_env = constructors("TruthAndDeception-v0")
