"""The reference game: a speaker lets a listener know which of several objects is meant.

Lewis' signalling game (Convention, 1969) in words, where a few have to do, or in symbols that mean nothing until both
agree what. Each sees the objects in another order, so that numbers of places tell nothing. Both win together.
"""

import functools
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from spenvs.core.dialogue import DialogueGame, Facts, State
from spenvs.core.dialogue_env import WORDS, constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import choice, option
from spenvs.core.hearing import Said
from spenvs.core.moves import IllegalMove, plain, quote
from spenvs.core.rules import OVER

FEATURES = (
    ("box", "cup", "ring", "hat", "lamp", "bell"),
    ("wooden", "iron", "glass", "clay", "leather", "silver"),
    ("red", "blue", "green", "yellow", "white", "black"),
    ("small", "large", "tiny", "huge", "wide", "narrow"),
)
"""The values of each attribute; a game goes by the first attributes. The word order of English is the reverse."""
MOST_VALUES = len(FEATURES[0])
_WORD = re.compile(r"[^\W_]+")
LONGEST = 12
_SPACES = re.compile(r"[ ,;]+")

Object = tuple[int, ...]
"""The number of its value for each attribute."""


@dataclass
class Naming(State):
    """Where a game stands.

    Attributes:
        objects: the objects as the speaker sees them, and as the listener does.
        target: the place of the one that is meant, as the speaker sees them.
        speaker: the seat that speaks.
        signal: the symbols of this round; none in words, and before they are sent.
        message: the words of this round.
        round: how many rounds are over.
        right: in how many of them the listener picked the right object.
    """

    objects: tuple[tuple[Object, ...], tuple[Object, ...]] = ((), ())
    target: int = 0
    speaker: int = 0
    signal: tuple[int, ...] = ()
    message: str = ""
    round: int = 0
    right: int = 0

    @property
    def speaks(self) -> bool:
        """Whether the present turn is the speaker's."""
        return self.mover == self.speaker

    def seen(self, seat: int) -> tuple[Object, ...]:
        """Give the objects in the order in which a seat sees them."""
        return self.objects[seat != self.speaker]


