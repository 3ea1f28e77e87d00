"""Two traders with goods that each values differently: who gains more by trading wins.

SimpleNegotiation of TextArena and SPIRAL (arXiv 2506.24119), done right: what is said is heard, the game lasts as many
turns as it says, and an offer is open for one answer.
"""

import functools
import itertools
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from spenvs.core.dialogue import DialogueGame, Facts, State
from spenvs.core.dialogue_env import WORDS, constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import option
from spenvs.core.hearing import Said
from spenvs.core.moves import IllegalMove, listing, plain, quote
from spenvs.core.rules import OVER
from spenvs.textgames.goods import Amounts, amounts, both_option, worth, written

GOODS = ("Wheat", "Wood", "Sheep", "Brick", "Ore")
BASES = (5, 10, 15, 25, 40)
HELD, WORTH = range(5, 26), range(5, 41)
OFFER = "Offer: <goods> -> <goods>"
_ARROW = re.compile(r"\s*(?:->|=>|→|\bfor\b)\s*")


class Offer(NamedTuple):
    """What a seat gives, and what it wants for it: an amount of each good, and the same in words."""

    by: int
    gives: Amounts
    wants: Amounts
    given: str = ""
    wanted: str = ""

    def __str__(self) -> str:
        return f"{self.given} for {self.wanted}"


@dataclass
class Trade(State):
    """Where a trade stands.

    Attributes:
        holds: how many of each good each seat has.
        first: what each seat's goods were worth to it at first.
        values: what one of each good is worth to each seat.
        gains: how much more each seat's goods are worth to it now.
        offer: the open offer.
        turn: turns so far.
        trades: trades so far.
    """

    holds: list[Amounts] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    values: list[Amounts] = field(default_factory=list)
    gains: list[int] = field(default_factory=lambda: [0, 0])
    offer: Offer | None = None
    turn: int = 0
    trades: int = 0


