"""Word chains: each word begins with the last letter of the one before; who finds none loses.

As in TextArena each word is one letter longer than the one before, so that a chain ends soon. The referee is the
bundled list of words (`spenvs.textgames.vocabulary`), and a player for whom it holds no word has lost.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from spenvs.core.dialogue import DialogueGame, Facts, State
from spenvs.core.dialogue_env import constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import flag, option
from spenvs.core.hearing import Said
from spenvs.core.moves import IllegalMove, plain, quote
from spenvs.core.rules import OVER
from spenvs.textgames.vocabulary import words, words_by_start

GIVE_UP = "Give up"
SHOWN = 6


@dataclass
class Chain(State):
    """Where a chain stands: its words, which of them there were (where that matters), and who has lost."""

    chain: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    lost: int = -1


@dataclass(frozen=True)
class WordChains(DialogueGame):
    """The game with its options settled; see `game`."""

    verbs = (GIVE_UP, "")

    grows: bool
    turns: int
    shortest: int
    longest: int

    def start(self, rng: np.random.Generator) -> Chain:
        known = _first_words(self.shortest, self.longest, self.grows)
        first = known[int(rng.random() * len(known))]
        s = Chain(chain=[first], used={first})
        s.tell(f"The first word is {first}.")
        return s

    def letters(self, s: Chain) -> int:
        """Give the number of letters of the next word; 0 if any will do."""
        return len(s.chain[-1]) + 1 if self.grows else 0

    def form(self, s: Chain) -> str:
        """Say what the next word must be."""
        return _form(s.chain[-1][-1], self.letters(s))

    def legal(self, s: Chain) -> Sequence[str]:
        return f"<{self.form(s)}>", GIVE_UP

    def read(self, s: Chain, said: Said) -> str:
        if said.verb == GIVE_UP:
            return GIVE_UP
        word = plain(said.argument)
        if not word:
            raise self.needs_move(s, said)
        if not (word.isascii() and word.isalpha()):
            raise IllegalMove(f"a word is written in letters from a to z; got {quote(word)}")
        length = self.letters(s)
        if length and len(word) != length:
            raise IllegalMove(f"the next word has exactly {length} letters; {quote(word)} has {len(word)}")
        if word[0] != s.chain[-1][-1]:
            raise IllegalMove(f"the next word begins with {s.chain[-1][-1]}, as {s.chain[-1]} ends; got {quote(word)}")
        if word not in words():
            raise IllegalMove(f"{quote(word)} is not in the list of words that this game goes by")
        if word in s.used:
            raise IllegalMove(f"{quote(word)} was said before")
        return word

    def play(self, s: Chain, said: Said, move: Any, rng: np.random.Generator) -> str:
        if move == GIVE_UP:
            s.lost, s.mover = s.mover, OVER
            return GIVE_UP
        s.chain.append(move)
        s.used.add(move)
        s.mover = 1 - s.mover
        if len(s.chain) > self.turns:
            s.mover = OVER
            s.tell(f"{self.turns} words were found: a draw.")
        elif not self._goes_on(s):
            s.tell(f"There is no {self.form(s)}: player_{s.mover} has lost.")
            s.lost, s.mover = s.mover, OVER
        return move

    def _goes_on(self, s: Chain) -> bool:
        there = words_by_start().get((s.chain[-1][-1], self.letters(s)), ())
        return bool(there) if self.grows else any(word not in s.used for word in there)

    def score(self, s: Chain) -> list[float]:
        if s.lost < 0:
            return [0.0, 0.0]
        return [-1.0, 1.0] if s.lost == 0 else [1.0, -1.0]

    def outcome(self, s: Chain) -> dict[str, float]:
        """How many words were found."""
        return {"words": len(s.chain) - 1}

    def sample(self, s: Chain, rng: np.random.Generator) -> str:
        there = words_by_start()[s.chain[-1][-1], self.letters(s)]
        while (word := there[int(rng.random() * len(there))]) in s.used:
            pass
        return f"[{word}]"

    def facts(self, s: Chain, seat: int) -> Facts:
        """What the next word must be: its first letter, and its number of letters, 0 if any will do.

        Keys: letter (1 for a, to 26), length, words (how many were found), last (the last word).
        """
        last = s.chain[-1]
        return {"letter": ord(last[-1]) - 96, "length": self.letters(s), "words": len(s.chain) - 1, "last": last}

    def describe(self, s: Chain, seat: int) -> str:
        if s.mover == OVER:
            return f"The last word was {s.chain[-1]}."
        return f"The last word is {s.chain[-1]}. The next: {self.form(s)}."

    def show(self, s: Chain, seat: int) -> list[Element]:
        table: list[Element] = [Line(f"First word: {s.chain[0]}.")]
        for i in range(2):
            note = "has lost" if s.lost == i else ""
            table.append(Cards(f"player_{i}", s.chain[1 + i :: 2][-SHOWN:], note, s.mover == i))
        return [*table, Line("The chain has ended." if s.mover == OVER else f"Next: {self.form(s)}.")]


@functools.cache
def _form(letter: str, length: int) -> str:
    return f"word of {length} letters that begins with {letter}" if length else f"word that begins with {letter}"


@functools.cache
def _first_words(shortest: int, longest: int, grows: bool) -> tuple[str, ...]:
    there = words_by_start()
    return tuple(
        [
            word
            for word in sorted(words())
            if shortest <= len(word) <= longest and (word[-1], len(word) + 1 if grows else 0) in there
        ]
    )


def game(grows: bool = True, turns: int = 100, shortest: int = 3, longest: int = 5) -> WordChains:
    """Word chains.

    Args:
        grows: whether each word is one letter longer than the one before; otherwise any length will do, and no word is
            said twice.
        turns: how many words may be found before the game is a draw, 1 to 10,000.
        shortest: how many letters the first word has at least, 3 to 12.
        longest: how many it has at most, 3 to 12.
    """
    grows, turns = flag("grows", grows), option("turns", turns, 1, 10_000)
    shortest = option("shortest", shortest, 3, 12)
    longest = option("longest", longest, shortest, 12)
    length = "is exactly one letter longer" if grows else "was not said before"
    return WordChains(
        seats=2,
        stake=1.0,
        zero_sum=True,
        brief="Word chains. In turn, each player says a word, as [word], that begins with the last letter of the word "
        f"before and {length}. Words are English, in American spelling, inflected forms too, no names; a list of "
        f"40,000 is the referee. Who gives up with [{GIVE_UP}], or has no word left, loses; after {turns} words it is "
        "a draw.",
        grows=grows,
        turns=turns,
        shortest=shortest,
        longest=longest,
    )


env, raw_env, parallel_env = constructors("WordChains-v0")
