"""Each player has a secret word; who first says the other's loses.

DontSayIt of TextArena, where a secret is also found inside other words ("art" in "start"), and both players can have
the same. Here words are whole words, and the secrets differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from spenvs.core.dialogue import DialogueGame, Facts, State
from spenvs.core.dialogue_env import WORDS, constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import choice, option
from spenvs.core.hearing import Said
from spenvs.core.rules import OVER
from spenvs.textgames.vocabulary import forms, nouns, spoken

TOPICS = (
    "What do you think of the {} and the {}?",
    "My {} is older than your {}.",
    "I dreamt of this {} and that {}.",
    "Which {} goes with which {}?",
)


@dataclass
class Talk(State):
    """Where a game stands: the number of each seat's secret among the nouns, turns so far, who said the other's."""

    secrets: tuple[int, ...] = ()
    turn: int = 0
    lost: int = -1


@dataclass(frozen=True)
class DontSayIt(DialogueGame):
    """The game with its options settled; see `game`."""

    turns: int
    inside: bool

    def start(self, rng: np.random.Generator) -> Talk:
        count = len(nouns())
        first, second = int(rng.random() * count), int(rng.random() * (count - (not self.inside)))
        if not self.inside and second >= first:
            second += 1
        return Talk(secrets=(first, second))

    def legal(self, s: Talk) -> Sequence[str]:
        return (WORDS,)

    def read(self, s: Talk, said: Said) -> str:
        return self._slip(said.talk, nouns()[s.secrets[1 - s.mover]])

    def _slip(self, talk: str, secret: str) -> str:
        """Give the word with which a secret is said; "" if it is not."""
        if self.inside:
            return secret if secret in talk.casefold() else ""
        told = forms(secret)
        return next((word for word in spoken(talk) if word in told), "")

    def play(self, s: Talk, said: Said, move: Any, rng: np.random.Generator) -> str:
        s.turn += 1
        last = s.turn == self.turns
        if move:
            s.lost = s.mover
        end = f"player_{s.mover} said {move}." if move else "Nobody said the other's secret." if last else ""
        if end:
            first, second = [nouns()[secret] for secret in s.secrets]
            s.tell(f"{end} player_0's secret word was {first}, player_1's was {second}.")
        s.mover = OVER if end else 1 - s.mover
        return ""

    def score(self, s: Talk) -> list[float]:
        if s.lost < 0:
            return [0.0, 0.0]
        return [-1.0, 1.0] if s.lost == 0 else [1.0, -1.0]

    def outcome(self, s: Talk) -> dict[str, float]:
        """How many turns the talk took."""
        return {"turns": s.turn}

    def sample(self, s: Talk, rng: np.random.Generator) -> str:
        known = nouns()
        topic, first, second = rng.random(3).tolist()
        topic = TOPICS[int(topic * len(TOPICS))]
        return topic.format(known[int(first * len(known))], known[int(second * len(known))])

    def facts(self, s: Talk, seat: int) -> Facts:
        """How many turns are left, and the seat's own secret, as its number among the nouns and as a word.

        Keys: turns_left, secret_number, secret.
        """
        own = s.secrets[seat]
        return {"turns_left": self.turns - s.turn, "secret_number": own, "secret": nouns()[own]}

    def describe(self, s: Talk, seat: int) -> str:
        return f'Your secret word is "{nouns()[s.secrets[seat]]}". Turns left, of both: {self.turns - s.turn}.'

    def show(self, s: Talk, seat: int) -> list[Element]:
        table: list[Element] = []
        for i in range(2):
            face = nouns()[s.secrets[i]] if seat in (-1, i) or s.mover == OVER else None
            note = f"has said player_{1 - i}'s secret" if s.lost == i else ""
            table.append(Cards(f"player_{i}", [face], note, s.mover == i))
        return [*table, Line(f"Turns left: {self.turns - s.turn}.")]


def game(turns: int = 20, match: str = "words") -> DontSayIt:
    """Don't say it.

    Args:
        turns: how many turns there are, of both seats together, 1 to 1000; then it is a draw.
        match: where a secret counts as said: in "words", where it or its plural is a whole word; or "anywhere", inside
            of longer words too, which then goes with secrets that can be the same, as in TextArena.
    """
    turns = option("turns", turns, 1, 1000)
    inside = choice("match", match, ("words", "anywhere")) == 1
    counts = (
        "It counts inside of longer words too."
        if inside
        else "The singular and the plural count, in small or capital letters, also before 's or a hyphen; other words "
        "that contain it do not."
    )
    return DontSayIt(
        seats=2,
        stake=1.0,
        zero_sum=True,
        brief="Don't say it. Each of two players has a secret word, a noun for something that everybody knows. They "
        f"talk in turn, about anything. Who first says the other's secret word loses. {counts} After {turns} turns it "
        "is a draw.",
        turns=turns,
        inside=inside,
    )


env, raw_env, parallel_env = constructors("DontSayIt-v0")
