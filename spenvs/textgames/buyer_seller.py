"""A buyer and a seller bargain over a price; each has a limit that the other does not know.

The bargaining of Fu et al. (2023), arXiv 2305.10142, with deals that need no judge: offers and acceptance are moves. As
there, a critic may coach one side between rounds.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from spenvs.core.dialogue import DialogueGame, Facts, State
from spenvs.core.dialogue_env import WORDS, constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import choice, flag, option
from spenvs.core.hearing import Said
from spenvs.core.moves import IllegalMove, quote
from spenvs.core.rules import OVER
from spenvs.textgames.money import CENTS, cents_option, money, price

SIDES = ("seller", "buyer")
SELLER, BUYER, CRITIC = range(3)
THINGS = ("bicycle", "camera", "clock", "guitar", "lamp", "mirror", "painting", "radio", "rug", "tent", "vase")
LEAST_GAP = 0.1
WORST, BEST = -1.0, 2.0
_NONE = (-1, -1)


@dataclass
class Bargain(State):
    """Where a bargain stands; money is in cents.

    Attributes:
        item: what is for sale.
        limits: what it cost the seller, and what it is worth to the buyer.
        opener: who begins the round.
        offers: the last offers of seller and buyer, and the ones before; -1 where there is none.
        by: whose offer stands; -1: nobody's.
        turn: turns so far in the round.
        prices: of the rounds so far; -1: no deal.
        gains: of the rounds so far, of seller and buyer.
        efficient: in how many rounds there was a deal where one could serve both, and none where none could.
    """

    item: str = ""
    limits: tuple[int, int] = (0, 0)
    opener: int = SELLER
    offers: tuple[tuple[int, int], tuple[int, int]] = (_NONE, _NONE)
    by: int = -1
    turn: int = 0
    prices: list[int] = field(default_factory=list)
    gains: list[tuple[float, float]] = field(default_factory=list)
    efficient: int = 0


@dataclass(frozen=True)
class BuyerSeller(DialogueGame):
    """The game with its options settled; see `game`."""

    verbs = ("Offer", "Accept", "Quit")

    turns: int
    rounds: int
    fresh: bool
    coached: int
    opener: str
    item: str | None
    cost: int | None
    value: int | None
    low: int
    high: int
    apart: bool
    unit: int

    def start(self, rng: np.random.Generator) -> Bargain:
        s = Bargain()
        self._draw(s, rng)
        self._open(s, rng)
        return s

    def _draw(self, s: Bargain, rng: np.random.Generator) -> None:
        """Draw the item and both limits, at least a tenth of the range apart."""
        s.item = self.item or THINGS[int(rng.random() * len(THINGS))]
        steps = (self.high - self.low) // self.unit
        gap = max(1, round(LEAST_GAP * steps))
        gap += int(rng.random() * (steps - gap + 1))
        below = int(rng.random() * (steps - gap + 1))
        cost, value = self.low + below * self.unit, self.low + (below + gap) * self.unit
        if self.apart and rng.random() < 0.5:
            cost, value = value, cost
        s.limits = (cost if self.cost is None else self.cost, value if self.value is None else self.value)

    def _open(self, s: Bargain, rng: np.random.Generator) -> None:
        s.opener = int(rng.random() * 2) if self.opener == "drawn" else SIDES.index(self.opener)
        s.offers, s.by, s.turn, s.mover = (_NONE, _NONE), -1, 0, s.opener
        if self.rounds > 1:
            s.tell(f"Round {len(s.prices) + 1} of {self.rounds}: the {s.item}.")
        if self.rounds > 1 and self.fresh:  # what a seat knew is not to be forgotten with the next draw
            for side, limit in enumerate(s.limits):
                s.tell(_limit(s.item, side, limit), side, *([CRITIC] if side == self.coached else []))

    def role(self, s: Bargain, seat: int) -> str:
        return "critic" if seat == CRITIC else SIDES[seat]

    def legal(self, s: Bargain) -> Sequence[str]:
        if s.mover == CRITIC:
            return (WORDS,)
        if s.by == 1 - s.mover:
            return ("Offer: $<price>", "Accept", "Quit", WORDS)
        return ("Offer: $<price>", "Quit", WORDS)

    def read(self, s: Bargain, said: Said) -> int | str:
        if s.mover == CRITIC and said.verb:
            raise IllegalMove("the critic does not bargain; say in words what would serve the one you coach")
        if said.verb == "Offer":
            return price(said.argument, self.unit)
        if said.verb == "Accept":
            if s.by < 0:
                raise IllegalMove("there is no offer to accept")
            if s.by == s.mover:
                raise IllegalMove("an offer of your own is for the other to accept")
        return said.verb

    def play(self, s: Bargain, said: Said, move: Any, rng: np.random.Generator) -> str:
        if s.mover == CRITIC:
            s.audience = (self.coached,)
            self._next(s, rng)
            return ""
        name, ended = move, move in ("Accept", "Quit")
        if isinstance(move, int):
            own = (move, s.offers[s.mover][0])
            s.offers = (own, s.offers[BUYER]) if s.mover == SELLER else (s.offers[SELLER], own)
            s.by, name = s.mover, f"Offer: {money(move)}"
        s.turn += 1
        if ended or s.turn == self.turns:
            self._end(s, s.offers[s.by][0] if move == "Accept" else -1, rng)
        else:
            s.mover = 1 - s.mover
        return name

    def _end(self, s: Bargain, paid: int, rng: np.random.Generator) -> None:
        """Close a round, and turn to the critic, to the next round, or nowhere."""
        both = gains(paid, *s.limits)
        s.efficient += (paid >= 0) == (s.limits[BUYER] > s.limits[SELLER])
        s.prices.append(paid)
        s.gains.append(both)
        s.tell(f"It is a deal: the {s.item} for {money(paid)}." if paid >= 0 else "No deal.")
        if len(s.prices) == self.rounds:
            s.mover = OVER
        elif self.coached >= 0:
            s.mover = CRITIC
        else:
            self._next(s, rng)

    def _next(self, s: Bargain, rng: np.random.Generator) -> None:
        if self.fresh:
            self._draw(s, rng)
        self._open(s, rng)

    def score(self, s: Bargain) -> list[float]:
        returns = [sum([both[seat] for both in s.gains]) / self.rounds for seat in (SELLER, BUYER)]
        return returns if self.coached < 0 else [*returns, returns[self.coached]]

    def outcome(self, s: Bargain) -> dict[str, float]:
        """Measure the rounds.

        Keys: agreement, the share of rounds with a deal; efficient, the share with a deal where one could serve both
        and none where none could; price, the mean price of deals in dollars (-1: there was none); welfare, the mean of
        both gains together; and for each of several rounds price_1, seller_1 and buyer_1 (price and gains), and so on.
        """
        paid = [paid / CENTS for paid in s.prices if paid >= 0]
        measures = {
            "agreement": len(paid) / self.rounds,
            "efficient": s.efficient / self.rounds,
            "price": sum(paid) / len(paid) if paid else -1.0,
            "welfare": sum([sum(both) for both in s.gains]) / self.rounds,
        }
        if self.rounds > 1:
            for number, (cents, (seller, buyer)) in enumerate(zip(s.prices, s.gains, strict=True), 1):
                measures[f"price_{number}"] = cents / CENTS if cents >= 0 else -1.0
                measures[f"seller_{number}"], measures[f"buyer_{number}"] = seller, buyer
        return measures

    def sample(self, s: Bargain, rng: np.random.Generator) -> str:
        if s.mover == CRITIC:
            return "Be patient, and do not show how much you want it."
        draw = rng.random()
        if draw < 0.02:
            return "[Quit]"
        if draw < 0.3:
            return "[Accept]" if s.by == 1 - s.mover else "What do you think of it?"
        units = int(rng.random() * ((self.high - self.low) // self.unit + 1))
        return f"[Offer: {money(self.low + units * self.unit)}]"

    def facts(self, s: Bargain, seat: int) -> Facts:
        """What the seat knows; money is in cents, -1 where there is none. A critic knows what the side it coaches does.

        Keys: round (from 1), rounds_left (after it), turn and turns_left (in it), item, limit (cost or value), lowest
        and highest (between which limits are drawn), offer_by (0 the seller's offer stands, 1 the buyer's, -1
        nobody's), asks and bids (the last offers of seller and buyer, and the ones before), paid (the price of the
        round before).
        """
        number = min(len(s.prices) + 1, self.rounds)
        return {
            "round": number,
            "rounds_left": self.rounds - number,
            "turn": s.turn,
            "turns_left": self.turns - s.turn,
            "item": s.item,
            "limit": s.limits[self.coached if seat == CRITIC else seat],
            "lowest": self.low,
            "highest": self.high,
            "offer_by": s.by,
            "asks": s.offers[SELLER],
            "bids": s.offers[BUYER],
            "paid": s.prices[-1] if s.prices else -1,
        }

    def describe(self, s: Bargain, seat: int) -> str:
        side = self.coached if seat == CRITIC else seat
        known = _limit(s.item, side, s.limits[side])
        if seat == CRITIC:
            known = f"You coach the {SIDES[side]}, who alone hears you, and know what the {SIDES[side]} knows. {known}"
        if s.mover == CRITIC or s.mover == OVER:
            return known
        left = f"Turns left{' in this round' if self.rounds > 1 else ''}, of both: {self.turns - s.turn}."
        if s.by < 0:
            return f"{known} {left} There is no offer yet."
        who = "Your offer" if s.by == seat else f"The {SIDES[s.by]}'s offer"
        return f"{known} {left} {who} stands: {money(s.offers[s.by][0])}."

    def show(self, s: Bargain, seat: int) -> list[Element]:
        table: list[Element] = []
        for side, word in ((SELLER, "cost"), (BUYER, "worth")):
            seen = s.mover == OVER or seat in (-1, side) or (seat == CRITIC and side == self.coached)
            said, before = s.offers[side]
            note = f"offers {money(said)}" + (f", before {money(before)}" if before >= 0 else "") if said >= 0 else ""
            face = f"{word} {money(s.limits[side])}" if seen else None
            table.append(Cards(f"player_{side}, {SIDES[side]}", [face], note, s.mover == side))
        if self.coached >= 0:
            table.append(Cards("player_2, critic", [], f"coaches the {SIDES[self.coached]}", s.mover == CRITIC))
        return [*table, *[Line(text) for text in self._shown(s)]]

    def _shown(self, s: Bargain) -> list[str]:
        ended = [f"{n}: {money(paid) if paid >= 0 else 'no deal'}" for n, paid in enumerate(s.prices, 1)]
        if self.rounds == 1:
            state = f"Turns left: {self.turns - s.turn}." if not ended else f"The end: {ended[0][3:]}."
            return [f"For sale: the {s.item}. {state}"]
        now = f"Round {len(ended) + 1} of {self.rounds}: the {s.item}. Turns left: {self.turns - s.turn}."
        past = [f"Rounds so far: {', '.join(ended)}."] if ended else []
        return past if s.mover == OVER else [*past, now]


def gains(paid: int, cost: int, value: int) -> tuple[float, float]:
    """Give what seller and buyer gain by a price, as parts of what there is to gain.

    They are (price - cost) / (value - cost) and (value - price) / (value - cost). Without a deal (a price of -1) both
    are 0. Where the item is worth less to the buyer than it cost, the size of the difference counts, and the two lose 1
    together. A gain is cut at -1 and at 2, so that a slip costs no more than what there was to gain.
    """
    if paid < 0:
        return 0.0, 0.0
    size = abs(value - cost)
    seller, buyer = (paid - cost) / size, (value - paid) / size
    return min(max(seller, WORST), BEST), min(max(buyer, WORST), BEST)


@functools.lru_cache(maxsize=10_000)
def _limit(item: str, side: int, limit: int) -> str:
    if side == SELLER:
        return f"The {item} cost the seller {money(limit)}: for less, selling it is a loss."
    return f"The {item} is worth {money(limit)} to the buyer: for more, buying it is a loss."


def game(
    turns: int = 10,
    opener: str = "seller",
    zone: str = "always",
    prices: Sequence[float] = (10, 100),
    cents: bool = False,
    item: str | None = None,
    cost: float | None = None,
    value: float | None = None,
    rounds: int = 1,
    fresh: bool = False,
    critic: str | None = None,
) -> BuyerSeller:
    """Bargaining over a price. Player_0 sells, player_1 buys, player_2 is the critic if there is one.

    Args:
        turns: how many turns a round has, of both sides together, 2 to 1000.
        opener: who begins a round: "seller", "buyer" or "drawn".
        zone: whether there is a price that serves both: "always", or "sometimes", in every other draw.
        prices: the lowest and the highest limit that is drawn, in dollars.
        cents: whether prices go to the cent; otherwise they are whole dollars.
        item: what is for sale, a word; None draws it.
        cost: what it cost the seller, in dollars; None draws it.
        value: what it is worth to the buyer; None draws it.
        rounds: how many rounds are played, 1 to 100; returns are means over them.
        fresh: whether each round has a new draw; otherwise it is the same item with the same limits again.
        critic: whom the critic coaches after each round but the last, "seller" or "buyer"; None: there is no critic.
    """
    unit = 1 if flag("cents", cents) else CENTS
    turns, rounds = option("turns", turns, 2, 1000), option("rounds", rounds, 1, 100)
    choice("opener", opener, (*SIDES, "drawn"))
    apart = choice("zone", zone, ("always", "sometimes")) == 1
    coached = -1 if critic is None else choice("critic", critic, SIDES)
    if coached >= 0 and rounds == 1:
        raise ValueError("a critic speaks between rounds: rounds must be 2 or more")
    if item is not None and not (isinstance(item, str) and item.isalpha() and len(item) <= 30):
        raise ValueError(f"item must be a word; got {quote(item)}")
    low, high = _range(prices, unit)
    fixed = [
        None if limit is None else cents_option(name, limit, unit) for name, limit in (("cost", cost), ("value", value))
    ]
    if (fixed[0] is None) != (fixed[1] is None) or (fixed[0] is not None and fixed[0] == fixed[1]):
        raise ValueError("cost and value are given both, as different amounts, or neither")
    return BuyerSeller(
        seats=2 if coached < 0 else 3,
        stake=1.0,
        zero_sum=False,
        brief=_brief(turns, rounds, apart, coached, bool(fresh), (low, high) if fixed[0] is None else None),
        turns=turns,
        rounds=rounds,
        fresh=flag("fresh", fresh),
        coached=coached,
        opener=opener,
        item=item,
        cost=fixed[0],
        value=fixed[1],
        low=low,
        high=high,
        apart=apart,
        unit=unit,
    )


def _range(prices: Any, unit: int) -> tuple[int, int]:
    if isinstance(prices, str) or not isinstance(prices, Sequence) or len(prices) != 2:
        raise ValueError(f"prices must be two amounts, the lowest and the highest; got {quote(prices)}")
    low, high = (cents_option("prices", each, unit) for each in prices)
    if high - low < unit:
        raise ValueError(f"prices must be a lower and a higher amount; got {quote(prices)}")
    return low, high


def _brief(turns: int, rounds: int, apart: bool, coached: int, fresh: bool, drawn: tuple[int, int] | None) -> str:
    limits = f" Both lie between {money(drawn[0])} and {money(drawn[1])}." if drawn else ""
    zone = " It may be that no price serves both." if apart else ""
    again = (
        f" There are {rounds} rounds, {'each over something new' if fresh else 'over the same thing again'}; the "
        "return is the mean over the rounds."
        if rounds > 1
        else ""
    )
    coach = (
        f" After each round but the last, a critic gives advice to the {SIDES[coached]}, who alone hears it, and whose "
        "return is the critic's too."
        if coached >= 0
        else ""
    )
    return (
        "Bargaining. A seller (player_0) and a buyer (player_1) talk about a price. Only the seller knows what the "
        f"item cost, only the buyer what it is worth.{limits}{zone} In turn, they talk or make a move. [Offer: $20] "
        "offers to sell or buy at $20; the latest offer stands, whatever is said, until the other accepts it with "
        f"[Accept] or somebody makes another. [Quit] ends the round without a deal, and so do {turns} turns. The "
        "seller's return is (price - cost) / |worth - cost|, the buyer's (worth - price) / |worth - cost|, between -1 "
        f"and 2; without a deal it is 0.{again}{coach}"
    )


env, raw_env, parallel_env = constructors("BuyerSeller-v0")