@dataclass(frozen=True)
class ReferenceGame(DialogueGame):
    """The game with its options settled; see `game`."""

    verbs = ("Signal", "Pick")

    symbolic: bool
    objects: int
    attributes: int
    values: int
    rounds: int
    most: int
    symbols: int

    def start(self, rng: np.random.Generator) -> Naming:
        s = Naming(speaker=int(rng.random() * 2))
        self._deal(s, rng)
        return s

    def _deal(self, s: Naming, rng: np.random.Generator) -> None:
        """Lay out the objects of a round. In words their values are drawn too; symbols go by the first ones."""
        dealt = [self.kinds[number] for number in rng.permutation(len(self.kinds))[: self.objects].tolist()]
        if not self.symbolic:
            drawn = rng.random((self.attributes, MOST_VALUES)).argsort().tolist()
            dealt = [tuple([row[value] for row, value in zip(drawn, each, strict=True)]) for each in dealt]
        s.objects = tuple(dealt), tuple([dealt[place] for place in rng.permutation(self.objects).tolist()])
        s.target = int(rng.random() * self.objects)
        s.signal, s.message, s.mover = (), "", s.speaker

    @functools.cached_property
    def kinds(self) -> list[Object]:
        """All the objects that there can be in a round, before their values are drawn."""
        return list(itertools.product(range(self.values), repeat=self.attributes))

    def hears(self, s: Naming) -> Mapping[str, str]:
        return _HEARD["Pick" if not s.speaks else "Signal" if self.symbolic else ""]

    def legal(self, s: Naming) -> Sequence[str]:
        if s.speaks:
            return (f"Signal: {self.form}",) if self.symbolic else (WORDS,)
        return self.picks

    @functools.cached_property
    def picks(self) -> tuple[str, ...]:
        """The moves of the listener."""
        return tuple([f"Pick: {place}" for place in range(1, self.objects + 1)])

    @property
    def form(self) -> str:
        """The form of a signal."""
        return "<symbol>" if self.most == 1 else f"<1 to {self.most} symbols>"

    def read(self, s: Naming, said: Said) -> Any:
        if not s.speaks:
            return self._place(s, said)
        if self.symbolic:
            return self._signal(s, said)
        words = _WORD.findall(said.talk)
        if not 1 <= len(words) <= self.most or max(map(len, words)) > LONGEST:
            raise IllegalMove(
                f"a message has 1 to {self.most} words of up to {LONGEST} letters; got {len(words)}: {quote(said.talk)}"
            )
        return said.talk

    def _place(self, s: Naming, said: Said) -> int:
        if not said.verb:
            raise self.needs_move(s, said)
        place = _number(plain(said.argument), self.objects)
        if not place:
            raise IllegalMove(f"pick the place of an object, 1 to {self.objects}; got {quote(said.argument)}")
        return place

    def _signal(self, s: Naming, said: Said) -> tuple[int, ...]:
        if not said.verb:
            raise self.needs_move(s, said)
        sent = [_number(symbol, self.symbols) for symbol in _SPACES.split(plain(said.argument))]
        if len(sent) > self.most or not all(sent):
            raise IllegalMove(
                f"a signal is {self.form}, each a number from 1 to {self.symbols}; got {quote(said.argument)}"
            )
        return tuple(sent)

    def play(self, s: Naming, said: Said, move: Any, rng: np.random.Generator) -> str:
        if self.symbolic:
            s.audience = ()
        if not s.speaks:
            self._picked(s, move, rng)
            return f"Pick: {move}"
        s.mover = 1 - s.speaker
        if not self.symbolic:
            s.message = " ".join(move.split())
            return ""
        s.signal = move
        signal = " ".join(map(str, move))
        s.tell(f"player_{s.speaker} signals {signal}.", s.mover)
        return f"Signal: {signal}"

    def _picked(self, s: Naming, place: int, rng: np.random.Generator) -> None:
        meant, picked = s.objects[0][s.target], s.objects[1][place - 1]
        s.round += 1
        s.right += meant == picked
        end = "right." if meant == picked else f"wrong: the {named(meant)} was meant."
        s.tell(f"Round {s.round}: player_{1 - s.speaker} picked the {named(picked)}, {end}")
        if s.round == self.rounds:
            s.mover = OVER
            return
        s.speaker = 1 - s.speaker
        self._deal(s, rng)

    def score(self, s: Naming) -> list[float]:
        return [s.right / self.rounds] * 2

    def role(self, s: Naming, seat: int) -> str:
        if self.rounds > 1:
            return f"player_{seat}"
        return "speaker" if seat == s.speaker else "listener"

    def outcome(self, s: Naming) -> dict[str, float]:
        """The part of the rounds in which the right object was picked."""
        return {"right": s.right / self.rounds}

    def sample(self, s: Naming, rng: np.random.Generator) -> str:
        draw = rng.random()
        if not s.speaks:
            return f"[Pick: {1 + int(draw * self.objects)}]"
        if self.symbolic:
            return f"[Signal: {1 + int(draw * self.symbols)}]"
        values = FEATURES[int(draw * self.attributes)]
        return values[int(rng.random() * MOST_VALUES)]

    def facts(self, s: Naming, seat: int) -> Facts:
        """What the seat sees of the round.

        Keys: round (how many are over), right (in how many of them the pick was right), speaks (1 for the speaker),
        target (the place, from 1 on, of the object that is meant; -1: the seat does not know), objects (for each place
        the number of its value for each attribute), signal (the symbols that were sent, 0 where there is none), message
        (the words), names (the objects in words, by place), most (how many words or symbols a message may have),
        symbols (how many there are; 0 in words).
        """
        speaks = seat == s.speaker
        seen = s.seen(seat)
        return {
            "round": s.round,
            "right": s.right,
            "speaks": int(speaks),
            "target": s.target + 1 if speaks else -1,
            "objects": tuple(itertools.chain.from_iterable(seen)),
            "signal": (s.signal + (0,) * self.most)[: self.most] if self.symbolic else (),
            "message": s.message,
            "names": ", ".join(map(named, seen)),
            "most": self.most,
            "symbols": self.symbols if self.symbolic else 0,
        }

    def describe(self, s: Naming, seat: int) -> str:
        done = f"Rounds: {s.round} of {self.rounds} over, {s.right} right."
        if s.mover == OVER:
            return done
        if seat == s.speaker:
            task = f"You speak. Let player_{1 - seat} know that the {named(s.objects[0][s.target])} is meant."
        elif s.speaks:
            task = f"player_{s.speaker} is to let you know which object is meant."
        else:
            sent = f"signals {' '.join(map(str, s.signal))}" if self.symbolic else f'says "{s.message}"'
            task = f"player_{s.speaker} {sent}. Pick the object that is meant."
        return f"{done} {task} You see:\n{_listed(s.seen(seat))}"

    def show(self, s: Naming, seat: int) -> list[Element]:
        sees = [i for i in range(2) if seat in (-1, i)]
        table: list[Element] = [
            Cards(f"player_{i}", ["speaker" if i == s.speaker else "listener"], "", s.mover == i) for i in range(2)
        ]
        for i in sees:
            table.append(Line(f"player_{i} sees:"))
            table += [Line(f"{place}. {named(each)}") for place, each in enumerate(s.seen(i), 1)]
        if s.speaker in sees:
            table.append(Line(f"Meant: the {named(s.objects[0][s.target])}."))
        sent = " ".join(map(str, s.signal)) if self.symbolic else s.message
        return [*table, Line(f"Message: {sent or 'none yet'}."), Line(f"Rounds over: {s.round}, right: {s.right}.")]