@dataclass(frozen=True)
class ResourceTrade(DialogueGame):
    """The game with its options settled; see `game`."""

    verbs = ("Offer", "Accept", "Deny")

    goods: tuple[str, ...]
    turns: int
    holdings: tuple[Amounts, Amounts] | None
    values: tuple[Amounts, Amounts] | None
    alike: bool
    closes: str
    pays: str

    def start(self, rng: np.random.Generator) -> Trade:
        holds = list(self.holdings or _drawn(rng, (HELD,) * len(self.goods)))
        values = list(self.values or _drawn(rng, self._ranges))
        return Trade(holds=holds, first=[worth(*each) for each in zip(holds, values, strict=True)], values=values)

    @functools.cached_property
    def _ranges(self) -> tuple[range, ...]:
        """What each good may be worth to a seat."""
        if not self.alike:
            return (WORTH,) * len(self.goods)
        bases = [BASES[i % len(BASES)] for i in range(len(self.goods))]
        return tuple([range(max(base - base // 5, WORTH[0]), min(base + base // 5, WORTH[-1]) + 1) for base in bases])

    def legal(self, s: Trade) -> Sequence[str]:
        if s.offer is not None and (s.offer.by != s.mover or self.closes == "taken"):
            return (OFFER, "Accept", "Deny", WORDS)
        return (OFFER, WORDS)

    def read(self, s: Trade, said: Said) -> Offer | str:
        if said.verb == "Offer":
            return self._offer(s, said.argument)
        if not said.verb:
            return ""
        if s.offer is None:
            if self.closes == "taken":
                return said.verb
            raise IllegalMove("there is no offer to answer")
        if s.offer.by == s.mover and self.closes != "taken":
            raise IllegalMove("an offer of your own is for the other to answer")
        if said.verb == "Accept":
            self._must_hold(s, s.mover, s.offer.wants, "you cannot accept")
            self._must_hold(s, s.offer.by, s.offer.gives, "the offer cannot be kept")
        return said.verb

    def _offer(self, s: Trade, text: str) -> Offer:
        gives, wants = sides(text, self.goods)
        self._must_hold(s, s.mover, gives, "you cannot offer this")
        return Offer(s.mover, gives, wants, written(gives, self.goods), written(wants, self.goods))

    def _must_hold(self, s: Trade, seat: int, amounts: Amounts, what: str) -> None:
        if any(map(operator.gt, amounts, s.holds[seat])):
            rows = zip(self.goods, amounts, s.holds[seat], strict=True)
            good, amount, held = next(row for row in rows if row[1] > row[2])
            raise IllegalMove(f"{what}: player_{seat} has {held} {good}, not {amount}")

    def play(self, s: Trade, said: Said, move: Any, rng: np.random.Generator) -> str:
        name, open_offer = move, s.offer
        if self.closes == "answered" or (move == "Deny" and self.closes == "denied"):
            s.offer = None
        if isinstance(move, Offer):
            s.offer, name = move, f"Offer: {move.given} -> {move.wanted}"
        elif move == "Accept" and open_offer is not None:
            self._trade(s, open_offer)
        s.turn += 1
        s.mover = OVER if s.turn == self.turns else 1 - s.mover
        return name

    def _trade(self, s: Trade, offer: Offer) -> None:
        giver, taker = offer.by, s.mover
        for seat, sign in ((giver, -1), (taker, 1)):
            moved = zip(s.holds[seat], offer.gives, offer.wants, strict=True)
            s.holds[seat] = tuple([held + sign * (gives - wants) for held, gives, wants in moved])
            s.gains[seat] = worth(s.holds[seat], s.values[seat]) - s.first[seat]
        s.offer = None
        s.trades += 1
        if giver == taker:
            s.tell(f"player_{giver} has accepted an offer of its own: nothing changes hands.")
            return
        s.tell(f"The trade is made: player_{giver} gives {offer}.")

    def score(self, s: Trade) -> list[float]:
        if self.pays == "gain":
            return [gain / max(1, first) for gain, first in zip(s.gains, s.first, strict=True)]
        won = float((s.gains[0] > s.gains[1]) - (s.gains[0] < s.gains[1]))
        return [won, -won]

    def outcome(self, s: Trade) -> dict[str, float]:
        """Gains of both seats in value, their sum, and how many trades were made."""
        return {"gain_0": s.gains[0], "gain_1": s.gains[1], "welfare": sum(s.gains), "trades": s.trades}

    def sample(self, s: Trade, rng: np.random.Generator) -> str:
        draw = rng.random()
        if s.offer is not None and s.offer.by != s.mover and draw < 0.6:
            able = all(held >= n for held, n in zip(s.holds[s.mover], s.offer.wants, strict=True))
            return "[Accept]" if able and draw < 0.3 else "[Deny]"
        owned = [good for good, held in enumerate(s.holds[s.mover]) if held]
        if not owned or draw > 0.95:
            return "What would you like?"
        give, want = owned[int(rng.random() * len(owned))], int(rng.random() * len(self.goods))
        n, m = 1 + int(rng.random() * min(3, s.holds[s.mover][give])), 1 + int(rng.random() * 3)
        return f"[Offer: {n} {self.goods[give]} -> {m} {self.goods[want]}]"

    def facts(self, s: Trade, seat: int) -> Facts:
        """What the seat holds and values; of the open offer who made it (-1: there is none), what it gives and wants.

        Keys: turn, turns_left, holds, values, gain, trades, offer_by, gives, wants; amounts are tuples in the order of
        the goods.
        """
        none = (0,) * len(self.goods)
        offer = s.offer or Offer(-1, none, none)
        return {
            "turn": s.turn,
            "turns_left": self.turns - s.turn,
            "holds": s.holds[seat],
            "values": s.values[seat],
            "gain": s.gains[seat],
            "trades": s.trades,
            "offer_by": offer.by,
            "gives": offer.gives,
            "wants": offer.wants,
        }

    def describe(self, s: Trade, seat: int) -> str:
        own = _own(s.holds[seat], s.values[seat], self.goods)
        if s.mover == OVER:
            return f"{own} Your gain: {s.gains[seat]:+d}; that of player_{1 - seat}: {s.gains[1 - seat]:+d}."
        known = f"{own} Your gain so far: {s.gains[seat]:+d}. Turns left, of both: {self.turns - s.turn}."
        if s.offer is not None:
            who = "You offer" if s.offer.by == seat else f"player_{s.offer.by} offers you"
            known += f" {who} {s.offer}."
        return known

    def show(self, s: Trade, seat: int) -> list[Element]:
        table: list[Element] = []
        for i in range(2):
            if seat not in (-1, i) and s.mover != OVER:
                table.append(Cards(f"player_{i}", [None] * len(self.goods), "", s.mover == i))
                continue
            faces = [f"{good} {held}" for held, good in zip(s.holds[i], self.goods, strict=True)]
            values = " ".join(map(str, s.values[i]))
            table.append(Cards(f"player_{i}", faces, f"each worth {values}, gain {s.gains[i]:+d}", s.mover == i))
        if s.mover == OVER:
            return [*table, Line("The time for trade is over.")]
        offer = f"player_{s.offer.by} gives {s.offer}" if s.offer else "none"
        return [*table, Line(f"Open offer: {offer}. Turns left: {self.turns - s.turn}.")]


def _drawn(rng: np.random.Generator, ranges: Sequence[range]) -> list[Amounts]:
    """Draw a number out of each range, for both seats."""
    rows = rng.random((2, len(ranges))).tolist()
    return [tuple([each[int(u * len(each))] for u, each in zip(row, ranges, strict=True)]) for row in rows]


@functools.lru_cache(maxsize=10_000)
def sides(text: str, goods: tuple[str, ...]) -> tuple[Amounts, Amounts]:
    """Read both sides of an offer, written as "2 Wood -> 1 Ore".

    Raises:
        IllegalMove: it is not written so, or a side names nothing.
    """
    parts = _ARROW.split(text)
    if len(parts) != 2:
        raise IllegalMove(f"an offer is [Offer: <goods you give> -> <goods you want>]; got {quote(text)}")
    gives, wants = amounts(parts[0], goods), amounts(parts[1], goods)
    if not (any(gives) and any(wants)):
        raise IllegalMove("both sides of an offer name at least one good")
    return gives, wants


@functools.lru_cache(maxsize=10_000)
def _own(holds: Amounts, values: Amounts, goods: tuple[str, ...]) -> str:
    return _form(goods) % tuple(itertools.chain(*zip(holds, values, strict=True)))


@functools.cache
def _form(goods: tuple[str, ...]) -> str:
    return f"You have {', '.join([f'%d {good} (worth %d each)' for good in goods])}."


def game(
    goods: Sequence[str] = GOODS,
    turns: int = 10,
    holdings: Sequence[Any] | None = None,
    values: Sequence[Any] | str | None = None,
    closes: str = "answered",
    pays: str = "win",
) -> ResourceTrade:
    """Trade of resources.

    Args:
        goods: their names, 2 to 12 single words.
        turns: how many turns there are, of both seats together, 1 to 1000.
        holdings: how many of each good the seats have at first: a row for both or a row for each; None draws 5 to 25.
        values: what one of each good is worth, the same way; None draws 5 to 40 for each seat, "alike" within a fifth
            of 5, 10, 15, 25, 40, ....
        closes: when an offer ends: "answered", by any answer of the other seat; "denied", by [Deny] or another offer;
            "taken", only by acceptance (its author may accept it too, to no effect) or another offer; an answer where
            there is no offer is then a turn without a move's effect.
        pays: "win", 1 for who gained more value, -1 for the other; "gain", the gain as a part of the first value.
    """
    goods = tuple(goods) if not isinstance(goods, str) else (goods,)
    if (
        not 2 <= len(goods) <= 12
        or len({plain(str(good)) for good in goods}) < len(goods)
        or not all(isinstance(good, str) and good.isalpha() for good in goods)
    ):
        raise ValueError(f"goods must be 2 to 12 different words; got {quote(goods)}")
    for name, value, known in (("closes", closes, ("answered", "denied", "taken")), ("pays", pays, ("win", "gain"))):
        if value not in known:
            raise ValueError(f"{name} must be {' or '.join(known)}; got {quote(value)}")
    turns = option("turns", turns, 1, 1000)
    end = {
        "win": "The player whose goods gained more value, as that player values them, wins.",
        "gain": "Each player's return is the gain in value of the own goods, as a part of their first value.",
    }[pays]
    life = {
        "answered": "It is open for one answer: [Accept], [Deny], another offer, or words, which leave it.",
        "denied": "It stays open until it is accepted, denied with [Deny], or another is made.",
        "taken": "It stays open until it is accepted, by anybody, or another is made.",
    }[closes]
    return ResourceTrade(
        seats=2,
        stake=1.0,
        zero_sum=pays == "win",
        brief=f"Trade of resources. Two players hold goods ({listing(goods)}) and each values them differently; you "
        f"know only your own goods and values. In turn, a player talks and may make one move. "
        f"[Offer: 2 {goods[0]} -> 1 {goods[1]}] offers 2 {goods[0]} of yours for 1 {goods[1]} of the other's. {life} "
        f"A trade that is accepted is made at once. There are {turns} turns in all. {end}",
        goods=goods,
        turns=turns,
        holdings=both_option("holdings", holdings, len(goods)),
        values=None if values == "alike" else both_option("values", values, len(goods)),
        alike=values == "alike",
        closes=closes,
        pays=pays,
    )


env, raw_env, parallel_env = constructors("ResourceTrade-v0")