def _number(text: str, most: int) -> int:
    """Read a number from 1 to `most`; 0 if it is none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return number if number <= most else 0


@functools.cache
def named(each: Object) -> str:
    """Name an object by its values: "small red wooden box"."""
    return " ".join([FEATURES[attribute][each[attribute]] for attribute in range(len(each) - 1, -1, -1)])


@functools.lru_cache(maxsize=10_000)
def _listed(seen: tuple[Object, ...]) -> str:
    return "\n".join([f"{place}. {named(each)}" for place, each in enumerate(seen, 1)])


_HEARD = {verb: {plain(verb): verb} if verb else {} for verb in ("Signal", "Pick", "")}


def game(
    language: str = "words",
    objects: int = 6,
    attributes: int = 4,
    values: int = 2,
    rounds: int = 2,
    most: int = 3,
    symbols: int = 8,
) -> ReferenceGame:
    """The reference game.

    Args:
        language: "words", or "symbols", which are numbers that mean nothing by themselves.
        objects: how many there are in a round, 2 to 12, and no more than values ** attributes; no two are the same.
        attributes: how many attributes they have, the first of kind, material, colour and size, 1 to 4.
        values: how many values of each attribute occur in a round, 2 to 6; in symbols, always the same ones.
        rounds: how many there are, 1 to 100; the players speak in turn.
        most: how many words or symbols a message has at most, 1 to 20.
        symbols: how many symbols there are, 2 to 1000.
    """
    symbolic = choice("language", language, ("words", "symbols")) == 1
    attributes, values = option("attributes", attributes, 1, len(FEATURES)), option("values", values, 2, MOST_VALUES)
    objects = option("objects", objects, 2, min(12, values**attributes))
    rounds, most = option("rounds", rounds, 1, 100), option("most", most, 1, 20)
    symbols = option("symbols", symbols, 2, 1000)
    if symbolic:
        form = "[Signal: 3]" if most == 1 else "[Signal: 3] or [Signal: 3 1]"
        tells = (
            f"sends a signal of {'one symbol' if most == 1 else f'1 to {most} symbols'}, as {form}; the symbols are "
            f"the numbers from 1 to {symbols}, and mean what the two agree on"
        )
    else:
        tells = f"says 1 to {most} words of up to {LONGEST} letters"
    return ReferenceGame(
        seats=2,
        stake=1.0,
        zero_sum=False,
        brief=f"Reference game. Two players see the same {objects} objects, each in an order of their own. The speaker "
        f"knows which one is meant, and {tells}. The listener picks an object by its place, as [Pick: 2]. "
        f"{'There is one round.' if rounds == 1 else f'There are {rounds} rounds; the players speak in turn.'} "
        "The return of both is the part of the rounds in which the right object was picked.",
        symbolic=symbolic,
        objects=objects,
        attributes=attributes,
        values=values,
        rounds=rounds,
        most=most,
        symbols=symbols,
    )


env, raw_env, parallel_env = constructors("ReferenceGame-v0")
